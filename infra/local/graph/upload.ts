import type { Json } from "./entity.ts";
import { GraphFailure } from "./failure.ts";
import type { Answer, Call } from "./operation.ts";
import { type UploadKind, uploadKinds, type UploadSession } from "./store/upload-sessions.ts";
import type { World } from "./store/world.ts";

/**
 * The pre-authenticated address an upload session's bytes go to: ranges in order, each answered with what is still expected. The address is
 * the credential: a bearer sent along is refused, as the storage service refuses it.
 */
export async function uploadRange(world: World, request: Request, url: URL, now: number): Promise<Answer> {
  if (request.headers.has("authorization"))
    throw new GraphFailure(401, "unauthenticated", "A pre-authenticated address takes no Authorization header.");
  const session = world.uploads.find(url.pathname.slice("/_upload/".length), now);
  if (session === undefined) throw new GraphFailure(404, "itemNotFound", "The upload session was not found.");
  switch (request.method) {
    case "GET":
      return { status: 200, body: state(session) };
    case "DELETE":
      world.uploads.remove(session);
      return { status: 204 };
    case "PUT":
      return put(world, session, request);
    default:
      throw new GraphFailure(405, "invalidRequest", "An upload session takes GET, PUT and DELETE.", { allow: "GET, PUT, DELETE" });
  }
}

/** Opens a session and answers with it (learn.microsoft.com/graph/api/resources/uploadsession). */
export function openUpload(
  call: Call,
  kind: UploadKind,
  size: number | null,
  onComplete: UploadSession["onComplete"],
  status: 200 | 201,
): Answer {
  const session = call.world.uploads.create(kind, size, call.now, onComplete);
  return {
    status,
    body: {
      "@odata.context": `${call.origin}/v1.0/$metadata#microsoft.graph.uploadSession`,
      uploadUrl: `${call.origin}/_upload/${session.id}`,
      ...state(session),
    },
  };
}

const state = (session: UploadSession): { readonly [key: string]: Json } => ({
  expirationDateTime: new Date(session.expiresAt).toISOString(),
  nextExpectedRanges: [session.kind === "mail" ? String(session.received) : `${session.received}-`],
});

async function put(world: World, session: UploadSession, request: Request): Promise<Answer> {
  const { maxRange, multipleOf, accepted } = uploadKinds[session.kind];
  const bytes = new Uint8Array(await request.arrayBuffer());
  const range = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(request.headers.get("content-range") ?? "");
  if (range === null) throw invalid("The Content-Range header is missing or malformed.");
  const [first = 0, last = 0, total = 0] = range.slice(1).map(Number);
  if (last < first || last >= total) throw invalid("The Content-Range header names an impossible range.");
  if (bytes.byteLength !== last - first + 1) throw invalid("The Content-Range header does not match the length of the content.");
  if (session.size !== null && session.size !== total) throw invalid("The Content-Range header names another total size than the session.");
  if (first !== session.received) throw new GraphFailure(416, "invalidRange", "The uploaded range is not the one expected next.");
  if (bytes.byteLength > maxRange) throw new GraphFailure(413, "requestTooLarge", `A range may have at most ${maxRange} bytes.`);
  if (last + 1 < total && bytes.byteLength % multipleOf !== 0)
    throw invalid(`Every range but the last must be a multiple of ${multipleOf} bytes.`);
  session.size = total;
  session.ranges.push(bytes);
  session.received += bytes.byteLength;
  if (session.received < total) return { status: accepted, body: state(session) };
  world.uploads.remove(session);
  return session.onComplete(joined(session));
}

const invalid = (message: string): GraphFailure => new GraphFailure(400, "invalidRequest", message);

function joined({ ranges, received }: UploadSession): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(received);
  let at = 0;
  for (const range of ranges) {
    whole.set(range, at);
    at += range.byteLength;
  }
  return whole;
}
