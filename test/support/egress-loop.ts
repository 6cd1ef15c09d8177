/** The whole way out and back in one process: gateway → recording `Ai` → relay → vault and Graph that a test scripts. */
import { randomUUID } from "node:crypto";
import { openEnvelope } from "../../src/accounts/envelope.ts";
import { type KeyRing, parseKeyRing } from "../../src/accounts/keys.ts";
import type { AuditFacts } from "../../src/audit/event.ts";
import type { DocumentReader } from "../../src/core/document.ts";
import type { Principal } from "../../src/core/identity.ts";
import type { EgressRequest, EgressResult } from "../../src/egress/exchange.ts";
import { type AiBinding, createGateway } from "../../src/egress/gateway.ts";
import { egressMetadata } from "../../src/egress/metadata.ts";
import { createRelay, type RelaySettings, type TokenRelease, type TokenSource } from "../../src/egress/relay.ts";
import { compileOperations } from "../../src/graph/operation-table.ts";
import { goodKey } from "./settings.ts";

export const origin = "https://mcp.corp.example";
export const relayKey = goodKey(5);
export const alice: Principal = { id: "user:alice-sub", kind: "user", email: "alice@corp.example", groups: [] };
export const accessToken = "do-not-leak-access-token";

export function ring(...bytes: number[]): KeyRing {
  const keys = parseKeyRing(bytes.map(goodKey).join(","));
  if (typeof keys === "string") throw new Error(keys);
  return keys;
}

export const readMail: EgressRequest = {
  method: "GET",
  template: "/me/messages/{id}",
  path: "/v1.0/me/messages/AAMk%2B",
  query: "$select=subject",
  headers: { prefer: 'IdType="ImmutableId"' },
  body: null,
};
export const sendMail: EgressRequest = {
  method: "POST",
  template: "/me/sendMail",
  path: "/v1.0/me/sendMail",
  query: "",
  headers: {},
  body: '{"message":{"subject":"Budget"}}',
};

type Options = { readonly payload?: "clear" | "sealed"; readonly transport?: "dynamic" | "universal"; readonly audience?: string };
export type BindingCall = {
  readonly target: string;
  readonly inputs: { readonly messages: readonly { readonly role: string; readonly content: string }[] } & Record<string, unknown>;
  readonly options: Record<string, unknown> & { readonly gateway: Record<string, unknown> };
};

