/** The local estate's Graph, which refuses what Graph refuses, straight behind a Graph client: nothing in between to go wrong. */
import { people, tenantId, type Person } from "../../../infra/local/company.ts";
import { createGraphEmulator } from "../../../infra/local/graph/graph.ts";
import type { JournalEntry } from "../../../infra/local/graph/journal.ts";
import { AppError } from "../../../src/core/errors.ts";
import type { Egress, EgressReceipt, EgressRequest } from "../../../src/egress/exchange.ts";
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

/** What becomes of one request on its way: it never arrives, or its answer is lost. Either way nobody knows. */
export type Fault = "request" | "answer";

export type StrictGraph = {
  readonly person: Person;
  /** Runs a tool as the tool runner does. */
  readonly call: (tool: ToolDefinition, input?: unknown) => Promise<Omit<Called, "asked">>;
  /** `GET /me/messages → 200`, one per request the emulator saw. */
  readonly seen: string[];
  /** A request straight to Graph, past every tool, as anybody of the company. */
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into any answer
  readonly ask: (method: string, path: string, body?: unknown, as?: string) => Promise<any>;
  /** Every write that Graph carried out. */
  readonly commits: () => Promise<readonly JournalEntry[]>;
};

export function strictGraph(
  scopes: readonly string[] = scopesOf(catalog),
  /** @param nth how often this was asked before, from 1 */
  faultOf: (asked: { readonly request: string; readonly nth: number }) => Fault | undefined = () => undefined,
  /** Laid over every object of every answer. */
  plant: Readonly<Record<string, string>> = {},
): StrictGraph {
  const [person] = people;
  if (!person) throw new Error("nobody works at the company");
  const emulator = createGraphEmulator({
    origin: graphHost,
    people,
    plant,
    inspectToken: (bearer) => {
      const expiresAt = Date.now() / 1000 + 3600;
      const other = people.find(({ name }) => name === bearer);
      return other
        ? { objectId: other.objectId, tenantId, scopes: everything, expiresAt }
        : { objectId: person.objectId, tenantId, scopes, expiresAt };
    },
  });
  const seen: string[] = [];
  const times = new Map<string, number>();

  const egress: Egress = async (request, { step, attempt }) => {
    const { method, template } = request;
    const asking = `${method} ${template}`;
    const nth = (times.get(asking) ?? 0) + 1;
    times.set(asking, nth);
    const fault = faultOf({ request: asking, nth });
    const receipt = receiptOf(request, step, attempt);
    if (fault === "request") {
      seen.push(`${asking} → lost`);
      return { kind: "failure", receipt, error: new AppError("gateway_failed", "The gateway failed."), executed: "unknown" };
    }
    const message = readMessage(writeMessage(request));
    const body = outgoingBody(message);
    if (body === null) throw new Error("the relay would refuse this content");
    let first = true;
    const reach: GraphReach = {
      graphOrigin: graphHost,
      documentHosts: [],
      reader,
      fetch: async (url, init) => {
        const asked = new Request(url, init);
        const response = await emulator.fetch(asked);
        const name = first ? template : `/${new URL(url).pathname.split("/")[1] ?? ""}`;
        first = false;
        seen.push(`${asked.method} ${name} → ${response.status}${response.status < 400 ? "" : ` ${await response.clone().text()}`}`);
        return response;
      },
    };
    const { signal } = new AbortController();
    const asked: GraphAsked = { method, message, body, requestId: "r" };
    const answered = await callWithSource(reach, asked, "test", signal);
    const { outcome } = await finish(reach, asked, "test", answered, async (url) => url, signal);
    if (outcome.kind === "lost") throw new Error(`lost: ${outcome.reason}`);
    if (outcome.unreadable !== undefined && outcome.status < 400) throw new Error(`the answer is ${outcome.unreadable}`);
    if (fault === "answer") {
      seen.push(`${asking} → answer lost`);
      return { kind: "failure", receipt, error: new AppError("gateway_failed", "The gateway failed."), executed: "unknown" };
    }
    return {
      kind: "answer",
      receipt: { ...receipt, graphStatus: outcome.status },
      status: outcome.status,
      headers: outcome.headers,
      body: outcome.body,
    };
  };

  return {
    person,
    seen,
    ask: async (method, path, body, as = person.name) => {
      const raw = body instanceof Uint8Array;
      const response = await emulator.fetch(
        new Request(`${graphHost}/v1.0${path}`, {
          method,
          headers: {
            authorization: `Bearer ${as}`,
            ...(body !== undefined && { "content-type": raw ? "application/octet-stream" : "application/json" }),
          },
          body: body === undefined ? null : raw ? new Uint8Array(body) : JSON.stringify(body),
        }),
      );
      if (!response.ok) throw new Error(`${method} ${path} → ${response.status} ${await response.text()}`);
      const text = await response.text();
      return text === "" ? null : JSON.parse(text);
    },
    commits: async () => (await (await emulator.fetch(new Request(`${graphHost}/_lab/commits`))).json()) as readonly JournalEntry[],
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
        standing: async () => ({
          ...standing,
          account: { ...standing.account, userPrincipalName: person.email, grantedScopes: scopes },
        }),
      });
      const output = tool.output.parse(run);
      return { output, text: tool.text(output) };
    },
  };
}

/** Of whoever asks past the tools. */
const everything = [
  "User.ReadWrite",
  "Mail.ReadWrite",
  "Mail.Send",
  "Mail.ReadWrite.Shared",
  "Mail.Send.Shared",
  "Calendars.ReadWrite",
  "Files.ReadWrite.All",
  "Sites.ReadWrite.All",
];

function receiptOf({ method, template }: EgressRequest, step: number, attempt: number): EgressReceipt {
  return {
    envelopeId: "e",
    requestId: "r",
    step,
    try: attempt,
    graphMethod: method,
    graphTemplate: template,
    aiGatewayLogId: null,
    gatewayStatus: 200,
    graphStatus: null,
    startedAt: 0,
    durationMs: 0,
  };
}
