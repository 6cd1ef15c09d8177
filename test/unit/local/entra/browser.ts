/**
 * A browser without script: keeps cookies, by host and path but not by port, as RFC 6265 has it; follows redirects among the origins it is
 * given (and the one it starts from), stops at a page or at a redirect to elsewhere.
 */
export class Browser {
  readonly #cookies = new Map<string, { readonly value: string; readonly path: string }>();

  readonly #origins: readonly string[];

  constructor(...origins: readonly string[]) {
    this.#origins = origins;
  }

  async open(
    url: string | URL,
    init: Pick<RequestInit, "method" | "body"> = {},
  ): Promise<{ readonly url: URL; readonly response: Response }> {
    let target = new URL(url);
    let request = init;
    for (let hops = 0; hops < 15; hops++) {
      const response = await fetch(target, {
        ...request,
        redirect: "manual",
        headers: { accept: "text/html", cookie: this.#cookieFor(target) },
      });
      this.#keep(response, target);
      const location = response.headers.get("location");
      if (!location) return { url: target, response };
      const next = new URL(location, target);
      if (next.origin !== target.origin && !this.#origins.includes(next.origin)) return { url: next, response };
      target = next;
      request = {};
    }
    throw new Error(`redirect loop at ${target.href}`);
  }

  /** Posts the form field `account`, as the buttons of the sign-in page do. */
  choose(page: URL, account: string, hidden: Readonly<Record<string, string>> = {}) {
    return this.open(page, { method: "POST", body: new URLSearchParams({ ...hidden, account }) });
  }

  cookie(name: string): string | undefined {
    return this.#cookies.get(name)?.value;
  }

  #cookieFor({ pathname }: URL): string {
    return [...this.#cookies]
      .filter(([, { path }]) => path === "/" || pathname === path || pathname.startsWith(`${path}/`))
      .map(([name, { value }]) => `${name}=${value}`)
      .join("; ");
  }

  #keep(response: Response, { pathname }: URL): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split(/;\s*/);
      const name = pair.slice(0, pair.indexOf("="));
      const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? pathname.slice(0, pathname.lastIndexOf("/"));
      const gone = attributes.some((one) => /^expires=Thu, 01 Jan 1970/i.test(one) || /^max-age=0/i.test(one));
      if (gone) this.#cookies.delete(name);
      else this.#cookies.set(name, { value: pair.slice(name.length + 1), path: path || "/" });
    }
  }
}
