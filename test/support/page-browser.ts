/** A browser with cookies of its own, before one door for people. */
import { principalOf } from "../../src/core/identity.ts";
import type { PageCaller, PageEvent } from "../../src/oauth/page-door.ts";

type Person = PageCaller["identity"];

export type PageBrowserOptions = {
  readonly door: (request: Request, caller: PageCaller) => Promise<Response>;
  readonly origin: string;
  readonly identity: Person;
  readonly onEvent: (event: PageEvent) => void;
};

/** `identity` may be changed: then Access vouches for somebody else from the next request on. */
export function pageBrowser({ door, origin, identity, onEvent }: PageBrowserOptions) {
  const cookies = new Map<string, string>();
  const browser = {
    cookies,
    identity,
    async send(path: string, init: RequestInit = {}): Promise<Response> {
      const headers = new Headers(init.headers);
      if (cookies.size > 0) headers.set("cookie", [...cookies].map(([name, value]) => `${name}=${value}`).join("; "));
      const response = await door(new Request(new URL(path, origin), { ...init, headers, redirect: "manual" }), {
        identity: browser.identity,
        principal: principalOf(browser.identity),
        requestId: "2f6c0f57-0000-4000-8000-000000000001",
        audit: onEvent,
      });
      for (const cookie of response.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        if (/Max-Age=0/.test(cookie)) cookies.delete(name);
        else cookies.set(name, value);
      }
      return response;
    },
    /** A form of our own page, as a browser sends it. */
    submit(path: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
      return browser.send(path, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded", origin, "sec-fetch-site": "same-origin", ...headers },
        body,
      });
    },
  };
  return browser;
}
