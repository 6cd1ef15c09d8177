/** How clients become known in mode `oauth`: by an operator, by a document of their own, by themselves; and none of it where it is switched off. */
import * as oauth from "oauth4webapi";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { OAuthClient } from "../../infra/local/oauth-client.ts";
import { between, rowsOf } from "../support/documented-table.ts";
import { personNamed, startTestEstate, type TestEstate } from "../support/estate.ts";
import { EstateRecord } from "../support/estate-record.ts";
import { mcpPost } from "../support/mcp-post.ts";
import { runOperatorCommand } from "../support/operator-command.ts";

const domain = "clients.example";
const redirectUri = `https://app.${domain}/callback`;
const documentAt = (url: string, over: object = {}) => ({
  [url]: {
    client_id: url,
    client_name: "Client with a document",
    redirect_uris: [redirectUri],
    token_endpoint_auth_method: "none",
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    ...over,
  },
});
const described = `https://${domain}/client.json`;
const refusedDocuments = {
  "is somebody else's": documentAt(`https://${domain}/other.json`, { client_id: described }),
  "holds a secret": documentAt(`https://${domain}/secret.json`, { client_secret: "do-not-leak" }),
  "wants to keep a secret": documentAt(`https://${domain}/confidential.json`, { token_endpoint_auth_method: "client_secret_basic" }),
  "has no name": documentAt(`https://${domain}/nameless.json`, { client_name: undefined }),
  "sends codes to a script": documentAt(`https://${domain}/script.json`, { redirect_uris: ["javascript:alert(1)"] }),
};
/** All of these have a good document, and none of them stands under the domain. */
const elsewhere = [
  "https://elsewhere.example/client.json",
  `https://sub.${domain}/client.json`,
  `https://${domain}.elsewhere.example/client.json`,
  `https://${domain}:8443/client.json`,
];

let estate: TestEstate;
let record: EstateRecord;
let person: { readonly email: string; readonly accessToken: string };
beforeAll(async () => {
  estate = await startTestEstate({
    authorization: "oauth",
    settings: { CLIENT_METADATA_DOMAINS: domain },
    documents: Object.assign(documentAt(described), ...Object.values(refusedDocuments), ...elsewhere.map((url) => documentAt(url))),
  });
  record = new EstateRecord(estate.contract);
  const { email, headers } = personNamed(estate, "amara.okafor");
  person = { email, accessToken: headers["cf-access-token"] ?? "" };
});
afterAll(() => estate?.stop());
beforeEach(() => record.clear());

const discover = () => OAuthClient.discover(estate.contract.origin);
const call = (accessToken: string) =>
  mcpPost(estate.contract.mcpUrl, { "cf-access-token": person.accessToken, authorization: `Bearer ${accessToken}` }, "tools/list");

/** The authorization endpoint, asked by a person's browser for a client. */
function askFor(clientId: string, redirect = redirectUri): Promise<Response> {
  const url = new URL(`${estate.contract.origin}/authorize`);
  url.search = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: redirect,
    state: "s",
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
    resource: estate.contract.origin,
    scope: "m365.read",
  }).toString();
  return fetch(url, { headers: { "cf-access-token": person.accessToken }, redirect: "manual" });
}

const askToken = (form: Readonly<Record<string, string>>): Promise<Response> =>
  fetch(`${estate.contract.origin}/token`, { method: "POST", body: new URLSearchParams(form) });

async function refusals(): Promise<unknown[]> {
  const events = await record.eventsOnce((seen) => seen.length > 0);
  return events.map(({ kind, outcome, reason, httpStatus }) => [kind, outcome, reason, httpStatus]);
}

const askedOnTheInternet = async () =>
  (await record.outbound()).filter(({ host }) => !host.startsWith("127.0.0.1")).map(({ host, path }) => `https://${host}${path}`);

const metadata = async (): Promise<Record<string, unknown>> =>
  (await (await fetch(`${estate.contract.origin}/.well-known/oauth-authorization-server`)).json()) as Record<string, unknown>;

