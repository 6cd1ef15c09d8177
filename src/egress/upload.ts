/** Fills an upload session with a document that Graph keeps: bytes go from store to store, none through the gateway. */
import type { Fetch } from "../core/fetch.ts";
import { readCapped } from "../core/read-capped.ts";
import type { Followed } from "./documents.ts";
import { type Finished, type GraphAnswered, type GraphReach, readGraph, type RelayNote } from "./graph-exchange.ts";
import { isAllowedUrl } from "./urls.ts";

/** learn.microsoft.com/graph/outlook-large-attachments: at most 4 MB a range; …/api/driveitem-createuploadsession: multiples of 320 KiB. Bytes. */
const rangeBytes = 10 * 320 * 1024;
/** learn.microsoft.com/graph/api/attachment-createuploadsession. Bytes. */
const maxSourceBytes = 150 * 1024 * 1024;
/** Of a source that does not say its length, which every range must name. */
const maxUnannouncedBytes = 20 * 1024 * 1024;

/**
 * What the session ended with. From the last range on, nothing but the service's own word says whether the file is there.
 * @param opened Graph's answer to the request that opened the session
 */
export async function fillSession(
  reach: GraphReach,
  opened: GraphAnswered,
  openSource: () => Promise<Followed>,
  signal: AbortSignal,
): Promise<Finished> {
  const { fetch } = reach;
  const uploadUrl = (opened.body as { readonly uploadUrl?: unknown } | null)?.uploadUrl;
  if (typeof uploadUrl !== "string" || !isAllowedUrl(uploadUrl, reach)) return refused(opened, 403, "upload_host_not_allowed");
  try {
    const finished = await fromSource(fetch, opened, uploadUrl, await openSource(), signal);
    if (finished.outcome.kind !== "graph" || finished.outcome.status >= 300) await cancel(fetch, uploadUrl);
    return finished;
  } catch {
    await cancel(fetch, uploadUrl);
    return { outcome: { kind: "lost", reason: signal.aborted ? "timeout" : "network" } };
  }
}

async function fromSource(
  fetch: Fetch,
  opened: GraphAnswered,
  uploadUrl: string,
  source: Followed,
  signal: AbortSignal,
): Promise<Finished> {
  if (source.kind === "stopped") return refused(opened, 403, source.note);
  const { response } = source;
  if (!response.ok) return { outcome: await readGraph(response, signal), note: "upload_source_refused" };
  const announced = response.headers.has("content-encoding") ? null : response.headers.get("content-length");
  const whole = announced === null ? await readCapped(response.body, maxUnannouncedBytes, signal) : null;
  if (announced === null && whole === null) return refused(opened, 413, "upload_source_too_large");
  const total = whole?.byteLength ?? Number(announced ?? Number.NaN);
  const pieces = whole === null ? response.body : new Response(new Uint8Array(whole)).body;
  if (!Number.isSafeInteger(total) || total > maxSourceBytes || total === 0) {
    await pieces?.cancel();
    return total === 0 ? refused(opened, 400, "upload_source_empty") : refused(opened, 413, "upload_source_too_large");
  }
  return sendRanges(fetch, opened, uploadUrl, { pieces, total }, signal);
}

async function sendRanges(
  fetch: Fetch,
  opened: GraphAnswered,
  uploadUrl: string,
  { pieces, total }: { readonly pieces: ReadableStream<Uint8Array> | null; readonly total: number },
  signal: AbortSignal,
): Promise<Finished> {
  let from = 0;
  for await (const range of rangesOf(pieces)) {
    const to = from + range.byteLength;
    if (to > total) break;
    const response = await fetch(uploadUrl, {
      method: "PUT",
      headers: { "content-type": "application/octet-stream", "content-range": `bytes ${from}-${to - 1}/${total}` },
      body: range,
      redirect: "manual",
      signal,
    });
    if (to === total) return await ended(opened, response, signal);
    // A session that is not full has stored nothing.
    if (!response.ok) return { outcome: await readGraph(response, signal), note: "upload_range_refused" };
    await response.body?.cancel();
    from = to;
  }
  return { outcome: { kind: "lost", reason: "truncated" }, note: "upload_source_truncated" };
}

async function ended(opened: GraphAnswered, response: Response, signal: AbortSignal): Promise<Finished> {
  // Every byte was there: a fault of the service leaves open what became of them.
  if (response.status >= 500 || response.status < 200 || (response.status >= 300 && response.status < 400)) {
    await response.body?.cancel();
    return { outcome: { kind: "lost", reason: "network" }, note: "upload_end_unknown" };
  }
  const outcome = await readGraph(response, signal);
  if (outcome.kind !== "graph") return { outcome };
  const ended = { kind: "graph", status: outcome.status, headers: { ...opened.headers, ...outcome.headers } } as const;
  // An attachment ends with a 201 and no JSON.
  if (response.ok) return { outcome: { ...ended, body: outcome.unreadable === undefined ? outcome.body : null } };
  return { outcome, note: "upload_refused" };
}

/** The body in pieces of `rangeBytes`, the last one shorter. */
async function* rangesOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (body === null) return;
  let range = new Uint8Array(rangeBytes);
  let filled = 0;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      for (let rest = value; rest.byteLength > 0;) {
        const taken = rest.subarray(0, rangeBytes - filled);
        range.set(taken, filled);
        filled += taken.byteLength;
        rest = rest.subarray(taken.byteLength);
        if (filled < rangeBytes) continue;
        yield range;
        range = new Uint8Array(rangeBytes);
        filled = 0;
      }
    }
    if (filled > 0) yield range.subarray(0, filled);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** learn.microsoft.com/graph/api/driveitem-createuploadsession, "Cancel the upload session"; one that stays expires by itself. */
async function cancel(fetch: Fetch, uploadUrl: string): Promise<void> {
  await fetch(uploadUrl, { method: "DELETE", redirect: "manual", signal: AbortSignal.timeout(5_000) })
    .then((response) => response.body?.cancel())
    .catch(() => undefined);
}

/** In Graph's own form: nothing was stored. */
function refused(opened: GraphAnswered, status: number, code: RelayNote): Finished {
  const headers = { ...opened.headers, "content-type": "application/json" };
  return { outcome: { kind: "graph", status, headers, body: { error: { code, message: "" } } }, note: code };
}
