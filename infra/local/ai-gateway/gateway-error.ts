/**
 * Refusals of the gateway and the body shapes they travel in. AI Gateway answers with `error` as an array from its run endpoints, `error` as
 * an object from policies and spend caps, `errors` from the management API and Workers AI, and plain text from the edge in front of it.
 * Source: developers.cloudflare.com/ai-gateway/reference/troubleshooting and the pages of the features named below; numeric codes partly as
 * reported from live accounts.
 */
export type ErrorShape = "array" | "object" | "errors" | "text";

export type Refusal = {
  readonly status: number;
  /** Numeric code of the gateway; the object shape has no place for one. */
  readonly code: number;
  readonly message: string;
  readonly shape: ErrorShape;
  /** Whether the refused call leaves a row (and so a log id). */
  readonly logged: boolean;
};

const refusal = (status: number, code: number, message: string, logged: boolean): Refusal => ({
  status,
  code,
  message,
  shape: "array",
  logged,
});

export const refusals = {
  gatewayMissing: () => refusal(400, 2001, "Please configure AI Gateway in the Cloudflare dashboard", false),
  rateLimited: () => refusal(429, 2003, "Rate limited", true),
  providerFailed: () => refusal(400, 2005, "Failed to get response from provider", true),
  invalidProvider: () => refusal(400, 2008, "Invalid provider", false),
  unauthenticated: () => refusal(401, 2009, "Unauthorized", false),
  unknownModel: (model: string) => refusal(404, 7003, `Model not found: ${model}`, false),
  badInput: (why: string) => refusal(400, 7003, `Invalid input: ${why}`, false),
  tooLarge: () => refusal(413, 7003, "Request body too large", false),
  /** A binding call without `gateway.id` is a Workers AI call, and Workers AI has no such model (its code 5007). */
  notWorkersAi: (model: string): Refusal => ({ ...refusal(400, 5007, `No such model ${model} or task`, false), shape: "errors" }),
} as const;

/** The bytes and content type a refusal goes out with. */
export function refusalBody({ status, code, message, shape }: Refusal): { readonly contentType: string; readonly body: string } {
  const json = (body: unknown) => ({ contentType: "application/json", body: JSON.stringify(body) });
  switch (shape) {
    case "array":
      return json({
        success: false,
        result: [],
        messages: [],
        error: [{ code, message }],
        name: "AiGatewayError",
        httpCode: status,
        internalCode: code,
        message,
        description: message,
      });
    case "object":
      return json({ success: false, error: { message } });
    case "errors":
      return json({ success: false, result: {}, messages: [], errors: [{ code, message }] });
    case "text":
      return { contentType: "text/plain; charset=utf-8", body: message };
  }
}
