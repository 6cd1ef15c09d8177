/**
 * Cloudflare AI Gateway on one machine, as strict as the original: what the runtime's own `env.AI` code speaks to on the inside
 * (`/ai-gateway/…`, `/run`), the Logs API, a page that lists the log, and a record of everything that came in and went out.
 * Sources: workerd `src/cloudflare/internal/ai-api.ts` and `aig-api.ts` (paths, headers, bodies), developers.cloudflare.com/ai-gateway.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { z } from "zod";
import { callOptions, optionsFromHeaders, type Ask, type GatewayCall } from "./call.ts";
import { parseDynamicRoute, type DynamicRoute } from "./dynamic-route.ts";
import { ExchangeRecord } from "./exchange-record.ts";
import { refusals, type Refusal } from "./gateway-error.ts";
import { bareAnswer, createInference, type CustomProvider, type GatewayAnswer, type Interference } from "./inference.ts";
import { createLogPages } from "./log-pages.ts";
import { createLogsApi, detail, failure, patchLog, success } from "./logs-api.ts";
import { LogStore } from "./log-store.ts";
import { createProviderClient, type Delivery } from "./provider-client.ts";

export type { DynamicRoute } from "./dynamic-route.ts";
export type { CustomProvider, Interference } from "./inference.ts";

export type AiGatewayOptions = {
  /** Where this listener is reached, for `getUrl`. */
  readonly origin: string;
  readonly accountId: string;
  readonly gatewayId: string;
  /** Dynamic routes of the gateway, elements as the API takes them. */
  readonly routes: readonly DynamicRoute[];
  readonly customProviders: readonly CustomProvider[];
  /** How long an equal body is served from the cache; 300 unless said. */
  readonly cacheTtlSeconds?: number;
  /** Stores bodies even of callers that ask for none to be stored. */
  readonly logPayloads?: boolean;
  /** Calls providers at `/v1/chat/completions`. */
  readonly prefixV1?: boolean;
  /** Attempts beyond those the caller and the route ask for. */
  readonly retries?: number;
  /** Epoch ms. */
  readonly now?: () => number;
  readonly interference?: Interference;
};

export type AiGateway = { readonly listener: (req: IncomingMessage, res: ServerResponse) => void };

const maxBodyBytes = 16 * 1_048_576;

const runBody = z.object({ inputs: z.unknown().optional(), options: z.object({ gateway: callOptions.extend({ id: z.string().min(1) }) }) });

const universalBody = z
  .array(
    z.object({
      provider: z.string().min(1),
      endpoint: z.string().min(1),
      headers: z.record(z.string(), z.string()),
      query: z.unknown(),
    }),
  )
  .min(1);

const compatQuery = z.looseObject({ model: z.string().min(1) });

