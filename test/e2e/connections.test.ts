import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { BrowserWalk, type Page } from "../../infra/local/browser-walk.ts";
import { OAuthClient } from "../../infra/local/oauth-client.ts";
import { type EstatePerson, personNamed, startTestEstate, type TestEstate } from "../support/estate.ts";
import { EstateRecord } from "../support/estate-record.ts";
import { callTool, mcpPost } from "../support/mcp-post.ts";
import { runOperatorCommand } from "../support/operator-command.ts";

let estate: TestEstate;
let record: EstateRecord;
/** What of people's authorization KV held at one time. */
type Kept = ReadonlyMap<string, string>;

const call = (headers: Readonly<Record<string, string>>): Promise<Response> =>
  mcpPost(estate.contract.mcpUrl, headers, "tools/call", { name: "getEmails", arguments: { count: 1 } });

const codeOf = async (headers: Readonly<Record<string, string>>): Promise<string | undefined> =>
  (await callTool(estate.contract.mcpUrl, headers, "getEmails", { count: 1 })).structuredContent?.error?.code;

/** Refused as OAuth clients understand it (RFC 6750 §3.1), and nobody was asked on their behalf. */
async function expectRefused(headers: Readonly<Record<string, string>>, reason: string): Promise<void> {
  await record.clear();
  const startedAt = performance.now();
  const response = await call(headers);
  expect([response.status, response.headers.get("www-authenticate")]).toEqual([401, expect.stringContaining('error="invalid_token"')]);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
  const events = await record.eventsOnce((each) => each.length > 0);
  expect(events.map((event) => [event.kind, event.outcome, event.reason, event.httpStatus])).toEqual([
    ["admission", "refused", reason, 401],
  ]);
  expect([await record.graphRequests(), await record.gatewayExchanges()]).toEqual([[], []]);
}

async function keptInKv(): Promise<Kept> {
  const kept = new Map<string, string>();
  for (const prefix of ["grant:", "token:"])
    for (const { name } of await estate.kv().list(prefix)) kept.set(name, (await estate.kv().get(name)) ?? "");
  return kept;
}

/** What another location still reads after a deletion, and what a restored backup brings back. */
async function restoreKv(kept: Kept): Promise<void> {
  for (const [key, value] of kept) await estate.kv().put(key, value);
}

const browserOf = ({ headers }: EstatePerson): BrowserWalk =>
  new BrowserWalk(estate.contract.origin, { "cf-access-token": headers["cf-access-token"] ?? "" });

const openConnections = (browser: BrowserWalk): Promise<Page> => browser.open(`${estate.contract.origin}/connections`);

/** The value of the button that ends the only client on the page. */
const clientButton = (page: Page): string => /value="(client [\w-]+)"/.exec(page.text)?.[1] ?? "";

/** Another client of this person, with tokens of its own. */
async function connectAnotherClient(person: EstatePerson) {
  const oauth = await OAuthClient.discover(estate.contract.origin);
  const redirectUri = "http://127.0.0.1:3999/callback";
  const client = await oauth.register({ client_name: "Second client", redirect_uris: [redirectUri], token_endpoint_auth_method: "none" });
  const accessToken = person.headers["cf-access-token"] ?? "";
  const { tokens } = await oauth.authorize({ client, redirectUri, person: { email: person.email, accessToken } });
  const give = (token: string): Promise<Response> =>
    fetch(oauth.server.token_endpoint ?? "", {
      method: "POST",
      body: new URLSearchParams({ client_id: client.client_id, token }),
    });
  return { tokens, give, headers: { "cf-access-token": accessToken, authorization: `Bearer ${tokens.access_token}` } };
}

const operate = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => runOperatorCommand("connections", args, env);

