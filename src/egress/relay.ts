/** The gateway's way back in: one chat completion becomes one Graph call, for a caller who is the gateway and an envelope nobody has used. */
import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { PrincipalId } from "../core/identity.ts";
import type { AuditFacts } from "../audit/event.ts";
import type { KeyRing } from "../accounts/keys.ts";
import { openEnvelope, packAnswer, unpackMessage, type VerifiedEnvelope } from "../accounts/envelope.ts";
import { open, seal } from "../accounts/seal.ts";
import { parseJson } from "../core/json.ts";
import { readTextCapped } from "../core/read-capped.ts";
import { callWithSource } from "./call-with-source.ts";
import { finish } from "./finish.ts";
import type { GraphAsked, GraphReach, RelayNote } from "./graph-exchange.ts";
import { outgoingBody } from "./outgoing-body.ts";
import { completionOf, type GraphMessage, readMessage, type RelayAnswer, sealedMessage } from "./message.ts";

const maxBodyBytes = 4 * 1024 * 1024;
const graphTimeoutMs = 25_000;
const paths: ReadonlySet<string> = new Set(["/egress/chat/completions", "/egress/v1/chat/completions"]);

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

export type RelaySettings = GraphReach & {
  readonly relayKey: string | undefined;
  /** Whether this request carries the Access assertion of the gateway's own service token. */
  readonly isGatewayService: (request: Request, keepAlive: KeepAlive) => Promise<boolean>;
  readonly audience: string;
  readonly envelopeKeys: KeyRing;
  readonly encryptionKeys: KeyRing;
  readonly payload: "clear" | "sealed";
  readonly operations: { readonly matches: (method: string, template: string, path: string) => boolean };
  readonly vaultOf: (principal: PrincipalId) => TokenSource;
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
    const body = outgoingBody(message);
    if (body === null) return refuse(settings, request, 400, "relay_shape", started, facts);
    if (!isAllowed(settings, envelope, message)) return refuse(settings, request, 403, "path_not_allowed", started, facts);

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
    const asked = { method: envelope.method, message, body, requestId: envelope.requestId };
    const { answered, note } = await askGraph(settings, vault, token.accessToken, envelope, asked);
    settings.record(
      { ...facts, ...resultOf(answered), ...(note !== undefined && { reason: note }), kind: "relay", durationMs: settings.now() - started },
      request,
    );
    return answer(settings, envelope, answered);
  };
}

/** Every path the message names is a filled template of the table: its own, and that of a document it is to be filled with. */
function isAllowed(
  { operations }: RelaySettings,
  { method, template }: VerifiedEnvelope,
  { path, reading, source }: GraphMessage,
): boolean {
  if (!operations.matches(method, template, path)) return false;
  if (reading !== undefined && (method !== "GET" || source !== undefined)) return false;
  return source === undefined || (method === "POST" && operations.matches("GET", source.template, source.path));
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
  asked: GraphAsked,
): Promise<{ readonly answered: RelayAnswer; readonly note?: RelayNote }> {
  const ids = { requestId: envelope.requestId, envelopeId: envelope.envelopeId };
  const signal = AbortSignal.timeout(graphTimeoutMs);
  const refused = (reason: Extract<RelayAnswer, { kind: "refused" }>["reason"]) => ({
    answered: { kind: "refused", ...ids, reason } as const,
  });
  try {
    let token = accessToken;
    let response = await callWithSource(settings, asked, token, signal);
    if (response.status === 401 && !isClaimsChallenge(response)) {
      await response.body?.cancel();
      // Only the delivery that was given the token comes here: Graph turned that one down, so nothing was done.
      const renewed = await vault.renew(envelope.envelopeId).catch(() => ({ kind: "refused", reason: "vault_unavailable" }) as const);
      if (renewed.kind === "refused") return refused(notExecuted(renewed.reason) ?? "reauth_required");
      token = renewed.accessToken;
      response = await callWithSource(settings, asked, token, signal);
    }
    if (response.status === 401 && isClaimsChallenge(response)) {
      await response.body?.cancel();
      // Where the vault cannot take the note, the next call meets the same challenge and tries again.
      await vault.requireSignIn(envelope.envelopeId).catch(() => undefined);
      return refused("reauth_required");
    }
    const { outcome, note } = await finish(settings, asked, token, response, (url) => sealUploadUrl(settings, envelope, url), signal);
    return { answered: { ...ids, ...outcome }, ...(note !== undefined && { note }) };
  } catch {
    return { answered: { kind: "lost", ...ids, reason: signal.aborted ? "timeout" : "network" } };
  }
}

/** The gateway reads every answer: this address would let whoever reads it write. The agent opens it. */
function sealUploadUrl(settings: RelaySettings, envelope: VerifiedEnvelope, url: string): Promise<string> {
  return seal(url, `upload:${envelope.envelopeId}`, settings.encryptionKeys, "payload");
}

/** learn.microsoft.com/entra, claims challenges: conditional access asks for more than a token. */
function isClaimsChallenge(response: Response): boolean {
  return /insufficient_claims|claims=/i.test(response.headers.get("www-authenticate") ?? "");
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
