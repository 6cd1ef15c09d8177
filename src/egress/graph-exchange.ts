/** One request to Microsoft Graph as the relay makes it, and what is taken of the answer. */
import type { DocumentReader } from "../core/document.ts";
import type { Fetch } from "../core/fetch.ts";
import type { GraphMethod } from "../core/graph-method.ts";
import { readTextCapped } from "../core/read-capped.ts";
import type { GraphMessage, RelayAnswer } from "./message.ts";
import type { OutgoingBody } from "./outgoing-body.ts";
import type { DocumentPlaces } from "./urls.ts";

const maxGraphBytes = 4 * 1024 * 1024;
/** Of Graph's answer headers, these cross the gateway. */
const passedHeaders = ["request-id", "client-request-id", "retry-after", "content-type", "etag", "date"] as const;

/** What can be reached from here. */
export type GraphReach = DocumentPlaces & {
  /** null: there is no reader, and no document has a text. */
  readonly reader: DocumentReader | null;
  readonly fetch: Fetch;
};

export type GraphAsked = {
  readonly method: GraphMethod;
  readonly message: GraphMessage;
  readonly body: OutgoingBody | "none";
  readonly requestId: string;
};

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** The relay's answer before it is said for which envelope. */
export type GraphOutcome = Without<Extract<RelayAnswer, { kind: "graph" | "lost" }>, "requestId" | "envelopeId">;
export type GraphAnswered = GraphOutcome & { readonly kind: "graph" };
/** A word for the record, where the answer alone does not say what happened behind the gateway. */
export type RelayNote =
  | "document_host_not_allowed"
  | "document_redirects"
  | "document_too_large"
  | "document_not_supported"
  | "document_expands_too_far"
  | "document_encrypted"
  | "document_malformed"
  | "document_timeout"
  | "document_unavailable"
  | "upload_host_not_allowed"
  | "upload_source_refused"
  | "upload_source_empty"
  | "upload_source_too_large"
  | "upload_source_truncated"
  | "upload_range_refused"
  | "upload_refused"
  | "upload_end_unknown";
export type Finished = { readonly outcome: GraphOutcome; readonly note?: RelayNote };

export function callGraph(
  { fetch, graphOrigin }: Pick<GraphReach, "fetch" | "graphOrigin">,
  { method, message, body, requestId }: GraphAsked,
  accessToken: string,
  signal: AbortSignal,
): Promise<Response> {
  const { path, query, headers, reading } = message;
  return fetch(`${graphOrigin}${path}${query === "" ? "" : `?${query}`}`, {
    method,
    headers: {
      authorization: `Bearer ${accessToken}`,
      accept: reading ? "*/*" : "application/json",
      "client-request-id": requestId,
      "return-client-request-id": "true",
      ...(body !== "none" && { "content-type": body.type }),
      ...(headers.prefer !== undefined && { prefer: headers.prefer }),
      ...(headers.consistencylevel !== undefined && { consistencylevel: headers.consistencylevel }),
      ...(headers["if-match"] !== undefined && { "if-match": headers["if-match"] }),
    },
    body: body === "none" ? null : body.bytes,
    redirect: "manual",
    signal,
  });
}

export function headersOf(response: Response): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of passedHeaders) {
    const value = response.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  return headers;
}

/** Graph's JSON, or what is known without it. */
export async function readGraph(response: Response, signal: AbortSignal): Promise<GraphOutcome> {
  const headers = headersOf(response);
  const base = { kind: "graph", status: response.status, headers } as const;
  // Of a success we must know what it says; an error is known by its status.
  const cutShort: GraphOutcome = response.ok ? { kind: "lost", reason: "truncated" } : { ...base, unreadable: "not_json", body: null };
  let text: string | null;
  try {
    text = await readTextCapped(response, maxGraphBytes);
  } catch {
    return signal.aborted && response.ok ? { kind: "lost", reason: "timeout" } : cutShort;
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
