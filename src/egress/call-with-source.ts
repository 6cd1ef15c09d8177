/** One request to Graph, with the document in its body where it names one. */
import { readCapped } from "../core/read-capped.ts";
import { followContent } from "./documents.ts";
import { callGraph, type GraphAsked, type GraphReach } from "./graph-exchange.ts";
import { outgoingBody } from "./outgoing-body.ts";

/** Bytes from which on Graph takes an attachment by upload session only (learn.microsoft.com/graph/outlook-large-attachments). */
const maxContentBytes = 3 * 1024 * 1024 - 1;

/** The document goes into the session that the request opens; otherwise into the request. */
export function opensSession({ message }: GraphAsked): boolean {
  return message.path.endsWith("/createUploadSession");
}

/** Graph's answer; where the document cannot be had, that is the answer, and the request itself was not made. */
export async function callWithSource(reach: GraphReach, asked: GraphAsked, accessToken: string, signal: AbortSignal): Promise<Response> {
  const { source } = asked.message;
  if (source === undefined || opensSession(asked)) return callGraph(reach, asked, accessToken, signal);
  const opened = await openSource(reach, asked.requestId, source.path, accessToken, signal);
  const followed = await followContent(reach, opened, signal);
  if (followed.kind === "stopped") return refusal(403, followed.note);
  const { response } = followed;
  if (!response.ok) return response;
  const bytes = await readCapped(response.body, maxContentBytes, signal);
  if (bytes === null) return refusal(413, "upload_source_too_large");
  const filled = { ...(asked.message.body as object), contentBytes: Buffer.from(bytes).toString("base64") };
  const body = outgoingBody({ body: filled });
  return body === null ? refusal(400, "upload_source_without_body") : callGraph(reach, { ...asked, body }, accessToken, signal);
}

/** Graph's answer to who asks for a document's content. */
export function openSource(
  reach: GraphReach,
  requestId: string,
  path: string,
  accessToken: string,
  signal: AbortSignal,
): Promise<Response> {
  const message = { path, query: "", headers: {}, reading: { as: "base64", from: 0, maxChars: 1 }, body: null } as const;
  return callGraph(reach, { method: "GET", message, body: "none", requestId }, accessToken, signal);
}

/** In Graph's own form: nothing was done. */
function refusal(status: number, code: string): Response {
  return Response.json({ error: { code, message: "" } }, { status });
}