/** A page of ours that says no, and does not send the browser anywhere. */
async function expectRefusedPage(response: Response, reason: string): Promise<void> {
  expect([response.status, response.headers.get("location")]).toEqual([400, null]);
  expect(await response.text()).not.toContain("do-not-leak");
  expect(await refusals()).toEqual([["authorization", "refused", reason, 400]]);
}

describe("with every way on", () => {
  test("the metadata advertise registration and documents", async () => {
    expect(await metadata()).toMatchObject({
      registration_endpoint: `${estate.contract.origin}/register`,
      client_id_metadata_document_supported: true,
    });
  });

  describe("a client with a document", () => {
    test("of a domain on the list works from consent to a call, and refreshes; its redirect need not be in REGISTRATION_REDIRECTS", async () => {
      const client = await discover();
      const { consent, tokens } = await client.authorize({
        client: { client_id: described, token_endpoint_auth_method: "none" },
        redirectUri,
        person,
      });
      const refreshed = await askToken({ grant_type: "refresh_token", client_id: described, refresh_token: tokens.refresh_token ?? "" });

      expect(consent.text).toContain("Client with a document");
      expect((await call(tokens.access_token)).status).toBe(200);
      expect(refreshed.status).toBe(200);
      expect(new Set(await askedOnTheInternet())).toEqual(new Set([described]));
    });

    test.each(Object.entries(refusedDocuments))("that %s is refused, its document asked for once", async (_what, document) => {
      const [url = ""] = Object.keys(document);
      await expectRefusedPage(await askFor(url), "cimd_refused");

      expect(await askedOnTheInternet()).toEqual([url]);
    });

    test("that names a redirect outside its document is refused", async () => {
      await expectRefusedPage(await askFor(described, "https://app.elsewhere.example/callback"), "redirect_uri_invalid");
    });

    test.each(elsewhere)("at %s is refused, and not asked for", async (url) => {
      await expectRefusedPage(await askFor(url), "cimd_refused");

      expect(await askedOnTheInternet()).toEqual([]);
    });

    test.each(elsewhere)("at %s gets no token either, and is not asked for", async (url) => {
      const response = await askToken({ grant_type: "authorization_code", client_id: url, code: "x:y:z" });

      expect([response.status, await response.json()]).toEqual([401, expect.objectContaining({ error: "invalid_client" })]);
      expect(await refusals()).toEqual([["authorization", "refused", "cimd_refused", 401]]);
      expect(await askedOnTheInternet()).toEqual([]);
    });
  });

  describe("an operator", () => {
    const commandAs = (name: string, ...args: readonly string[]) => {
      const { headers = {} } = estate.contract.services.find((service) => service.name === name) ?? {};
      return runOperatorCommand("clients", [...args, "--url", estate.contract.origin], {
        CF_ACCESS_CLIENT_ID: headers["cf-access-client-id"] ?? "",
        CF_ACCESS_CLIENT_SECRET: headers["cf-access-client-secret"] ?? "",
      });
    };
    const added = async (...args: readonly string[]) => {
      const { code, stdout, stderr } = await commandAs("operator", "add", ...args, "--json");
      expect([code, stderr]).toEqual([0, ""]);
      return JSON.parse(stdout) as { client: { clientId: string }; clientSecret: string | null };
    };
    const listed = async () => {
      const { stdout } = await commandAs("operator", "list", "--json");
      return (JSON.parse(stdout) as { clients: { clientId: string; registeredBy: string | null }[] }).clients;
    };

    test.each(["client_secret_basic", "client_secret_post"])(
      "registers a client with a secret, which serves people by %s until the operator removes it, whatever KV says after that",
      async (method) => {
        const { client, clientSecret } = await added("Quarterly report", "--redirect", redirectUri, "--confidential");
        const registered: oauth.Client = {
          client_id: client.clientId,
          client_secret: clientSecret ?? "",
          token_endpoint_auth_method: method,
        };
        const { consent, tokens } = await (await discover()).authorize({ client: registered, redirectUri, person });
        expect(consent.text).toContain("Quarterly report");
        expect((await call(tokens.access_token)).status).toBe(200);
        expect(await listed()).toContainEqual(
          expect.objectContaining({ clientId: client.clientId, registeredBy: "service:4fa18dc3e60b7259d413fc0bea29d817.access" }),
        );
        const lines = (await record.lines()).join("\n");
        expect(lines).toContain('"reason":"client_preregistered"');
        expect(lines).not.toContain(clientSecret);

        const kept = await Promise.all(
          [...(await estate.kv().list("grant:")), ...(await estate.kv().list("token:"))].map(
            async ({ name }) => [name, (await estate.kv().get(name)) ?? ""] as const,
          ),
        );
        await record.clear();
        expect(await commandAs("operator", "remove", client.clientId)).toMatchObject({
          code: 0,
          stdout: `${client.clientId} removed; connections ended: 1\n`,
        });
        const events = await record.eventsOnce((seen) => seen.some(({ reason }) => reason === "client_removed"));
        expect(events.filter(({ reason }) => reason === "client_removed" || reason === "connection_ended")).toEqual([
          expect.objectContaining({ reason: "connection_ended", endedBy: "service:4fa18dc3e60b7259d413fc0bea29d817.access" }),
          expect.objectContaining({ reason: "client_removed", oauthClientId: client.clientId, route: "/operator/clients" }),
        ]);

        expect((await call(tokens.access_token)).status).toBe(401);
        for (const [key, value] of kept) await estate.kv().put(key, value);
        expect((await call(tokens.access_token)).headers.get("www-authenticate")).toContain("invalid_token");
        await record.clear();
        await expectRefusedPage(await askFor(client.clientId), "client_unknown");
        expect(await commandAs("operator", "list", "--json")).toMatchObject({ stdout: expect.not.stringContaining(client.clientId) });
      },
    );

    test("registers a client without one, whose loopback port may be any", async () => {
      const { client, clientSecret } = await added("On this computer", "--redirect", "http://127.0.0.1/callback");
      const registered: oauth.Client = { client_id: client.clientId, token_endpoint_auth_method: "none" };
      const { tokens } = await (await discover()).authorize({ client: registered, redirectUri: "http://127.0.0.1:49152/callback", person });

      expect(clientSecret).toBeNull();
      expect((await call(tokens.access_token)).status).toBe(200);
    });

    test("is told which address is wrong, and why; nothing is registered", async () => {
      const before = await listed();
      const { code, stdout, stderr } = await commandAs("operator", "add", "App", "--redirect", redirectUri, "--redirect", "com.app:/cb");

      expect([code, stdout]).toEqual([1, ""]);
      expect(stderr).toContain("redirectUris.1: must be https, or http on a loopback address, not com.app:");
      expect(await listed()).toEqual(before);
    });

    test("removing what is not there is exit code 3", async () => {
      expect(await commandAs("operator", "remove", "nobody-has-this1")).toMatchObject({ code: 3 });
    });

    test("is nobody else: people, automations, portals and service tokens in no list are refused", async () => {
      const asPerson = await fetch(`${estate.contract.origin}/operator/clients`, { headers: { "cf-access-token": person.accessToken } });
      expect(asPerson.status).toBe(403);
      for (const name of ["automation", "portal", "sync", "nightly-report"]) {
        expect(await commandAs(name, "add", "App", "--redirect", redirectUri)).toMatchObject({ code: 1, stdout: "" });
      }
      const events = await record.eventsOnce((seen) => seen.length >= 5);
      expect(events.map(({ reason, httpStatus }) => [reason, httpStatus])).toEqual([
        ...Array.from({ length: 4 }, () => ["operator_only", 403]),
        ["service_token_unknown", 403],
      ]);
    });
  });
});

