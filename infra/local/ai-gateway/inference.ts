/** What the gateway does with a call that was let in: cache, route, limits, provider, answer, log row. */
import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { ulid } from "ulid";
import { z } from "zod";
import { chatInput, type Ask, type CallOptions, type ChatInput, type GatewayCall } from "./call.ts";
import { walkRoute, type DynamicRoute } from "./dynamic-route.ts";
import { refusalBody, refusals, type Refusal } from "./gateway-error.ts";
import { createIdSource } from "./log-id.ts";
import type { LogStore } from "./log-store.ts";
import { keepMetadata, type Metadata } from "./metadata.ts";
import type { Delivery, ProviderOutcome } from "./provider-client.ts";
import { RateCounter } from "./rate-counter.ts";
import { ResponseCache } from "./response-cache.ts";

export type CustomProvider = {
  readonly slug: string;
  /** Where `/chat/completions` is appended. The vendor takes https only; on one machine http is all there is. */
  readonly baseUrl: string;
  /** Extra headers of every request to the provider. */
  readonly headers: Readonly<Record<string, string>>;
  /** Stored key: replaces the request's own `Authorization`. */
  readonly apiKey?: string;
  readonly enable: boolean;
};

export type GatewayAnswer = {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/**
 * Where a script of faults takes hold. `answer` sees each call and the answer on its way back to the binding; `deliver` sees each request
 * on its way to the provider and may change it, hold it, send it twice or answer in the provider's place.
 */
export type Interference = {
  readonly answer?: (call: GatewayCall, next: () => Promise<GatewayAnswer>) => Promise<GatewayAnswer>;
  readonly deliver?: (
    delivery: Delivery,
    call: GatewayCall,
    next: (delivery: Delivery) => Promise<ProviderOutcome>,
  ) => Promise<ProviderOutcome>;
};

export type InferenceSettings = {
  readonly gatewayId: string;
  readonly routes: readonly DynamicRoute[];
  readonly customProviders: readonly CustomProvider[];
  readonly cacheTtlSeconds: number;
  readonly logPayloads: boolean;
  readonly prefixV1: boolean;
  readonly extraAttempts: number;
  readonly now: () => number;
  readonly log: LogStore;
  readonly send: (delivery: Delivery) => Promise<ProviderOutcome>;
  readonly interference: Interference;
};

/** What became of a call, before it is put on the wire and into the log. */
type Result = {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly logged: boolean;
  readonly cached: boolean;
  readonly provider: string;
  readonly model: string;
  readonly path: string;
  readonly step: number;
};

type Served = Omit<Result, "status" | "logged" | "cached">;

/** Vendor limit unknown; a call that names no limit of its own may not hang the lab for ever. */
const defaultTimeoutMs = 120_000;

export function createInference(settings: InferenceSettings): (call: GatewayCall) => Promise<GatewayAnswer> {
  const { now, log } = settings;
  const nextId = createIdSource();
  const cache = new ResponseCache(now);
  const rates = new RateCounter(now);
  const routes = new Map(settings.routes.map((route) => [route.name, route]));
  const providers = new Map(settings.customProviders.map((provider) => [`custom-${provider.slug}`, provider]));

  /** One request to one provider, repeated as the caller, the route and the lab's own setting say. Undefined: it failed for good. */
  async function askProvider(
    call: GatewayCall,
    target: {
      readonly provider: string;
      readonly model: string;
      readonly endpoint: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
      readonly timeoutMs: number;
      readonly retries: number;
      readonly step: number;
    },
  ): Promise<Served | undefined> {
    const provider = providers.get(target.provider);
    const url = provider === undefined ? undefined : providerUrl(provider.baseUrl, target.endpoint, settings.prefixV1);
    if (provider === undefined || !provider.enable || url === undefined) return undefined;
    const delivery: Delivery = {
      url,
      headers: {
        ...target.headers,
        ...lowerCaseKeys(provider.headers),
        ...(provider.apiKey === undefined ? {} : { authorization: `Bearer ${provider.apiKey}` }),
        "content-type": "application/json",
      },
      body: target.body,
      timeoutMs: Math.min(target.timeoutMs, call.options.requestTimeoutMs ?? Number.POSITIVE_INFINITY),
    };
    const attempts = Math.max(call.options.retries?.maxAttempts ?? 1, target.retries + 1) + settings.extraAttempts;
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      if (attempt > 1) await delay(pauseMs(call.options, attempt - 1));
      const outcome = await (settings.interference.deliver?.(delivery, call, settings.send) ?? settings.send(delivery));
      if (outcome.kind === "answered" && outcome.status >= 200 && outcome.status < 300) {
        return {
          contentType: outcome.contentType.startsWith("text/event-stream") ? outcome.contentType : "application/json",
          body: outcome.body,
          provider: target.provider,
          model: target.model,
          path: target.endpoint,
          step: target.step,
        };
      }
    }
    return undefined;
  }

  async function askModel(
    call: GatewayCall,
    ask: Extract<Ask, { kind: "model" }>,
    metadata: Metadata,
    step: number,
  ): Promise<Served | Refusal> {
    const route = ask.model.startsWith("dynamic/") ? routes.get(ask.model.slice("dynamic/".length)) : undefined;
    const direct = route === undefined ? /^(?<provider>custom-[^/]+)\/(?<model>.+)$/.exec(ask.model)?.groups : undefined;
    if (route === undefined && direct?.["provider"] === undefined) return refusals.unknownModel(ask.model);
    const parsed = chatInput.safeParse(ask.input);
    if (!parsed.success) return refusals.badInput(z.prettifyError(parsed.error));
    const headers: Record<string, string> = ask.authorization === undefined ? {} : { authorization: ask.authorization };
    const request = { endpoint: "chat/completions", headers };

    if (route === undefined) {
      const model = direct?.["model"] ?? "";
      const served = await askProvider(call, {
        ...request,
        provider: direct?.["provider"] ?? "",
        model,
        body: chatBody(model, parsed.data),
        timeoutMs: defaultTimeoutMs,
        retries: 0,
        step,
      });
      return served ?? refusals.providerFailed();
    }

    const end = await walkRoute(route, {
      admit: ({ id, properties }) => {
        const person = metadata[properties.key.slice("metadata.".length)];
        return rates.admit(JSON.stringify([route.name, id, person ?? null]), properties.limit, properties.window);
      },
      ask: ({ properties }, walked) =>
        askProvider(call, {
          ...request,
          provider: properties.provider,
          model: properties.model,
          body: chatBody(properties.model, parsed.data),
          timeoutMs: properties.timeout,
          retries: properties.retries,
          step: step + walked,
        }),
    });
    switch (end.kind) {
      case "answered":
        return end.answer;
      case "rate-limited":
        return refusals.rateLimited();
      case "failed":
        return refusals.providerFailed();
    }
  }

  async function askOne(call: GatewayCall, ask: Ask, metadata: Metadata, step: number): Promise<Served | Refusal> {
    if (ask.kind === "model") return askModel(call, ask, metadata, step);
    if (!providers.has(ask.provider)) return refusals.invalidProvider();
    const model = typeof ask.query === "object" && ask.query !== null && "model" in ask.query ? String(ask.query.model) : "";
    const served = await askProvider(call, {
      provider: ask.provider,
      model,
      endpoint: ask.endpoint,
      headers: passedHeaders(ask.headers),
      body: JSON.stringify(ask.query),
      timeoutMs: defaultTimeoutMs,
      retries: 0,
      step,
    });
    return served ?? refusals.providerFailed();
  }

  async function resultOf(call: GatewayCall, metadata: Metadata): Promise<Result> {
    const key = call.options.skipCache === true ? undefined : (call.options.cacheKey ?? cacheKeyOf(call.asks));
    const hit = key === undefined ? undefined : cache.get(key);
    if (hit !== undefined) return { ...hit, status: 200, logged: true, cached: true };

    let refused: Refusal = refusals.badInput("no provider asked");
    for (const [step, ask] of call.asks.entries()) {
      const outcome = await askOne(call, ask, metadata, step);
      if (!("code" in outcome)) {
        if (key !== undefined) cache.put(key, outcome, call.options.cacheTtl || settings.cacheTtlSeconds);
        return { ...outcome, status: 200, logged: true, cached: false };
      }
      refused = outcome;
    }
    const asked = call.asks.at(-1);
    return {
      ...refusalBody(refused),
      status: refused.status,
      logged: refused.logged,
      cached: false,
      provider: asked?.kind === "provider" ? asked.provider : "",
      model: asked?.kind === "model" ? asked.model : "",
      path: asked?.kind === "provider" ? asked.endpoint : "chat/completions",
      step: Math.max(0, call.asks.length - 1),
    };
  }

  async function answer(call: GatewayCall): Promise<GatewayAnswer> {
    if (call.gatewayId !== settings.gatewayId) return bareAnswer(refusals.gatewayMissing(), now());
    const metadata = keepMetadata(call.options.metadata);
    const result = await resultOf(call, metadata);
    const eventId = call.options.eventId ?? nextId(now());
    const headers: Record<string, string> = {
      "content-type": result.contentType,
      "cf-aig-event-id": eventId,
      "cf-aig-request-id": nextId(now()),
      "cf-aig-step": String(result.step),
      "cf-ai-req-id": crypto.randomUUID(),
    };
    if (result.status < 400) {
      headers["cf-aig-cache-status"] = result.cached ? "HIT" : "MISS";
      headers["cf-aig-model"] = result.model;
      headers["cf-aig-provider"] = result.provider;
    }
    if (result.logged && call.options.collectLog !== false) {
      const id = nextId(now());
      headers["cf-aig-log-id"] = id;
      const usage = usageOf(result);
      const keepsPayload = settings.logPayloads || call.collectPayload;
      log.add({
        row: {
          id,
          created_at: new Date(call.receivedAt).toISOString(),
          provider: result.provider,
          model: result.model,
          model_type: "text-generation",
          path: result.path,
          duration: Math.max(0, now() - call.receivedAt),
          request_type: "chat",
          request_content_type: "application/json",
          response_content_type: result.contentType,
          status_code: result.status,
          success: result.status < 400,
          cached: result.cached,
          tokens_in: usage.in,
          tokens_out: usage.out,
          cost: 0,
          custom_cost: false,
          step: result.step,
          event_id: eventId,
          authentication: true,
          user_agent: call.userAgent,
          metadata,
          feedback: null,
          score: null,
        },
        payloads: keepsPayload ? { request: call.body, response: result.body } : undefined,
      });
    }
    return { status: result.status, headers, body: result.body };
  }

  return (call) => settings.interference.answer?.(call, () => answer(call)) ?? answer(call);
}

