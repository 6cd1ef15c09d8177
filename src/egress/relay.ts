/** The gateway's way back in: one chat completion becomes one Graph call, for a caller who is the gateway and an envelope nobody has used. */
import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { PrincipalId } from "../core/identity.ts";
import type { AuditFacts } from "../audit/event.ts";
import type { KeyRing } from "../accounts/keys.ts";
import { openEnvelope, packAnswer, unpackMessage, type VerifiedEnvelope } from "../accounts/envelope.ts";
import { open, seal } from "../accounts/seal.ts";
import type { Fetch } from "../core/fetch.ts";
import { parseJson } from "../core/json.ts";
import { readTextCapped } from "../core/read-capped.ts";
import { completionOf, type GraphMessage, readMessage, type RelayAnswer, sealedMessage } from "./message.ts";

const maxBodyBytes = 4 * 1024 * 1024;
const maxGraphBytes = 4 * 1024 * 1024;
const graphTimeoutMs = 25_000;
const paths: ReadonlySet<string> = new Set(["/egress/chat/completions", "/egress/v1/chat/completions"]);
/** Of Graph's answer headers, these cross the gateway. */
const passedHeaders = ["request-id", "client-request-id", "retry-after", "content-type", "etag", "date"] as const;

/** What the relay needs of a vault; the vault verifies the envelope again, itself. */
export type TokenSource = {
  readonly release: (envelope: string, mac: string) => Promise<TokenRelease>;
  /** Once per released envelope, after Graph answered 401. */
  readonly renew: (envelopeId: string) => Promise<TokenRelease>;
  /** Graph wants what no refresh can give (a claims challenge): the person must sign in again. */
  readonly requireSignIn: (envelopeId: string) => Promise<void>;
};
export type TokenRelease =
  | { readonly kind: "released"; readonly accessToken: string }
  | { readonly kind: "refused"; readonly reason: string };

/** Lets shared work outlive the request that started it (`ctx.waitUntil`). */
type KeepAlive = (work: Promise<unknown>) => void;

export type RelaySettings = {
  readonly relayKey: string | undefined;
  /** Whether this request carries the Access assertion of the gateway's own service token. */
  readonly isGatewayService: (request: Request, keepAlive: KeepAlive) => Promise<boolean>;
  readonly audience: string;
  readonly envelopeKeys: KeyRing;
  readonly encryptionKeys: KeyRing;
  readonly payload: "clear" | "sealed";
  readonly graphOrigin: string;
  readonly operations: { readonly matches: (method: string, template: string, path: string) => boolean };
  readonly vaultOf: (principal: PrincipalId) => TokenSource;
  readonly fetch: Fetch;
  readonly record: (facts: AuditFacts, request: Request) => void;
  readonly now: () => number;
};

const chatRequest = z.looseObject({
  messages: z.tuple([z.strictObject({ role: z.literal("user"), content: z.string() })]),
  stream: z.literal(false).optional(),
});

/** `POST /egress[/v1]/chat/completions`. Caller, envelope and path are refused with a 4xx; from the envelope's claim on every answer is a signed 200. */
export function createRelay(settings: RelaySettings): (request: Request, keepAlive?: KeepAlive) => Promise<Response> {
  const key = settings.relayKey === undefined ? null : digest(settings.relayKey);
  return async (request, keepAlive = () => undefined) => {
    const started = settings.now();
    if (!holdsKey(request, key) && !(await settings.isGatewayService(request, keepAlive)))
      return refuse(settings, request, 401, "relay_caller_unknown", started);
    if (!paths.has(new URL(request.url).pathname)) return refuse(settings, request, 404, "relay_shape", started);
    if (request.method !== "POST") return refuse(settings, request, 405, "relay_shape", started);

    const text = await readTextCapped(request, maxBodyBytes).catch(() => "");
    if (text === null) return refuse(settings, request, 413, "relay_shape", started);
    const chat = chatRequest.safeParse(parseJson(text));
    const parts = chat.success ? unpackMessage(chat.data.messages[0].content) : null;
    if (!parts) return refuse(settings, request, 400, "relay_shape", started);

    const envelope = openEnvelope(parts.envelope, parts.mac, {
      keys: settings.envelopeKeys,
      audience: settings.audience,
      now: settings.now(),
      message: parts.message,
    });
    if ("reason" in envelope) return refuse(settings, request, 403, envelope.reason, started);
    const facts = factsOf(envelope);
    const message = await readClear(settings, parts.message, envelope);
    if (!message) return refuse(settings, request, 400, "relay_shape", started, facts);
    if (!settings.operations.matches(envelope.method, envelope.template, message.path))
      return refuse(settings, request, 403, "path_not_allowed", started, facts);

    const vault = settings.vaultOf(envelope.principal);
    const token = await vault.release(parts.envelope, parts.mac).catch(() => null);
    if (token === null) {
      // No proof: another delivery of this envelope may have been given the token, and have used it.
      const { requestId, envelopeId } = envelope;
      settings.record(
        { ...facts, kind: "relay", outcome: "unknown", reason: "vault_unavailable", durationMs: settings.now() - started },
        request,
      );
      return answer(settings, envelope, { kind: "lost", requestId, envelopeId, reason: "vault_unavailable" });
    }
    if (token.kind === "refused") {
      if (token.reason === "envelope_replayed") return refuse(settings, request, 409, token.reason, started, facts);
      const reason = notExecuted(token.reason);
      if (!reason) return refuse(settings, request, 403, token.reason, started, facts);
      settings.record({ ...facts, kind: "relay", outcome: "refused", reason, durationMs: settings.now() - started }, request);
      return answer(settings, envelope, { kind: "refused", requestId: envelope.requestId, envelopeId: envelope.envelopeId, reason });
    }
    const graph = await askGraph(settings, vault, token.accessToken, envelope, message);
    settings.record({ ...facts, ...resultOf(graph), kind: "relay", durationMs: settings.now() - started }, request);
    return answer(settings, envelope, graph);
  };
}

