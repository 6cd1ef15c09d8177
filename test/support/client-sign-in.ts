/** The person at the other end of an MCP client's sign-in: a browser, and the address the client waits at. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { BrowserWalk } from "../../infra/local/browser-walk.ts";

export type CallbackAddress = { readonly url: string; readonly arrived: () => URLSearchParams; readonly close: () => Promise<void> };

/** The loopback address of a client (RFC 8252 §7.3), which keeps what a browser brings. */
export async function startCallbackAddress(): Promise<CallbackAddress> {
  let query: URLSearchParams | undefined;
  const server = createServer((req, res) => {
    query = new URL(req.url ?? "/", "http://127.0.0.1").searchParams;
    res.end("You can close this window.");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`,
    arrived: () => query ?? new URLSearchParams(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export type SignInPages = { readonly loginPage: string; readonly consentPage: string };

/**
 * Goes where the client sent its person, signs in at Access as `email`, allows the client, and in mode `oauth` signs in at Microsoft too.
 * @throws Error where the walk does not end at the client's own page
 */
export async function signInAndAllow(authorizeAt: URL | string, email: string): Promise<SignInPages> {
  const browser = new BrowserWalk("http://nowhere.invalid", {});
  const login = await browser.open(String(authorizeAt));
  const consent = await browser.submit(login, { account: email });
  let end = await browser.submit(consent, {}, { name: "decision", value: "allow" });
  if (end.text.includes("Microsoft Entra")) end = await browser.submit(end, { account: email });
  if (new URL(end.url).searchParams.get("code") === null)
    throw new Error(`signing in as ${email} ended at ${end.url} with ${end.status}: ${end.text.slice(0, 300)}`);
  return { loginPage: login.text, consentPage: consent.text };
}
