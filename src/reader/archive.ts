/** One archive, opened part by part; every byte that comes out is counted, whatever its headers promise. */
import { configure, ZipReader, Uint8ArrayReader, type FileEntry } from "@zip.js/zip.js/lib/zip-core-native.js";
import { limits, Unreadable } from "./limits.ts";

configure({ useWebWorkers: false, useCompressionStream: true });

export type Archive = {
  readonly has: (name: string) => boolean;
  /** Hands the part's bytes to `take`, piece by piece. @throws Unreadable */
  readonly read: (name: string, take: (piece: Uint8Array) => void) => Promise<void>;
};

/** @throws Unreadable */
export async function openArchive(bytes: Uint8Array): Promise<Archive> {
  const zip = new ZipReader(new Uint8ArrayReader(bytes), { checkSignature: true, checkOverlappingEntry: true, strictness: "balanced" });
  const entries = new Map<string, FileEntry>();
  let listed = 0;
  try {
    for await (const entry of zip.getEntriesGenerator()) {
      listed += 1;
      if (listed > limits.entries) throw new Unreadable("expands_too_far");
      if (!entry.directory) entries.set(entry.filename.replaceAll("\\", "/").toLowerCase(), entry);
    }
  } catch (thrown) {
    throw thrown instanceof Unreadable ? thrown : new Unreadable("malformed");
  }

  let unpacked = 0;
  return {
    has: (name) => entries.has(name.toLowerCase()),
    read: async (name, take) => {
      const entry = entries.get(name.toLowerCase());
      if (entry === undefined) throw new Unreadable("malformed");
      if (entry.encrypted) throw new Unreadable("encrypted");
      let out = 0;
      let stopped: unknown;
      const taker = new WritableStream<Uint8Array>({
        write(piece) {
          out += piece.byteLength;
          unpacked += piece.byteLength;
          try {
            if (unpacked > limits.unpackedBytes) throw new Unreadable("expands_too_far");
            if (out > limits.ratioFreeBytes && out > entry.compressedSize * limits.ratio) throw new Unreadable("expands_too_far");
            take(piece);
          } catch (thrown) {
            stopped = thrown;
            throw thrown;
          }
        },
      });
      try {
        await entry.getData(taker);
      } catch {
        throw stopped instanceof Unreadable ? stopped : new Unreadable("malformed");
      }
    },
  };
}