/** The stored key of the gateway's custom provider; compared in constant time, the body unread. */
function holdsKey(request: Request, key: Uint8Array | null): boolean {
  const [scheme, credential, ...rest] = (request.headers.get("authorization") ?? "").split(" ");
  return key !== null && scheme === "Bearer" && credential !== undefined && rest.length === 0 && timingSafeEqual(digest(credential), key);
}

function digest(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}

async function readClear(settings: RelaySettings, text: string, envelope: VerifiedEnvelope): Promise<GraphMessage | null> {
  try {
    if (settings.payload === "clear") return readMessage(text);
    const { sealed } = sealedMessage.parse(JSON.parse(text));
    const clear = await open(sealed, `request:${envelope.envelopeId}`, settings.encryptionKeys, "payload");
    return clear === null ? null : readMessage(clear);
  } catch {
    return null;
  }
}

/** Calls Graph; a 401 renews the token once and repeats, on any method: Graph did nothing for a token it refused. */
async function askGraph(
  settings: RelaySettings,
  vault: TokenSource,
  accessToken: string,
  envelope: VerifiedEnvelope,
  message: GraphMessage,
): Promise<RelayAnswer> {
  const ids = { requestId: envelope.requestId, envelopeId: envelope.envelopeId };
  const signal = AbortSignal.timeout(graphTimeoutMs);
  try {
    let response = await callGraph(settings, accessToken, envelope, message, signal);
    if (response.status === 401 && !isClaimsChallenge(response)) {
      await response.body?.cancel();
      // Only the delivery that was given the token comes here: Graph turned that one down, so nothing was done.
      const renewed = await vault.renew(envelope.envelopeId).catch(() => ({ kind: "refused", reason: "vault_unavailable" }) as const);
      if (renewed.kind === "refused") return { kind: "refused", ...ids, reason: notExecuted(renewed.reason) ?? "reauth_required" };
      response = await callGraph(settings, renewed.accessToken, envelope, message, signal);
    }
    if (response.status === 401 && isClaimsChallenge(response)) {
      await response.body?.cancel();
      // Where the vault cannot take the note, the next call meets the same challenge and tries again.
      await vault.requireSignIn(envelope.envelopeId).catch(() => undefined);
      return { kind: "refused", ...ids, reason: "reauth_required" };
    }
    return await readGraph(response, ids, signal);
  } catch {
    return { kind: "lost", ...ids, reason: signal.aborted ? "timeout" : "network" };
  }
}

/** learn.microsoft.com/entra, claims challenges: conditional access asks for more than a token. */
function isClaimsChallenge(response: Response): boolean {
  return /insufficient_claims|claims=/i.test(response.headers.get("www-authenticate") ?? "");
}

