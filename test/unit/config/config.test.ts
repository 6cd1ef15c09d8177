import { describe, expect, test } from "vitest";
import { parseKeyRing } from "../../../src/accounts/keys.ts";
import { type Config, type ConfigProblem, loadConfig, readConfig, requireConfig } from "../../../src/config/config.ts";
import { goodKey, goodSettings } from "../../support/settings.ts";

function configOf(over: Readonly<Record<string, unknown>> = {}): Config {
  const result = readConfig({ ...goodSettings, ...over });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.config;
}

function problemsOf(over: Readonly<Record<string, unknown>>): readonly ConfigProblem[] {
  const result = readConfig({ ...goodSettings, ...over });
  return result.ok ? [] : result.problems;
}

describe("a complete set of settings", () => {
  test("is a frozen configuration with the defaults filled in", () => {
    const config = configOf();

    expect(Object.isFrozen(config)).toBe(true);
    expect(config).toMatchObject({
      GRAPH_API_VERSION: "v1.0",
      GRAPH_ORIGIN: "https://graph.microsoft.com",
      MICROSOFT_AUTHORITY: "https://login.microsoftonline.com",
      AI_GATEWAY_ROUTE: "microsoft-graph-handler",
      EGRESS_ROUTE: "dynamic",
      EGRESS_PAYLOAD: "clear",
      CALLS_PER_MINUTE: 120,
      TOOL_TIERS: "core",
      ENABLE_DIAGNOSTICS: false,
    });
  });

  test.each([
    ["gcc-high", "https://login.microsoftonline.us", "https://graph.microsoft.us", "*.sharepoint.us"],
    ["dod", "https://login.microsoftonline.us", "https://dod-graph.microsoft.us", "*.sharepoint-mil.us"],
    ["china", "https://login.chinacloudapi.cn", "https://microsoftgraph.chinacloudapi.cn", "*.sharepoint.cn"],
  ])("may live in the cloud %s", (cloud, authority, graph, documents) => {
    const config = configOf({ MICROSOFT_CLOUD: cloud });

    expect(config).toMatchObject({ MICROSOFT_AUTHORITY: authority, GRAPH_ORIGIN: graph });
    expect(config.DOCUMENT_HOSTS).toContain(documents);
    expect(config.DOCUMENT_HOSTS).not.toContain("*.sharepoint.com");
  });

  test("may name the hosts of its documents, which are then all", () => {
    expect(configOf().DOCUMENT_HOSTS).toContain("*.sharepoint.com");
    expect(configOf({ DOCUMENT_HOSTS: "corp.sharepoint.com, *.svc.ms" }).DOCUMENT_HOSTS).toEqual(["corp.sharepoint.com", "*.svc.ms"]);
  });

  test("may name its tools by a pattern, which means whole names", () => {
    const pattern = configOf({ ENABLED_TOOLS: "get.*|searchEmails" }).ENABLED_TOOLS;

    expect(["getEmails", "searchEmails", "searchEmailsNow", "forgetEmails"].map((name) => pattern?.test(name))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test.each([
    ["ENABLED_TOOLS", "get(.*"],
    ["ENABLED_TOOLS", "x".repeat(201)],
    ["TOOLSETS", "mail,post"],
    ["MICROSOFT_CLOUD", "us"],
    ["OUTPUT_FORMAT", "xml"],
    ["READ_ONLY", "yes"],
    ["CALL_GRAPH_WRITES", "yes"],
    ["EXTRA_SCOPES", "Notes.Read,Notes.Reed"],
    ["EXTRA_SCOPES", "VirtualEvent.ReadWrite*"],
    ["EXTRA_SCOPES", "https://graph.microsoft.com/.default"],
  ])("%s cannot be %s", (setting, value) => {
    expect(problemsOf({ [setting]: value })).toMatchObject([{ setting }]);
  });

  test("keeps callGraph to reading, and asks for no further scopes, unless told", () => {
    expect(configOf()).toMatchObject({ CALL_GRAPH_WRITES: false, EXTRA_SCOPES: [] });
    expect(configOf({ CALL_GRAPH_WRITES: "true", EXTRA_SCOPES: "Notes.Read, VirtualEvent.ReadWrite" })).toMatchObject({
      CALL_GRAPH_WRITES: true,
      EXTRA_SCOPES: ["Notes.Read", "VirtualEvent.ReadWrite"],
    });
  });

  test("answers for its own host and those it is told", () => {
    expect([...configOf({ ALLOWED_HOSTS: "127.0.0.1:8786, direct.corp.example" }).hosts]).toEqual([
      "mcp.corp.example",
      "127.0.0.1:8786",
      "direct.corp.example",
    ]);
  });

  test("lets browsers of its own origin in and those it is told", () => {
    expect([...configOf({ ALLOWED_ORIGINS: "https://playground.corp.example," }).origins]).toEqual([
      "https://mcp.corp.example",
      "https://playground.corp.example",
    ]);
  });

  test("may take a key ring for a rotation, and the ring reads what the check let through", () => {
    const ring = `${goodKey(7)},${goodKey(8)}`;

    expect(parseKeyRing(configOf({ ENCRYPTION_KEY: ring }).ENCRYPTION_KEY)).toMatchObject({ all: [{}, {}] });
  });

  test.each(["http://127.0.0.1:8787", "http://[::1]:8787", "http://localhost:8787"])(
    "may live on this machine without TLS: %s",
    (origin) => {
      expect(configOf({ PUBLIC_ORIGIN: origin }).PUBLIC_ORIGIN).toBe(origin);
    },
  );

  test("knows the gateway by its service token instead of the relay key", () => {
    expect(configOf({ RELAY_KEY: undefined, AI_GATEWAY_SERVICE_TOKEN: `${"0".repeat(32)}.access` }).RELAY_KEY).toBeUndefined();
  });

  test("takes numbers and switches as text", () => {
    expect(configOf({ CALLS_PER_MINUTE: "500", ENABLE_DIAGNOSTICS: "true" })).toMatchObject({
      CALLS_PER_MINUTE: 500,
      ENABLE_DIAGNOSTICS: true,
    });
  });
});

const required = Object.keys(goodSettings);
const secrets = new Set([
  "MICROSOFT_CLIENT_ID",
  "MICROSOFT_TENANT_ID",
  "MICROSOFT_CLIENT_SECRET",
  "ENCRYPTION_KEY",
  "ENVELOPE_KEY",
  "COOKIE_ENCRYPTION_KEY",
  "COOKIE_SECRET",
  "RELAY_KEY",
]);

const unconditional = required.filter((name) => name !== "RELAY_KEY");

describe("a missing setting", () => {
  test.each([undefined, ""].flatMap((value) => unconditional.map((name) => [name, value] as const)))(
    "%s (%j) is named with its fix",
    (name, value) => {
      expect(problemsOf({ [name]: value })).toEqual([
        {
          setting: name,
          problem: "is missing",
          fix: secrets.has(name) ? `npx wrangler secret put ${name}` : `set ${name} in [vars] of wrangler.toml`,
        },
      ]);
    },
  );

  test.each([undefined, ""])("RELAY_KEY (%j) without a service token of the gateway", (value) => {
    expect(problemsOf({ RELAY_KEY: value })).toEqual([
      { setting: "RELAY_KEY", problem: expect.stringContaining("AI_GATEWAY_SERVICE_TOKEN"), fix: "npx wrangler secret put RELAY_KEY" },
    ]);
  });

  test("all of them are reported at once", () => {
    const result = readConfig({});

    expect(!result.ok && new Set(result.problems.map(({ setting }) => setting))).toEqual(new Set(required));
  });
});

describe("a malformed setting is named, once", () => {
  test.each<[string, unknown]>([
    ["MICROSOFT_CLIENT_ID", "common"],
    ["MICROSOFT_TENANT_ID", "common"],
    ["MICROSOFT_TENANT_ID", "contoso.onmicrosoft.com"],
    ["MICROSOFT_CLIENT_SECRET", 7],
    ["ENCRYPTION_KEY", "short"],
    ["ENCRYPTION_KEY", Buffer.alloc(31, 9).toString("base64")],
    ["ENCRYPTION_KEY", Buffer.alloc(33, 9).toString("base64")],
    ["ENCRYPTION_KEY", Buffer.alloc(32, 255).toString("base64url")],
    ["ENCRYPTION_KEY", `${goodKey(1)},${goodKey(1)}`],
    ["ENCRYPTION_KEY", `${goodKey(1)},`],
    ["ENVELOPE_KEY", `${"A".repeat(42)}B=`],
    ["COOKIE_SECRET", "password"],
    ["RELAY_KEY", "password"],
    ["AI_GATEWAY_SERVICE_TOKEN", "gateway"],
    ["PUBLIC_ORIGIN", "http://mcp.corp.example"],
    ["PUBLIC_ORIGIN", "http://localhost.evil.com"],
    ["PUBLIC_ORIGIN", "https://mcp.corp.example/"],
    ["PUBLIC_ORIGIN", "https://mcp.corp.example/mcp"],
    ["PUBLIC_ORIGIN", "https://user:pw@mcp.corp.example"],
    ["PUBLIC_ORIGIN", "mcp.corp.example"],
    ["ALLOWED_HOSTS", "https://mcp.corp.example"],
    ["ALLOWED_HOSTS", "MCP.corp.example"],
    ["ALLOWED_ORIGINS", "*"],
    ["ALLOWED_ORIGINS", "https://ok.example,null"],
    ["MCP_AUTHORIZATION", "none"],
    ["ACCESS_TEAM_DOMAIN", "corp"],
    ["ACCESS_AUD", "undefined"],
    ["ACCESS_AUD", "A".repeat(64)],
    ["GRAPH_API_VERSION", "beta"],
    ["GRAPH_API_VERSION", "v1.0/../beta"],
    ["GRAPH_API_VERSION", "v1.0/"],
    ["GRAPH_API_VERSION", "https://evil.example/v1.0"],
    ["GRAPH_ORIGIN", "https://graph.microsoft.com/beta"],
    ["DOCUMENT_HOSTS", "*"],
    ["DOCUMENT_HOSTS", "*.com"],
    ["DOCUMENT_HOSTS", "corp.*.com"],
    ["DOCUMENT_HOSTS", "https://corp.sharepoint.com"],
    ["DOCUMENT_HOSTS", "corp.sharepoint.com:8443"],
    ["AI_GATEWAY_ID", "../other"],
    ["AI_GATEWAY_ROUTE", "dynamic/x"],
    ["EGRESS_ROUTE", "direct"],
    ["EGRESS_PAYLOAD", "none"],
    ["CALLS_PER_MINUTE", "0"],
    ["CALLS_PER_MINUTE", "many"],
    ["CALLS_PER_MINUTE", "1.5"],
    ["TOOL_TIERS", "everything"],
    ["ENABLE_DIAGNOSTICS", "yes"],
    ["ENABLE_DIAGNOSTICS", true],
  ])("%s = %j", (setting, value) => {
    const problems = problemsOf({ [setting]: value });

    expect(new Set(problems.map((problem) => problem.setting))).toEqual(new Set([setting]));
    expect(problems[0]?.problem).toMatch(/^must |^too |^Too /i);
  });

  test("together with everything else that is wrong", () => {
    const problems = problemsOf({ ACCESS_AUD: "x", COOKIE_SECRET: undefined, RELAY_KEY: undefined, EGRESS_ROUTE: "direct" });

    expect(problems.map(({ setting }) => setting).toSorted()).toEqual(["ACCESS_AUD", "COOKIE_SECRET", "EGRESS_ROUTE", "RELAY_KEY"]);
  });

  test("and what it was set to is never repeated", () => {
    const planted = Object.fromEntries(required.map((name) => [name, `do-not-leak-${name}!`]));
    const result = readConfig(planted);

    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).not.toContain("do-not-leak");
  });
});

test("settings are read once per isolate", () => {
  const env = { ...goodSettings };

  expect(loadConfig(env)).toBe(loadConfig(env));
});

test("a room behind a broken configuration names the settings, not their values", () => {
  expect(() => requireConfig({ ...goodSettings, COOKIE_SECRET: "do-not-leak" })).toThrow(/^misconfigured: COOKIE_SECRET$/);
});

describe("a service token", () => {
  const [one, two, three] = ["a", "b", "c"].map((digit) => `${digit.repeat(32)}.access`) as [string, string, string];
  const fixOf = (setting: string) => `set ${setting} in [vars] of wrangler.toml`;

  test("of each kind is in order, and may be one that only lists", () => {
    const lists = { AUTOMATION_SERVICE_TOKENS: one, PORTAL_SERVICE_TOKENS: two, OPERATOR_SERVICE_TOKENS: three };

    expect(problemsOf({ ...lists, LIST_ONLY_CALLERS: [one, two].join(",") })).toEqual([]);
  });

  test.each([
    ["AUTOMATION_SERVICE_TOKENS", "PORTAL_SERVICE_TOKENS"],
    ["AUTOMATION_SERVICE_TOKENS", "OPERATOR_SERVICE_TOKENS"],
    ["PORTAL_SERVICE_TOKENS", "OPERATOR_SERVICE_TOKENS"],
  ])("is not of two kinds: %s and %s", (first, second) => {
    const problems = problemsOf({ [first]: [one, two].join(","), [second]: [three, two].join(",") });

    expect(problems).toEqual([
      { setting: second, problem: expect.stringContaining(`names a service token that ${first} names too`), fix: fixOf(second) },
    ]);
    expect(JSON.stringify(problems)).not.toContain(two);
  });

  test("of all three kinds is told at both later lists, whatever else is wrong", () => {
    const lists = { AUTOMATION_SERVICE_TOKENS: one, PORTAL_SERVICE_TOKENS: one, OPERATOR_SERVICE_TOKENS: one };
    const problems = problemsOf({ ...lists, ACCESS_AUD: "undefined" });

    expect(problems.map(({ setting }) => setting)).toEqual(["ACCESS_AUD", "PORTAL_SERVICE_TOKENS", "OPERATOR_SERVICE_TOKENS"]);
    expect(problems[2]?.problem).toContain("AUTOMATION_SERVICE_TOKENS and PORTAL_SERVICE_TOKENS");
  });

  test("list that is none is told once, for what it is", () => {
    expect(problemsOf({ AUTOMATION_SERVICE_TOKENS: "nightly", PORTAL_SERVICE_TOKENS: "nightly" })).toEqual([
      {
        setting: "AUTOMATION_SERVICE_TOKENS",
        problem: expect.stringContaining("must be client ids"),
        fix: fixOf("AUTOMATION_SERVICE_TOKENS"),
      },
      { setting: "PORTAL_SERVICE_TOKENS", problem: expect.stringContaining("must be client ids"), fix: fixOf("PORTAL_SERVICE_TOKENS") },
    ]);
  });
});