export function egressLoop({ payload = "clear", transport = "dynamic", audience = origin }: Options = {}) {
  const clock = { now: Date.UTC(2026, 10, 21, 9) };
  const claimed = new Set<string>();
  const renewals = new Set<string>();
  const vault: { -readonly [Member in keyof TokenSource]: TokenSource[Member] } = {
    async release(text, mac): Promise<TokenRelease> {
      const envelope = openEnvelope(text, mac, { keys: ring(2), audience: origin, now: clock.now });
      if ("reason" in envelope) return { kind: "refused", reason: envelope.reason };
      if (claimed.has(envelope.envelopeId)) return { kind: "refused", reason: "envelope_replayed" };
      claimed.add(envelope.envelopeId);
      return loop.release();
    },
    async renew(envelopeId): Promise<TokenRelease> {
      if (renewals.has(envelopeId)) return { kind: "refused", reason: "renewal_spent" };
      renewals.add(envelopeId);
      return loop.renew();
    },
    async requireSignIn(envelopeId) {
      loop.signInsRequired.push(envelopeId);
    },
  };
  const relaySettings: RelaySettings = {
    relayKey,
    isGatewayService: async (request) => loop.isGatewayService(request),
    audience: origin,
    envelopeKeys: ring(2),
    encryptionKeys: ring(1),
    payload,
    graphOrigin: "https://graph.microsoft.com",
    documentHosts: ["*.sharepoint.com", "outlook.office.com"],
    get reader() {
      return loop.reader;
    },
    operations: compileOperations(
      [
        "GET /me/messages/{id}",
        "POST /me/sendMail",
        "DELETE /me/messages/{id}",
        "GET /me/drive/items/{id}/content",
        "POST /me/messages/{id}/attachments/createUploadSession",
        "PUT /me/drive/items/{id}/content",
      ],
      "v1.0",
    ),
    vaultOf: (principal) => {
      loop.vaultsOpened.push(principal);
      return vault;
    },
    fetch: async (url, init) => {
      loop.graphSaw.push({ url, init });
      return loop.graph(loop.graphSaw.length);
    },
    record: (facts) => void loop.recorded.push(facts),
    now: () => clock.now,
  };
  const ai: AiBinding = {
    run: async (model, inputs, options) => {
      loop.calls.push({ target: model, inputs, options } as unknown as BindingCall);
      return loop.carry(JSON.stringify(inputs));
    },
    gateway: (id) => ({
      run: async (request, options) => {
        const { query, ...rest } = request;
        loop.calls.push({
          target: `${id}:${request.provider}/${request.endpoint}`,
          inputs: query,
          options,
          request: rest,
        } as unknown as BindingCall);
        return loop.carry(JSON.stringify(query));
      },
    }),
  };
  const loop = {
    clock,
    vault,
    calls: [] as BindingCall[],
    graphSaw: [] as { url: string; init: RequestInit }[],
    vaultsOpened: [] as string[],
    signInsRequired: [] as string[],
    recorded: [] as AuditFacts[],
    logIds: [] as string[],
    relay: createRelay(relaySettings),
    relaySettings,
    reader: null as DocumentReader | null,
    isGatewayService: (_request: Request): boolean => false,
    release: (): TokenRelease | Promise<TokenRelease> => ({ kind: "released", accessToken }),
    renew: (): TokenRelease | Promise<TokenRelease> => ({ kind: "released", accessToken: `${accessToken}-2` }),
    graph: (_nth: number): Response | Promise<Response> =>
      Response.json({ id: "AAMk+" }, { headers: { "request-id": "graph-1", date: "Sat, 21 Nov 2026 09:00:00 GMT" } }),
    /** What the gateway posts to the relay. */
    ask(
      body: string | ReadableStream<Uint8Array>,
      over: { path?: string; method?: string; headers?: Record<string, string> } = {},
    ): Promise<Response> {
      const { path = "/egress/chat/completions", method = "POST", headers = { authorization: `Bearer ${relayKey}` } } = over;
      const carries = method !== "GET" && method !== "HEAD";
      return loop.relay(new Request(`${origin}${path}`, { method, headers, ...(carries && { body, duplex: "half" }) }));
    },
    /** What AI Gateway does with a call: passes it on, logs it, and makes its own error of any refusal behind it. */
    carry: async (body: string): Promise<Response> => {
      const answered = await loop.ask(body);
      const logId = `01K${loop.logIds.push("") + 1000}`;
      loop.logIds[loop.logIds.length - 1] = logId;
      const headers = { "cf-aig-log-id": logId, "cf-aig-event-id": `event-${logId}`, "cf-aig-cache-status": "MISS" };
      if (!answered.ok)
        return Response.json(
          { success: false, error: [{ code: 2005, message: "do-not-leak" }], internalCode: 2005 },
          { status: 400, headers },
        );
      return new Response(answered.body, { headers: { ...headers, "content-type": "application/json" } });
    },
    send(request: EgressRequest = readMail, signal: AbortSignal = new AbortController().signal): Promise<EgressResult> {
      const requestId = randomUUID();
      const metadata = egressMetadata({ principal: alice, tool: "getEmails", requestId, sendEmail: true });
      const gateway = createGateway({
        ai,
        gatewayId: "m365",
        route: "microsoft-graph-handler",
        provider: "custom-graph-relay",
        transport,
        payload,
        audience,
        envelopeKeys: ring(2),
        encryptionKeys: ring(1),
        now: () => clock.now,
      });
      return gateway.egressFor({ principal: alice, requestId, tool: "getEmails", metadata })(request, { step: 2, attempt: 1, signal });
    },
    /** A good user message, as the gateway would carry it, not delivered yet. */
    async message(request: EgressRequest = readMail): Promise<string> {
      const { carry } = loop;
      loop.carry = () => Promise.reject(new Error("held back"));
      await loop.send(request);
      loop.carry = carry;
      return loop.calls.pop()?.inputs.messages[0]?.content ?? "";
    },
    chat(content: string, over: Record<string, unknown> = {}): string {
      return JSON.stringify({ model: "graph-v1", messages: [{ role: "user", content }], stream: false, ...over });
    },
  };
  return loop;
}
