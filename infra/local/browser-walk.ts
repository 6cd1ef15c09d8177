/** A person at a browser, as far as plain pages need one: cookies, redirects, and forms filled in by name. */
import { parse } from "node-html-parser";

export type Page = {
  readonly url: string;
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  /** Every address on the way here, redirects included, this page's own last. */
  readonly visited: readonly string[];
};

/** Keeps cookies per host (ports share them, as in a browser) and never runs a script. */
export class BrowserWalk {
  readonly #cookies = new Map<string, string>();
  /** Sent to `accessOrigin` only: how this person shows Access who they are. */
  readonly #accessOrigin: string;
  readonly #accessHeaders: Readonly<Record<string, string>>;

  /** A redirect below this address ends the walk there, unopened: it belongs to the client that started the walk. */
  readonly #endsAt: string | undefined;

  constructor(accessOrigin: string, accessHeaders: Readonly<Record<string, string>>, endsAt?: string) {
    this.#accessOrigin = accessOrigin;
    this.#accessHeaders = accessHeaders;
    this.#endsAt = endsAt;
  }

  /** Follows redirects to the first page that is none. */
  async open(
    url: string,
    init: { readonly method?: string; readonly form?: URLSearchParams; readonly origin?: string } = {},
  ): Promise<Page> {
    let target = url;
    let method = init.method ?? "GET";
    let body = init.form;
    const visited: string[] = [];
    for (let hop = 0; hop < 20; hop += 1) {
      visited.push(target);
      const { status, text, headers } = await this.visit(target, {
        method,
        ...(init.origin !== undefined && { origin: init.origin }),
        ...(body && { form: body }),
      });
      const location = headers.get("location");
      if (location === null || status < 300 || status >= 400) return { url: target, status, text, headers, visited };
      target = new URL(location, target).href;
      if (this.#endsAt !== undefined && target.startsWith(this.#endsAt)) {
        return { url: target, status, text: "", headers, visited: [...visited, target] };
      }
      method = "GET";
      body = undefined;
    }
    throw new Error(`more than 20 redirects from ${url}`);
  }

  /** One request, and what it was answered; a redirect is not followed. */
  async visit(
    url: string,
    init: { readonly method?: string; readonly form?: URLSearchParams; readonly origin?: string } = {},
  ): Promise<Page> {
    const isPost = init.method === "POST";
    const response = await fetch(url, {
      method: init.method ?? "GET",
      redirect: "manual",
      headers: {
        accept: "text/html",
        cookie: this.cookie,
        ...(url.startsWith(`${this.#accessOrigin}/`) && this.#accessHeaders),
        ...(isPost && {
          origin: init.origin ?? new URL(url).origin,
          "sec-fetch-site": "same-origin",
          "content-type": "application/x-www-form-urlencoded",
        }),
      },
      body: init.form ? init.form.toString() : null,
    });
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
    return { url, status: response.status, text: await response.text(), headers: response.headers, visited: [url] };
  }

  /** The `Cookie` header of its next request. */
  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  /** Submits the page's form: the one that has a button `choose`s, or the only one. */
  async submit(
    page: Page,
    fields: Readonly<Record<string, string>> = {},
    choose?: { readonly name: string; readonly value: string },
  ): Promise<Page> {
    const { form, data } = filledForm(page, fields, choose);
    const action = new URL(form.getAttribute("action") ?? page.url, page.url).href;
    if ((form.getAttribute("method") ?? "get").toLowerCase() === "get") return this.open(`${action}?${data.toString()}`);
    return this.open(action, { method: "POST", form: data, origin: new URL(page.url).origin });
  }

  #keep(header: string): void {
    const [pair = "", ...attributes] = header.split(";");
    const [name = "", ...rest] = pair.split("=");
    const value = rest.join("=");
    const expired =
      value === "" || attributes.some((attribute) => /^\s*max-age=0$/i.test(attribute) || /^\s*expires=.*1970/i.test(attribute));
    if (expired) this.#cookies.delete(name.trim());
    else this.#cookies.set(name.trim(), value);
  }
}

/** The page's form with its hidden fields and ticked boxes: the one that has a button `choose`s, or the only one. */
export function filledForm(
  page: Pick<Page, "url" | "status" | "text">,
  fields: Readonly<Record<string, string>> = {},
  choose?: { readonly name: string; readonly value: string },
) {
  const forms = parse(page.text).querySelectorAll("form");
  const form = choose ? forms.find((each) => each.querySelector(`[name="${choose.name}"][value="${choose.value}"]`)) : forms[0];
  if (!form) throw new Error(`no such form on ${page.url} (${page.status}): ${page.text.slice(0, 200)}`);
  const data = new URLSearchParams();
  for (const input of form.querySelectorAll("input[type=hidden], input[type=checkbox][checked]"))
    data.append(input.getAttribute("name") ?? "", input.getAttribute("value") ?? "");
  if (choose) data.set(choose.name, choose.value);
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return { form, data };
}