describe("mode oauth", () => {
  let jonas: EstatePerson;
  /** Another one for each test: what one ends, no other needs. */
  let someone: EstatePerson;
  let used = 0;
  beforeAll(async () => {
    estate = await startTestEstate({ authorization: "oauth", extraPeople: 10 });
    record = new EstateRecord(estate.contract);
    jonas = personNamed(estate, "jonas.weber");
  });
  beforeEach(() => {
    used += 1;
    someone = personNamed(estate, `person.${String(used).padStart(5, "0")}`);
  });
  afterAll(() => estate?.stop());

  test("a client ended on the page is refused from the next call on, by the same object and by a fresh one, whatever KV says", async () => {
    expect((await call(someone.headers)).status).toBe(200);
    const kept = await keptInKv();
    const browser = browserOf(someone);
    const page = await openConnections(browser);
    await record.clear();
    const after = await browser.submit(page, {}, { name: "end", value: clientButton(page) });

    expect(after.text).toContain("That application is disconnected.");
    expect(after.text).toContain("No application is connected.");
    const events = await record.eventsOnce((each) => each.some(({ reason }) => reason === "connection_ended"));
    const [userId] = events.map((event) => event.userId);
    expect(events.filter(({ reason }) => reason === "connection_ended")).toEqual([
      expect.objectContaining({ kind: "connection", outcome: "done", endedBy: userId, grantId: clientButton(page).split(" ")[1] }),
    ]);
    await expectRefused(someone.headers, "token_invalid");

    await restoreKv(kept);
    await expectRefused(someone.headers, "token_revoked");
    await estate.redeploy({});
    await expectRefused(someone.headers, "token_revoked");
    expect((await openConnections(browserOf(someone))).text).toContain("No application is connected.");

    expect((await call(jonas.headers)).status).toBe(200);
    const again = await connectAnotherClient(someone);
    expect((await call(again.headers)).status).toBe(200);
  });

  test("the Microsoft account ended on the page leaves every client powerless at once, in the same object and in a fresh one", async () => {
    expect(await codeOf(someone.headers)).toBeUndefined();
    const browser = browserOf(someone);
    await record.clear();
    const after = await browser.submit(await openConnections(browser), {}, { name: "end", value: "account" });
    expect(after.text).toContain("Your Microsoft account is no longer linked.");
    const startedAt = performance.now();
    expect(await codeOf(someone.headers)).toBe("account_not_linked");
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect((await record.events()).filter(({ kind }) => kind === "connection")).toEqual([
      expect.objectContaining({ reason: "account_ended", outcome: "done", microsoftObjectId: expect.any(String) }),
    ]);
    expect(await record.graphRequests()).toEqual([]);

    await estate.redeploy({});
    expect(await codeOf(someone.headers)).toBe("account_not_linked");
    expect(await codeOf(jonas.headers)).toBeUndefined();
  });

  test("a token that its client gives up (RFC 7009) is refused though KV still has it, and its grant goes on", async () => {
    const { tokens, give, headers } = await connectAnotherClient(someone);
    expect((await call(headers)).status).toBe(200);
    const kept = await keptInKv();
    await record.clear();
    expect((await give(tokens.access_token)).status).toBe(200);
    const events = await record.eventsOnce((each) => each.some(({ reason }) => reason === "token_ended"));
    expect(events.filter(({ reason }) => reason === "token_ended")).toEqual([
      expect.objectContaining({ kind: "connection", endedBy: "oauth", requestId: expect.any(String) }),
    ]);

    await restoreKv(kept);
    await expectRefused(headers, "token_revoked");
    expect((await openConnections(browserOf(someone))).text).toContain("Second client");
    expect((await call(someone.headers)).status).toBe(200);
  });

  test("a refresh token given up ends the whole connection", async () => {
    const { tokens, give, headers } = await connectAnotherClient(someone);
    const kept = await keptInKv();
    expect((await give(tokens.refresh_token ?? "")).status).toBe(200);
    await restoreKv(kept);
    await expectRefused(headers, "token_revoked");
    expect((await openConnections(browserOf(someone))).text).not.toContain("Second client");
  });

  test("a token given up by a client that does not own it goes on", async () => {
    const { give } = await connectAnotherClient(someone);
    const bearer = jonas.headers["authorization"]?.slice("Bearer ".length) ?? "";
    await record.clear();
    expect((await give(bearer)).status).toBe(200);
    expect((await give(`${bearer.split(":").slice(0, 2).join(":")}:guess`)).status).toBe(200);
    expect((await call(jonas.headers)).status).toBe(200);
    expect((await record.events()).filter(({ kind }) => kind === "connection")).toEqual([]);
  });

  describe("an operator", () => {
    let directory: string;
    let file: string;
    beforeAll(async () => {
      directory = await mkdtemp(path.join(tmpdir(), "connections-"));
      file = path.join(directory, "estate.json");
      await writeFile(file, JSON.stringify(estate.contract));
    });
    afterAll(() => rm(directory, { recursive: true }));

    test("lists and ends a person by e-mail; the next call is refused whatever KV says, and the record names the operator", async () => {
      await call(someone.headers);
      const kept = await keptInKv();
      const listed = await operate(["list", someone.email.toUpperCase(), "--estate", file]);
      expect([listed.code, listed.stderr]).toEqual([0, ""]);
      expect(listed.stdout).toContain(`${someone.email}, linked `);
      expect(listed.stdout).toMatch(/GRANT +APPLICATION +SENT TO +CONNECTED +LAST USE +SCOPES/);

      await record.clear();
      const ended = await operate(["end", someone.email, "--estate", file]);
      expect([ended.code, ended.stderr]).toEqual([0, ""]);
      expect(ended.stdout).toMatch(/applications ended: [\w-]+; Microsoft account unlinked/);
      const rows = (await record.eventsOnce((each) => each.length > 3)).filter(({ endedBy }) => endedBy !== undefined);
      expect(new Set(rows.map(({ reason }) => reason))).toEqual(new Set(["account_ended", "connection_ended", "connections_ended"]));
      expect(new Set(rows.map(({ endedBy }) => endedBy))).toEqual(new Set(["service:4fa18dc3e60b7259d413fc0bea29d817.access"]));

      await expectRefused(someone.headers, "token_invalid");
      await restoreKv(kept);
      await expectRefused(someone.headers, "token_revoked");
      expect(await codeOf(jonas.headers)).toBeUndefined();
    });

    test("ends one client and leaves the account", async () => {
      const listed = await operate(["list", someone.email, "--json", "--estate", file]);
      const { people } = JSON.parse(listed.stdout) as { people: { clients: { grantId: string }[] }[] };
      const grantId = people[0]?.clients[0]?.grantId ?? "";
      expect((await operate(["end", someone.email, "--client", grantId, "--estate", file])).code).toBe(0);
      await expectRefused(someone.headers, "token_invalid");
      expect((await openConnections(browserOf(someone))).text).toContain(someone.email);
      expect((await operate(["end", someone.email, "--client", grantId, "--estate", file])).code).toBe(3);
    });

    test("reaches a deployment by its address, with the token of the environment", async () => {
      const operator = estate.contract.services.find(({ name }) => name === "operator")?.headers ?? {};
      const env = {
        CF_ACCESS_CLIENT_ID: operator["cf-access-client-id"] ?? "",
        CF_ACCESS_CLIENT_SECRET: operator["cf-access-client-secret"] ?? "",
      };
      expect((await operate(["list", someone.email, "--url", estate.contract.origin], env)).code).toBe(0);
      expect(await operate(["list", "zoe@nowhere.example", "--url", estate.contract.origin], env)).toMatchObject({
        code: 3,
        stderr: "Nobody has linked an account under this e-mail address.\n",
      });
    });

    test("is nobody else: people, automations, portals and service tokens in no list are refused", async () => {
      const asPerson = await browserOf(someone).open(`${estate.contract.origin}/operator/connections?email=${jonas.email}`);
      expect(asPerson.status).toBe(403);
      await record.clear();
      const services = ["automation", "portal", "sync", "nightly-report"];
      expect(await Promise.all(services.map(asService))).toEqual([403, 403, 403, 403]);
      const events = await record.eventsOnce((each) => each.length >= services.length);
      expect(Object.groupBy(events, ({ reason }) => reason ?? "")).toEqual({
        operator_only: [expect.anything(), expect.anything(), expect.anything()],
        service_token_unknown: [expect.anything()],
      });
    });

    async function asService(name: string): Promise<number> {
      const { headers = {} } = estate.contract.services.find((service) => service.name === name) ?? {};
      return (await fetch(`${estate.contract.origin}/operator/connections?email=${jonas.email}`, { headers })).status;
    }
  });
});

