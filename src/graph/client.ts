/** Speaks Microsoft Graph for one tool call: fills paths, keeps the retry rule, parses answers, follows pages. */
import { z } from "zod";
import type { Reading } from "../core/document.ts";
import { AppError } from "../core/errors.ts";
import type { Egress, EgressAnswer, EgressReceipt, EgressRequest, EgressResult } from "../egress/exchange.ts";
import { pathOfMailbox, sharedScope } from "./mailbox.ts";
import { executedOf, graphError, isErrorBody, isTransient } from "./errors.ts";
import {
  cursorBinding,
  cursorOwner,
  nextQuery,
  openCursor,
  ownCursor,
  pageLimits,
  sealCursor,
  shortened,
  type CursorCodec,
} from "./pages.ts";
import { encodeQuery, fillTemplate } from "./path.ts";
import { documentAnswer, unreadable } from "./document.ts";
import type { Attempt, GraphClient, GraphListRequest, GraphPath, GraphReadRequest, GraphRequest, Operation, Page } from "./request.ts";
import { decideRetry, type RetryDecision } from "./retry.ts";

export type GraphClientOptions = {
  readonly egress: Egress;
  /** The running tool's; any other request is our own fault. */
  readonly operations: readonly Operation[];
  /** The running tool's, named to the caller where Graph says they are missing. */
  readonly scopes?: readonly string[];
  /** Whether the account is known to have been granted all of these. */
  readonly holds?: (scopes: readonly string[]) => boolean;
  readonly version: "v1.0";
  /** Origin that next links must have, `https://graph.microsoft.com`. */
  readonly graphHost: string;
  /** Epoch ms. */
  readonly deadlineAt: number;
  /** Aborts when the caller cancels. */
  readonly signal: AbortSignal;
  /** Epoch ms. */
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** 0 ≤ n < 1 */
  readonly random: () => number;
  readonly cursors: CursorCodec;
  readonly onAttempt: (receipt: EgressReceipt) => void;
  /** Items so far, after each page of a collection that is read whole. */
  readonly onProgress?: (done: number, total?: number, message?: string) => void;
  readonly principalId: string;
  readonly tool: string;
};

/** Graph requests of one tool call, retries aside (our cap, below the platform's subrequest limit). */
const maxRequests = 48;

/** Items a collection that is read whole is asked for at a time. */
const pageSize = 100;

/** A request ready to leave: what `GraphRequest` says, filled and encoded. */
type Prepared<S extends z.ZodType> = {
  readonly egress: EgressRequest;
  readonly idempotency: GraphRequest<S>["idempotency"];
  readonly response: S;
  readonly scopes: readonly string[] | undefined;
};

/** One attempt, judged. */
type Judged<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly error: AppError;
      readonly executed: "no" | "unknown" | "yes";
      readonly transient: boolean;
      readonly retryAfter: string | undefined;
      /** Retries this kind of fault is worth. */
      readonly retriesAllowed: number;
    };

/** Failures without a Graph answer that may pass, and how many retries each is worth. */
const passingFailures: Readonly<Partial<Record<AppError["code"], number>>> = {
  egress_unavailable: 2,
  gateway_throttled: 2,
  throttled: 2,
  graph_unavailable: 2,
  gateway_failed: 1,
  upstream_invalid: 1,
};

