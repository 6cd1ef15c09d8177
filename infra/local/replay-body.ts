/** Reads a request's body and puts an edited one in its place, for vendors whose wire differs from what `oidc-provider` accepts. */
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";

/** Bytes; `oidc-provider` itself stops at 56 KiB. */
const maxBodyBytes = 56 * 1024;

/** Leaves a body alone that announces more than `oidc-provider` would read, so that the library's own refusal stands. */
export async function replayBody(req: IncomingMessage, edit: (body: string) => string): Promise<void> {
  if (Number(req.headers["content-length"] ?? 0) > maxBodyBytes) return;
  const edited = Buffer.from(edit(await text(req)));
  const replay = Readable.from([edited]);
  req.headers["content-length"] = String(edited.byteLength);
  delete req.headers["transfer-encoding"];
  Object.defineProperties(req, {
    readable: { value: true },
    readableEncoding: { value: null },
    iterator: { value: (options?: { destroyOnReturn?: boolean }) => replay.iterator(options) },
  });
}
