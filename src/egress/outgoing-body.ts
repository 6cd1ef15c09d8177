/** A request's body as Graph gets it: JSON, or the other content that a JSON string stands for. */
import type { RawContent } from "../core/document.ts";

export type OutgoingBody = { readonly type: string; readonly bytes: string | Uint8Array<ArrayBuffer> };

/** RFC 9110 §8.3.1; no character that could end the header's line. */
const mediaType = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:; ?[\w.-]+=(?:[\w.+:'()/-]+|"[\w .+:'()/=-]+"))*$/;

/**
 * @param body parsed JSON
 * @returns `none`: nothing is sent. null: the content is none of what it says.
 */
export function outgoingBody({
  body,
  content,
}: {
  readonly body?: unknown;
  readonly content?: RawContent | undefined;
}): OutgoingBody | "none" | null {
  if (content === undefined)
    return body === null || body === undefined ? "none" : { type: "application/json", bytes: JSON.stringify(body) };
  if (typeof body !== "string" || !mediaType.test(content.type)) return null;
  if (content.encoding === "text") return { type: content.type, bytes: body };
  const bytes = new Uint8Array(Buffer.from(body, "base64"));
  /* Buffer skips what is no base64: only the exact inverse counts. */
  return Buffer.from(bytes).toString("base64") === body ? { type: content.type, bytes } : null;
}
