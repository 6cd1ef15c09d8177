/** `npm run clients` as a process, against a server that answers what it is told. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runOperatorCommand, startTellingServer } from "../../support/operator-command.ts";

const env = { CF_ACCESS_CLIENT_ID: "id.access", CF_ACCESS_CLIENT_SECRET: "secret" };
const secret = "the-secret-of-the-client-0123456";

let server: Awaited<ReturnType<typeof startTellingServer>>;
beforeAll(async () => {
  server = await startTellingServer();
});
afterAll(() => server.close());

const at = (...args: readonly string[]) => runOperatorCommand("clients", [...args, "--url", server.origin], env);

const report = {
  clientId: "aaaaaaaaaaaaaaaa",
  name: "Quarterly report",
  redirectUris: ["https://app.example.com/callback", "https://app.example.com/other", "http://127.0.0.1/cb"],
  confidential: true,
  registeredBy: "service:operator.access",
  registeredAt: Date.UTC(2026, 0, 3, 4, 5),
};
const itself = {
  clientId: "-bbbbbbbbbbbbbbb",
  name: "Claude\u001b[31m",
  redirectUris: ["https://claude.ai/cb"],
  confidential: false,
  registeredBy: null,
  registeredAt: Date.UTC(2026, 0, 2, 3, 4),
};

describe("list", () => {
  test("prints every page as one table, oldest first, and no control character of a client's name", async () => {
    server.tell(
      { status: 200, body: { clients: [report], cursor: "next page" } },
      { status: 200, body: { clients: [itself], cursor: null } },
    );

    expect(await at("list")).toEqual({
      code: 0,
      stderr: "",
      stdout: [
        "  CLIENT            NAME              SECRET  REGISTERED         BY                       CODES GO TO",
        "  -bbbbbbbbbbbbbbb  Claude[31m        no      2026-01-02 03:04Z  itself                   claude.ai",
        "  aaaaaaaaaaaaaaaa  Quarterly report  yes     2026-01-03 04:05Z  service:operator.access  app.example.com 127.0.0.1",
        "",
      ].join("\n"),
    });
    expect(server.asked()).toEqual([
      { method: "GET", url: "/operator/clients", id: "id.access", body: "" },
      { method: "GET", url: "/operator/clients?cursor=next%20page", id: "id.access", body: "" },
    ]);
  });

  test("prints all of it with --json", async () => {
    server.tell({ status: 200, body: { clients: [report], cursor: "2" } }, { status: 200, body: { clients: [itself], cursor: null } });

    expect(JSON.parse((await at("list", "--json")).stdout)).toEqual({ clients: [itself, report] });
  });

  test("says so where there are none", async () => {
    server.tell({ status: 200, body: { clients: [], cursor: null } });

    expect(await at("list")).toEqual({ code: 0, stdout: "no clients\n", stderr: "" });
  });

  test("prints nothing of a list that breaks off", async () => {
    server.tell(
      { status: 200, body: { clients: [report], cursor: "2" } },
      { status: 503, body: { error: "clients_unavailable", error_description: "Try again." } },
    );

    expect(await at("list")).toEqual({ code: 1, stdout: "", stderr: "clients_unavailable: Try again.\n" });
  });
});

describe("add", () => {
  const args = ["add", "Quarterly report", "--redirect", "https://app.example.com/callback", "--redirect", "http://127.0.0.1/cb"];

  test("prints the secret once, on stdout", async () => {
    server.tell({ status: 201, body: { client: report, clientSecret: secret } });
    const { code, stdout, stderr } = await at(...args, "--confidential");

    expect([code, stdout]).toEqual([0, `client_id      aaaaaaaaaaaaaaaa\nclient_secret  ${secret}\n`]);
    expect(stderr).toContain("shown this once");
    expect(stderr).not.toContain(secret);
    expect(server.asked().map(({ method, url, body }) => [method, url, JSON.parse(body)])).toEqual([
      [
        "POST",
        "/operator/clients",
        { name: "Quarterly report", redirectUris: ["https://app.example.com/callback", "http://127.0.0.1/cb"], confidential: true },
      ],
    ]);
  });

  test("of a public client prints its id alone", async () => {
    server.tell({ status: 201, body: { client: { ...report, confidential: false }, clientSecret: null } });

    expect(await at(...args)).toEqual({ code: 0, stdout: "client_id      aaaaaaaaaaaaaaaa\n", stderr: "" });
    expect(JSON.parse(server.asked()[0]?.body ?? "")).toMatchObject({ confidential: false });
  });

  test("prints what the server answered, with --json", async () => {
    const body = { client: report, clientSecret: secret };
    server.tell({ status: 201, body });
    const { stdout, stderr } = await at(...args, "--json");

    expect([JSON.parse(stdout), stderr]).toEqual([body, ""]);
  });

  test("that the server refuses says why", async () => {
    const sentence = "redirectUris.0: must be https, or http on a loopback address, not cursor:";
    server.tell({ status: 400, body: { error: "operator_request_invalid", error_description: sentence } });

    expect(await at(...args)).toEqual({ code: 1, stdout: "", stderr: `operator_request_invalid: ${sentence}\n` });
  });
});

describe("remove", () => {
  test.each(["aaaaaaaaaaaaaaaa", "-bbbbbbbbbbbbbbb", "--cccccccccccccc"])("%s says how many connections went with it", async (clientId) => {
    server.tell({ status: 200, body: { clientId, connectionsEnded: 2, failures: 0 } });

    expect(await at("remove", clientId)).toEqual({ code: 0, stdout: `${clientId} removed; connections ended: 2\n`, stderr: "" });
    expect(server.asked().map(({ method, url }) => [method, url])).toEqual([["DELETE", `/operator/clients?clientId=${clientId}`]]);
  });

  test("that did not reach everybody says what did, and fails", async () => {
    server.tell({ status: 503, body: { clientId: "c", connectionsEnded: 2, failures: 1 } });
    const { code, stdout, stderr } = await at("remove", "c");

    expect([code, stdout]).toEqual([1, "c removed; connections ended: 2\n"]);
    expect(stderr).toContain("Not told everywhere (1)");
  });

  test("of a client that is not there is exit code 3", async () => {
    server.tell({ status: 404, body: { error: "client_unknown", error_description: "No client of this id is registered." } });

    expect(await at("remove", "c")).toEqual({ code: 3, stdout: "", stderr: "No client of this id is registered.\n" });
  });

  test("where the door is switched off is exit code 1: nobody knows whether there is such a client", async () => {
    server.tell({ status: 404, body: { error: "not_found", error_description: "There is nothing at this address." } });

    expect(await at("remove", "c")).toEqual({ code: 1, stdout: "", stderr: "not_found: There is nothing at this address.\n" });
  });
});

test("without the operator's token it asks nobody", async () => {
  server.tell();

  expect(await runOperatorCommand("clients", ["list", "--url", server.origin])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("CF_ACCESS_CLIENT_ID"),
  });
  expect(server.asked()).toEqual([]);
});

test.each([
  [],
  ["end"],
  ["list", "name"],
  ["list", "--redirect", "https://app.example.com"],
  ["add", "--redirect", "https://app.example.com"],
  ["add", "Name"],
  ["add", "Name", "more", "--redirect", "https://app.example.com"],
  ["remove"],
  ["remove", "one", "two"],
  ["remove", "one", "--confidential"],
  ["list", "--everything"],
  ["list", "--estate", "x"],
])("%j is wrong usage", async (...args) => {
  server.tell();
  const { code, stdout, stderr } = await at(...args);

  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("npm run clients -- list");
  expect(server.asked()).toEqual([]);
});

test("explains itself", async () => {
  expect(await at("--help")).toMatchObject({ code: 0, stdout: expect.stringContaining("--redirect URI") });
});
