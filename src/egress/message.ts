/** What travels inside the user message and inside the completion: the Graph request and the relay's answer, as exact bytes. */
import { z } from "zod";
import type { EgressRequest } from "./exchange.ts";

const requestHeaders = z.strictObject({
  prefer: z.string().optional(),
  consistencylevel: z.string().optional(),
  "if-match": z.string().optional(),
});

const clearMessage = z.strictObject({
  path: z.string().max(8_192),
  query: z.string().max(8_192),
  headers: requestHeaders,
  content: z.strictObject({ type: z.string().max(127), encoding: z.enum(["text", "base64"]) }).optional(),
  reading: z
    .strictObject({
      as: z.enum(["text", "markdown", "html", "base64"]),
      from: z.int().min(0),
      maxChars: z.int().min(1).max(1_000_000),
      name: z.string().max(400).optional(),
      contentType: z.string().max(255).optional(),
    })
    .optional(),
  bodies: z.enum(["text", "markdown", "html"]).optional(),
  source: z.strictObject({ template: z.string().max(1_024), path: z.string().max(8_192) }).optional(),
  body: z.unknown(),
});
export type GraphMessage = z.output<typeof clearMessage>;

export const sealedMessage = z.strictObject({ sealed: z.string() });

/** Only what Graph will be asked: no credential has a place in it, and the gateway's DLP reads it as it is. */
export function writeMessage(request: EgressRequest): string {
  const { path, query, headers, content, reading, bodies, source } = request;
  const head = JSON.stringify({ path, query, headers, content, reading, bodies, source });
  return `${head.slice(0, -1)},"body":${request.body ?? "null"}}`;
}

/** @throws SyntaxError | ZodError */
export function readMessage(text: string): GraphMessage {
  return clearMessage.parse(JSON.parse(text));
}

const common = { requestId: z.string(), envelopeId: z.string() };

/**
 * The relay's signed answer. `graph`: Graph answered with this status. `refused`: proof that Graph did nothing. `lost`: Graph was asked, now
 * or by an earlier delivery for all the relay knows, and nothing usable came back, so it may or may not have acted.
 */
export const relayAnswer = z.discriminatedUnion("kind", [
  z.strictObject({
    ...common,
    kind: z.literal("graph"),
    status: z.number().int(),
    headers: z.record(z.string(), z.string()),
    /** Why there is no `body` although Graph sent one. */
    unreadable: z.enum(["not_json", "too_large"]).optional(),
    body: z.unknown(),
  }),
  z.strictObject({
    ...common,
    kind: z.literal("refused"),
    reason: z.enum(["no_account", "reauth_required", "entra_unavailable", "vault_unavailable"]),
  }),
  z.strictObject({ ...common, kind: z.literal("lost"), reason: z.enum(["timeout", "network", "truncated", "vault_unavailable"]) }),
]);
export type RelayAnswer = z.output<typeof relayAnswer>;

/** developers.cloudflare.com/ai-gateway: a provider answers with an OpenAI chat completion, so Graph's answer travels as its content. */
export function completionOf(requestId: string, content: string): Record<string, unknown> {
  return {
    id: `chatcmpl-${requestId}`,
    object: "chat.completion",
    created: 0,
    model: "graph-v1",
    choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
    usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
  };
}

const completion = z.looseObject({ choices: z.array(z.looseObject({ message: z.looseObject({ content: z.string() }) })).length(1) });

/** Content of the only choice, or null where the answer is no such completion. */
export function contentOf(body: unknown): string | null {
  const parsed = completion.safeParse(body);
  return parsed.success ? (parsed.data.choices[0]?.message.content ?? null) : null;
}
