/** One bounded HTTP exchange that answers with JSON: a deadline over the whole of it, a size cap, no redirect followed. */

export type Fetcher = (url: string, init: RequestInit) => Promise<Response>;

export type FetchLimits = { readonly timeoutMs: number; readonly maxBytes: number };

export type JsonAnswer =
  | { readonly kind: "json"; readonly status: number; readonly body: unknown; readonly retryAfterSeconds?: number }
  | {
      readonly kind: "failure";
      readonly problem: "timeout" | "network" | "redirect" | "too_large" | "not_json";
      readonly status: number;
      readonly retryAfterSeconds?: number;
    };

export async function fetchJson(fetcher: Fetcher, url: string, init: RequestInit, limits: FetchLimits): Promise<JsonAnswer> {
  let status = 0;
  try {
    const response = await fetcher(url, { ...init, redirect: "manual", signal: AbortSignal.timeout(limits.timeoutMs) });
    status = response.status;
    const retry = retryAfter(response.headers.get("retry-after"));
    if (status < 200 || (status >= 300 && status < 400)) {
      await response.body?.cancel();
      return { kind: "failure", problem: "redirect", status };
    }
    const text = await cappedText(response, limits.maxBytes);
    if (text === null) return { kind: "failure", problem: "too_large", status, ...retry };
    try {
      return { kind: "json", status, body: JSON.parse(text), ...retry };
    } catch {
      return { kind: "failure", problem: "not_json", status, ...retry };
    }
  } catch (thrown) {
    const timedOut = thrown instanceof Error && (thrown.name === "TimeoutError" || thrown.name === "AbortError");
    return { kind: "failure", problem: timedOut ? "timeout" : "network", status };
  }
}

/** RFC 9110 §10.2.3, the delta-seconds form only. */
function retryAfter(value: string | null): { readonly retryAfterSeconds?: number } {
  return value !== null && /^\d{1,5}$/.test(value) ? { retryAfterSeconds: Number(value) } : {};
}

async function cappedText(response: Response, maxBytes: number): Promise<string | null> {
  if (response.body === null) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      return null;
    }
    chunks.push(part.value);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}
