import { expect, test } from "vitest";
import { requireKeyRing } from "../../../src/accounts/keys.ts";
import { vaultSettings } from "../../../src/accounts/settings.ts";
import { readConfig } from "../../../src/config/config.ts";
import { tenantId } from "./entra-double.ts";
import { keyText } from "./vault-fixture.ts";

const env = {
  PUBLIC_ORIGIN: "https://m365.corp.example",
  MCP_AUTHORIZATION: "access",
  ACCESS_TEAM_DOMAIN: "https://corp.cloudflareaccess.com",
  ACCESS_AUD: "a".repeat(64),
  AI_GATEWAY_ID: "m365",
  MICROSOFT_TENANT_ID: tenantId.toUpperCase(),
  MICROSOFT_CLIENT_ID: "11111111-1111-4111-8111-111111111111",
  MICROSOFT_CLIENT_SECRET: "do-not-leak",
  ENCRYPTION_KEY: keyText(),
  ENVELOPE_KEY: keyText(),
  COOKIE_ENCRYPTION_KEY: keyText(),
  COOKIE_SECRET: keyText(),
  RELAY_KEY: keyText(),
};

test("is the vault's part of the configuration, the tenant in the form its tokens use", () => {
  const read = readConfig(env);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));

  expect(vaultSettings(read.config)).toMatchObject({
    audience: "https://m365.corp.example",
    entra: { authorityOrigin: "https://login.microsoftonline.com", tenantId, clientId: env.MICROSOFT_CLIENT_ID },
  });
});

test("a key ring that cannot be read says so without a byte of it", () => {
  const secret = "bm90IGEga2V5LCBidXQgYSBzZWNyZXQ=";
  let thrown: unknown;
  try {
    requireKeyRing(secret);
  } catch (caught) {
    thrown = caught;
  }

  expect(thrown).toMatchObject({ code: "misconfigured" });
  expect(String(thrown)).not.toContain(secret);
});
