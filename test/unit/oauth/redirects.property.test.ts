/** Redirect matching against its definition, written the other way round: what may be allowed is put together, not taken apart. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isAllowedRedirect, isPlainRedirect, redirectPolicy } from "../../../src/oauth/redirects.ts";
import { readRegistration } from "../../../src/oauth/registration.ts";

const listed = ["https://claude.ai/api/mcp/auth_callback", "https://vscode.dev/redirect", "https://portal.corp.example/servers-callback"];
const policy = redirectPolicy([...listed.slice(0, 2), "loopback"], ["portal.corp.example"]);
const listOnly = redirectPolicy(listed, []);

const segment = fc.string({ unit: fc.constantFrom("a", "Z", "0", "-", "_", "~", "!", "+"), minLength: 1, maxLength: 5 });
const path = fc.array(segment, { maxLength: 3 }).map((segments) => `/${segments.join("/")}`);
const query = fc.option(
  segment.map((text) => `?${text}=1`),
  { nil: "" },
);
const port = fc.option(
  fc
    .integer({ min: 1, max: 65_535 })
    .filter((number) => number !== 80)
    .map((number) => `:${number}`),
  { nil: "" },
);
const loopback = fc.tuple(fc.constantFrom("127.0.0.1", "localhost", "[::1]"), port, path, query).map((parts) => `http://${parts.join("")}`);
const allowed = fc.oneof(fc.constantFrom(...listed), loopback);

const noise = fc.oneof(
  fc.constantFrom(
    "@",
    "@evil.example",
    "#",
    "?",
    "/",
    "\\",
    "..",
    "/../",
    "%2f",
    "%2e",
    ".",
    ":",
    ":80",
    ":443",
    "\t",
    "\n",
    " ",
    "\u0000",
  ),
  fc.constantFrom(
    "evil.example",
    "x",
    "X",
    "\uff0e",
    "\u3002",
    "\u0456",
    "\u202e",
    "user:pass@",
    "https:",
    "javascript:",
    "//",
    "0",
    "127.1",
  ),
  fc.string({ unit: "binary", maxLength: 3 }),
);
const edited = fc
  .tuple(allowed, fc.nat({ max: 60 }), fc.nat({ max: 4 }), fc.array(noise, { maxLength: 2 }))
  .map(([uri, at, drop, put]) => uri.slice(0, at) + put.join("") + uri.slice(at + drop));
const anything = fc.oneof(edited, allowed, fc.webUrl({ withFragments: true, withQueryParameters: true }), fc.string({ unit: "binary" }));

/** RFC 8252 §7.3 in the one spelling a URL parser would write: nothing in it can mean another host. */
const loopbackForm =
  /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::(?!80\/)(?:[1-9]\d{0,4}|0))?\/[^?#\\\s\u0000-\u001f\u007f-\uffff]*(?:\?[^#\s\u0000-\u001f\u007f-\uffff]*)?$/;

describe("a redirect URI", () => {
  test("that is listed, or http on a loopback address with any port, path and query, is allowed", () => {
    fc.assert(
      fc.property(allowed, (uri) => {
        expect(isAllowedRedirect(uri, policy)).toBe(true);
        expect(isAllowedRedirect(uri, listOnly)).toBe(listed.includes(uri));
      }),
      { numRuns: 2_000 },
    );
  });

  test("that is anything else is not, however near it comes", () => {
    fc.assert(
      fc.property(anything, (uri) => {
        expect(isAllowedRedirect(uri, listOnly)).toBe(listed.includes(uri));
        if (!isAllowedRedirect(uri, policy) || listed.includes(uri)) return;
        expect(uri).toMatch(loopbackForm);
        const url = new URL(uri);
        expect([url.protocol, url.username, url.password, url.hash, url.href]).toEqual(["http:", "", "", "", uri]);
        expect(["127.0.0.1", "localhost", "[::1]"]).toContain(url.hostname);
        expect(isPlainRedirect(uri)).toBe(true);
      }),
      { numRuns: 10_000 },
    );
  });

  test("is plain only where no reader could take it for another", () => {
    fc.assert(
      fc.property(anything, (uri) => {
        if (!isPlainRedirect(uri)) return;
        const url = new URL(uri);
        expect([url.username, url.password, url.hash]).toEqual(["", "", ""]);
        expect(uri).not.toMatch(/[#\s\u0000-\u001f]/);
        if (!/^https?:$/.test(url.protocol)) return;
        expect(uri.startsWith(url.origin)).toBe(true);
        expect(["/", ""]).toContain(uri.charAt(url.origin.length));
      }),
      { numRuns: 5_000 },
    );
  });
});

test("no registration is accepted with a redirect URI that is not allowed, and no body throws", () => {
  const json = fc.jsonValue({ maxDepth: 2 });
  const body = fc.oneof(
    fc
      .record(
        {
          redirect_uris: fc.oneof(
            { weight: 5, arbitrary: fc.array(fc.oneof({ weight: 3, arbitrary: allowed }, edited), { maxLength: 4 }) },
            json,
          ),
          client_name: fc.oneof(fc.string(), json),
          grant_types: fc.oneof(fc.constant(["authorization_code"]), json),
          token_endpoint_auth_method: fc.oneof(fc.constant("none"), json),
          __proto__: json,
        },
        { requiredKeys: ["redirect_uris"] },
      )
      .map((value) => JSON.stringify(value)),
    fc.json(),
    fc.string({ unit: "binary" }),
  );
  let accepted = 0;
  fc.assert(
    fc.property(body, (text) => {
      const verdict = readRegistration(text, policy);
      if (!verdict.accepted) {
        expect(["dcr_invalid", "redirect_uri_invalid"]).toContain(verdict.reason);
        return;
      }
      accepted += 1;
      const { redirect_uris: uris } = JSON.parse(verdict.body) as { redirect_uris: string[] };
      expect(uris.length).toBeGreaterThan(0);
      for (const uri of uris) expect(isAllowedRedirect(uri, policy)).toBe(true);
    }),
    { numRuns: 5_000 },
  );
  expect(accepted).toBeGreaterThan(50);
});