export function createGraphClient(options: GraphClientOptions): GraphClient {
  const { egress, operations, version, graphHost, deadlineAt, now, cursors } = options;
  let step = 0;
  /** Of the whole tool call. */
  let retriesSpent = 0;
  /** The deadline's timer has run out; it may be a millisecond ahead of the clock. */
  let late = false;

  function prepare<S extends z.ZodType>(request: GraphRequest<S>, reading?: Reading): Prepared<S> {
    const { content, source, bodies, mailbox } = request;
    const scopes = request.scopes ?? options.scopes;
    return {
      egress: {
        method: request.method,
        ...located(request.method, request),
        query: encodeQuery(request.query),
        headers: checkedHeaders(request.headers ?? {}),
        body: request.body === undefined ? null : JSON.stringify(request.body),
        ...(content && { content }),
        ...(bodies && { bodies }),
        ...(source && { source: located("GET", source) }),
        ...(reading && { reading }),
      },
      idempotency: request.idempotency,
      response: request.response,
      scopes: mailbox === undefined ? scopes : scopes?.map(sharedScope),
    };
  }

  /** A declared operation's template and its filled path. */
  function located(method: EgressRequest["method"], { path, params, mailbox }: GraphPath): Pick<EgressRequest, "template" | "path"> {
    const template = mailbox === undefined ? path : pathOfMailbox(path);
    if (!operations.includes(`${method} ${template}` as Operation)) {
      throw new AppError("internal", "A Graph operation was asked for that this tool does not declare.", {
        cause: `${method} ${template}`,
      });
    }
    return { template, path: `/${version}${fillTemplate(template, mailbox === undefined ? params : { ...params, mailbox })}` };
  }

  async function send<S extends z.ZodType>(prepared: Prepared<S>): Promise<z.output<S>> {
    step += 1;
    const ownStep = step;
    if (ownStep > maxRequests) throw new AppError("internal", "The call would need more Graph requests than one call may make.");
    /** What an attempt of a request that is no mere question ended with, where nothing says that Graph did nothing. */
    let doubt: AppError | undefined;
    for (let attempt = 1; ; attempt += 1) {
      throwIfOver(doubt);
      const judged = judge(await leave(prepared.egress, ownStep, attempt), prepared, attempt, options.holds);
      if (judged.ok) return judged.value;
      if (judged.executed === "unknown" && prepared.idempotency !== "safe") doubt = judged.error;
      const decision = decideRetry({
        ...judged,
        executed: judged.executed === "no" && doubt ? "unknown" : judged.executed,
        idempotency: prepared.idempotency,
        retriesSpent,
        now: now(),
        deadlineAt,
        random: options.random(),
      });
      if (decision.action !== "retry") throw finalError(judged.error, decision);
      retriesSpent += 1;
      await options.sleep(decision.sleepMs, options.signal).catch((thrown: unknown) => {
        throwIfOver(doubt);
        throw thrown;
      });
    }
  }

  /** One attempt under its own deadline. */
  async function leave(request: EgressRequest, ownStep: number, attempt: number): Promise<EgressResult> {
    const deadline = new AbortController();
    const timer = setTimeout(
      () => {
        late = true;
        deadline.abort();
      },
      Math.max(deadlineAt - now(), 0),
    );
    try {
      const result = await egress(request, { step: ownStep, attempt, signal: AbortSignal.any([options.signal, deadline.signal]) });
      options.onAttempt(result.receipt);
      return result;
    } finally {
      clearTimeout(timer);
    }
  }

  function isOver(): boolean {
    return late || now() >= deadlineAt;
  }

  function throwIfOver(doubt?: AppError): void {
    if (doubt && (options.signal.aborted || isOver())) throw outcomeUnknown(doubt);
    if (options.signal.aborted) throw new AppError("cancelled", "The call was cancelled.");
    if (isOver()) throw new AppError("deadline_exceeded", "Microsoft 365 did not answer in time. Try again, or ask for less.");
  }

  /** What the caller is told once no attempt follows. */
  function finalError(error: AppError, decision: Exclude<RetryDecision, { action: "retry" }>): AppError {
    if (decision.action === "unknown") return outcomeUnknown(error);
    if (error.details.carriedOut) return error;
    if (options.signal.aborted) return new AppError("cancelled", "The call was cancelled.", { cause: error });
    if (isOver()) {
      return new AppError("deadline_exceeded", "Microsoft 365 did not answer in time. Try again, or ask for less.", { cause: error });
    }
    if (decision.retryAfterSeconds === undefined) return error;
    return new AppError(error.code, error.message, { ...error.details, retryAfterSeconds: decision.retryAfterSeconds, cause: error.cause });
  }

  async function request<S extends z.ZodType>(asked: GraphRequest<S>): Promise<z.output<S>> {
    return send(prepare(asked));
  }

  async function attempt<S extends z.ZodType>(asked: GraphRequest<S>): Promise<Attempt<z.output<S>>> {
    try {
      return { ok: true, value: await request(asked) };
    } catch (thrown) {
      if (thrown instanceof AppError && thrown.code !== "cancelled" && thrown.code !== "internal") return { ok: false, error: thrown };
      throw thrown;
    }
  }

  async function list<S extends z.ZodType>(asked: GraphListRequest<S>): Promise<Page<z.output<S>>> {
    const first = prepare({ ...asked, method: "GET", response: collectionOf(asked.item), idempotency: "safe" });
    const { path, query, headers } = first.egress;
    const binding = cursorBinding(options.principalId, options.tool, [
      path,
      asked.cursorOf ?? query,
      JSON.stringify(headers),
      asked.bodies ?? "",
      ...(asked.sortedBy ?? []),
    ]);
    const opened = asked.cursor === undefined ? undefined : await openCursor(asked.cursor, binding, cursors, now());
    const from = { query: opened?.adds ? `${query}&${opened.query}` : (opened?.query ?? query), page: opened?.page ?? 1 };
    const answer = await send({ ...first, egress: { ...first.egress, query: from.query } });

    const top = asked.query?.["$top"];
    const limit = typeof top === "number" ? top : pageLimits.items;
    const items = answer.value.slice(0, limit);
    const nextLink = answer["@odata.nextLink"];
    const next = nextLink === undefined ? undefined : nextQuery(nextLink, graphHost, path);
    /* A query that follows the clock is not there any more when the cursor comes back. */
    const kept = next === undefined || asked.cursorOf !== undefined ? { query: next ?? "", adds: false } : shortened(next, query);
    const cut = items.length < answer.value.length;
    const capped = next !== undefined && (next === from.query || from.page >= pageLimits.pages);
    return {
      items,
      hasMore: next !== undefined || cut,
      ...(next !== undefined && !capped ? { cursor: await sealCursor({ ...kept, page: from.page + 1 }, binding, cursors, now()) } : {}),
      ...(cut || capped ? { truncated: true as const } : {}),
    };
  }

  async function all<S extends z.ZodType>(asked: Omit<GraphListRequest<S>, "cursor" | "cursorOf">, limit: number) {
    const prepared = prepare({
      ...asked,
      query: { ...asked.query, ...(asked.query && "$top" in asked.query ? {} : { $top: Math.min(limit, pageSize) }) },
      method: "GET",
      response: collectionOf(asked.item),
      idempotency: "safe",
    });
    const items: z.output<S>[] = [];
    for (let { query } = prepared.egress, page = 1; ; page += 1) {
      const answer = await send({ ...prepared, egress: { ...prepared.egress, query } });
      items.push(...answer.value);
      const nextLink = answer["@odata.nextLink"];
      const next = nextLink === undefined ? undefined : nextQuery(nextLink, graphHost, prepared.egress.path);
      options.onProgress?.(items.length);
      if (items.length > limit) return { items: items.slice(0, limit), truncated: true as const };
      if (next === undefined) return { items };
      if (items.length === limit || next === query || page >= pageLimits.pages) return { items, truncated: true as const };
      query = next;
    }
  }

  function readDocument({ as, from, maxChars, name, contentType, ...place }: GraphReadRequest) {
    const reading = { as, from, maxChars, ...(name !== undefined && { name }), ...(contentType !== undefined && { contentType }) };
    return send(prepare({ ...place, method: "GET", response: documentAnswer, idempotency: "safe" }, reading));
  }

  const bindingOf = (of: readonly string[]) => cursorBinding(options.principalId, options.tool, ["position", ...of]);

  function sealPosition(position: string, of: readonly string[]): Promise<string> {
    return sealCursor({ query: position, adds: false, page: 2 }, bindingOf(of), cursors, now());
  }

  async function checkCursor(cursor: string): Promise<void> {
    await ownCursor(cursor, cursorOwner(options.principalId, options.tool), cursors, now());
  }

  async function openPosition(cursor: string, of: readonly string[]): Promise<string> {
    return (await openCursor(cursor, bindingOf(of), cursors, now())).query;
  }

  async function readText(asked: Parameters<GraphClient["readText"]>[0]) {
    const answer = await readDocument(asked);
    if (answer.kind === "text") return answer;
    throw unreadable(answer.kind === "unreadable" ? answer.reason : "not_supported");
  }

  async function readBytes(asked: Parameters<GraphClient["readBytes"]>[0]) {
    const answer = await readDocument({ ...asked, as: "base64", from: 0, maxChars: 1 });
    if (answer.kind === "base64") return answer;
    throw unreadable(answer.kind === "unreadable" ? answer.reason : "not_supported");
  }

  return { root: `${graphHost}/${version}`, request, attempt, list, all, sealPosition, openPosition, checkCursor, readText, readBytes };
}

