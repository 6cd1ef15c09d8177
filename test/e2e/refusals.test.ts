import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Exchange } from "../../infra/local/ai-gateway/exchange-record.ts";
import { BrowserWalk } from "../../infra/local/browser-walk.ts";
import { stranger } from "../../infra/local/company.ts";
import { walkConnect } from "../../infra/local/link-account.ts";
import { type EstatePerson, personNamed, startTestEstate, type TestEstate } from "../support/estate.ts";
import { EstateRecord } from "../support/estate-record.ts";
import { callTool, mcpPost, type RpcAnswer, textOf } from "../support/mcp-post.ts";
import { storedAccounts, storedDigest } from "../support/stored-state.ts";
import { modes } from "../support/modes.ts";

describe.each(modes)("in mode %s", (authorization) => {
  let estate: TestEstate;
  let record: EstateRecord;
  let amara: EstatePerson;
  let rafael: EstatePerson;
  let directUrl: string;
  beforeAll(async () => {
    estate = await startTestEstate({ authorization, autoSignIn: false });
    record = new EstateRecord(estate.contract);
    amara = personNamed(estate, "amara.okafor");
    rafael = personNamed(estate, "rafael.costa");
    directUrl = `${estate.contract.directOrigin}/mcp`;
    // The good path first; it also brings Access's keys into the Worker.
    await callTool(estate.contract.mcpUrl, amara.headers, "getEmails", { count: 1 });
  });
  afterAll(() => estate?.stop());
  beforeEach(() => record.clear());

  async function mint(request: object): Promise<string> {
    const response = await fetch(estate.contract.access.mintUrl, { method: "POST", body: JSON.stringify(request) });
    return ((await response.json()) as { readonly jwt: string }).jwt;
  }

  const epochSeconds = () => Math.floor(Date.now() / 1000);

  describe("what the protocol itself refuses", () => {
    const modern = { "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call", "mcp-name": "getEmails" };
    test.each<[string, Record<string, string>, string, string]>([
      ["headers that name another tool", { ...modern, "mcp-name": "sendEmail" }, "tools/call", "header_mismatch"],
      ["a method nobody knows", {}, "mail/steal", "method_unknown"],
      ["an answer nobody can read", { accept: "text/plain" }, "tools/list", "protocol_refused"],
    ])("%s leaves one line, and Graph sees nothing", async (_name, headers, method, reason) => {
      const body = {
        name: "getEmails",
        arguments: {},
        _meta: { "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {} },
      };
      const response = await mcpPost(estate.contract.mcpUrl, { ...amara.headers, ...headers }, method, "mcp-name" in headers ? body : {});
      const events = await record.eventsOnce((lines) => lines.some((line) => line.reason === reason));

      expect(await response.text()).toContain('"error"');
      expect(events.filter((line) => line.outcome === "refused").map((line) => line.reason)).toEqual([reason]);
      expect(await record.graphRequests()).toEqual([]);
    });

    test("a body over the cap is told so, though the client is still writing", async () => {
      const answers = await Promise.all(
        [estate.contract.mcpUrl, directUrl].map((url) =>
          fetch(url, {
            method: "POST",
            headers: { "content-type": "application/json", ...amara.headers },
            body: "x".repeat(8 * 1024 * 1024),
          }).then((response) => response.status),
        ),
      );

      expect(answers).toEqual([413, 413]);
    });
  });

  describe("a request past the front door", () => {
    test("with a good assertion is let in", async () => {
      const { "cf-access-token": _token, ...bearer } = amara.headers;
      const response = await mcpPost(directUrl, { "cf-access-jwt-assertion": await mint({}), ...bearer }, "tools/list");

      expect(response.status).toBe(200);
    });

    const forgeries: readonly [string, () => Promise<Record<string, string>>, string][] = [
      ["without an assertion", async () => ({}), "jwt_missing"],
      ["with a bearer instead", async () => ({ authorization: `Bearer ${await mint({})}` }), "jwt_missing"],
      [
        "with an assertion under a foreign key",
        async () => ({ "cf-access-jwt-assertion": await mint({ key: "foreign" }) }),
        "bad_signature",
      ],
      ["with an unsigned assertion", async () => ({ "cf-access-jwt-assertion": await mint({ key: "none" }) }), "alg_not_allowed"],
      [
        "with an assertion signed by the public key as a secret",
        async () => ({ "cf-access-jwt-assertion": await mint({ key: "hmac-public-key" }) }),
        "alg_not_allowed",
      ],
      [
        "with an expired assertion",
        async () => ({
          "cf-access-jwt-assertion": await mint({
            claims: { iat: epochSeconds() - 7_200, nbf: epochSeconds() - 7_200, exp: epochSeconds() - 3_600 },
          }),
        }),
        "expired",
      ],
      [
        "with another application's assertion",
        async () => ({ "cf-access-jwt-assertion": await mint({ claims: { aud: ["f".repeat(64)] } }) }),
        "aud_mismatch",
      ],
      [
        "with another team's assertion",
        async () => ({ "cf-access-jwt-assertion": await mint({ claims: { iss: "https://evil.example" } }) }),
        "iss_mismatch",
      ],
      [
        "with an e-mail header that tells another story",
        async () => ({
          "cf-access-jwt-assertion": await mint({}),
          "cf-access-authenticated-user-email": "mei.tanaka@clinics.northwind.example",
        }),
        "identity_header_conflict",
      ],
    ];

    test.each(forgeries)("%s is refused, wakes nothing and leaves one line", async (_name, headersOf, reason) => {
      const headers = await headersOf();
      const before = await storedDigest(estate.contract.stateDirectory);
      const response = await mcpPost(directUrl, headers, "tools/call", { name: "getEmails", arguments: {} });
      const body = (await response.json()) as { readonly request_id: string };
      const events = await record.eventsOnce((seen) => seen.length > 0);
      const asked = await record.outbound();

      expect(response.status).toBe(403);
      expect(body).toEqual({
        error: "access_denied",
        error_description: "Request was not admitted by the access perimeter.",
        request_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      });
      expect(response.headers.get("www-authenticate")).toBeNull();
      expect(events.map(({ kind, outcome, reason: why, requestId }) => ({ kind, outcome, why, requestId }))).toEqual([
        { kind: "admission", outcome: "refused", why: reason, requestId: body.request_id },
      ]);
      expect(asked.filter(({ path }) => path !== new URL(estate.contract.access.certsUrl).pathname)).toEqual([]);
      expect(await storedDigest(estate.contract.stateDirectory)).toEqual(before);
      expect(await record.graphRequests()).toEqual([]);
    });

    const own = authorization === "oauth" ? ["/authorize"] : ["/token", "/register", "/.well-known/oauth-protected-resource"];
    test.each(["/", "/mcp", "/sse", "/connect", "/callback", "/soc", "/connections", "/operator/connections", ...own])(
      "without an assertion learns nothing of %s",
      async (path) => {
        const response = await fetch(`${estate.contract.directOrigin}${path}`, { redirect: "manual" });

        expect([response.status, ((await response.json()) as { readonly error: string }).error]).toEqual([403, "access_denied"]);
      },
    );
  });

  describe("a request at the front door", () => {
    /** Managed OAuth answers a client with a challenge; without it Access knows its login page only. */
    const turnedAway = authorization === "access" ? 401 : 302;

    test("with a forged token never reaches the Worker", async () => {
      const response = await mcpPost(estate.contract.mcpUrl, { "cf-access-token": await mint({ key: "foreign" }) }, "tools/list");

      expect(response.status).toBe(turnedAway);
      expect(await record.eventsAfterAWhile()).toEqual([]);
    });

    test("cannot bring its own assertion along", async () => {
      const response = await mcpPost(estate.contract.mcpUrl, { "cf-access-jwt-assertion": await mint({}) }, "tools/list");

      expect(response.status).toBe(turnedAway);
    });

    test("of a service token no policy names is refused", async () => {
      const response = await mcpPost(estate.contract.mcpUrl, estate.contract.services[0]?.headers ?? {}, "tools/list");
      const [event, ...more] = await record.eventsOnce((seen) => seen.length > 0);

      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ error: "access_denied" });
      expect(event).toMatchObject({ outcome: "refused", reason: "service_token_unknown", principalType: "service" });
      expect(more).toEqual([]);
    });
  });

  describe("a tool call", () => {
    const hostile = [
      "../x",
      "..",
      ".",
      "inbox/../../users",
      "%2e%2e",
      "%2e%2e%2fusers",
      "%252e%252e",
      "..%2f",
      "a\\b",
      "..\\..",
      "a?$select=body",
      "a#fragment",
      "a%00",
      "a\u0000b",
      "a\nb",
      "a\r\nX: y",
      "a\u007f",
      "a\u0085b",
      "//",
      "/inbox",
      "%",
      "\ud800",
    ];

    test.each(hostile.map((folder) => [JSON.stringify(folder), folder]))(
      "for folder %s is a tool error that names the field; Graph sees nothing",
      async (_shown, folder) => {
        const answer = await callTool(estate.contract.mcpUrl, amara.headers, "getEmails", { folder });

        expect(answer.isError).toBe(true);
        expect(textOf(answer)).toMatch(/^invalid_arguments: folder/);
        expect(await record.graphRequests()).toEqual([]);
      },
    );

    test.each([
      ["an argument that does not exist", "getEmails", { count: 1, colour: "red" }, "colour"],
      ["a number as text", "getEmails", { count: "5" }, "count"],
      ["a number out of range", "getEmails", { count: 51 }, "count"],
      ["a list instead of a name", "getEmails", { folder: ["inbox"] }, "folder"],
      ["an address that is none", "sendEmail", { to: ["not an address"], subject: "x", body: "y" }, "to"],
      ["an address with a line break in it", "sendEmail", { to: ["a@b.example\r\nBcc: c@d.example"], subject: "x", body: "y" }, "to"],
      ["a missing argument", "sendEmail", { subject: "x", body: "y" }, "to"],
      ["a prototype's name", "add", { a: 1, b: 1, constructor: 1 }, "constructor"],
    ])("with %s is a tool error that names the field; Graph sees nothing", async (_name, tool, args, field) => {
      const answer = await callTool(estate.contract.mcpUrl, amara.headers, tool, args);
      const events = await record.eventsOnce((seen) => seen.some((each) => each.kind === "call.outcome"));

      expect(answer.isError).toBe(true);
      expect(textOf(answer)).toMatch(new RegExp(`^invalid_arguments: ${field}\\b`));
      expect(events.filter((each) => each.kind === "call.outcome").map((each) => [each.outcome, each.errorCode])).toEqual([
        ["refused", "invalid_arguments"],
      ]);
      expect(await record.graphRequests()).toEqual([]);
    });

    test("of a tool nobody offers is an error that names it, and one row", async () => {
      const response = await mcpPost(estate.contract.mcpUrl, amara.headers, "tools/call", { name: "../getEmails", arguments: {} });
      const { error } = (await response.json()) as RpcAnswer<never>;
      const events = await record.eventsOnce((seen) => seen.some((each) => each.outcome === "refused"));

      expect(error).toMatchObject({ code: -32_602, message: expect.stringContaining('"../getEmails"') as string });
      expect(events.filter((each) => each.outcome === "refused")).toHaveLength(1);
      expect(await record.graphRequests()).toEqual([]);
    });

    test("of a person without a linked account answers with the link; Graph sees nothing", async () => {
      const answer = await callTool(estate.contract.mcpUrl, rafael.headers, "getEmails", {});

      expect(textOf(answer)).toMatch(new RegExp(`^account_not_linked:[^]*${estate.contract.origin}/connect`));
      expect(await record.graphRequests()).toEqual([]);
    });
  });

  describe("linking", () => {
    const accessToken = (person: EstatePerson) => person.headers["cf-access-token"] ?? "";

    test.each(["forged", "", "01980000-0000-7000-8000-000000000000.00", `01980000-0000-7000-8000-000000000000.${"0".repeat(64)}`])(
      "with the made-up state %j ends at a local page; nothing is stored",
      async (state) => {
        const before = await storedDigest(estate.contract.stateDirectory);
        const response = await fetch(`${estate.contract.origin}/callback?${new URLSearchParams({ code: "stolen", state }).toString()}`, {
          redirect: "manual",
          headers: rafael.headers,
        });
        const events = await record.eventsOnce((seen) => seen.length > 0);

        expect(response.status).toBe(400);
        expect(response.headers.get("location")).toBeNull();
        expect(response.headers.get("set-cookie")).toBeNull();
        expect(await response.text()).toContain("could not be verified");
        expect(events.map((each) => [each.kind, each.outcome, each.reason])).toEqual([["link", "refused", "state_invalid"]]);
        expect(await storedDigest(estate.contract.stateDirectory)).toEqual(before);
      },
    );

    test("with a good state in another browser is refused", async () => {
      const mine = new BrowserWalk(estate.contract.origin, rafael.headers);
      const { visited } = await mine.submit(await mine.open(`${estate.contract.origin}/connect`));
      const state = visited.map((url) => new URL(url).searchParams.get("state")).find((each) => each !== null) ?? "";
      const theirs = new BrowserWalk(estate.contract.origin, rafael.headers);
      const page = await theirs.open(`${estate.contract.origin}/callback?${new URLSearchParams({ code: "stolen", state }).toString()}`);

      const events = await record.eventsOnce((seen) => seen.length > 0);

      expect([page.status, events.map((each) => each.reason)]).toEqual([400, ["state_binding"]]);
      expect((await storedAccounts(estate.contract.stateDirectory)).map(({ email }) => email)).not.toContain(rafael.email);
    });

    test("somebody else's Microsoft account is refused; nothing is stored", async () => {
      const page = await walkConnect(estate.contract.origin, accessToken(rafael), { email: "jonas.weber@northwind.example" });
      const event = (await record.eventsOnce((seen) => seen.length > 0)).find((each) => each.kind === "link");

      expect([page.status, page.text]).toEqual([400, expect.stringContaining("This is not your account") as string]);
      expect(event).toMatchObject({ outcome: "refused", reason: "account_binding_mismatch" });
      expect((await storedAccounts(estate.contract.stateDirectory)).map(({ email }) => email)).not.toContain(rafael.email);
    });

    test("a second Microsoft account is refused; the first one stays", async () => {
      const page = await walkConnect(estate.contract.origin, accessToken(amara), { email: "jonas.weber@northwind.example" });
      const accounts = await storedAccounts(estate.contract.stateDirectory);

      expect(page.status).toBe(400);
      expect(accounts.filter(({ email }) => email === amara.email)).toEqual([{ email: amara.email, userPrincipalName: amara.email }]);
      expect(textOf(await callTool(estate.contract.mcpUrl, amara.headers, "getEmails", { count: 50 }))).toContain("Canary Amara Okafor");
    });

    test("another company's account does not get past Microsoft; nothing is stored", async () => {
      const page = await walkConnect(estate.contract.origin, accessToken(rafael), stranger);

      expect(new URL(page.url).origin).toBe(new URL(estate.contract.entra.authority).origin);
      expect(page.text).toContain("AADSTS50020");
      expect((await storedAccounts(estate.contract.stateDirectory)).map(({ email }) => email)).not.toContain(rafael.email);
    });
  });

  describe("the relay", () => {
    let taken: Exchange;
    beforeEach(async () => {
      await callTool(estate.contract.mcpUrl, amara.headers, "sendEmail", { to: [amara.email], subject: "Relayed", body: "Once." });
      const sent = (await record.gatewayExchanges()).find((each) => each.direction === "sent");
      if (!sent) throw new Error("the gateway sent nothing");
      taken = sent;
      await record.clear();
    });

    const post = (headers: Readonly<Record<string, string>>, body: string) =>
      fetch(`${estate.contract.directOrigin}/egress/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body,
      });

    const own = () => ({ authorization: taken.headers["authorization"] ?? "" });
    /** The envelope's text, message and MAC stand in one JSON text inside another. */
    const edited = (from: string, to: string) => {
      expect(taken.body).toContain(from);
      return taken.body.replaceAll(from, to);
    };

    test.each<readonly [string, () => Promise<Response>, number, string]>([
      ["without the gateway's credential", () => post({}, taken.body), 401, "relay_caller_unknown"],
      [
        "with a wrong credential",
        () => post({ authorization: `Bearer ${Buffer.alloc(32).toString("base64")}` }, taken.body),
        401,
        "relay_caller_unknown",
      ],
      [
        "with a person's assertion instead",
        async () => post({ "cf-access-jwt-assertion": await mint({}) }, taken.body),
        401,
        "relay_caller_unknown",
      ],
      ["with a used envelope", () => post(own(), taken.body), 409, "envelope_replayed"],
      ["with another subject than the envelope's", () => post(own(), edited("Relayed", "Changed")), 403, "envelope_tampered"],
      [
        "with another path than the envelope's",
        () => post(own(), edited("/v1.0/me/sendMail", "/v1.0/me/messages")),
        403,
        "envelope_tampered",
      ],
      ["with another template in the envelope", () => post(own(), edited('"/me/sendMail', '"/me/messages')), 403, "envelope_signature"],
      [
        "with another principal in the envelope",
        () => post(own(), edited("7335d417-61da-459d-899c-0a01c76a2f94", "b2c4e8a1-0f3d-4b6a-9c7e-1d2f3a4b5c6d")),
        403,
        "envelope_signature",
      ],
      [
        "with no envelope at all",
        () => post(own(), JSON.stringify({ messages: [{ role: "user", content: "hello" }] })),
        400,
        "relay_shape",
      ],
      ["with a body that is no JSON", () => post(own(), "{"), 400, "relay_shape"],
    ])("called %s refuses, with one line; Graph sees nothing", async (_name, call, status, reason) => {
      const response = await call();
      const events = await record.eventsOnce((seen) => seen.length > 0);

      expect([response.status, events.map((each) => [each.kind, each.outcome, each.reason])]).toEqual([
        status,
        [["relay", "refused", reason]],
      ]);
      expect(await record.graphRequests()).toEqual([]);
    });
  });
});
