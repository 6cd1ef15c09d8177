/** `npm run connections` as a process, against a server that answers what it is told. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runOperatorCommand, startTellingServer } from "../../support/operator-command.ts";

const email = "alice@corp.example";
const env = { CF_ACCESS_CLIENT_ID: "id.access", CF_ACCESS_CLIENT_SECRET: "secret" };

let server: Awaited<ReturnType<typeof startTellingServer>>;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "operator-"));
  server = await startTellingServer();
});
afterAll(async () => {
  await rm(directory, { recursive: true });
  await server.close();
});
beforeEach(() => server.tell({ status: 200, body: listing }));

const listing = {
  authorization: "oauth",
  people: [
    {
      principal: "user:alice",
      account: { userPrincipalName: email, linkedAt: Date.UTC(2026, 0, 2, 3, 4), lastUsedAt: null, needsSignIn: true },
      clients: [
        {
          grantId: "g1",
          name: "Claude\u001b[31m",
          redirectHost: "claude.ai",
          userAgentFamily: null,
          scopes: ["m365.read"],
          connectedAt: Date.UTC(2026, 0, 2, 3, 4),
          lastUsedAt: Date.UTC(2026, 0, 3, 4, 5),
        },
      ],
    },
    { principal: "user:alice-before", account: null, clients: [] },
  ],
};

const run = (args: readonly string[], given: Readonly<Record<string, string>> = env) => runOperatorCommand("connections", args, given);
const at = (...args: readonly string[]) => run([...args, "--url", server.origin]);

test("prints a table a person can read, and no control character of a client's name", async () => {
  expect(await at("list", email)).toEqual({
    code: 0,
    stderr: "",
    stdout: [
      "user:alice",
      "  alice@corp.example, linked 2026-01-02 03:04Z, last use never, must sign in again",
      "  GRANT  APPLICATION  SENT TO    CONNECTED          LAST USE           SCOPES",
      "  g1     Claude[31m   claude.ai  2026-01-02 03:04Z  2026-01-03 04:05Z  m365.read",
      "",
      "user:alice-before",
      "  no Microsoft account linked",
      "  no applications",
      "",
    ].join("\n"),
  });
  expect(server.asked()).toEqual([{ method: "GET", url: "/operator/connections?email=alice%40corp.example", id: "id.access", body: "" }]);
});

test("prints what the server answered, with --json", async () => {
  expect(JSON.parse((await at("list", email, "--json")).stdout)).toEqual(listing);
});

describe("end", () => {
  const ended = { ended: [{ principal: "user:alice", clients: ["g1", "g2"], account: true, failures: [] }] };

  test.each([
    [[], "all"],
    [["--all"], "all"],
    [["--account"], "account"],
    [["--clients"], "clients"],
    [["--client", "g1"], { grantId: "g1" }],
  ])("with %j asks for %j", async (options, end) => {
    server.tell({ status: 200, body: ended });
    expect(await at("end", email, ...options)).toEqual({
      code: 0,
      stderr: "",
      stdout: "user:alice\n  applications ended: g1, g2; Microsoft account unlinked\n",
    });
    expect(server.asked().map(({ method, body }) => [method, JSON.parse(body)])).toEqual([["POST", { email, end }]]);
  });

  test("that succeeds in part says what did and fails", async () => {
    server.tell({ status: 503, body: { ended: [{ principal: "user:alice", clients: [], account: false, failures: ["account"] }] } });
    expect(await at("end", email)).toEqual({
      code: 1,
      stdout: "user:alice\n  failed: account\n",
      stderr: "Not everything could be ended. Run the same command again.\n",
    });
  });

  test("where there is nothing to end says so", async () => {
    server.tell({ status: 200, body: { ended: [{ principal: "user:alice", clients: [], account: false, failures: [] }] } });
    expect((await at("end", email)).stdout).toBe("user:alice\n  nothing to end\n");
  });
});

test.each(["person_unknown", "connection_unknown"])("%s is exit code 3", async (error) => {
  server.tell({ status: 404, body: { error, error_description: "Nobody." } });
  expect(await at("end", email)).toEqual({ code: 3, stdout: "", stderr: "Nobody.\n" });
});

test.each([
  [
    "another refusal",
    { status: 409, body: { error: "clients_not_ours", error_description: "Ask Access." } },
    "clients_not_ours: Ask Access.\n",
  ],
  [
    "a page instead of an answer",
    { status: 200, body: "<html>", type: "text/html" },
    /answered 200; is the service token admitted by Access/,
  ],
  ["a login of Access", { status: 302, body: "", type: "text/html" }, /answered 302/],
  ["a listing of another shape", { status: 200, body: { people: "many" } }, /answered 200/],
  ["JSON that is none", { status: 200, body: "{" }, /cannot be reached/],
])("%s is exit code 1", async (_name, given, said) => {
  server.tell(given);
  const { code, stderr } = await at("list", email);
  expect([code, stderr]).toEqual([1, typeof said === "string" ? said : expect.stringMatching(said)]);
});

test("a server that is not there is exit code 1", async () => {
  const { code, stderr } = await run(["list", email, "--url", "http://127.0.0.1:9"]);
  expect([code, stderr]).toEqual([1, expect.stringContaining("http://127.0.0.1:9 cannot be reached")]);
});

test("without the operator's token it asks nobody", async () => {
  const { code, stderr } = await run(["list", email, "--url", server.origin], {});
  expect([code, stderr]).toEqual([1, expect.stringContaining("CF_ACCESS_CLIENT_ID")]);
  expect(server.asked()).toEqual([]);
});

test.each([
  [],
  ["list"],
  ["list", "nobody"],
  ["list", email, "bob@corp.example"],
  ["list", email, "--all"],
  ["end", email, "--all", "--account"],
  ["end", email, "--everything"],
  ["remove", email],
  ["list", email, "--estate", "x"],
])("%j is wrong usage", async (...args) => {
  const { code, stdout, stderr } = await at(...args);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("npm run connections -- list EMAIL");
  expect(server.asked()).toEqual([]);
});

test("explains itself", async () => {
  const { code, stdout } = await run(["--help"]);
  expect([code, stdout]).toEqual([0, expect.stringContaining("--client GRANT_ID")]);
});

describe("an estate's file", () => {
  const estateFile = async (content: string): Promise<string> => {
    const file = path.join(directory, "estate.json");
    await writeFile(file, content);
    return file;
  };

  test("names the address and the operator's token", async () => {
    const services = [{ name: "operator", headers: { "cf-access-client-id": "of-the-estate" } }];
    const file = await estateFile(JSON.stringify({ origin: server.origin, services }));
    expect((await run(["list", email, "--estate", file], {})).code).toBe(0);
    expect(server.asked()).toMatchObject([{ id: "of-the-estate" }]);
  });

  test.each([
    ["is missing", null, /No estate at/],
    ["is something else", "{}", /is no estate's contract/],
    ["is no JSON", "{", /is no estate's contract/],
    ["has no operator", '{"origin":"http://x","services":[]}', /names no service token called "operator"/],
  ])("that %s is exit code 1", async (_name, content, said) => {
    const file = content === null ? path.join(directory, "none.json") : await estateFile(content);
    const { code, stderr } = await run(["list", email, "--estate", file]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(said)]);
  });
});
