import { describe, expect, test } from "vitest";
import { isAllowedRedirect, redirectPolicy } from "../../../src/oauth/redirects.ts";

const listed = "https://client.example/api/callback";
const policy = redirectPolicy([listed, "loopback"], ["portal.corp.example"]);
const listOnly = redirectPolicy([listed], []);

describe("a listed redirect URI", () => {
  test.each([listed, "https://portal.corp.example/servers-callback"])("%s is allowed", (uri) => {
    expect(isAllowedRedirect(uri, policy)).toBe(true);
  });

  test.each([
    ["another host", "https://evil.example/api/callback"],
    ["a host beneath it", "https://sub.client.example/api/callback"],
    ["a host that ends like it", "https://evilclient.example/api/callback"],
    ["a host that begins like it", "https://client.example.evil.example/api/callback"],
    ["another path", "https://client.example/api/callback2"],
    ["a path above it", "https://client.example/api"],
    ["a trailing slash", `${listed}/`],
    ["a trailing dot of the host", "https://client.example./api/callback"],
    ["a query", `${listed}?next=https://evil.example`],
    ["an empty query", `${listed}?`],
    ["a fragment", `${listed}#x`],
    ["an empty fragment", `${listed}#`],
    ["capitals in the host", "https://CLIENT.example/api/callback"],
    ["capitals in the path", "https://client.example/API/callback"],
    ["capitals in the scheme", "HTTPS://client.example/api/callback"],
    ["http", "http://client.example/api/callback"],
    ["the port written out", "https://client.example:443/api/callback"],
    ["another port", "https://client.example:8443/api/callback"],
    ["credentials before the host", "https://client.example@evil.example/api/callback"],
    ["credentials of its own", "https://a:b@client.example/api/callback"],
    ["an encoded dot", "https://client%2eexample/api/callback"],
    ["an encoded letter", "https://client.example/%61pi/callback"],
    ["dot segments", "https://client.example/api/x/../callback"],
    ["encoded dot segments", "https://client.example/api/%2e%2e/api/callback"],
    ["a backslash", "https://client.example\\@evil.example/api/callback"],
    ["backslashes for slashes", "https:\\\\client.example\\api\\callback"],
    ["a tab", "https://client.example/api/\tcallback"],
    ["a space before it", ` ${listed}`],
    ["a line break behind it", `${listed}\n`],
    ["a wide letter", "https://client.example/api/callbac\uff4b"],
    ["a homograph", "https://cl\u0456ent.example/api/callback"],
    ["nothing", ""],
    ["no URL", "client.example/api/callback"],
    ["the word of the list itself", "loopback"],
    ["a portal's other path", "https://portal.corp.example/servers-callback2"],
    ["a portal over http", "http://portal.corp.example/servers-callback"],
  ])("with %s is another", (_name, uri) => {
    expect(isAllowedRedirect(uri, policy)).toBe(false);
  });
});

describe("a loopback redirect URI (RFC 8252 §7.3)", () => {
  test.each([
    "http://127.0.0.1:1/cb",
    "http://127.0.0.1:65535/any/path?and=query",
    "http://127.0.0.1/cb",
    "http://[::1]:33418/",
    "http://localhost:33418/oauth/callback",
  ])("%s is allowed", (uri) => {
    expect(isAllowedRedirect(uri, policy)).toBe(true);
    expect(isAllowedRedirect(uri, listOnly)).toBe(false);
  });

  test.each([
    ["https", "https://127.0.0.1:1/cb"],
    ["another address of the block", "http://127.0.0.2:1/cb"],
    ["the unspecified address", "http://0.0.0.0:1/cb"],
    ["a short form of the address", "http://127.1:1/cb"],
    ["the address as a number", "http://2130706433:1/cb"],
    ["the address in octal", "http://0177.0.0.1:1/cb"],
    ["the address in IPv6 clothes", "http://[::ffff:127.0.0.1]:1/cb"],
    ["a long form of ::1", "http://[0:0:0:0:0:0:0:1]:1/cb"],
    ["a link-local address", "http://169.254.169.254/cb"],
    ["a name that begins like it", "http://localhost.evil.example:1/cb"],
    ["a name that ends like it", "http://evil-localhost:1/cb"],
    ["the name with a dot", "http://localhost.:1/cb"],
    ["capitals", "http://LOCALHOST:1/cb"],
    ["credentials", "http://a:b@127.0.0.1:1/cb"],
    ["it as credentials", "http://127.0.0.1:1@evil.example/cb"],
    ["a fragment", "http://127.0.0.1:1/cb#f"],
    ["an empty fragment", "http://127.0.0.1:1/cb#"],
    ["a backslash", "http:\\\\127.0.0.1:1\\cb"],
    ["dot segments", "http://127.0.0.1:1/a/../cb"],
    ["no path", "http://127.0.0.1:1"],
    ["the usual port written out", "http://127.0.0.1:80/cb"],
    ["a scheme of its own", "cursor://localhost/cb"],
    ["javascript", "javascript:alert(1)//127.0.0.1"],
    ["javascript in capitals", "JaVaScript:alert(1)"],
    ["a broken scheme", "java\tscript:alert(1)"],
    ["data", "data:text/html,<script>alert(1)</script>"],
    ["vbscript", "vbscript:msgbox(1)"],
    ["blob", "blob:http://127.0.0.1/x"],
    ["file", "file://localhost/etc/passwd"],
  ])("with %s is none", (_name, uri) => {
    expect(isAllowedRedirect(uri, policy)).toBe(false);
  });
});
