/**
 * The Logs API of the gateway, under `/client/v4/accounts/{a}/ai-gateway/gateways/{gw}`.
 * Source: developers.cloudflare.com/api/resources/ai_gateway/subresources/logs. That `metadata.key` and `metadata.value` match independently
 * and that a filter key like `metadata.userId` is refused with 7001 was reported from live accounts.
 */
import { Hono } from "hono";
import type { Context } from "hono";
import { z } from "zod";
import type { LogEntry, LogRow, LogStore } from "./log-store.ts";

const filterKeys = [
  "id",
  "created_at",
  "request_content_type",
  "response_content_type",
  "request_type",
  "success",
  "cached",
  "provider",
  "model",
  "model_type",
  "cost",
  "tokens",
  "tokens_in",
  "tokens_out",
  "duration",
  "feedback",
  "event_id",
  "metadata.key",
  "metadata.value",
  "authentication",
  "dlp_action",
  "user_agent",
] as const;

const filter = z.strictObject({
  key: z.enum(filterKeys),
  operator: z.enum(["eq", "neq", "contains", "lt", "gt"]),
  value: z.array(z.union([z.string(), z.number(), z.boolean()])).min(1),
});
type Filter = z.infer<typeof filter>;

const filters = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: "custom", message: "must be a JSON array of {key, operator, value}" });
      return z.NEVER;
    }
  })
  .pipe(z.array(filter));

const flag = z.enum(["true", "false"]).transform((text) => text === "true");
const instant = z.union([z.iso.datetime({ offset: true }), z.iso.date()]).transform((text) => Date.parse(text));

const listQuery = z.object({
  page: z.coerce.number().int().min(1).default(1),
  per_page: z.coerce.number().int().min(1).max(1_000).default(20),
  order_by: z.enum(["created_at", "provider", "model", "model_type", "success", "cached"]).default("created_at"),
  order_by_direction: z.enum(["asc", "desc"]).optional(),
  direction: z.enum(["asc", "desc"]).optional(),
  start_date: instant.optional(),
  end_date: instant.optional(),
  search: z.string().optional(),
  success: flag.optional(),
  cached: flag.optional(),
  provider: z.string().optional(),
  model: z.string().optional(),
  filters: filters.optional(),
});
export type LogQuery = z.infer<typeof listQuery>;

export function createLogsApi(options: { readonly accountId: string; readonly gatewayId: string; readonly log: LogStore }): Hono {
  const { log } = options;
  const api = new Hono();
  const base = "/client/v4/accounts/:account/ai-gateway/gateways/:gateway";

  api.use(`${base}/*`, async (c, next) => {
    if (c.req.param("account") !== options.accountId || c.req.param("gateway") !== options.gatewayId)
      return notFound(c, "Gateway not found");
    return next();
  });

  api.get(`${base}/logs`, (c) => {
    const query = listQuery.safeParse(c.req.query());
    if (!query.success) return c.json(failure(7001, z.prettifyError(query.error)), 400);
    const { page, per_page } = query.data;
    const matching = findLogs(log.list(), query.data);
    const rows = matching.slice((page - 1) * per_page, page * per_page).map(({ row }) => listed(row));
    return c.json({
      success: true,
      errors: [],
      messages: [],
      result: rows,
      result_info: { page, per_page, count: rows.length, total_count: matching.length },
    });
  });

  api.get(`${base}/logs/:id`, (c) => {
    const entry = log.get(c.req.param("id"));
    return entry === undefined ? notFound(c, "Log not found") : c.json(success(detail(entry)));
  });

  for (const side of ["request", "response"] as const) {
    api.get(`${base}/logs/:id/${side}`, (c) => {
      const payload = log.get(c.req.param("id"))?.payloads?.[side];
      return payload === undefined ? notFound(c, `No ${side} stored`) : c.body(payload, 200, { "content-type": "application/json" });
    });
  }

  api.patch(`${base}/logs/:id`, async (c) => {
    const answer = patchLog(log, c.req.param("id"), await c.req.text());
    return c.json(answer.body, answer.status);
  });

  return api;
}

