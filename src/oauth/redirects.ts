/** Where a client that registers itself may have codes sent: an allow-list of exact URIs, and loopback ports where it says so. */

const loopbackHosts: ReadonlySet<string> = new Set(["127.0.0.1", "[::1]", "localhost"]);

export type RedirectPolicy = { readonly exact: ReadonlySet<string>; readonly loopback: boolean };

/** @param allowed exact URIs and the word `loopback`. @param portalHosts hosts of MCP server portals (developers.cloudflare.com, "MCP server portals") */
export function redirectPolicy(allowed: readonly string[], portalHosts: readonly string[]): RedirectPolicy {
  return {
    exact: new Set([
      ...allowed.filter((entry) => entry !== "loopback"),
      ...portalHosts.map((portal) => `https://${portal}/servers-callback`),
    ]),
    loopback: allowed.includes("loopback"),
  };
}

/** Byte for byte as listed, or http on a loopback address with any port and path (RFC 8252 §7.3, §8.3); no fragment, no credentials. */
export function isAllowedRedirect(uri: string, policy: RedirectPolicy): boolean {
  if (policy.exact.has(uri)) return true;
  const url = URL.parse(uri);
  return policy.loopback && url !== null && isLoopback(url) && url.href === uri && url.hash === "" && !uri.includes("#");
}

function isLoopback(url: URL): boolean {
  return url.protocol === "http:" && loopbackHosts.has(url.hostname) && url.username === "" && url.password === "";
}

/** Written as every reader understands it: no credentials, no fragment, no host or path that a URL parser would spell otherwise. */
export function isPlainRedirect(uri: string): boolean {
  const url = URL.parse(uri);
  // Behind a scheme of its own, a parser keeps spaces as they are.
  if (url === null || url.username !== "" || url.password !== "" || /[#\s]/.test(uri)) return false;
  return url.href === uri || url.href === `${uri}/`;
}

/** What is wrong with an address an operator wants codes sent to; null for any https address, and http on a loopback address. */
export function redirectProblem(uri: string): string | null {
  const url = URL.parse(uri);
  if (url === null) return "must be an absolute address such as https://app.example.com/callback";
  if (url.protocol === "http:" && !loopbackHosts.has(url.hostname))
    return "must be https; http is for loopback addresses alone (127.0.0.1, [::1], localhost)";
  // RFC 8252 §7.1 allows an application its own scheme. Any other program on the machine may claim it.
  if (url.protocol !== "https:" && url.protocol !== "http:") return `must be https, or http on a loopback address, not ${url.protocol}`;
  if (!isPlainRedirect(uri)) return "must stand as a browser writes it, without credentials and without a fragment";
  return null;
}
