/** An MCP client that signs a person in the real way: 401, metadata, registration, login page, consent, code, token. */
import { Client, type OAuthClientProvider, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { BrowserWalk } from "./browser-walk.ts";

const callback = "http://127.0.0.1:33418/callback";

/**
 * @param account address typed on Access's login page
 * @param onStep told what happened, in order
 * @throws Error where a page of the walk is not the expected one
 */
export async function signInClient(
  mcpUrl: string,
  account: string,
  options: { readonly era?: "2026-07-28" | "legacy"; readonly onStep?: (step: string) => void } = {},
): Promise<Client> {
  const browser = new BrowserWalk("http://nowhere.invalid", {}, callback);
  let stored: Parameters<NonNullable<OAuthClientProvider["saveTokens"]>>[0] | undefined;
  let registered: Parameters<NonNullable<OAuthClientProvider["saveClientInformation"]>>[0] | undefined;
  let verifier = "";
  let back: URLSearchParams | undefined;
  let discovered: Parameters<NonNullable<OAuthClientProvider["saveDiscoveryState"]>>[0] | undefined;
  const authProvider: OAuthClientProvider = {
    redirectUrl: callback,
    clientMetadata: {
      client_name: "Demo assistant",
      redirect_uris: [callback],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
    },
    clientInformation: () => registered,
    saveClientInformation: (information) => {
      registered = information;
      options.onStep?.(`registered as ${information.client_id}`);
    },
    tokens: () => stored,
    saveTokens: (tokens) => {
      stored = tokens;
      options.onStep?.(`token issued, good for ${tokens.expires_in ?? "?"} s`);
    },
    saveCodeVerifier: (value) => {
      verifier = value;
    },
    codeVerifier: () => verifier,
    saveDiscoveryState: (state) => {
      discovered = state;
    },
    discoveryState: () => discovered,
    redirectToAuthorization: async (url) => {
      let page = await browser.open(url.href);
      page = await browser.submit(page, { account });
      if (!page.url.startsWith(callback)) page = await browser.submit(page, {}, { name: "decision", value: "allow" });
      if (!page.url.startsWith(callback)) throw new Error(`sign-in of ${account} ended at ${page.url} (${page.status})`);
      back = new URL(page.url).searchParams;
      options.onStep?.(`signed in as ${account}`);
    },
  };
  const connect = async (): Promise<Client> => {
    const client = new Client(
      { name: "demo-assistant", version: "1.0.0" },
      options.era === "2026-07-28" ? { versionNegotiation: { mode: { pin: "2026-07-28" } } } : {},
    );
    await client.connect(new StreamableHTTPClientTransport(new URL(mcpUrl), { authProvider }));
    return client;
  };
  try {
    return await connect();
  } catch (thrown) {
    if (!back) throw thrown;
    await new StreamableHTTPClientTransport(new URL(mcpUrl), { authProvider }).finishAuth(back);
    return connect();
  }
}