/** @throws Error that names the route and what is wrong with it. */
export function createAiGateway(options: AiGatewayOptions): AiGateway {
  const now = options.now ?? Date.now;
  const record = new ExchangeRecord();
  const log = new LogStore();
  const post = createProviderClient();

  const send = async (delivery: Delivery) => {
    const settle = record.add({
      at: now(),
      direction: "sent",
      method: "POST",
      url: delivery.url.href,
      rawHeaders: Object.entries(delivery.headers).flat(),
      body: delivery.body,
    });
    const outcome = await post(delivery);
    if (outcome.kind === "answered") settle(outcome.status);
    return outcome;
  };

  const infer = createInference({
    gatewayId: options.gatewayId,
    routes: options.routes.map(parseDynamicRoute),
    customProviders: options.customProviders,
    cacheTtlSeconds: options.cacheTtlSeconds ?? 300,
    logPayloads: options.logPayloads ?? false,
    prefixV1: options.prefixV1 ?? false,
    extraAttempts: options.retries ?? 0,
    now,
    log,
    send,
    interference: options.interference ?? {},
  });

  const refuse = (refused: Refusal) => bareAnswer(refused, now());

  async function run(req: IncomingMessage, body: string, receivedAt: number): Promise<GatewayAnswer> {
    const parsed = parseJson(runBody, body);
    if (!parsed.success) return refuse(refusals.badInput(parsed.why));
    const { id, ...callerOptions } = parsed.data.options.gateway;
    const model = header(req, "cf-consn-model-id") ?? "";
    const ask: Ask = { kind: "model", model, input: parsed.data.inputs, authorization: header(req, "authorization") };
    return infer(callOf(req, body, receivedAt, id, [ask], callerOptions));
  }

  async function universal(req: IncomingMessage, body: string, receivedAt: number, gatewayId: string): Promise<GatewayAnswer> {
    const parsed = parseJson(universalBody, body);
    if (!parsed.success) return refuse(refusals.badInput(parsed.why));
    const callerOptions = callOptions.safeParse(optionsFromHeaders((name) => header(req, name)));
    if (!callerOptions.success) return refuse(refusals.badInput(z.prettifyError(callerOptions.error)));
    const asks: Ask[] = [];
    for (const step of parsed.data) {
      if (step.provider !== "compat") {
        asks.push({ kind: "provider", ...step });
        continue;
      }
      const query = compatQuery.safeParse(step.query);
      if (!query.success) return refuse(refusals.badInput(z.prettifyError(query.error)));
      const { model, ...input } = query.data;
      const authorization = Object.entries(step.headers).find(([name]) => name.toLowerCase() === "authorization")?.[1];
      asks.push({ kind: "model", model, input, authorization });
    }
    return infer(callOf(req, body, receivedAt, gatewayId, asks, callerOptions.data));
  }

  function manage(method: string, gatewayId: string, rest: string, body: string): GatewayAnswer {
    if (gatewayId !== options.gatewayId) return json(404, failure(7002, "Gateway not found"));
    const logId = /^logs\/([^/]+)$/.exec(rest)?.[1];
    const provider = /^url\/([^/]+)$/.exec(rest)?.[1];
    if (method === "GET" && provider !== undefined) {
      const suffix = provider === "universal" ? "" : provider;
      return json(200, success({ url: `${options.origin}/v1/${options.accountId}/${options.gatewayId}/${suffix}` }));
    }
    if (method === "GET" && logId !== undefined) {
      const entry = log.get(logId);
      return entry === undefined ? json(404, failure(7002, "Log not found")) : json(200, success(detail(entry)));
    }
    if (method === "PATCH" && logId !== undefined) {
      const answer = patchLog(log, logId, body);
      return json(answer.status, answer.body);
    }
    return json(404, failure(7002, "Not found"));
  }

  async function answerBinding(req: IncomingMessage, path: string, body: string, receivedAt: number): Promise<GatewayAnswer> {
    if (req.method === "POST" && path === "/ai-gateway/run") return run(req, body, receivedAt);
    const universalGateway = /^\/ai-gateway\/universal\/run\/([^/]+)$/.exec(path)?.[1];
    if (req.method === "POST" && universalGateway !== undefined) return universal(req, body, receivedAt, universalGateway);
    const managed = /^\/ai-gateway\/gateways\/([^/]+)\/(.+)$/.exec(path);
    if (managed !== null) return manage(req.method ?? "", managed[1] ?? "", managed[2] ?? "", body);
    if (path === "/run") return refuse(refusals.notWorkersAi(header(req, "cf-consn-model-id") ?? ""));
    // Calls by URL are not vouched for by the binding and need a Run token; the lab issues none.
    if (path.startsWith("/v1/")) return refuse(refusals.unauthenticated());
    return json(404, failure(7002, "Not found"));
  }

  async function serveBinding(req: IncomingMessage, res: ServerResponse, path: string): Promise<void> {
    const receivedAt = now();
    const body = await readBody(req);
    const settle = record.add({
      at: receivedAt,
      direction: "received",
      method: req.method ?? "",
      url: new URL(req.url ?? "/", options.origin).href,
      rawHeaders: req.rawHeaders,
      body: body ?? "",
    });
    const answer = body === undefined ? refuse(refusals.tooLarge()) : await answerBinding(req, path, body, receivedAt);
    settle(answer.status);
    res.writeHead(answer.status, { ...answer.headers, "content-length": Buffer.byteLength(answer.body) });
    res.end(answer.body);
  }

  const app = new Hono();
  app.get("/_lab/requests", (c) => c.json(record.list()));
  app.delete("/_lab/requests", (c) => {
    record.clear();
    return c.body(null, 204);
  });
  app.route("/", createLogsApi({ accountId: options.accountId, gatewayId: options.gatewayId, log }));
  app.route("/", createLogPages({ gatewayId: options.gatewayId, log }));
  app.notFound((c) => c.json(failure(7002, "Not found"), 404));
  const servePeople = getRequestListener(app.fetch);

  return {
    listener: (req, res) => {
      const path = (req.url ?? "/").split("?", 1)[0] ?? "/";
      if (path === "/run" || path.startsWith("/ai-gateway/") || path.startsWith("/v1/")) {
        serveBinding(req, res, path).catch((cause: unknown) => res.destroy(cause instanceof Error ? cause : new Error(String(cause))));
      } else {
        void servePeople(req, res);
      }
    },
  };
}

function callOf(
  req: IncomingMessage,
  body: string,
  receivedAt: number,
  gatewayId: string,
  asks: readonly Ask[],
  options: GatewayCall["options"],
): GatewayCall {
  return {
    receivedAt,
    gatewayId,
    asks,
    options,
    collectPayload: header(req, "cf-aig-collect-log-payload") !== "false",
    userAgent: header(req, "user-agent") ?? "",
    body,
  };
}

function header(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}

/** Undefined where the body is larger than the gateway takes. */
async function readBody(req: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBodyBytes) chunks.push(chunk);
  }
  return bytes <= maxBodyBytes ? Buffer.concat(chunks).toString("utf8") : undefined;
}

function parseJson<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
): { readonly success: true; readonly data: z.infer<Schema> } | { readonly success: false; readonly why: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { success: false, why: "body is not JSON" };
  }
  const parsed = schema.safeParse(value);
  return parsed.success ? { success: true, data: parsed.data } : { success: false, why: z.prettifyError(parsed.error) };
}

function json(status: number, body: unknown): GatewayAnswer {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