/** Matching rows in the order asked for. */
export function findLogs(entries: readonly LogEntry[], query: LogQuery): LogEntry[] {
  const needle = query.search?.toLowerCase();
  const matching = entries.filter(({ row }) => {
    const createdAt = Date.parse(row.created_at);
    return (
      (query.start_date === undefined || createdAt >= query.start_date) &&
      (query.end_date === undefined || createdAt <= query.end_date) &&
      (query.success === undefined || row.success === query.success) &&
      (query.cached === undefined || row.cached === query.cached) &&
      (query.provider === undefined || row.provider === query.provider) &&
      (query.model === undefined || row.model === query.model) &&
      (needle === undefined || searchable(row).some((text) => text.toLowerCase().includes(needle))) &&
      (query.filters ?? []).every((each) => matches(row, each))
    );
  });
  const direction = (query.order_by_direction ?? query.direction ?? "desc") === "asc" ? 1 : -1;
  const by = query.order_by;
  // Ids are ULIDs of one monotonic source: they settle what the chosen column leaves equal.
  return matching.toSorted((one, other) => direction * (compare(one.row[by], other.row[by]) || compare(one.row.id, other.row.id)));
}

function searchable(row: LogRow): string[] {
  return [row.id, row.event_id, row.provider, row.model, ...Object.values(row.metadata).map(String)];
}

function matches(row: LogRow, { key, operator, value }: Filter): boolean {
  const held = heldValues(row, key);
  switch (operator) {
    case "eq":
      return held.some((each) => value.some((wanted) => String(each) === String(wanted)));
    case "neq":
      return !held.some((each) => value.some((wanted) => String(each) === String(wanted)));
    case "contains":
      return held.some((each) => value.some((wanted) => String(each).includes(String(wanted))));
    case "lt":
      return held.some((each) => value.every((limit) => compareValues(key, each, limit) < 0));
    case "gt":
      return held.some((each) => value.every((limit) => compareValues(key, each, limit) > 0));
  }
}

type Scalar = string | number | boolean;

function heldValues(row: LogRow, key: Filter["key"]): Scalar[] {
  switch (key) {
    case "metadata.key":
      return Object.keys(row.metadata);
    case "metadata.value":
      return Object.values(row.metadata);
    case "tokens":
      return [row.tokens_in + row.tokens_out];
    case "dlp_action":
      return [];
    default: {
      const value = row[key];
      return value === null ? [] : [value];
    }
  }
}

function compareValues(key: Filter["key"], held: Scalar, limit: Scalar): number {
  return key === "created_at" ? Date.parse(String(held)) - Date.parse(String(limit)) : Number(held) - Number(limit);
}

function compare(one: Scalar, other: Scalar): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Lists leave out what only the detail has. */
function listed({ feedback: _feedback, score: _score, ...row }: LogRow): Omit<LogRow, "feedback" | "score"> {
  return row;
}

const headLength = 1_024;

/** One row as `GET /logs/{id}` and the binding's `getLog` give it. Without payload logging the heads and sizes are absent. */
export function detail({ row, payloads }: LogEntry): Record<string, unknown> {
  if (payloads === undefined) return row;
  const { request, response } = payloads;
  return {
    ...row,
    request_head: request.slice(0, headLength),
    request_head_complete: request.length <= headLength,
    request_size: Buffer.byteLength(request),
    response_head: response.slice(0, headLength),
    response_head_complete: response.length <= headLength,
    response_size: Buffer.byteLength(response),
  };
}

const logChange = z.object({
  feedback: z.union([z.literal(-1), z.literal(0), z.literal(1), z.null()]).optional(),
  score: z.number().nullable().optional(),
  metadata: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});

export type ApiAnswer = { readonly status: 200 | 400 | 404; readonly body: unknown };

/** Feedback, score and metadata of a row may be changed after the fact, through the API and through the binding. */
export function patchLog(log: LogStore, id: string, text: string): ApiAnswer {
  const change = z
    .string()
    .transform((json, context) => {
      try {
        return JSON.parse(json) as unknown;
      } catch {
        context.addIssue({ code: "custom", message: "must be JSON" });
        return z.NEVER;
      }
    })
    .pipe(logChange)
    .safeParse(text);
  if (!change.success) return { status: 400, body: failure(7001, z.prettifyError(change.error)) };
  const wanted = Object.fromEntries(Object.entries(change.data).filter(([, value]) => value !== undefined));
  return log.patch(id, wanted) ? { status: 200, body: success({}) } : { status: 404, body: failure(7002, "Log not found") };
}

export function success(result: unknown) {
  return { success: true, errors: [], messages: [], result };
}

export function failure(code: number, message: string) {
  return { success: false, errors: [{ code, message }], messages: [], result: {} };
}

function notFound(c: Context, message: string): Response {
  return c.json(failure(7002, message), 404);
}
