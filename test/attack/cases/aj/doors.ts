/** AJ, the doors: which routes ask for an assertion, what else a request may carry, odd methods, paths and hosts, broken settings. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { projectRoot } from "../../../../infra/local/bundle-worker.ts";
import { misconfigured503, notFound404, P403, refusal, seen, type Seen } from "../../answers.ts";
import { callBody, mcpCall } from "../../calls.ts";
import type { AttackCase, Attempt } from "../../framework.ts";
import type { Stage } from "../../stage.ts";
import { sendRaw, type WireRequest } from "../../wire.ts";
import { withAssertion } from "./assertion.ts";

const routes = [
  "/",
  "/mcp",
  "/mcp/",
  "/mcp/x/mail",
  "/mcp/x/mail,calendar/readonly",
  "/sse",
  "/messages?sessionId=1",
  "/authorize?response_type=code&client_id=x",
  "/callback?code=x&state=y",
  "/connect",
  "/connections",
  "/operator/connections",
  "/approve",
  "/approve/1",
  "/soc",
  "/soc/trace/1",
  "/x",
  "/egress",
  "/EGRESS/chat/completions",
  "/healthz/",
  "/HEALTHZ",
  "/favicon.ico",
  "/robots.txt",
  "/token/",
  "/register/x",
  "/.well-known",
  "/cdn-cgi/access/certs",
] as const;
/** Open in mode `oauth`, where no Access login can reach them. */
const machineRoutes = ["/token", "/register", "/.well-known/oauth-authorization-server", "/.well-known/oauth-protected-resource"] as const;

const jsonHeaders = [
  ["content-type", "application/json"],
  ["accept", "application/json, text/event-stream"],
] as const;

/** A request at the Worker's own door that carries no assertion. */
function bare(stage: Stage, request: WireRequest, answer = P403): Attempt {
  const name = `${request.method ?? "GET"} ${request.path}`;
  return { name, send: () => sendRaw(stage.contract.directOrigin, request), answer, reason: "jwt_missing" };
}

/** A refusal without a body, to HEAD. */
const headless403: typeof P403 = {
  name: "403 to HEAD",
  kind: "admission",
  isPerimeter: true,
  problem: (answer: Seen) =>
    answer.status === 403 && answer.text === "" && !answer.headers.has("www-authenticate") ? null : `${answer.status}`,
};

