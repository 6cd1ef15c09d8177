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

/** Goes where the client sent its person, signs in at Access as `email`, and allows the client. */
export async function signInAndAllow(
  authorizeAt: URL | string,
  email: string,
): Promise<{ readonly loginPage: string; readonly consentPage: string; readonly end: string }> {
  const browser = new BrowserWalk("http://nowhere.invalid", {});
  const login = await browser.open(String(authorizeAt));
  const consent = await browser.submit(login, { account: email });
  const end = await browser.submit(consent, {}, { name: "decision", value: "allow" });
  return { loginPage: login.text, consentPage: consent.text, end: end.url };
}
