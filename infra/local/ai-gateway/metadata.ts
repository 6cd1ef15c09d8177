/**
 * Custom metadata as AI Gateway keeps it: at most five entries, the first five in order, the rest dropped without a word; keys that start
 * with `cf.` are the gateway's own and stripped; strings, numbers and booleans only.
 * Source: developers.cloudflare.com/ai-gateway/observability/custom-metadata. That one null or object value drops *all* entries is not
 * documented but observed.
 */
export type Metadata = Readonly<Record<string, string | number | boolean>>;

const maxEntries = 5;

export function keepMetadata(sent: unknown): Metadata {
  if (typeof sent !== "object" || sent === null || Array.isArray(sent)) return {};
  const entries = Object.entries(sent);
  if (entries.some(([, value]) => value === null || typeof value === "object")) return {};
  return Object.fromEntries(entries.filter(([key]) => !key.startsWith("cf.")).slice(0, maxEntries)) as Metadata;
}