export const doorsCases: readonly AttackCase[] = [
  {
    id: "AJ-01",
    title: "no assertion, on every route; what is exempt is the explicit list and nothing else",
    async play(stage) {
      const { directOrigin } = stage.contract;
      const closed = stage.mode === "access" ? [...routes, ...machineRoutes] : routes;
      await stage.refuses(
        closed.flatMap((path) => [
          bare(stage, { path }),
          bare(stage, { method: "POST", path, headers: jsonHeaders, body: callBody }),
          bare(stage, { method: "DELETE", path }),
        ]),
      );
      const health = await seen(fetch(`${directOrigin}/healthz`));
      stage.holds("/healthz without detail", [200, "ok\n"], [health.status, health.text]);
      stage.holds("/egress has a credential of its own", 401, (await seen(fetch(`${directOrigin}/egress/chat/completions`))).status);
      if (stage.mode === "access") return;
      for (const path of machineRoutes) {
        const answer = await seen(fetch(`${directOrigin}${path}`));
        stage.holds(`${path} asks for no assertion`, false, answer.text.includes("access_denied"));
      }
    },
  },
  {
    id: "AJ-24",
    title: "a good token as the CF_Authorization cookie only",
    async play(stage) {
      const cookie = ["cookie", `CF_Authorization=${await stage.mint()}`] as const;
      await stage.refuses([
        bare(stage, { method: "POST", path: "/mcp", headers: [...jsonHeaders, cookie], body: callBody }),
        ...["/authorize", "/callback", "/connect", "/connections"].map((path) => bare(stage, { path, headers: [cookie] })),
      ]);
    },
  },
  {
    id: "AJ-25",
    title: "the assertion is one person's, the cookie another's, both good",
    async play(stage) {
      const other = stage.person("jonas.weber").headers["cf-access-token"] ?? "";
      const cookies = [`CF_Authorization=${other}`, `a=b; CF_Authorization=${other}; c=d`, `CF_Authorization=x; CF_Authorization=${other}`];
      await stage.refuses(
        cookies.map((cookie, index) => ({
          name: `cookie ${index + 1}`,
          send: () => seen(mcpCall(stage.contract.directOrigin, { ...stage.direct(stage.person("amara.okafor")), cookie })),
          answer: P403,
          reason: "assertion_conflict",
        })),
      );
    },
  },
  {
    id: "AJ-26",
    title: "two assertions, one header each",
    async play(stage) {
      const good = await stage.mint();
      const other = stage.person("jonas.weber").headers["cf-access-token"] ?? "";
      const twice =
        (first: string, second: string): Attempt["send"] =>
        () =>
          sendRaw(stage.contract.directOrigin, {
            method: "POST",
            path: "/mcp",
            headers: [...jsonHeaders, ["cf-access-jwt-assertion", first], ["Cf-Access-Jwt-Assertion", second]],
            body: callBody,
          });
      await stage.refuses(
        [
          ["two people's", good, other] as const,
          ["the same twice", good, good] as const,
          ["a good one and an empty one", good, ""] as const,
        ].map(([name, first, second]) => ({ name, send: twice(first, second), answer: P403, reason: "jwt_malformed" })),
      );
    },
  },
  {
    id: "AJ-27",
    title: "the e-mail header of Access without an assertion",
    async play(stage) {
      const headers = ["amara.okafor@northwind.example", "ceo@northwind.example"].map(
        (email) => ["cf-access-authenticated-user-email", email] as const,
      );
      await stage.refuses(
        headers.flatMap((header) => [
          bare(stage, { method: "POST", path: "/mcp", headers: [...jsonHeaders, header], body: callBody }),
          bare(stage, { path: "/connect", headers: [header] }),
        ]),
      );
    },
  },
  {
    id: "AJ-28",
    title: "the e-mail header of Access tells of somebody else than the assertion",
    async play(stage) {
      const own = stage.direct(stage.person("amara.okafor"));
      await stage.refuses(
        ["mei.tanaka@clinics.northwind.example", "ceo@northwind.example", "", "amara.okafor@northwind.example.evil.com"].map((email) => ({
          name: JSON.stringify(email),
          send: () => seen(mcpCall(stage.contract.directOrigin, { ...own, "cf-access-authenticated-user-email": email })),
          answer: P403,
          reason: "identity_header_conflict",
        })),
      );
    },
  },
  {
    id: "AJ-29",
    title: "no token in form: too long, two or five segments, other characters, white space inside, a scheme in front",
    async play(stage) {
      const good = await stage.mint();
      const [header = "", claims = "", signature = ""] = good.split(".");
      const forms: readonly (readonly [string, string])[] = [
        ["more than 16 KiB", `${header}.${claims}.${"A".repeat(16 * 1024)}`],
        ["60 KB", `${good}${"A".repeat(60_000)}`],
        ["two segments", `${header}.${claims}`],
        ["four segments", `${good}.AA`],
        ["five segments", `${good}.AA.BB`],
        ["one segment", header],
        ["points alone", ".."],
        ["not ASCII", `${header}.${claims}\u00e9.${signature}`],
        ["a space inside", `${header}. ${claims}.${signature}`],
        ["a tab inside", `${header}.\t${claims}.${signature}`],
        ["Bearer in front", `Bearer ${good}`],
        ["padding", `${good}=`],
        ["quotes", `"${good}"`],
        ["a header that is no JSON", `bm9wZQ.${claims}.${signature}`],
        ["a header that is a list", `W10.${claims}.${signature}`],
      ];
      await stage.refuses(
        forms.map(([name, token]) => {
          const request: WireRequest = {
            method: "POST",
            path: "/mcp",
            headers: [...jsonHeaders, ["cf-access-jwt-assertion", token]],
            body: callBody,
          };
          return {
            name,
            send: () => sendRaw(stage.contract.directOrigin, request),
            answer: P403,
            reason: ["jwt_malformed", "alg_not_allowed"],
          };
        }),
      );
      stage.holds("questions for keys", 0, await stage.keyFetches());
    },
  },
  {
    id: "AJ-35",
    title: "a service token on the pages that are for people",
    async play(stage) {
      const jwt = await stage.mint({
        claims: {
          common_name: "1c7e5a90b3d84f26a1e0c9d8b7f6a5e4.access",
          sub: "",
          email: null,
          identity_nonce: null,
          nbf: null,
          custom: null,
          aud: stage.contract.access.audience,
        },
      });
      const pages = [
        "/connect",
        "/callback?code=x&state=y",
        "/connections",
        ...(stage.mode === "oauth" ? ["/authorize?response_type=code"] : []),
      ];
      await stage.refuses(
        pages.map((path) => ({
          name: path,
          send: () => sendRaw(stage.contract.directOrigin, { path, headers: [["cf-access-jwt-assertion", jwt]] }),
          answer: P403,
          reason: "service_token_not_allowed",
        })),
      );
    },
  },
  {
    id: "AJ-38",
    title: "a good assertion under another Host: workers.dev, a preview, anything",
    async play(stage) {
      const jwt = await stage.mint();
      const { host } = new URL(stage.contract.directOrigin);
      const hosts = [
        "m365-mcp-server.corp.workers.dev",
        "abc123-m365-mcp-server.corp.workers.dev",
        "evil.example",
        `127.0.0.1.evil.example:${host.split(":")[1]}`,
        `evil.example:${host.split(":")[1]}`,
        "localhost",
        host.split(":")[0] ?? "",
      ];
      await stage.refuses(
        hosts.map((name) => ({
          name,
          send: () =>
            sendRaw(stage.contract.directOrigin, {
              method: "POST",
              path: "/mcp",
              headers: [["host", name], ["x-forwarded-host", host], ...jsonHeaders, ["cf-access-jwt-assertion", jwt]],
              body: callBody,
            }),
          answer: P403,
          reason: "host_not_allowed",
        })),
      );
      const config = await readFile(path.join(projectRoot, "wrangler.example.toml"), "utf8");
      for (const setting of ["workers_dev", "preview_urls"])
        stage.holds(setting, "false", new RegExp(`^${setting} = (\\w+)$`, "m").exec(config)?.[1]);
    },
  },
  {
    id: "AJ-39",
    title: "odd methods and odd ways to write the path, with and without an assertion",
    async play(stage) {
      const preflight = [
        ["origin", "https://evil.example"],
        ["access-control-request-method", "POST"],
      ] as const;
      const paths = [
        "//mcp",
        "/MCP",
        "/mcp/..;/",
        "/%2fmcp",
        "/mcp%00",
        "/mcp%2f..",
        "/./mcp/../x",
        "/mcp;a=b",
        "/%6dcp/",
        "/healthz/../x",
        "/healthz;/mcp",
        "/egress/../connect",
      ];
      const methods = ["OPTIONS", "PUT", "PATCH", "DELETE", "PROPFIND"];
      await stage.refuses([
        ...methods.map((method) => bare(stage, { method, path: "/mcp", headers: preflight })),
        bare(stage, { method: "HEAD", path: "/mcp" }, headless403),
        ...["X-HTTP-Method-Override", "X-Method-Override", "X-Original-URL", "X-Rewrite-URL"].map((header) =>
          bare(stage, { path: "/mcp", headers: [[header, header.includes("URL") ? "/healthz" : "OPTIONS"]] }),
        ),
        ...paths.map((path) => bare(stage, { method: "POST", path, headers: jsonHeaders, body: callBody })),
      ]);
      const jwt = await stage.mint();
      await stage.refuses(
        ["//mcp", "/MCP", "/mcp/..;/", "/%2fmcp", "/mcp%00", "/mcp;a=b", "/healthz;/mcp"].map((path) => ({
          name: `${path}, admitted`,
          send: () =>
            sendRaw(stage.contract.directOrigin, {
              method: "POST",
              path,
              headers: [...jsonHeaders, ["cf-access-jwt-assertion", jwt]],
              body: callBody,
            }),
          answer: notFound404,
          reason: "route_unknown",
        })),
      );
      await stage.refuses([
        {
          name: "GET with an override, admitted",
          send: () =>
            sendRaw(stage.contract.directOrigin, {
              path: "/mcp",
              headers: [
                ["x-http-method-override", "POST"],
                ["cf-access-jwt-assertion", jwt],
              ],
            }),
          answer: refusal(405, "method_refused", { allow: "POST" }),
          reason: "method_refused",
          kind: "admission",
        },
      ]);
      const traced = await sendRaw(stage.contract.directOrigin, { method: "TRACE", path: "/mcp", headers: [["x-secret", "do-not-echo"]] });
      stage.holds("TRACE is served", false, traced.status < 400);
      stage.holds("TRACE echoes", false, traced.text.includes("do-not-echo"));
    },
  },
  {
    id: "AJ-40",
    title: "a person's assertion again, from another address and another client: admitted, and the record says from where",
    async play(stage) {
      const person = stage.person("amara.okafor");
      const nonce = (
        JSON.parse(Buffer.from((person.headers["cf-access-token"] ?? "").split(".")[1] ?? "", "base64url").toString()) as {
          identity_nonce: string;
        }
      ).identity_nonce;
      const places = [
        { "cf-connecting-ip": "198.51.100.7", "cf-ipcountry": "DE", "user-agent": "desk/1" },
        { "cf-connecting-ip": "203.0.113.9", "cf-ipcountry": "KP", "user-agent": "thief/9" },
      ];
      for (const place of places) {
        const answer = await seen(mcpCall(stage.contract.directOrigin, { ...stage.direct(person), ...place }, "getEmails", { count: 1 }));
        stage.holds(`from ${place["cf-connecting-ip"]}`, 200, answer.status);
      }
      const events = await stage.record.eventsOnce((all) => all.filter(({ kind }) => kind === "call.outcome").length === 2);
      const rows = events.filter(({ kind }) => kind === "call.outcome");
      stage.holds(
        "what the rows say of the place",
        places.map((place) => [place["cf-connecting-ip"], place["cf-ipcountry"], place["user-agent"], nonce]),
        rows.map(({ clientIp, clientCountry, userAgent, accessNonce }) => [clientIp, clientCountry, userAgent, accessNonce]),
      );
    },
  },
  {
    id: "AJ-41",
    title: "settings of the perimeter missing, empty or broken: closed, never open",
    async play(stage) {
      const broken: readonly (readonly [string, Parameters<Stage["open"]>[0]])[] = [
        ["without ACCESS_AUD", { without: ["ACCESS_AUD"] }],
        ["ACCESS_AUD empty", { settings: { ACCESS_AUD: "" } }],
        ["ACCESS_AUD undefined as text", { settings: { ACCESS_AUD: "undefined" } }],
        ["without ACCESS_TEAM_DOMAIN", { without: ["ACCESS_TEAM_DOMAIN"] }],
        ["ACCESS_TEAM_DOMAIN with a path", { settings: { ACCESS_TEAM_DOMAIN: "https://corp.cloudflareaccess.com/" } }],
        ["without MCP_AUTHORIZATION", { without: ["MCP_AUTHORIZATION"] }],
      ];
      await Promise.all(
        broken.map(async ([name, options]) => {
          const closed = await stage.open({ linkPeople: false, ...options });
          await closed.refuses([withAssertion(closed, name, await closed.mint(), "config_invalid", misconfigured503)]);
          const open = await seen(fetch(`${closed.contract.directOrigin}/connect`));
          closed.holds(`${name}: /connect`, 503, open.status);
        }),
      );
    },
  },
];
