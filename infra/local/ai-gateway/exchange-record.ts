/** What reached the gateway and what it sent on, whole, so that a test can search all of it for a leak. */
import { Ring } from "./ring.ts";

export type Exchange = {
  /** Epoch ms. */
  readonly at: number;
  readonly direction: "received" | "sent";
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** HTTP status of the answer; absent while there is none, or where none ever came. */
  readonly status?: number;
};

type Entry = {
  readonly at: number;
  readonly direction: Exchange["direction"];
  readonly method: string;
  readonly url: string;
  /** Name, value, name, value …, as they stood on the wire. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
  status?: number;
};

const perEntryBytes = 512;

export class ExchangeRecord {
  readonly #ring = new Ring<Entry>({ maxCount: 20_000, maxBytes: 96 * 1_048_576 });

  /** Returns what to call with the status once there is one. */
  add(entry: Omit<Entry, "status">): (status: number) => void {
    const kept: Entry = { ...entry };
    this.#ring.push(kept, perEntryBytes + entry.body.length);
    return (status) => {
      kept.status = status;
    };
  }

  list(): Exchange[] {
    return this.#ring.toArray().map(({ rawHeaders, ...entry }) => ({ ...entry, headers: joinHeaders(rawHeaders) }));
  }

  clear(): void {
    this.#ring.clear();
  }
}

/** Header names in lower case; a repeated header is joined, not overwritten, so that nothing sent is missing. */
function joinHeaders(raw: readonly string[]): Record<string, string> {
  const headers = new Map<string, string>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? "").toLowerCase();
    const value = raw[index + 1] ?? "";
    const earlier = headers.get(name);
    headers.set(name, earlier === undefined ? value : `${earlier}, ${value}`);
  }
  return Object.fromEntries(headers);
}
