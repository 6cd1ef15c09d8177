/** The only way out: every Graph request leaves through `env.AI.run` on a gateway route, once, and comes back as a signed answer. */
import type { EgressMetadata } from "./metadata.ts";
import type { Egress, EgressAttempt, EgressReceipt, EgressRequest, EgressResult } from "./exchange.ts";
import type { Principal } from "../core/identity.ts";
import type { KeyRing } from "../accounts/keys.ts";
import { AppError } from "../core/errors.ts";
import { envelopeLifetimeMs, messageHash, newEnvelopeId, packMessage, signEnvelope, unpackAnswer } from "../accounts/envelope.ts";
import { open, seal } from "../accounts/seal.ts";
import { parseJson } from "../core/json.ts";
import { readTextCapped } from "../core/read-capped.ts";
import { contentOf, type RelayAnswer, relayAnswer, sealedMessage, writeMessage } from "./message.ts";
import { gatewayRefusal } from "./gateway-errors.ts";
import { changeUrls } from "./urls.ts";

const requestTimeoutMs = 30_000;
/** Graph's cap of 4 MiB, escaped twice. */
const maxAnswerBytes = 16 * 1024 * 1024;

type RunOptions = {
  readonly gateway: {
    readonly id: string;
    readonly metadata: EgressMetadata;
    readonly skipCache: true;
    readonly collectLog: true;
    readonly requestTimeoutMs: number;
    readonly retries: { readonly maxAttempts: 1 };
  };
  readonly extraHeaders: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
};
type UniversalRequest = {
  readonly provider: string;
  readonly endpoint: string;
  readonly headers: Record<string, string>;
  readonly query: unknown;
};

/** The part of `env.AI` that is used. Its own types know catalogue models only; a route name is a plain string to the service. */
export type AiBinding = {
  run(model: string, inputs: Record<string, unknown>, options: RunOptions & { readonly returnRawResponse: true }): Promise<unknown>;
  gateway(id: string): { run(request: UniversalRequest, options: RunOptions): Promise<Response> };
};

export type GatewaySettings = {
  readonly ai: AiBinding;
  readonly gatewayId: string;
  /** Name of the dynamic route, without `dynamic/`. */
  readonly route: string;
  /** Custom provider behind the route, for the universal endpoint: `custom-<slug>`. */
  readonly provider: string;
  readonly transport: "dynamic" | "universal";
  readonly payload: "clear" | "sealed";
  /** This deployment, as envelopes name it. */
  readonly audience: string;
  readonly envelopeKeys: KeyRing;
  readonly encryptionKeys: KeyRing;
  readonly now: () => number;
};

export type EgressCall = {
  readonly principal: Principal;
  readonly requestId: string;
  readonly tool: string;
  readonly metadata: EgressMetadata;
};

/** Sole holder of the AI binding. */
export function createGateway(settings: GatewaySettings): { readonly egressFor: (call: EgressCall) => Egress } {
  return { egressFor: (call) => (request, attempt) => send(settings, call, request, attempt) };
}

async function send(settings: GatewaySettings, call: EgressCall, request: EgressRequest, attempt: EgressAttempt): Promise<EgressResult> {
  const startedAt = settings.now();
  const envelopeId = newEnvelopeId(startedAt);
  const receipt = (seen: Partial<EgressReceipt>): EgressReceipt => ({
    envelopeId,
    requestId: call.requestId,
    step: attempt.step,
    try: attempt.attempt,
    graphMethod: request.method,
    graphTemplate: request.template,
    aiGatewayLogId: null,
    gatewayStatus: 0,
    graphStatus: null,
    startedAt,
    durationMs: settings.now() - startedAt,
    ...seen,
  });

  const content = await sign(settings, call, request, attempt, envelopeId, startedAt).catch(
    (thrown: unknown) => new AppError("internal", "The request could not be signed.", { cause: thrown }),
  );
  if (content instanceof AppError) return { kind: "failure", receipt: receipt({}), error: content, executed: "no" };
  if (attempt.signal.aborted) return { kind: "failure", receipt: receipt({}), error: outOfTime(attempt.signal.reason), executed: "no" };
  let response: Response;
  try {
    response = await runOnce(settings, call.metadata, content, attempt.signal);
  } catch (thrown) {
    // The binding threw: nothing says whether the request left.
    const error = attempt.signal.aborted
      ? outOfTime(thrown)
      : new AppError("egress_unavailable", "The way to Microsoft 365 is not available right now.", { cause: thrown });
    return { kind: "failure", receipt: receipt({}), error, executed: "unknown" };
  }

  const seen = gatewayFacts(response);
  let text: string | null;
  try {
    text = await readTextCapped(response, maxAnswerBytes);
  } catch (thrown) {
    const error = attempt.signal.aborted
      ? outOfTime(thrown)
      : new AppError("gateway_failed", "The gateway's answer broke off.", { cause: thrown });
    return { kind: "failure", receipt: receipt(seen), error, executed: "unknown" };
  }
  if (text === null) {
    return {
      kind: "failure",
      receipt: receipt(seen),
      error: new AppError("response_too_large", "The answer is larger than this server accepts."),
      executed: "unknown",
    };
  }
  if (!response.ok) {
    const refusal = gatewayRefusal(response.status, text);
    return { kind: "failure", receipt: receipt({ ...seen, ...(refusal.executed === "yes" && { responseBlocked: true }) }), ...refusal };
  }
  if (seen.gatewayCacheStatus?.toUpperCase() === "HIT") {
    return { kind: "failure", receipt: receipt(seen), error: integrity("the gateway answered from its cache"), executed: "unknown" };
  }

  const answer = await readAnswer(settings, call.requestId, envelopeId, text);
  if (typeof answer === "string") return { kind: "failure", receipt: receipt(seen), error: integrity(answer), executed: "unknown" };
  return interpret(answer, (graph) => receipt({ ...seen, ...graph }));
}

