import { describe, expect, test } from "vitest";
import { isMetadataUrl, metadataDomains } from "../../../src/oauth/client-metadata.ts";

const domains = metadataDomains(["client.example", "vscode.dev"]);
const good = "https://client.example/oauth/metadata.json";

describe("a client id that is a URL", () => {
  test("of a listed domain may be fetched", () => {
    expect([isMetadataUrl(good), domains.allow(good), domains.allow("https://vscode.dev/x")]).toEqual([true, true, true]);
  });

  test.each([
    ["another domain", "https://evil.example/oauth/metadata.json"],
    ["a domain beneath it", "https://sub.client.example/x"],
    ["a domain that ends like it", "https://evilclient.example/x"],
    ["a domain it begins", "https://client.example.evil.example/x"],
    ["the trailing dot", "https://client.example./x"],
    ["http", "http://client.example/x"],
    ["another port", "https://client.example:8443/x"],
    ["the usual port written out", "https://client.example:443/x"],
    ["a user", "https://user@client.example/x"],
    ["a user and a password", "https://user:secret@client.example/x"],
    ["it as user", "https://client.example@evil.example/x"],
    ["it as user behind a backslash", "https://evil.example\\@client.example/x"],
    ["capitals", "https://CLIENT.example/x"],
    ["dot segments", "https://client.example/a/../x"],
    ["no path", "https://client.example"],
    ["a loopback address", "https://127.0.0.1/x"],
    ["a loopback address in IPv6", "https://[::1]/x"],
    ["6to4 of a loopback address", "https://[2002:7f00:1::]/x"],
    ["NAT64 of a link-local address", "https://[64:ff9b::a9fe:a9fe]/x"],
    ["a link-local address", "https://169.254.169.254/x"],
    ["a file", "file:///etc/passwd"],
    ["data", "data:application/json,{}"],
  ])("with %s is never fetched", (_name, clientId) => {
    expect([isMetadataUrl(clientId), domains.allow(clientId)]).toEqual([true, false]);
  });

  test.each([
    [" before", ` ${good}`],
    [" behind", `${good} `],
    ["a line break in the scheme", good.replace("https", "ht\ntps")],
    ["a tab in the host", good.replace("client", "cli\tent")],
    ["a control character before", `\u0001${good}`],
  ])("is one for a parser also with %j, and then never fetched", (_name, clientId) => {
    expect([isMetadataUrl(clientId), domains.allow(clientId)]).toEqual([true, false]);
  });
});

test.each(["", "Zk3hQ8vB2nR7tW1x", "client", "//client.example/x", "/x", "client.example/x", "https//client.example"])(
  "%j asks for nothing to be fetched",
  (clientId) => {
    expect([isMetadataUrl(clientId), domains.allow(clientId)]).toEqual([false, false]);
  },
);

test("without a domain the way is off", () => {
  const none = metadataDomains([]);

  expect([none.size, none.allow(good), domains.size]).toEqual([0, false, 2]);
});
