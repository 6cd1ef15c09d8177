/** One Microsoft Graph request as a tool describes it: a path template, never a path. */
import type { z } from "zod";
import type { RawContent, Reading, SeenAs } from "../core/document.ts";
import type { AppError } from "../core/errors.ts";
import type { GraphMethod } from "../core/graph-method.ts";
import type { GraphRequestHeaders } from "../egress/exchange.ts";

/** `POST /me/sendMail`: the unit that tools declare, the relay re-checks and the record names. */
export type Operation = `${GraphMethod} /${string}`;

export type QueryValue = string | number | boolean | readonly string[] | undefined;

export type GraphPath = {
  /** `/me/messages/{id}` */
  readonly path: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly mailbox?: string | undefined;
};

export type GraphRequest<S extends z.ZodType> = {
  readonly method: GraphMethod;
  /** `/me/messages/{id}` */
  readonly path: string;
  readonly params?: Readonly<Record<string, string>>;
  /** Address of the mailbox meant instead of the caller's own: `/me/…` is then asked as `/users/{mailbox}/…`. */
  readonly mailbox?: string | undefined;
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly headers?: GraphRequestHeaders;
  readonly body?: unknown;
  /** `body` is a string that stands for other content than JSON. */
  readonly content?: RawContent;
  /** A document for the relay to put in: into the upload session that the request opens, else into `contentBytes` of the body. */
  readonly source?: GraphPath;
  /** HTML bodies in the answer come as what a reader would see of them, `contentType` "text" or "html"; as they are unless said. */
  readonly bodies?: SeenAs | undefined;
  /** Scopes this request needs, named where Graph says one is missing; the tool's own unless said. */
  readonly scopes?: readonly string[];
  /** What of Graph's answer is kept; `z.null()` where Graph answers without a body. */
  readonly response: S;
  /** `safe`: may be repeated. `keyed`: Graph recognises a repeat. `once`: never repeated without proof that nothing happened. */
  readonly idempotency: "safe" | "keyed" | "once";
};

export type GraphListRequest<S extends z.ZodType> = Omit<
  GraphRequest<S>,
  "method" | "response" | "idempotency" | "body" | "content" | "source"
> & {
  readonly item: S;
  /** As handed out with an earlier page of the same request. */
  readonly cursor?: string | undefined;
  /** What a cursor belongs to, where the query depends on the clock; the query itself unless said. */
  readonly cursorOf?: string;
  /** Arguments that sort out what Graph's answer holds, and so belong to a cursor as the query does. */
  readonly sortedBy?: readonly string[];
};

export type Page<T> = {
  readonly items: readonly T[];
  readonly hasMore: boolean;
  readonly cursor?: string;
  readonly truncated?: true;
};

/** A document, whole where `maxChars` allows. */
export type DocumentPart = {
  readonly text: string;
  /** Characters of the whole document's text. */
  readonly totalChars: number;
  readonly format: string;
  readonly bytes: number;
};

export type GraphReadRequest = GraphPath &
  Reading & {
    readonly scopes?: readonly string[];
    readonly headers?: GraphRequestHeaders;
    readonly query?: Readonly<Record<string, QueryValue>>;
  };

/** What became of a request whose failure the tool can live with. */
export type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AppError };

/** All a tool ever sees of Microsoft Graph. */
export type GraphClient = {
  /** `https://graph.microsoft.com/v1.0`: what the address of another resource begins with where a body refers to one (`@odata.bind`). */
  readonly root: string;
  readonly request: <S extends z.ZodType>(request: GraphRequest<S>) => Promise<z.output<S>>;
  /** Like `request`, for steps without which the tool can still answer; cancellation still throws. */
  readonly attempt: <S extends z.ZodType>(request: GraphRequest<S>) => Promise<Attempt<z.output<S>>>;
  /** One page of a collection, with a sealed cursor to the next. */
  readonly list: <S extends z.ZodType>(request: GraphListRequest<S>) => Promise<Page<z.output<S>>>;
  /**
   * Items of a collection from its beginning, over as many pages as it takes; `truncated` where `limit` or the page cap left some out.
   * Reports progress after each page.
   */
  readonly all: <S extends z.ZodType>(
    request: Omit<GraphListRequest<S>, "cursor" | "cursorOf">,
    limit: number,
  ) => Promise<{ readonly items: readonly z.output<S>[]; readonly truncated?: true }>;
  /** A cursor to a place that the tool itself keeps, in what Graph pages by other means than links. */
  readonly sealPosition: (position: string, of: readonly string[]) => Promise<string>;
  /** What `sealPosition` sealed for the same person, tool and request. @throws AppError `invalid_cursor` */
  readonly openPosition: (cursor: string, of: readonly string[]) => Promise<string>;
  /** Whether a cursor can be one of this person's and tool's, before anything is asked of Graph. @throws AppError `invalid_cursor` */
  readonly checkCursor: (cursor: string) => Promise<void>;
  /** Text of a document that Graph keeps. @throws AppError `document_unreadable`, with the reason in words */
  readonly readText: (request: Omit<GraphReadRequest, "as"> & { readonly as: SeenAs }) => Promise<DocumentPart>;
  /** Bytes of a small document, in base64. @throws AppError `document_unreadable` */
  readonly readBytes: (
    request: Omit<GraphReadRequest, "as" | "from" | "maxChars">,
  ) => Promise<{ readonly base64: string; readonly contentType: string; readonly bytes: number }>;
};