describe("mode access", () => {
  beforeAll(async () => {
    estate = await startTestEstate();
    record = new EstateRecord(estate.contract);
  });
  afterAll(() => estate?.stop());

  test("the page shows the clients seen and ends the account, which leaves them powerless", async () => {
    const someone = personNamed(estate, "amara.okafor");
    const info = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "Claude Desktop", version: "1" } };
    await mcpPost(estate.contract.mcpUrl, { ...someone.headers, "user-agent": "claude-user/1.0" }, "initialize", info);
    expect(await codeOf(someone.headers)).toBeUndefined();
    const browser = browserOf(someone);
    const page = await openConnections(browser);
    expect(page.text).toContain("Claude Desktop");
    expect(page.text).toContain("claude-user");
    expect(page.text.match(/name="end"/g)).toHaveLength(1);

    await browser.submit(page, {}, { name: "end", value: "account" });
    expect(await codeOf(someone.headers)).toBe("account_not_linked");
    await estate.redeploy({});
    expect(await codeOf(someone.headers)).toBe("account_not_linked");
  });

  test("a service token has no connections of its own to look at", async () => {
    const { headers = {} } = estate.contract.services.find(({ name }) => name === "automation") ?? {};
    expect((await fetch(`${estate.contract.origin}/connections`, { headers })).status).toBe(403);
  });
});