/** Envelope and message as the one user message's content. */
async function sign(
  settings: GatewaySettings,
  call: EgressCall,
  request: EgressRequest,
  attempt: EgressAttempt,
  envelopeId: string,
  issuedAt: number,
): Promise<string> {
  const clear = writeMessage(request);
  const message =
    settings.payload === "clear"
      ? clear
      : JSON.stringify({ sealed: await seal(clear, `request:${envelopeId}`, settings.encryptionKeys, "payload") });
  const signed = signEnvelope(
    {
      envelopeId,
      requestId: call.requestId,
      step: attempt.step,
      try: attempt.attempt,
      principal: call.principal.id,
      audience: settings.audience,
      tool: call.tool,
      method: request.method,
      template: request.template,
      messageHash: messageHash(message),
      issuedAt,
      expiresAt: issuedAt + envelopeLifetimeMs,
    },
    settings.envelopeKeys,
  );
  return packMessage({ envelope: signed.text, mac: signed.mac, message });
}

/**
 * One attempt. Always `returnRawResponse` (the binding keeps options and log id in shared fields that overlapping calls overwrite), never the
 * cache, never a retry by the gateway, and no payload in its log.
 */
async function runOnce(settings: GatewaySettings, metadata: EgressMetadata, content: string, signal: AbortSignal): Promise<Response> {
  const messages = [{ role: "user", content }];
  const options: RunOptions = {
    gateway: { id: settings.gatewayId, metadata, skipCache: true, collectLog: true, requestTimeoutMs, retries: { maxAttempts: 1 } },
    extraHeaders: { "cf-aig-collect-log-payload": "false" },
    signal,
  };
  if (settings.transport === "universal") {
    return settings.ai.gateway(settings.gatewayId).run(
      {
        provider: settings.provider,
        endpoint: "chat/completions",
        headers: { "content-type": "application/json" },
        query: { model: "graph-v1", messages, stream: false },
      },
      options,
    );
  }
  return (await settings.ai.run(
    `dynamic/${settings.route}`,
    { messages, stream: false },
    { ...options, returnRawResponse: true },
  )) as Response;
}

function gatewayFacts(response: Response): Partial<EgressReceipt> & { readonly gatewayCacheStatus?: string } {
  const header = (name: string) => response.headers.get(name);
  const eventId = header("cf-aig-event-id");
  const cacheStatus = header("cf-aig-cache-status");
  const dlp = header("cf-aig-dlp");
  return {
    gatewayStatus: response.status,
    aiGatewayLogId: header("cf-aig-log-id"),
    ...(eventId !== null && { aiGatewayEventId: eventId }),
    ...(cacheStatus !== null && { gatewayCacheStatus: cacheStatus }),
    ...(dlp !== null && { gatewayDlp: dlp }),
  };
}

