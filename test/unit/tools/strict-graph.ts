/** The local estate's Graph, which refuses what Graph refuses, straight behind a Graph client: nothing in between to go wrong. */
import { people, tenantId, type Person } from "../../../infra/local/company.ts";
import { createGraphEmulator } from "../../../infra/local/graph/graph.ts";
import type { Egress } from "../../../src/egress/exchange.ts";
import { outgoingBody } from "../../../src/egress/outgoing-body.ts";
import { createGraphClient } from "../../../src/graph/client.ts";
import { catalog, scopesOf } from "../../../src/tools/catalog.ts";
import type { ToolDefinition } from "../../../src/tools/define-tool.ts";
import { plainCursors } from "../graph/graph-answering.ts";
import { standing, type Called } from "./call-tool.ts";

const graphHost = "https://graph.microsoft.com";

export type StrictGraph = {
  readonly person: Person;
  /** Runs a tool as the tool runner does. */
  readonly call: (tool: ToolDefinition, input?: unknown) => Promise<Omit<Called, "asked">>;
  /** `GET /me/messages → 200`, one per request the emulator saw. */
  readonly seen: string[];
};

export function strictGraph(scopes: readonly string[] = scopesOf(catalog)): StrictGraph {
  const [person] = people;
  if (!person) throw new Error("nobody works at the company");
  const emulator = createGraphEmulator({
    origin: graphHost,
    people,
    inspectToken: () => ({ objectId: person.objectId, tenantId, scopes, expiresAt: Date.now() / 1000 + 3600 }),
  });
  const seen: string[] = [];

  const egress: Egress = async ({ method, path, query, headers, body, content, template }, { step, attempt }) => {
    const outgoing = outgoingBody({ body: body === null ? null : JSON.parse(body), content });
    if (outgoing === null) throw new Error("the relay would refuse this content");
    const response = await emulator.fetch(
      new Request(`${graphHost}${path}${query === "" ? "" : `?${query}`}`, {
        method,
        headers: { authorization: "Bearer test", ...(outgoing === "none" ? {} : { "content-type": outgoing.type }), ...headers },
        body: outgoing === "none" ? null : outgoing.bytes,
      }),
    );
    const text = await response.text();
    seen.push(`${method} ${template} → ${response.status}${response.ok ? "" : ` ${text}`}`);
    return {
      kind: "answer",
      receipt: {
        envelopeId: "e",
        requestId: "r",
        step,
        try: attempt,
        graphMethod: method,
        graphTemplate: template,
        aiGatewayLogId: null,
        gatewayStatus: 200,
        graphStatus: response.status,
        startedAt: 0,
        durationMs: 0,
      },
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: text === "" ? null : JSON.parse(text),
    };
  };

  return {
    person,
    seen,
    call: async (tool, input = {}) => {
      const graph = createGraphClient({
        egress,
        operations: tool.operations,
        scopes: tool.scopes,
        version: "v1.0",
        graphHost,
        deadlineAt: Date.now() + 30_000,
        signal: new AbortController().signal,
        now: Date.now,
        sleep: async () => undefined,
        random: () => 0,
        cursors: plainCursors,
        onAttempt: () => undefined,
        principalId: "user:test",
        tool: tool.name,
      });
      const run = await tool.run(tool.input.parse(input), {
        graph,
        principal: { id: "user:test", kind: "user", email: person.email, groups: [] },
        now: Date.now,
        signal: new AbortController().signal,
        progress: () => undefined,
        standing: async () => standing,
      });
      const output = tool.output.parse(run);
      return { output, text: tool.text(output) };
    },
  };
}
