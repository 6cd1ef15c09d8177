/** An MCP client that signs a person in the real way: 401, metadata, registration, login pages, consent, code, token. */
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { BrowserWalk } from "./browser-walk.ts";
import { ClientMemory } from "./client-memory.ts";

const callback = "http://127.0.0.1:33418/callback";

/**
 * @param headers how the client gets past Access, where Access does not sign clients in itself
 * @param account address typed on the login pages: Access's, and in mode `oauth` Microsoft's
 * @param onStep told what happened, in order
 * @throws Error where a page of the walk is not the expected one
 */
export async function signInClient(
  mcpUrl: string,
  headers: Readonly<Record<string, string>>,
  account: string,
  onStep: (step: string) => void,
): Promise<Client> {
  const memory = new ClientMemory(callback, "Demo assistant");
  const transport = () =>
    new StreamableHTTPClientTransport(new URL(mcpUrl), { authProvider: memory, requestInit: { headers: { ...headers } } });
  const connect = async (): Promise<Client> => {
    const client = new Client({ name: "demo-assistant", version: "1.0.0" }, { versionNegotiation: { mode: { pin: "2026-07-28" } } });
    await client.connect(transport());
    return client;
  };
  try {
    return await connect();
  } catch (thrown) {
    if (!memory.authorizeAt) throw thrown;
    onStep(`registered as ${memory.clientInformation()?.client_id ?? "nobody"}`);
    const code = await signIn(memory.authorizeAt, account);
    onStep(`signed in as ${account}`);
    await transport().finishAuth(code);
    onStep(`token issued, good for ${memory.issued?.expires_in ?? "?"} s`);
    return connect();
  }
}

/** From the address the client sends its person to, to what comes back to the client. */
async function signIn(authorizeAt: URL, account: string): Promise<URLSearchParams> {
  const browser = new BrowserWalk("http://nowhere.invalid", {}, callback);
  let page = await browser.open(authorizeAt.href);
  page = await browser.submit(page, { account });
  if (!page.url.startsWith(callback)) page = await browser.submit(page, {}, { name: "decision", value: "allow" });
  if (!page.url.startsWith(callback)) page = await browser.submit(page, { account });
  if (!page.url.startsWith(callback)) throw new Error(`sign-in of ${account} ended at ${page.url} (${page.status})`);
  return new URL(page.url).searchParams;
}