/** The relay's own words for this very envelope, or what is wrong with them. */
async function readAnswer(settings: GatewaySettings, requestId: string, envelopeId: string, text: string): Promise<RelayAnswer | string> {
  const content = contentOf(parseJson(text));
  if (content === null) return "no chat completion";
  const signed = unpackAnswer(content, settings.envelopeKeys);
  if (signed === null) return "signature";
  const sealed = sealedMessage.safeParse(parseJson(signed));
  if (sealed.success !== (settings.payload === "sealed")) return "payload form";
  const clear = sealed.success ? await open(sealed.data.sealed, `answer:${envelopeId}`, settings.encryptionKeys, "payload") : signed;
  const answer = relayAnswer.safeParse(parseJson(clear ?? ""));
  if (!answer.success) return "shape";
  if (answer.data.requestId !== requestId || answer.data.envelopeId !== envelopeId) return "another call's answer";
  return answer.data.kind === "graph" ? openUploadUrls(settings, answer.data) : answer.data;
}

/** The relay seals what would let whoever reads the gateway's traffic write. */
async function openUploadUrls(settings: GatewaySettings, answer: RelayAnswer & { readonly kind: "graph" }): Promise<RelayAnswer | string> {
  let opened = true;
  const body = await changeUrls(answer.body, async (sealed) => {
    const url = await open(sealed, `upload:${answer.envelopeId}`, settings.encryptionKeys, "payload");
    if (url === null) opened = false;
    return url ?? "";
  });
  return opened ? { ...answer, body } : "upload address";
}

function interpret(answer: RelayAnswer, receipt: (graph: Partial<EgressReceipt>) => EgressReceipt): EgressResult {
  switch (answer.kind) {
    case "refused":
      return { kind: "failure", receipt: receipt({}), error: refusedBeforeGraph(answer.reason), executed: "no" };
    case "lost":
      return {
        kind: "failure",
        receipt: receipt({}),
        error: lostOnTheWay(answer.reason),
        executed: "unknown",
      };
    case "graph": {
      const requestId = answer.headers["request-id"];
      const date = answer.headers["date"];
      const proven = receipt({
        graphStatus: answer.status,
        ...(requestId !== undefined && { graphRequestId: requestId }),
        ...(date !== undefined && { graphDate: date }),
      });
      // An error's status says what it means, whatever page came with it (a proxy's HTML under a 503).
      if (answer.status < 200 || answer.status >= 300)
        return { kind: "answer", receipt: proven, status: answer.status, headers: answer.headers, body: answer.body ?? null };
      if (answer.unreadable === "too_large") {
        return {
          kind: "failure",
          receipt: proven,
          error: new AppError("response_too_large", "Microsoft 365 answered with more than this server accepts."),
          executed: "yes",
        };
      }
      if (answer.unreadable === "not_json") {
        return {
          kind: "failure",
          receipt: proven,
          error: new AppError("upstream_invalid", "Microsoft 365 answered with something other than JSON."),
          executed: "unknown",
        };
      }
      return { kind: "answer", receipt: proven, status: answer.status, headers: answer.headers, body: answer.body ?? null };
    }
    default:
      return answer satisfies never;
  }
}

function outOfTime(cause: unknown): AppError {
  return new AppError("deadline_exceeded", "Microsoft 365 did not answer in time.", { cause });
}

function lostOnTheWay(reason: Extract<RelayAnswer, { kind: "lost" }>["reason"]): AppError {
  switch (reason) {
    case "timeout":
      return outOfTime(new Error("relay: timeout"));
    case "network":
      return new AppError("graph_unavailable", "Microsoft 365 did not answer.");
    case "truncated":
      return new AppError("upstream_invalid", "Microsoft 365's answer broke off.");
    case "vault_unavailable":
      return vaultUnavailable();
    default:
      return reason satisfies never;
  }
}

function refusedBeforeGraph(reason: Extract<RelayAnswer, { kind: "refused" }>["reason"]): AppError {
  switch (reason) {
    case "no_account":
      return new AppError("account_not_linked", "No Microsoft account is linked to you.");
    case "reauth_required":
      return new AppError("reauth_required", "Microsoft asks you to sign in again.");
    case "entra_unavailable":
      return new AppError("egress_unavailable", "Microsoft's sign-in service is not available right now.");
    case "vault_unavailable":
      return vaultUnavailable();
    default:
      return reason satisfies never;
  }
}

function vaultUnavailable(): AppError {
  return new AppError("egress_unavailable", "The store of Microsoft accounts is not available right now.");
}

function integrity(what: string): AppError {
  return new AppError("egress_integrity", "The answer did not come back as it was sent. Nothing of it was used.", {
    cause: new Error(what),
  });
}
