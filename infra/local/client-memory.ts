/** What an MCP client keeps between the steps of signing its person in. */
import type { OAuthClientInformationMixed, OAuthClientProvider, OAuthDiscoveryState, OAuthTokens } from "@modelcontextprotocol/client";

/** What an MCP client of either library remembers of one server; nothing is known when it starts. */
export class ClientMemory implements OAuthClientProvider {
  readonly redirectUrl: string;
  readonly #name: string;
  issued: OAuthTokens | undefined;
  /** Where the library wants its person to go. */
  authorizeAt: URL | undefined;
  #client: OAuthClientInformationMixed | undefined;
  #verifier = "";
  #discovered: OAuthDiscoveryState | undefined;

  /** @param name as the consent page shows it */
  constructor(redirectUrl: string, name: string) {
    this.redirectUrl = redirectUrl;
    this.#name = name;
  }
  get clientMetadata() {
    return {
      client_name: this.#name,
      redirect_uris: [this.redirectUrl],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
    };
  }
  clientInformation = () => this.#client;
  saveClientInformation = (client: OAuthClientInformationMixed) => void (this.#client = client);
  tokens = () => this.issued;
  saveTokens = (tokens: OAuthTokens) => void (this.issued = tokens);
  redirectToAuthorization = (url: URL) => void (this.authorizeAt = url);
  saveCodeVerifier = (verifier: string) => void (this.#verifier = verifier);
  codeVerifier = () => this.#verifier;
  saveDiscoveryState = (state: OAuthDiscoveryState) => void (this.#discovered = state);
  discoveryState = () => this.#discovered;
}
