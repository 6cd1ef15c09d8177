/** A complete set of settings, as wrangler would hand them over; every secret is recognisable. */
export const goodKey = (byte: number): string => Buffer.alloc(32, byte).toString("base64");

export const goodSettings: Readonly<Record<string, string>> = {
  MICROSOFT_CLIENT_ID: "11111111-2222-4333-8444-555555555555",
  MICROSOFT_TENANT_ID: "99999999-2222-4333-8444-555555555555",
  MICROSOFT_CLIENT_SECRET: "do-not-leak-client-secret",
  ENCRYPTION_KEY: goodKey(1),
  ENVELOPE_KEY: goodKey(2),
  COOKIE_ENCRYPTION_KEY: goodKey(3),
  COOKIE_SECRET: goodKey(4),
  RELAY_KEY: goodKey(5),
  PUBLIC_ORIGIN: "https://mcp.corp.example",
  MCP_AUTHORIZATION: "access",
  ACCESS_TEAM_DOMAIN: "https://corp.cloudflareaccess.com",
  ACCESS_AUD: "a".repeat(64),
  AI_GATEWAY_ID: "m365",
};