test("KV holds the families of keys that TECHNICAL names, and no other; cookies too", async () => {
  const rows = rowsOf(between("TECHNICAL.md", "state"));
  const begins = rows.findIndex(([where = ""]) => where.startsWith("KV"));
  const families = rows
    .slice(
      begins,
      rows.findIndex(([where], at) => at > begins && where !== ""),
    )
    .map(([, key = ""]) => /`([\w-]+)/.exec(key)?.[1]);
  const cookies = rows.flatMap(([, key = ""]) => /`(__Host-[\w-]+)/.exec(key)?.[1] ?? []);
  const set = (await askFor(described)).headers.getSetCookie().map((cookie) => cookie.replace(/(?:-[0-9a-f]{16})?=.*$/, ""));
  const stored = new Set((await estate.kv().list("")).map(({ name }) => name.split(":")[0]));

  expect(families).toEqual(expect.arrayContaining([...stored]));
  expect([...stored]).toEqual(expect.arrayContaining(["client", "grant", "token", "transaction"]));
  expect(set.length).toBeGreaterThan(0);
  expect(set.filter((name) => !cookies.some((known) => known.replace(/-$/, "") === name))).toEqual([]);
});

const operatorHeaders = () => estate.contract.services.find(({ name }) => name === "operator")?.headers ?? {};
const atTheOperatorsDoor = async (init: RequestInit = {}) =>
  fetch(`${estate.contract.origin}/operator/clients`, { ...init, headers: { ...operatorHeaders(), "content-type": "application/json" } });

