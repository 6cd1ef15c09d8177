/**
 * Bodies are counted while they stream: a chunked one announces no length.
 * @param signal once aborted, what has not arrived is not waited for
 * @param lingerBytes read on past the cap without keeping anything, so that a refusal reaches whoever is still writing
 * @throws the signal's reason
 */
export async function readCapped(
  body: ReadableStream<Uint8Array> | null,
  capBytes: number,
  signal?: AbortSignal,
  lingerBytes = 0,
): Promise<Uint8Array | null> {
  if (!body) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = body.getReader();
  signal?.addEventListener("abort", () => void reader.cancel(signal.reason).catch(() => undefined), { once: true });
  for (;;) {
    const { done, value } = await reader.read();
    signal?.throwIfAborted();
    if (done) break;
    size += value.byteLength;
    if (size > capBytes) {
      await linger(reader, lingerBytes);
      return null;
    }
    chunks.push(value);
  }
  const [only] = chunks;
  if (only && chunks.length === 1) return only;
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}

/** How much of a refused request body is still taken in. */
const lingerCap = 16 * 1024 * 1024;

/** For a request refused by its announced size: takes in what comes, up to a limit and five seconds, before the answer goes out. */
export async function lingerOn(request: Request): Promise<void> {
  const reader = request.body?.getReader();
  if (reader) await linger(reader, lingerCap);
}

/** An answer sent while the other side is still writing is lost on it (RFC 9112 §9.6). */
async function linger(reader: ReadableStreamDefaultReader<Uint8Array>, bytes: number): Promise<void> {
  const timer = setTimeout(() => void reader.cancel().catch(() => undefined), 5_000);
  try {
    for (let left = bytes; left > 0;) {
      const { done, value } = await reader.read();
      if (done) return;
      left -= value.byteLength;
    }
    await reader.cancel();
  } catch {
    // Whoever went away needs no answer.
  } finally {
    clearTimeout(timer);
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The body of a request or response as text, or null once it passes `capBytes`.
 * @param signal ends a stream that is being counted; whoever sets a deadline races it himself, a body of announced length is read in one piece
 * @throws TypeError where the bytes are not UTF-8; the signal's reason
 */
export async function readTextCapped(message: Request | Response, capBytes: number, signal?: AbortSignal): Promise<string | null> {
  const bytes = isShort(message, capBytes)
    ? new Uint8Array(await message.arrayBuffer())
    : await readCapped(message.body, capBytes, signal, message instanceof Request ? lingerCap : 0);
  return bytes && utf8.decode(bytes);
}

/** An announced length that HTTP itself enforces (RFC 9112 §6.3) makes counting needless; unless the bytes are packed. */
function isShort({ headers }: Request | Response, capBytes: number): boolean {
  const length = headers.get("content-length");
  return (
    length !== null &&
    /^\d+$/.test(length) &&
    Number(length) <= capBytes &&
    !headers.has("content-encoding") &&
    !headers.has("transfer-encoding")
  );
}
