/** Facts about one inbound request that every room may need and none may change. */
export type RequestContext = {
  /** UUID, ours; one per tool call, also the gateway's `requestId` and Graph's `client-request-id`. */
  readonly requestId: string;
  /** Cloudflare's `CF-Ray`. */
  readonly rayId?: string;
  readonly protocolVersion: string;
  /** Epoch ms. */
  readonly receivedAt: number;
  readonly signal: AbortSignal;
  /** W3C Trace Context, version 00. */
  readonly traceparent: string;
};