/** A refusal that comes before any call is known: event and request id, no log id. `at`: epoch ms. */
export function bareAnswer(refused: Refusal, at: number): GatewayAnswer {
  const { body, contentType } = refusalBody(refused);
  return {
    status: refused.status,
    headers: {
      "content-type": contentType,
      "cf-aig-event-id": ulid(at),
      "cf-aig-request-id": ulid(at),
      "cf-ai-req-id": crypto.randomUUID(),
    },
    body,
  };
}

function chatBody(model: string, input: ChatInput): string {
  return JSON.stringify({ ...input, model });
}

/** Undefined where the endpoint would leave the provider's base URL. */
function providerUrl(baseUrl: string, endpoint: string, prefixV1: boolean): URL | undefined {
  const base = `${baseUrl.replace(/\/+$/, "")}${prefixV1 ? "/v1" : ""}/`;
  if (!URL.canParse(base)) return undefined;
  const url = new URL(base + endpoint.replace(/^\/+/, ""));
  return url.href.startsWith(new URL(base).href) ? url : undefined;
}

/**
 * Headers of a universal step that go on to the provider: its own, but neither the gateway's, nor Access's, nor those of the connection.
 * Source: developers.cloudflare.com/ai-gateway/configuration/cloudflare-access.
 */
function passedHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const withheld = /^(cf-.*|host|connection|keep-alive|transfer-encoding|content-length|content-type|upgrade|te|trailer|proxy-.*)$/;
  return Object.fromEntries(Object.entries(lowerCaseKeys(headers)).filter(([name]) => !withheld.test(name)));
}

function lowerCaseKeys(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function cacheKeyOf(asks: readonly Ask[]): string {
  const asked = asks.map((ask) => (ask.kind === "model" ? [ask.model, ask.input] : [ask.provider, ask.endpoint, ask.query]));
  return createHash("sha256").update(JSON.stringify(asked)).digest("base64");
}

function pauseMs({ retries }: CallOptions, retry: number): number {
  const base = retries?.retryDelayMs ?? 0;
  switch (retries?.backoff ?? "constant") {
    case "constant":
      return base;
    case "linear":
      return base * retry;
    case "exponential":
      return base * 2 ** (retry - 1);
  }
}

function usageOf({ body, status }: Result): { readonly in: number; readonly out: number } {
  // `usage` stands at the end of a completion; parsing megabytes for two numbers of a log row would cost more than the call.
  const tail = status < 400 ? body.slice(-2_048) : "";
  const usage = /"usage"\s*:\s*\{(?<fields>[^{}]*)/.exec(tail)?.groups?.["fields"] ?? "";
  const count = (field: string) => Number(new RegExp(`"${field}"\\s*:\\s*(\\d{1,15})`).exec(usage)?.[1] ?? 0);
  return { in: count("prompt_tokens"), out: count("completion_tokens") };
}
