import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { services } from "../../infra/local/company.ts";
import { canariesIn } from "../support/canaries.ts";
import { personNamed, startTestEstate, type TestEstate } from "../support/estate.ts";
import { EstateRecord } from "../support/estate-record.ts";
import { callTool, mcpPost, type RpcAnswer, textOf } from "../support/mcp-post.ts";
import { modes, onlyIn } from "../support/modes.ts";

type Headers = Readonly<Record<string, string>>;

describe.each(modes)("in mode %s", (authorization) => {
  let estate: TestEstate;
  let record: EstateRecord;
  let url: string;
  beforeAll(async () => {
    const sync = services.find(({ name }) => name === "sync")?.clientId ?? "";
    estate = await startTestEstate({ authorization, settings: { LIST_ONLY_CALLERS: `${sync},Jonas.Weber@northwind.example` } });
    record = new EstateRecord(estate.contract);
    url = estate.contract.mcpUrl;
  });
  afterAll(() => estate?.stop());
  beforeEach(() => record.clear());

  const person = (name: string): Headers => personNamed(estate, name).headers;
  const service = (name: string): Headers => estate.contract.services.find((each) => each.name === name)?.headers ?? {};
  const bearerOf = (name: string): Headers => ({ authorization: person(name)["authorization"] ?? "" });
  const call = (headers: Headers, name = "getEmails", args: object = {}) => mcpPost(url, headers, "tools/call", { name, arguments: args });
  const toolsOf = async (headers: Headers) => {
    const response = await mcpPost(url, headers, "tools/list");
    const { result } = (await response.json()) as RpcAnswer<{ readonly tools: readonly { readonly name: string }[] }>;
    return result?.tools.map(({ name }) => name) ?? [];
  };
  /** The refusals on record, and what Graph saw of them. */
  const refusals = async () => {
    const events = await record.eventsOnce((seen) => seen.some((each) => each.outcome === "refused"));
    return {
      reasons: events.filter((each) => each.outcome === "refused").map((each) => each.reason ?? each.errorCode),
      graph: (await record.graphRequests()).length,
    };
  };

  describe("a person", () => {
    test("reads their own mail", async () => {
      const answer = await callTool(url, person("amara.okafor"), "getEmails", { count: 50 });
      const outcome = (await record.eventsOnce((seen) => seen.some((each) => each.kind === "call.outcome"))).find(
        (each) => each.kind === "call.outcome",
      );

      expect(canariesIn(textOf(answer))).toEqual(["Amara Okafor"]);
      expect(outcome).toMatchObject({ userEmail: "amara.okafor@northwind.example", principalType: "user" });
    });

    test("whose address stands among those that may only list, lists and calls nothing", async () => {
      expect(await toolsOf(person("jonas.weber"))).toContain("getEmails");
      await record.clear();
      const answer = await callTool(url, person("jonas.weber"), "getEmails");

      expect(answer.structuredContent?.error?.code).toBe("policy_denied");
      expect(await refusals()).toEqual({ reasons: ["sync_principal_denied"], graph: 0 });
    });
  });

  describe("an automation with a service token of its own", () => {
    test("lists the tools it may use: no policy names any other", async () => {
      expect(await toolsOf(service("automation"))).toEqual(["whoAmI"]);
    });

    test("learns who it is", async () => {
      const answer = await callTool(url, service("automation"), "whoAmI");

      expect(answer.isError).toBeUndefined();
      expect(textOf(answer)).toContain("service");
    });

    test.each([
      ["getEmails", {}],
      ["sendEmail", { to: ["amara.okafor@northwind.example"], subject: "From a machine", body: "x" }],
    ])("is nobody in Microsoft 365: %s is refused", async (tool, args) => {
      const answer = await callTool(url, service("automation"), tool, args);

      expect(answer.structuredContent?.error).toMatchObject({ code: "service_principal_forbidden" });
      expect(await refusals()).toEqual({ reasons: ["service_policy_denied"], graph: 0 });
    });

    test("does not become a person by somebody's bearer", async () => {
      const answer = await callTool(url, { ...service("automation"), ...bearerOf("mei.tanaka") }, "getEmails");

      expect(answer.structuredContent?.error).toMatchObject({ code: "service_principal_forbidden" });
      expect((await refusals()).graph).toBe(0);
    });
  });

  describe("a portal's background sync", () => {
    test("lists the tools", async () => {
      expect(await toolsOf(service("sync"))).toContain("getEmails");
    });

    test.each(["getEmails", "whoAmI", "add"])("calls nothing: %s is refused", async (tool) => {
      const answer = await callTool(url, service("sync"), tool, tool === "add" ? { a: 1, b: 1 } : {});

      expect(answer.structuredContent?.error?.code).toBe("service_principal_forbidden");
      expect(await refusals()).toEqual({ reasons: ["sync_principal_denied"], graph: 0 });
    });
  });

  describe.each(["nightly-report", "former-supplier"])("a service token that stands in no setting, %s", (name) => {
    test.each(["tools/list", "tools/call"])("is refused for %s", async (method) => {
      const response = await mcpPost(url, service(name), method, { name: "whoAmI", arguments: {} });

      expect([response.status, await response.json()]).toEqual([403, expect.objectContaining({ error: "access_denied" })]);
      expect(await refusals()).toEqual({ reasons: ["service_token_unknown"], graph: 0 });
    });
  });

  test("an operator's token opens no tool", async () => {
    const response = await call(service("operator"), "whoAmI");

    expect([response.status, await refusals()]).toEqual([403, { reasons: ["service_token_not_allowed"], graph: 0 }]);
  });

  test.each(["automation", "portal", "sync", "operator"])("no service token opens a page for people: %s", async (name) => {
    const paths = ["/connect", "/connections", "/callback", ...(authorization === "oauth" ? ["/authorize"] : [])];
    const answers = await Promise.all(
      paths.map((path) => fetch(`${estate.contract.origin}${path}`, { headers: service(name), redirect: "manual" })),
    );

    expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 403));
    expect((await record.eventsOnce((seen) => seen.length >= paths.length)).map(({ reason }) => reason)).toEqual(
      paths.map(() => "service_token_not_allowed"),
    );
  });

  onlyIn("access", authorization)("a portal's service token", () => {
    test("carries nobody: Access itself tells who comes through a portal", async () => {
      const response = await call(service("portal"));

      expect([response.status, await refusals()]).toEqual([403, { reasons: ["service_token_not_allowed"], graph: 0 }]);
    });
  });

  onlyIn("oauth", authorization)("a person through a portal that sends its own service token", () => {
    test.each([
      ["amara.okafor", "Amara Okafor"],
      ["mei.tanaka", "Mei Tanaka"],
    ])("is who the bearer says, and only that: %s", async (name, displayName) => {
      const { email } = personNamed(estate, name);
      const answer = await callTool(url, { ...service("portal"), ...bearerOf(name) }, "getEmails", { count: 50 });
      const events = await record.eventsOnce((seen) => seen.some((each) => each.kind === "call.outcome"));

      expect(canariesIn(textOf(answer))).toEqual([displayName]);
      expect(new Set((await record.graphRequests()).map(({ user }) => user))).toEqual(new Set([email]));
      expect(events.filter((each) => each.kind === "call.outcome").map(({ userId, principalType }) => [userId, principalType])).toEqual([
        [expect.stringMatching(/^user:/) as string, "user"],
      ]);
    });

    test("sends as that person", async () => {
      const subject = "Through the portal";
      await callTool(url, { ...service("portal"), ...bearerOf("amara.okafor") }, "sendEmail", {
        to: ["mei.tanaka@clinics.northwind.example"],
        subject,
        body: "x",
      });

      expect((await record.graphCommits()).map(({ user }) => user)).toEqual(["amara.okafor@northwind.example"]);
    });

    test("is the same principal as without the portal", async () => {
      const idOf = async (headers: Headers) => {
        await record.clear();
        await callTool(url, headers, "add", { a: 1, b: 1 });
        const events = await record.eventsOnce((seen) => seen.some((each) => each.kind === "call.outcome"));
        return events.find((each) => each.kind === "call.outcome")?.userId;
      };

      expect(await idOf({ ...service("portal"), ...bearerOf("mei.tanaka") })).toBe(await idOf(person("mei.tanaka")));
    });

    test.each<[string, () => Headers, string]>([
      ["without a bearer", () => ({}), "token_missing"],
      ["with a bearer nobody issued", () => ({ authorization: "Bearer user%3Ax:grant:secret" }), "token_invalid"],
      [
        "with a person's Access token as the bearer",
        () => ({ authorization: `Bearer ${person("mei.tanaka")["cf-access-token"]}` }),
        "token_malformed",
      ],
    ])("is nobody %s", async (_name, headers, reason) => {
      const response = await call({ ...service("portal"), ...headers() });

      expect([response.status, response.headers.get("www-authenticate")]).toEqual([
        401,
        expect.stringContaining("resource_metadata=") as string,
      ]);
      expect(await refusals()).toEqual({ reasons: [reason], graph: 0 });
    });
  });

  onlyIn("oauth", authorization)("a bearer", () => {
    test("under another person's Access identity is refused", async () => {
      const response = await call({ ...person("mei.tanaka"), ...bearerOf("amara.okafor") });

      expect([response.status, await response.json()]).toEqual([403, expect.objectContaining({ error: "access_denied" })]);
      expect(await refusals()).toEqual({ reasons: ["principal_mismatch"], graph: 0 });
    });

    test("is nothing without Access", async () => {
      const response = await fetch(`${estate.contract.directOrigin}/mcp`, {
        method: "POST",
        headers: { "content-type": "application/json", ...bearerOf("amara.okafor") },
        body: "{}",
      });

      expect([response.status, await refusals()]).toEqual([403, { reasons: ["jwt_missing"], graph: 0 }]);
    });

    test("of a person is missing: 401, and Graph sees nothing", async () => {
      const { "cf-access-token": token = "" } = person("amara.okafor");
      const response = await call({ "cf-access-token": token });

      expect([response.status, await refusals()]).toEqual([401, { reasons: ["token_missing"], graph: 0 }]);
    });
  });
});