function callGraph(
  settings: RelaySettings,
  accessToken: string,
  envelope: VerifiedEnvelope,
  message: GraphMessage,
  signal: AbortSignal,
): Promise<Response> {
  const { fetch } = settings;
  const hasBody = message.body !== null && message.body !== undefined;
  return fetch(`${settings.graphOrigin}${message.path}${message.query === "" ? "" : `?${message.query}`}`, {
    method: envelope.method,
    headers: {
      authorization: `Bearer ${accessToken}`,
      accept: "application/json",
      "client-request-id": envelope.requestId,
      "return-client-request-id": "true",
      ...(hasBody && { "content-type": "application/json" }),
      ...(message.headers.prefer !== undefined && { prefer: message.headers.prefer }),
      ...(message.headers.consistencylevel !== undefined && { consistencylevel: message.headers.consistencylevel }),
      ...(message.headers["if-match"] !== undefined && { "if-match": message.headers["if-match"] }),
    },
    body: hasBody ? JSON.stringify(message.body) : null,
    redirect: "manual",
    signal,
  });
}

async function readGraph(
  response: Response,
  ids: { readonly requestId: string; readonly envelopeId: string },
  signal: AbortSignal,
): Promise<RelayAnswer> {
  const headers: Record<string, string> = {};
  for (const name of passedHeaders) {
    const value = response.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  const base = { kind: "graph", ...ids, status: response.status, headers } as const;
  // Of a success we must know what it says; an error is known by its status.
  const cutShort: RelayAnswer = response.ok
    ? { kind: "lost", ...ids, reason: "truncated" }
    : { ...base, unreadable: "not_json", body: null };
  let text: string | null;
  try {
    text = await readTextCapped(response, maxGraphBytes);
  } catch {
    return signal.aborted && response.ok ? { kind: "lost", ...ids, reason: "timeout" } : cutShort;
  }
  if (text === null) return { ...base, unreadable: "too_large", body: null };
  if (text === "") return { ...base, body: null };
  if (!/^application\/([a-z0-9.+-]+\+)?json\b/i.test(headers["content-type"] ?? "")) return { ...base, unreadable: "not_json", body: null };
  try {
    return { ...base, body: JSON.parse(text) as unknown };
  } catch {
    return cutShort;
  }
}

async function answer(settings: RelaySettings, envelope: VerifiedEnvelope, content: RelayAnswer): Promise<Response> {
  const clear = JSON.stringify(content);
  const text =
    settings.payload === "clear"
      ? clear
      : JSON.stringify({ sealed: await seal(clear, `answer:${envelope.envelopeId}`, settings.encryptionKeys, "payload") });
  return Response.json(completionOf(envelope.requestId, packAnswer(text, settings.envelopeKeys)), {
    headers: { "cache-control": "no-store" },
  });
}

/** The relay runs under a ray of its own: its line is what joins that ray to the call. */
function resultOf(answered: RelayAnswer): Partial<AuditFacts> {
  if (answered.kind !== "graph") return { outcome: answered.kind === "lost" ? "unknown" : "refused", reason: answered.reason };
  const graphRequestId = answered.headers["request-id"];
  return { outcome: "done", graphStatus: answered.status, ...(graphRequestId !== undefined && { graphRequestId }) };
}

/** Refusals of the vault that are about the account, not about the envelope; proof that Graph was never asked. */
function notExecuted(reason: string): Extract<RelayAnswer, { kind: "refused" }>["reason"] | null {
  switch (reason) {
    case "account_not_linked":
      return "no_account";
    case "reauth_required":
    case "record_unreadable":
      return "reauth_required";
    case "entra_unavailable":
    case "entra_misconfigured":
      return "entra_unavailable";
    case "vault_unavailable":
      return "vault_unavailable";
    default:
      return null;
  }
}

function refuse(
  settings: RelaySettings,
  request: Request,
  status: number,
  reason: string,
  started: number,
  facts: Omit<AuditFacts, "kind"> = {},
): Response {
  const rayId = request.headers.get("cf-ray");
  settings.record(
    {
      ...facts,
      kind: "relay",
      outcome: "refused",
      reason,
      httpStatus: status,
      httpMethod: request.method,
      route: "/egress",
      durationMs: settings.now() - started,
      ...(rayId !== null && { cfRay: rayId }),
    },
    request,
  );
  return Response.json(
    { error: { code: reason }, ...(facts.requestId !== undefined && { request_id: facts.requestId }) },
    { status, headers: { "cache-control": "no-store", ...(status === 405 && { allow: "POST" }) } },
  );
}

function factsOf(envelope: VerifiedEnvelope): Omit<AuditFacts, "kind"> {
  return {
    requestId: envelope.requestId,
    envelopeId: envelope.envelopeId,
    step: envelope.step,
    try: envelope.try,
    userId: envelope.principal,
    mcpTool: envelope.tool,
    graphMethod: envelope.method,
    graphTemplate: envelope.template,
  };
}
