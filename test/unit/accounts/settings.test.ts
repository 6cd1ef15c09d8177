import { describe, expect, test } from "vitest";
import { AppError } from "../../../src/core/errors.ts";
import { readVaultSettings } from "../../../src/accounts/settings.ts";
import { tenantId } from "./entra-double.ts";
import { keyText } from "./vault-fixture.ts";

const env = {
  ENCRYPTION_KEY: keyText(),
  ENVELOPE_KEY: keyText(),
  PUBLIC_ORIGIN: "https://m365.corp.example/",
  MICROSOFT_TENANT_ID: tenantId.toUpperCase(),
  MICROSOFT_CLIENT_ID: "client",
  MICROSOFT_CLIENT_SECRET: "do-not-leak",
};

describe("readVaultSettings", () => {
  test("reads a whole set", () => {
    expect(readVaultSettings(env)).toMatchObject({
      audience: "https://m365.corp.example",
      entra: { authorityOrigin: "https://login.microsoftonline.com", tenantId, clientId: "client" },
    });
  });

  test.each(Object.keys(env))("without %s it says so and shows no value", (missing) => {
    let thrown: unknown;
    try {
      readVaultSettings({ ...env, [missing]: undefined });
    } catch (caught) {
      thrown = caught;
    }
    expect(thrown).toBeInstanceOf(AppError);
    expect(thrown).toMatchObject({ code: "misconfigured", message: expect.stringContaining(missing) });
    expect(String(thrown)).not.toMatch(/do-not-leak|[A-Za-z0-9+/]{43}=/);
  });

  test.each([
    ["MICROSOFT_TENANT_ID", "common"],
    ["MICROSOFT_TENANT_ID", "corp.example"],
    ["MICROSOFT_AUTHORITY", "ftp://login.example"],
    ["PUBLIC_ORIGIN", "m365.corp.example"],
    ["ENVELOPE_KEY", "short"],
  ])("%s may not be %j", (name, value) => {
    expect(() => readVaultSettings({ ...env, [name]: value })).toThrow(name);
  });
});