async function expectNoOperatorsDoor(): Promise<void> {
  const wish = { name: "App", redirectUris: [redirectUri], confidential: false };
  await record.clear();
  const answers = [await atTheOperatorsDoor(), await atTheOperatorsDoor({ method: "POST", body: JSON.stringify(wish) })];
  expect(answers.map(({ status }) => status)).toEqual([404, 404]);
  expect(await refusals()).toEqual(Array.from({ length: 2 }, () => ["admission", "refused", "route_unknown", 404]));
}

async function expectNoDocuments(): Promise<void> {
  await record.clear();
  expect((await metadata())["client_id_metadata_document_supported"] ?? false).toBe(false);
  await expectRefusedPage(await askFor(described), "cimd_refused");
  await record.clear();
  const tokens = await Promise.all([
    askToken({ grant_type: "authorization_code", client_id: described, code: "x:y:z" }),
    askToken({ grant_type: "refresh_token", client_id: described, refresh_token: "x:y:z" }),
  ]);
  expect(await Promise.all(tokens.map(async (response) => [response.status, await response.json()]))).toEqual(
    tokens.map(() => [401, expect.objectContaining({ error: "invalid_client" })]),
  );
  expect(await refusals()).toEqual(tokens.map(() => ["authorization", "refused", "cimd_refused", 401]));
  expect(await askedOnTheInternet()).toEqual([]);
}

async function expectNoRegistration(): Promise<void> {
  await record.clear();
  expect(await metadata()).not.toHaveProperty("registration_endpoint");
  const before = await estate.kv().list("client:");
  const response = await fetch(`${estate.contract.origin}/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ client_name: "App", redirect_uris: ["http://127.0.0.1/callback"] }),
  });
  expect(response.status).toBe(404);
  expect(await refusals()).toEqual([["admission", "refused", "route_unknown", 404]]);
  expect(await estate.kv().list("client:")).toEqual(before);
}

describe("without `dynamic` and without `metadata`, though domains are named", () => {
  beforeAll(() => estate.redeploy({ CLIENT_REGISTRATION: "preregistered" }));

  test("no client registers itself", expectNoRegistration);
  test("no document is fetched, neither at /authorize nor at /token", expectNoDocuments);
  test("operators go on", async () => {
    expect((await atTheOperatorsDoor()).status).toBe(200);
  });
});

describe("with `metadata` but no domains", () => {
  beforeAll(() => estate.redeploy({ CLIENT_REGISTRATION: "preregistered,metadata,dynamic", CLIENT_METADATA_DOMAINS: "" }));

  test("no document is fetched, neither at /authorize nor at /token", expectNoDocuments);
  test("clients register themselves all the same", async () => {
    expect(await metadata()).toHaveProperty("registration_endpoint");
  });
});

describe("without `preregistered`", () => {
  beforeAll(() => estate.redeploy({ CLIENT_REGISTRATION: "metadata,dynamic" }));

  test("operators find nothing at /operator/clients", expectNoOperatorsDoor);
});

describe("in mode access", () => {
  beforeAll(() => estate.redeploy({ MCP_AUTHORIZATION: "access" }));

  test("operators find nothing at /operator/clients", expectNoOperatorsDoor);
});
