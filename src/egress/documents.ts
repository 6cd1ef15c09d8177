/** Documents on the relay's side of the gateway: fetched from where Graph says, read by the reader, answered as text. */
import type { DocumentAnswer, Reading, SeenAs, UnreadableReason } from "../core/document.ts";
import { readCapped } from "../core/read-capped.ts";
import { type Finished, type GraphReach, headersOf, type RelayNote } from "./graph-exchange.ts";
import { isAllowedUrl } from "./urls.ts";

/** Bytes of a document that is read. */
const maxDocumentBytes = 20 * 1024 * 1024;
/** Bytes of a document that crosses as it is. */
const maxBase64Bytes = 256 * 1024;
const maxRedirects = 3;
/** What the reader may take, ms; its own limit is one of CPU time. */
const readerTimeoutMs = 10_000;

/** Where a content request ended: the bytes' own answer, or why it was not followed there. */
export type Followed =
  | { readonly kind: "content"; readonly response: Response }
  | {
      readonly kind: "stopped";
      readonly note: Extract<RelayNote, "document_host_not_allowed" | "document_redirects" | "document_unavailable">;
    };

/** Follows a content answer of Graph to the host that has the bytes, without any credential of ours. */
export async function followContent(reach: GraphReach, first: Response, signal: AbortSignal): Promise<Followed> {
  let response = first;
  for (let followed = 0; isRedirect(response); followed += 1) {
    const location = response.headers.get("location") ?? "";
    await response.body?.cancel();
    if (followed === maxRedirects) return { kind: "stopped", note: "document_redirects" };
    if (!isAllowedUrl(location, reach)) return { kind: "stopped", note: "document_host_not_allowed" };
    response = await reach.fetch(location, {
      method: "GET",
      headers: { accept: "*/*", "accept-encoding": "identity" },
      redirect: "manual",
      signal,
    });
  }
  // Graph's own error is the answer to whoever asked.
  if (response.ok || (response === first && response.status >= 400)) return { kind: "content", response };
  await response.body?.cancel();
  return { kind: "stopped", note: "document_unavailable" };
}

function isRedirect({ status }: Response): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

/** The 200 that stands for a document, with a word for the record where it has no text. */
export async function answerDocument(reach: GraphReach, first: Response, reading: Reading, signal: AbortSignal): Promise<Finished> {
  const headers = { ...headersOf(first), "content-type": "application/json" };
  const answered = (body: DocumentAnswer, note?: RelayNote) => ({
    outcome: { kind: "graph", status: 200, headers, body } as const,
    ...(body.kind === "unreadable" && { note: note ?? (`document_${body.reason}` as const) }),
  });
  const unreadable = (reason: UnreadableReason, note?: RelayNote) => answered({ kind: "unreadable", reason }, note);

  const followed = await followContent(reach, first, signal);
  if (followed.kind === "stopped") return unreadable("unavailable", followed.note);
  const { response } = followed;
  const cap = reading.as === "base64" ? maxBase64Bytes : maxDocumentBytes;
  if (Number(response.headers.get("content-length") ?? 0) > cap) {
    await response.body?.cancel();
    return unreadable("too_large");
  }
  const bytes = await readCapped(response.body, cap, signal);
  if (bytes === null) return unreadable("too_large");
  const contentType = reading.contentType ?? response.headers.get("content-type") ?? undefined;
  if (reading.as === "base64") {
    return answered({
      kind: "base64",
      base64: Buffer.from(bytes).toString("base64"),
      contentType: contentType?.split(";")[0] ?? "application/octet-stream",
      bytes: bytes.byteLength,
    });
  }
  if (reach.reader === null) return unreadable("unavailable");
  const { reader } = reach;
  try {
    return answered(await inTime(() => reader.read(bytes, { ...reading, contentType }), signal));
  } catch (thrown) {
    return unreadable(thrown === tooLate ? "timeout" : "unavailable");
  }
}

const tooLate = new Error("the reader took too long");

async function inTime<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(tooLate), readerTimeoutMs);
    signal.addEventListener("abort", () => reject(tooLate), { once: true });
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}

type Body = { contentType: string; content: string };

/** Every HTML body in a Graph answer as what a reader would see of it; empty and `unreadable` where the reader fails, for HTML itself hides things from people. */
export async function convertBodies({ reader }: GraphReach, answer: unknown, as: SeenAs, signal: AbortSignal): Promise<unknown> {
  const copy: unknown = structuredClone(answer);
  const bodies = htmlBodies(copy);
  if (bodies.length === 0) return answer;
  const htmls = bodies.map(({ content }) => content);
  const texts = await (reader === null ? null : inTime(() => reader.convert(htmls, as), signal).catch(() => null));
  for (const [at, body] of bodies.entries()) {
    const text = texts?.[at] ?? null;
    body.contentType = text === null ? "unreadable" : as === "html" ? "html" : "text";
    body.content = text ?? "";
  }
  return copy;
}

function htmlBodies(value: unknown): Body[] {
  if (typeof value !== "object" || value === null) return [];
  return [...(isHtmlBody(value) ? [value] : []), ...Object.values(value).flatMap(htmlBodies)];
}

function isHtmlBody(value: object): value is Body {
  const { contentType, content } = value as Partial<Record<keyof Body, unknown>>;
  return typeof contentType === "string" && contentType.toLowerCase() === "html" && typeof content === "string";
}