function outcomeUnknown(cause: AppError): AppError {
  return new AppError("outcome_unknown", "It is not known whether this was carried out: it may have been. Look before repeating it.", {
    cause,
  });
}

function makeCollection<S extends z.ZodType>(item: S) {
  return z.object({ value: z.array(item), "@odata.nextLink": z.string().optional() });
}

const collections = new WeakMap<z.ZodType, unknown>();

/** Graph's form of a page of these items; made once per item schema. */
function collectionOf<S extends z.ZodType>(item: S): ReturnType<typeof makeCollection<S>> {
  const known = collections.get(item) as ReturnType<typeof makeCollection<S>> | undefined;
  const collection = known ?? makeCollection(item);
  if (!known) collections.set(item, collection);
  return collection;
}

/** @throws AppError `internal` for a header value that could break out of its line */
function checkedHeaders(headers: EgressRequest["headers"]): EgressRequest["headers"] {
  for (const value of Object.values(headers)) {
    if (!/^[\x20-\x7E]*$/.test(value)) throw new AppError("internal", "A Graph header has an impossible value.");
  }
  return headers;
}

function judge<S extends z.ZodType>(
  result: EgressResult,
  prepared: Prepared<S>,
  attempt: number,
  holds: GraphClientOptions["holds"],
): Judged<z.output<S>> {
  if (result.kind === "failure") {
    const { code, message, details, cause } = result.error;
    const retriesAllowed = passingFailures[code];
    const carriedOut = result.executed === "yes" && prepared.egress.method !== "GET";
    return {
      ok: false,
      error: carriedOut ? new AppError(code, message, { ...details, carriedOut, cause }) : result.error,
      executed: result.executed,
      transient: retriesAllowed !== undefined,
      retryAfter: details.retryAfterSeconds?.toString(),
      retriesAllowed: retriesAllowed ?? 0,
    };
  }
  const { status } = result;
  /* Deleted by an earlier attempt whose answer was lost. */
  const alreadyGone = status === 404 && prepared.egress.method === "DELETE" && attempt > 1;
  if ((status < 200 || status >= 300) && !alreadyGone) {
    return {
      ok: false,
      error: graphError(result, prepared.scopes, holds?.(prepared.scopes ?? [])),
      executed: executedOf(status),
      transient: isTransient(status),
      retryAfter: result.headers["retry-after"],
      retriesAllowed: 2,
    };
  }
  const parsed = alreadyGone || isJson(result) ? prepared.response.safeParse(alreadyGone ? null : result.body) : undefined;
  if (parsed?.success && (alreadyGone || !isErrorBody(result.body))) return { ok: true, value: parsed.data };
  return {
    ok: false,
    error: new AppError("upstream_invalid", "Microsoft Graph's answer was not in the form its documentation gives.", {
      cause: {
        status,
        contentType: result.headers["content-type"],
        issues: parsed?.error?.issues.slice(0, 5).map(({ path, code }) => ({ path, code })),
      },
    }),
    /* A success we cannot read is a success all the same, but we cannot say of what. */
    executed: "unknown",
    transient: false,
    retryAfter: undefined,
    retriesAllowed: 0,
  };
}

/** An empty body needs no content type; any other must call itself JSON. */
function isJson(answer: EgressAnswer): boolean {
  const type = answer.headers["content-type"];
  return type === undefined ? answer.body === null : /^application\/(?:[a-z.+-]+\+)?json(?:;|$)/i.test(type.trim());
}
