/** Paging: which next links are followed, and how a page's successor is handed out without showing it. */
import { createHash } from "node:crypto";
import { z } from "zod";
import { AppError } from "../core/errors.ts";
import { parseJson } from "../core/json.ts";
import { decoded } from "./path.ts";

export const pageLimits = {
  /** Pages of one listing, from its first. */
  pages: 10,
  /** Items of one page where the request does not say how many it wants. */
  items: 500,
  /** A cursor's life. */
  cursorMs: 60 * 60 * 1000,
  /** Characters of a next link's query. */
  query: 8_192,
} as const;

/** Makes and opens the opaque text a caller gets for the next page. */
export type CursorCodec = {
  readonly seal: (payload: string, binding: string) => Promise<string>;
  /** Null for anything `seal` did not make for this very binding. */
  readonly open: (cursor: string, binding: string) => Promise<string | null>;
};

/** What a cursor holds: the next page's query only, never a host or a path; or what it adds to the first page's, where that is all. */
const cursorPayload = z.strictObject({
  /** Hash of what it continues. */
  of: z.string(),
  query: z.string().min(1).max(pageLimits.query),
  adds: z.boolean(),
  page: z.int().min(2),
  expiresAt: z.int(),
});
type CursorPayload = z.infer<typeof cursorPayload>;

/** How the next page's query is kept in a cursor: short where it is the first page's with something added. */
export function shortened(next: string, first: string): Pick<CursorPayload, "query" | "adds"> {
  const original = new URLSearchParams(first);
  const linked = new URLSearchParams(next);
  const keepsAll = [...original].every(([name, value]) => linked.get(name) === value);
  const added = next.split("&").filter((part) => !original.has([...new URLSearchParams(part).keys()][0] ?? ""));
  return keepsAll && added.length > 0 ? { query: added.join("&"), adds: true } : { query: next, adds: false };
}

/** Who a cursor belongs to, and what it continues; it is good for nobody and nothing else. */
export type CursorBinding = { readonly owner: string; readonly of: string };

export function cursorBinding(principalId: string, tool: string, continued: readonly string[]): CursorBinding {
  const hash = createHash("sha256").update(JSON.stringify(continued)).digest("base64url");
  return { owner: cursorOwner(principalId, tool), of: hash.slice(0, 22) };
}

/** One person's cursors of one tool. */
export function cursorOwner(principalId: string, tool: string): string {
  return JSON.stringify([principalId, tool]);
}

/** @throws AppError `invalid_cursor` for one that is tampered with, another's, another request's, or too old */
export async function openCursor(cursor: string, { owner, of }: CursorBinding, codec: CursorCodec, now: number): Promise<CursorPayload> {
  const payload = await ownCursor(cursor, owner, codec, now);
  if (payload.of !== of) throw invalidCursor();
  return payload;
}

/** What is known of a cursor before it is known what it continues. @throws AppError `invalid_cursor` */
export async function ownCursor(cursor: string, owner: string, codec: CursorCodec, now: number): Promise<CursorPayload> {
  const text = cursor.length > 2 * pageLimits.query ? null : await codec.open(cursor, owner);
  const payload = text === null ? null : cursorPayload.safeParse(parseJson(text)).data;
  if (!payload || payload.expiresAt <= now || payload.expiresAt > now + pageLimits.cursorMs) throw invalidCursor();
  return payload;
}

function invalidCursor(): AppError {
  return new AppError(
    "invalid_cursor",
    "The cursor is not valid for this request, or is older than an hour. Start again without a cursor.",
    { field: "cursor" },
  );
}

export function sealCursor(
  next: Omit<CursorPayload, "expiresAt" | "of">,
  { owner, of }: CursorBinding,
  codec: CursorCodec,
  now: number,
): Promise<string> {
  return codec.seal(JSON.stringify({ ...next, of, expiresAt: now + pageLimits.cursorMs } satisfies CursorPayload), owner);
}

/**
 * The query of a next link that leads to the same collection on the same host; host and path are never taken from it.
 *
 * @param graphHost origin, `https://graph.microsoft.com`
 * @param path the first page's filled path, `/v1.0/me/messages`
 * @throws AppError `upstream_invalid` for a link to any other scheme, host, port, version or path
 */
export function nextQuery(nextLink: string, graphHost: string, path: string): string {
  const refuse = (): never => {
    throw new AppError("upstream_invalid", "Microsoft Graph's link to the next page leads elsewhere; it was not followed.", {
      cause: { nextLinkLength: nextLink.length },
    });
  };
  if (!nextLink.startsWith(`${graphHost}/`)) return refuse();
  const [location = "", query = "", ...rest] = nextLink.slice(graphHost.length).split("?");
  if (rest.length > 0 || query === "" || query.length > pageLimits.query) return refuse();
  /* A query as a URL may carry it (RFC 3986 §3.4, and what Graph leaves bare), without a fragment. */
  if (!/^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})+$/.test(query)) return refuse();
  const linked = location.split("/").map(decoded);
  const original = path.split("/").map(decoded);
  const same = linked.length === original.length && linked.every((segment, index) => segment !== null && segment === original[index]);
  return same ? query : refuse();
}
