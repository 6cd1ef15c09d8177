/** One Microsoft Graph request as a tool describes it: a path template, never a path. */
import type { z } from "zod";
import type { AppError } from "../core/errors.ts";
import type { GraphMethod } from "../core/graph-method.ts";
import type { GraphRequestHeaders } from "../egress/exchange.ts";

/** `POST /me/sendMail`: the unit that tools declare, the relay re-checks and the record names. */
export type Operation = `${GraphMethod} /${string}`;

export type QueryValue = string | number | boolean | readonly string[] | undefined;

export type GraphRequest<S extends z.ZodType> = {
  readonly method: GraphMethod;
  /** `/me/messages/{id}` */
  readonly path: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly headers?: GraphRequestHeaders;
  readonly body?: unknown;
  /** Scopes this request needs, named where Graph says one is missing; the tool's own unless said. */
  readonly scopes?: readonly string[];
  /** What of Graph's answer is kept; `z.null()` where Graph answers without a body. */
  readonly response: S;
  /** `safe`: may be repeated. `keyed`: Graph recognises a repeat. `once`: never repeated without proof that nothing happened. */
  readonly idempotency: "safe" | "keyed" | "once";
};

export type GraphListRequest<S extends z.ZodType> = Omit<GraphRequest<S>, "method" | "response" | "idempotency" | "body"> & {
  readonly item: S;
  /** As handed out with an earlier page of the same request. */
  readonly cursor?: string | undefined;
  /** What a cursor belongs to, where the query depends on the clock; the query itself unless said. */
  readonly cursorOf?: string;
};

export type Page<T> = {
  readonly items: readonly T[];
  readonly hasMore: boolean;
  readonly cursor?: string;
  readonly truncated?: true;
};

/** What became of a request whose failure the tool can live with. */
export type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AppError };

/** All a tool ever sees of Microsoft Graph. */
export type GraphClient = {
  readonly request: <S extends z.ZodType>(request: GraphRequest<S>) => Promise<z.output<S>>;
  /** Like `request`, for steps without which the tool can still answer; cancellation still throws. */
  readonly attempt: <S extends z.ZodType>(request: GraphRequest<S>) => Promise<Attempt<z.output<S>>>;
  /** One page of a collection, with a sealed cursor to the next. */
  readonly list: <S extends z.ZodType>(request: GraphListRequest<S>) => Promise<Page<z.output<S>>>;
};
