import type { Json } from "./entity.ts";

/** One request as the estate's contract shows it at `/_lab/requests` and, where it wrote something, at `/_lab/commits`. */
export type JournalEntry = {
  /** Epoch ms. */
  readonly at: number;
  readonly method: string;
  /** Path and query string as received. */
  readonly path: string;
  /** Template of the tool table, or null where none fits. */
  readonly template: string | null;
  /** Mail address of the mailbox's owner; null before the caller is known. */
  readonly user: string | null;
  /** `client-request-id` as sent. */
  readonly requestId: string | null;
  readonly status: number;
  /** JSON where it was JSON, else text; absent where nothing was sent. */
  readonly body?: Json;
};

type Journal = {
  readonly add: (entry: JournalEntry) => void;
  /** `GET` lists, `DELETE` empties; anything else is refused. */
  readonly serve: (method: string) => Response;
};

export function createJournal(): Journal {
  let entries: JournalEntry[] = [];
  return {
    add: (entry) => void entries.push(entry),
    serve: (method) => {
      if (method === "GET") return Response.json(entries);
      if (method !== "DELETE")
        return Response.json(
          { error: `${method} is not served here; use GET or DELETE.` },
          { status: 405, headers: { allow: "GET, DELETE" } },
        );
      entries = [];
      return new Response(null, { status: 204 });
    },
  };
}
