/** Which MCP clients may register themselves: `oauth_configuration.dynamic_client_registration` of an Access application. */
import { z } from "zod";

export type RegistrationRule = {
  readonly allowAnyOnLoopback: boolean;
  readonly allowAnyOnLocalhost: boolean;
  readonly allowedUris: readonly string[];
};

const loopback = new Set(["127.0.0.1", "[::1]"]);

const metadata = z.looseObject({ redirect_uris: z.array(z.string()).min(1) });

export type Registration =
  | { readonly accepted: Readonly<Record<string, unknown>> }
  | { readonly error: string; readonly description: string };

/**
 * Native clients only (RFC 8252): any port of a loopback address, or a URI of the allow-list. Access knows no scopes, so what a client asks
 * for is not kept; the wording of the refusal is what Access answers.
 */
export function readRegistration(body: unknown, rule: RegistrationRule): Registration {
  const read = metadata.safeParse(body);
  if (!read.success) return { error: "invalid_redirect_uri", description: "redirect_uris must be an array of one or more URIs" };
  const { scope: _scope, ...client } = read.data;
  if (!client.redirect_uris.every((uri) => allowed(uri, rule))) {
    return { error: "invalid_client_metadata", description: "redirect_uri is not allowed by the account configuration" };
  }
  const grants = Array.isArray(client["grant_types"]) ? client["grant_types"] : ["authorization_code"];
  return {
    accepted: {
      ...client,
      application_type: client.redirect_uris.some((uri) => /^https:\/\/(localhost|127\.0\.0\.1|\[::1\])/i.test(uri)) ? "web" : "native",
      grant_types: grants.filter((grant) => grant === "authorization_code" || grant === "refresh_token"),
      response_types: ["code"],
    },
  };
}

function allowed(uri: string, { allowAnyOnLoopback, allowAnyOnLocalhost, allowedUris }: RegistrationRule): boolean {
  if (allowedUris.includes(uri)) return true;
  const parsed = URL.parse(uri);
  if (parsed?.protocol !== "http:" || parsed.username || parsed.password || parsed.hash) return false;
  return (allowAnyOnLoopback && loopback.has(parsed.hostname)) || (allowAnyOnLocalhost && parsed.hostname === "localhost");
}
