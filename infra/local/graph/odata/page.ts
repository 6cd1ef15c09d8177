import { badRequest } from "../failure.ts";

/** Next link of a page: the same request with its paging option moved on (learn.microsoft.com/graph/paging). */
export function nextLink(origin: string, path: string, search: string, option: "$skip" | "$skiptoken", value: string): string {
  const params = new URLSearchParams([...new URLSearchParams(search)].filter(([key]) => !/^\$skip(?:token)?$/i.test(key)));
  params.set(option, value);
  return `${origin}${path}?${params.toString().replaceAll("+", "%20")}`;
}

/** Opaque page token; Exchange and the directory encode more in it, of which a client may know nothing. */
export const skipToken = (offset: number): string => Buffer.from(`page:1:${offset}`).toString("base64url");

export function readSkipToken(token: string): number {
  const match = /^page:1:(\d{1,9})$/.exec(Buffer.from(token, "base64url").toString("latin1"));
  if (match === null || skipToken(Number(match[1])) !== token) throw badRequest("Skip token is malformed or has expired.");
  return Number(match[1]);
}
