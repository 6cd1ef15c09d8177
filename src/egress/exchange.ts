/** The words graph and egress share: one Graph request as it leaves, and what came back for it. */
import type { DocumentSource, RawContent, Reading, SeenAs } from "../core/document.ts";
import type { AppError } from "../core/errors.ts";
import type { GraphMethod } from "../core/graph-method.ts";

/** Request headers a Graph call may carry besides what the relay sets itself; lower case. */
export type GraphRequestHeaders = Partial<Record<"prefer" | "consistencylevel" | "if-match", string>>;

export type EgressRequest = {
  readonly method: GraphMethod;
  /** `/me/messages/{id}` */
  readonly template: string;
  /** The template filled and percent-encoded, with the version: `/v1.0/me/messages/AAMk%2B`. */
  readonly path: string;
  /** Encoded query string without `?`; empty where there is none. */
  readonly query: string;
  readonly headers: GraphRequestHeaders;
  /** JSON text, or null. */
  readonly body: string | null;
  /** The body is a JSON string that stands for other content: its text, or bytes in base64, sent under this media type. */
  readonly content?: RawContent;
  /** Graph answers with a document: the relay has it read and answers with `DocumentAnswer` instead. */
  readonly reading?: Reading;
  /** The relay turns every HTML body in Graph's answer (`{ contentType: "html", content }`) into what a reader would see of it. */
  readonly bodies?: SeenAs;
  /**
   * A document the relay puts in. Where the request opens an upload session (`…/createUploadSession`), it fills that and answers with what
   * the session ended with; else the document becomes the body's `contentBytes`, in base64 (an attachment too small for a session).
   */
  readonly source?: DocumentSource;
};

/** Position of one attempt in its tool call: `step` counts Graph requests from 1, `attempt` counts tries of that step from 1. */
export type EgressAttempt = { readonly step: number; readonly attempt: number; readonly signal: AbortSignal };

/** Exactly what is known of one attempt, whatever became of it. */
export type EgressReceipt = {
  readonly envelopeId: string;
  readonly requestId: string;
  readonly step: number;
  readonly try: number;
  readonly graphMethod: GraphMethod;
  readonly graphTemplate: string;
  /** From `cf-aig-log-id` of this very response. */
  readonly aiGatewayLogId: string | null;
  readonly aiGatewayEventId?: string;
  /** 0 where the binding threw before an answer. */
  readonly gatewayStatus: number;
  readonly gatewayCacheStatus?: string;
  readonly gatewayDlp?: string;
  /** The gateway stopped the answer on its way back: whatever was asked for had been done. */
  readonly responseBlocked?: true;
  /** Status inside the relay's signed answer; null where there was none. */
  readonly graphStatus: number | null;
  /** Graph's `request-id`. */
  readonly graphRequestId?: string;
  /** Graph's `date`. */
  readonly graphDate?: string;
  readonly startedAt: number;
  readonly durationMs: number;
};

/** Graph's answer, proven to be the relay's for this envelope. `body` is parsed JSON, or null where Graph sent none. */
export type EgressAnswer = {
  readonly kind: "answer";
  readonly receipt: EgressReceipt;
  readonly status: number;
  /** Lower-cased, only `request-id`, `client-request-id`, `retry-after`, `content-type`, `etag`, `date`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
};

/** No usable Graph answer. `executed: "no"` is proof that Graph did nothing; `"unknown"` is not (facts: retry rule). */
export type EgressFailure = {
  readonly kind: "failure";
  readonly receipt: EgressReceipt;
  readonly error: AppError;
  readonly executed: "no" | "unknown" | "yes";
};

export type EgressResult = EgressAnswer | EgressFailure;

/** Sends one Graph request through the gateway; never throws, never retries. */
export type Egress = (request: EgressRequest, attempt: EgressAttempt) => Promise<EgressResult>;
