/** One inference call as both doors of the binding, `run` and `universal/run`, put it to the gateway. */
import { z } from "zod";

/** Options a caller may set per call: in the body of `run`, in `cf-aig-*` headers of `universal/run`. */
export const callOptions = z.object({
  skipCache: z.boolean().optional(),
  /** Seconds. 0 does not switch caching off. */
  cacheTtl: z.number().min(0).optional(),
  cacheKey: z.string().min(1).optional(),
  collectLog: z.boolean().optional(),
  eventId: z.string().min(1).max(256).optional(),
  /** Milliseconds to the first byte. */
  requestTimeoutMs: z.int().min(1).optional(),
  retries: z
    .object({
      maxAttempts: z.int().min(1).max(5).optional(),
      retryDelayMs: z.int().min(0).max(5_000).optional(),
      backoff: z.enum(["constant", "linear", "exponential"]).optional(),
    })
    .optional(),
  /** Kept or dropped by rules of its own, never refused. */
  metadata: z.unknown().optional(),
});
export type CallOptions = z.infer<typeof callOptions>;

/** The OpenAI chat-completions request: the only input a dynamic route takes. */
export const chatInput = z.looseObject({
  messages: z
    .array(
      z.looseObject({
        role: z.enum(["system", "developer", "user", "assistant", "tool", "function"]),
        content: z.union([z.string(), z.array(z.looseObject({ type: z.string() })), z.null()]).optional(),
      }),
    )
    .min(1),
  stream: z.boolean().optional(),
});
export type ChatInput = z.infer<typeof chatInput>;

/** What is asked of one provider, or of a route that picks one. */
export type Ask =
  | { readonly kind: "model"; readonly model: string; readonly input: unknown; readonly authorization: string | undefined }
  | {
      readonly kind: "provider";
      readonly provider: string;
      readonly endpoint: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly query: unknown;
    };

export type GatewayCall = {
  /** Epoch ms. */
  readonly receivedAt: number;
  readonly gatewayId: string;
  /** Tried in order until one answers; `run` has exactly one. */
  readonly asks: readonly Ask[];
  readonly options: CallOptions;
  /** The caller's wish (`cf-aig-collect-log-payload`). */
  readonly collectPayload: boolean;
  readonly userAgent: string;
  /** The request's bytes as text, for the log. */
  readonly body: string;
};

/** `cf-aig-*` headers of a universal call, as the binding writes them from its `gateway` option. Unreadable ones count as absent. */
export function optionsFromHeaders(header: (name: string) => string | undefined): z.input<typeof callOptions> {
  const flag = (name: string) => (header(name) === undefined ? undefined : header(name) === "true");
  const number = (name: string) => (header(name) === undefined ? undefined : Number(header(name)));
  return withoutAbsent({
    skipCache: flag("cf-aig-skip-cache"),
    cacheTtl: number("cf-aig-cache-ttl"),
    cacheKey: header("cf-aig-cache-key"),
    collectLog: flag("cf-aig-collect-log"),
    eventId: header("cf-aig-event-id"),
    requestTimeoutMs: number("cf-aig-request-timeout"),
    retries: withoutAbsent({
      maxAttempts: number("cf-aig-max-attempts"),
      retryDelayMs: number("cf-aig-retry-delay"),
      backoff: header("cf-aig-backoff"),
    }),
    metadata: parseMetadata(header("cf-aig-metadata")),
  });
}

function parseMetadata(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function withoutAbsent(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
