import { describe, expect, test } from "vitest";
import { redirectPolicy } from "../../../src/oauth/redirects.ts";
import { readRegistration } from "../../../src/oauth/registration.ts";

const policy = redirectPolicy(["https://client.example/cb", "loopback"], []);
const good = { client_name: "Client", redirect_uris: ["https://client.example/cb"] };
const read = (metadata: object) => readRegistration(JSON.stringify(metadata), policy);

/** Everything RFC 7591 §2 names that this server has a use for. */
const whole = {
  redirect_uris: ["https://client.example/cb", "http://127.0.0.1:33418/"],
  client_name: "Client",
  client_uri: "https://client.example/",
  logo_uri: "https://client.example/logo.png",
  tos_uri: "https://client.example/terms",
  policy_uri: "https://client.example/privacy",
  token_endpoint_auth_method: "client_secret_basic",
  grant_types: ["authorization_code", "refresh_token"],
  response_types: ["code"],
};

describe("a registration", () => {
  test("is handed on as it came", () => {
    expect(read(whole)).toEqual({ accepted: true, body: JSON.stringify(whole) });
  });

  test("of no more than redirect URIs is enough", () => {
    expect(read({ redirect_uris: ["http://localhost:9/"] })).toEqual({
      accepted: true,
      body: JSON.stringify({ redirect_uris: ["http://localhost:9/"] }),
    });
  });

  test("loses members nobody here knows, keys of its own and scopes among them", () => {
    const more = { ...good, jwks_uri: "https://client.example/jwks", jwks: { keys: [] }, scope: "m365.write", client_secret: "mine", x: 1 };

    expect(read(more)).toEqual({ accepted: true, body: JSON.stringify({ redirect_uris: good.redirect_uris, client_name: "Client" }) });
  });
});

describe("a redirect URI that is not allowed", () => {
  test.each(["https://evil.example/cb", "javascript:alert(1)", "http://client.example/cb", "cursor://x/cb", "https://client.example/cb#x"])(
    "%s is refused by its place, without being repeated",
    (uri) => {
      expect(read({ ...good, redirect_uris: ["https://client.example/cb", uri] })).toEqual({
        accepted: false,
        reason: "redirect_uri_invalid",
        code: "invalid_redirect_uri",
        description:
          "redirect_uris[1] is not among the addresses this server sends codes to. Its operator can add it to REGISTRATION_REDIRECTS.",
      });
    },
  );
});

describe("metadata that RFC 7591 does not allow", () => {
  test.each<[string, object]>([
    ["redirect_uris", {}],
    ["redirect_uris", { redirect_uris: [] }],
    ["redirect_uris", { redirect_uris: "https://client.example/cb" }],
    ["redirect_uris", { redirect_uris: { 0: "https://client.example/cb" } }],
    ["redirect_uris", { redirect_uris: Array.from({ length: 11 }, (_, port) => `http://127.0.0.1:${port + 1}/`) }],
    ["redirect_uris", { redirect_uris: Array.from({ length: 10_000 }, () => "x") }],
    ["redirect_uris.0", { redirect_uris: [7] }],
    ["redirect_uris.0", { redirect_uris: [`http://127.0.0.1/${"x".repeat(2048)}`] }],
    ["client_name", { ...good, client_name: "" }],
    ["client_name", { ...good, client_name: "x".repeat(201) }],
    ["client_name", { ...good, client_name: ["Client"] }],
    ["client_name", { ...good, client_name: null }],
    ["token_endpoint_auth_method", { ...good, token_endpoint_auth_method: "private_key_jwt" }],
    ["grant_types.0", { ...good, grant_types: ["client_credentials"] }],
    ["grant_types.1", { ...good, grant_types: ["authorization_code", "implicit"] }],
    ["response_types.0", { ...good, response_types: ["token"] }],
    ["scope", { ...good, scope: "x".repeat(1025) }],
    ["scope", { ...good, scope: ["m365.read"] }],
  ])("%s is refused: %j", (member, metadata) => {
    expect(read(metadata)).toEqual({
      accepted: false,
      reason: "dcr_invalid",
      code: "invalid_client_metadata",
      description: expect.stringMatching(new RegExp(`^${member.replace(".", "\\.")}: `)),
    });
  });

  test.each(["client_uri", "logo_uri", "tos_uri", "policy_uri", "jwks_uri"])("%s leads to a named https host or is refused", (member) => {
    expect(read({ ...good, [member]: "https://client.example/page" }).accepted).toBe(true);
    for (const uri of [
      "http://client.example/page",
      "http://169.254.169.254/latest/meta-data",
      "https://169.254.169.254/",
      "https://2852039166/",
      "https://[::1]/",
      "https://[2002:7f00:1::]/",
      "https://127.0.0.1/",
      "https://0x7f.1/",
      "https://localhost/",
      "https://intranet/",
      "https://user@client.example/",
      "file:///etc/passwd",
      "javascript:alert(1)",
      "data:image/svg+xml,<svg onload=alert(1)>",
      "//client.example/page",
      "client.example",
      "",
      `https://client.example/${"x".repeat(2048)}`,
      7,
      {},
    ]) {
      expect(read({ ...good, [member]: uri })).toMatchObject({ accepted: false, reason: "dcr_invalid", code: "invalid_client_metadata" });
    }
  });
});

test("an empty redirect URI is refused as one that no code goes to", () => {
  expect(readRegistration(JSON.stringify({ ...good, redirect_uris: [""] }), policy)).toMatchObject({
    accepted: false,
    reason: "redirect_uri_invalid",
    code: "invalid_redirect_uri",
  });
});

describe("a body that only looks like a registration", () => {
  const json = JSON.stringify(good);

  test.each([
    ["is empty", ""],
    ["is no JSON", `${json},`],
    ["is null", "null"],
    ["is a list", `[${json}]`],
    ["is a text", JSON.stringify(json)],
    ["names a member twice", json.replace("{", '{"redirect_uris":["https://evil.example/"],')],
    ["names a member twice, once in escapes", json.replace("{", '{"redirect\\u005furis":["https://evil.example/"],')],
    ["names a member twice further in", json.replace("{", '{"x":{"y":1,"y":2},')],
    ["brings a prototype", json.replace("{", '{"__proto__":{"client_name":"Admin"},')],
    ["brings a prototype in escapes", json.replace("{", '{"\\u005f_proto__":{"client_name":"Admin"},')],
  ])("%s", (_name, text) => {
    expect(readRegistration(text, policy)).toMatchObject({ accepted: false, reason: "dcr_invalid", code: "invalid_client_metadata" });
  });

  test.each([17, 1_000, 15_000])("nested %i deep is refused without harm", (depth) => {
    const nested = `${'{"x":'.repeat(depth)}1${"}".repeat(depth)}`;

    expect(readRegistration(json.replace("{", `{"x":${nested},`), policy)).toMatchObject({ accepted: false, reason: "dcr_invalid" });
    expect(readRegistration(nested, policy)).toMatchObject({ accepted: false, reason: "dcr_invalid" });
    expect(readRegistration("[".repeat(depth) + "]".repeat(depth), policy)).toMatchObject({ accepted: false, reason: "dcr_invalid" });
  });

  test("64 KiB of quotes, backslashes and braces take no time", () => {
    const begun = performance.now();
    for (const piece of ['"', "\\", '\\"', "{", '"\\u', '{"a":']) readRegistration(piece.repeat(65_536 / piece.length), policy);

    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});
