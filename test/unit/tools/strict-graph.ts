/** The local estate's Graph, which refuses what Graph refuses, straight behind a Graph client: nothing in between to go wrong. */
import { people, tenantId, type Person } from "../../../infra/local/company.ts";
import { createGraphEmulator } from "../../../infra/local/graph/graph.ts";
import type { Egress } from "../../../src/egress/exchange.ts";
import { callWithSource } from "../../../src/egress/call-with-source.ts";
import { finish } from "../../../src/egress/finish.ts";
import type { GraphAsked, GraphReach } from "../../../src/egress/graph-exchange.ts";
import { readMessage, writeMessage } from "../../../src/egress/message.ts";
import { outgoingBody } from "../../../src/egress/outgoing-body.ts";
import { createGraphClient } from "../../../src/graph/client.ts";
import { reader } from "../../../src/reader/reader.ts";
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

  const egress: Egress = async (request, { step, attempt }) => {
    const { method, template } = request;
    const message = readMessage(writeMessage(request));
    const body = outgoingBody(message);
    if (body === null) throw new Error("the relay would refuse this content");
    let name = template;
    const reach: GraphReach = {
      graphOrigin: graphHost,
      documentHosts: [],
      reader,
      fetch: async (url, init) => {
        const asked = new Request(url, init);
        const response = await emulator.fetch(asked);
        seen.push(`${asked.method} ${name} → ${response.status}${response.status < 400 ? "" : ` ${await response.clone().text()}`}`);
        name = `/${new URL(url).pathname.split("/")[1] ?? ""}`;
        return response;
      },
    };
    const { signal } = new AbortController();
    const asked: GraphAsked = { method, message, body, requestId: "r" };
    const first = await callWithSource(reach, asked, "test", signal);
    const { outcome } = await finish(reach, asked, "test", first, async (url) => url, signal);
    if (outcome.kind === "lost") throw new Error(`lost: ${outcome.reason}`);
    if (outcome.unreadable !== undefined && outcome.status < 400) throw new Error(`the answer is ${outcome.unreadable}`);
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
        graphStatus: outcome.status,
        startedAt: 0,
        durationMs: 0,
      },
      status: outcome.status,
      headers: outcome.headers,
      body: outcome.body,
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
