/** Forms that only our own pages can have sent: the browser's word on the origin, and a token tied to a cookie, the form and the person. */
import { randomBytes } from "node:crypto";
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { KeyRing } from "../accounts/keys.ts";
import { signerOf, signText } from "../accounts/mac.ts";
import { readTextCapped } from "../core/read-capped.ts";

/** What one form is good for. */
export type FormPurpose = {
  /** Path it is sent to. */
  readonly path: string;
  /** Whose it is, and what it is about: a principal id, with a transaction where there is one. */
  readonly about: string;
};

export type OwnForms = {
  /** The value of the form's field `token`. Sets the browser's cookie where it has none yet. */
  readonly token: (c: Context, purpose: FormPurpose) => string;
  /** The fields sent, or null where it is not our own form, or one of more than 4 KiB. Takes the request's body. */
  readonly read: (c: Context, purpose: FormPurpose) => Promise<URLSearchParams | null>;
};

/** Attributes of every cookie we set; `prefix: "host"` makes it `__Host-` (RFC 6265bis §4.1.3.2). */
export const hostCookie = { prefix: "host", secure: true, httpOnly: true, sameSite: "Lax", path: "/" } as const;

const cookieName = "m365-form";
const capBytes = 4096;

/** @param keys COOKIE_SECRET */
export function ownForms({ publicOrigin, keys }: { readonly publicOrigin: string; readonly keys: KeyRing }): OwnForms {
  return {
    token(c, purpose) {
      const known = getCookie(c, cookieName, "host");
      const cookie = known !== undefined && /^[\w-]{22}$/.test(known) ? known : randomBytes(16).toString("base64url");
      if (cookie !== known) setCookie(c, cookieName, cookie, hostCookie);
      return signText(signed(cookie, purpose), keys, "form");
    },

    async read(c, purpose) {
      if (!isOwnPage(c.req.header("origin"), c.req.header("sec-fetch-site"), publicOrigin)) return null;
      const cookie = getCookie(c, cookieName, "host");
      if (cookie === undefined || !c.req.header("content-type")?.startsWith("application/x-www-form-urlencoded")) return null;
      const text = await readTextCapped(c.req.raw, capBytes).catch(() => null);
      const fields = new URLSearchParams(text ?? "");
      const [token, ...more] = fields.getAll("token");
      if (token === undefined || more.length > 0) return null;
      return signerOf(signed(cookie, purpose), token, keys, "form") === undefined ? null : fields;
    },
  };
}

/**
 * The browser's word on where the form was sent from. Our pages ask for `no-referrer`, under which a browser sends `Origin: null` (Fetch,
 * "append a request `Origin` header"); then `Sec-Fetch-Site`, which no page can set, must say that it was ours.
 */
function isOwnPage(origin: string | undefined, site: string | undefined, publicOrigin: string): boolean {
  return origin === "null" ? site === "same-origin" : origin === publicOrigin && (site === undefined || site === "same-origin");
}

function signed(cookie: string, { path, about }: FormPurpose): string {
  return JSON.stringify([cookie, path, about]);
}
