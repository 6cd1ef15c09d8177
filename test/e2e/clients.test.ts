import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EstatePerson, personNamed, startTestEstate, type TestEstate } from "../support/estate.ts";
import { EstateRecord } from "../support/estate-record.ts";
import { headerArguments, runInspector } from "../support/inspector.ts";
import { type ConnectedClient, realClients } from "../support/real-clients.ts";
import { modes } from "../support/modes.ts";

describe.each(modes)("in mode %s", (authorization) => {
  let estate: TestEstate;
  let amara: EstatePerson;
  let url: string;
  beforeAll(async () => {
    estate = await startTestEstate({ authorization });
    amara = personNamed(estate, "amara.okafor");
    url = estate.contract.mcpUrl;
  });
  afterAll(() => estate?.stop());

  const letter = (subject: string) => ({ to: ["jonas.weber@northwind.example"], subject, body: "See you at ten." });

  async function commitsOf(subject: string): Promise<number> {
    const commits = await new EstateRecord(estate.contract).graphCommits();
    return commits.filter((commit) => JSON.stringify(commit.body).includes(subject)).length;
  }

  describe.each(realClients)("$name, with the printed headers", ({ name, connect }) => {
    let client: ConnectedClient;
    beforeAll(async () => {
      client = await connect(url, { headers: amara.headers });
    });
    afterAll(() => client?.close());

    test("speaks the revision it asked for", () => {
      expect(client.protocolVersion).toBe(name.includes("2026-07-28") ? "2026-07-28" : "2025-11-25");
    });

    test("lists the tools", async () => {
      expect(await client.toolNames()).toEqual(expect.arrayContaining(["getEmails", "sendEmail", "whoAmI", "add"]));
    });

    test("reads mail", async () => {
      const answer = await client.call("getEmails", { count: 3 });

      expect(answer.isError).toBeUndefined();
      expect(answer.text.match(/^- 20\d\d-/gm)).toHaveLength(3);
    });

    test("sends mail, once", async () => {
      const subject = `From ${name}`;
      const answer = await client.call("sendEmail", letter(subject));

      expect(answer.isError).toBeUndefined();
      expect(await commitsOf(subject)).toBe(1);
    });

    test("adds", async () => {
      expect((await client.call("add", { a: 2, b: 40 })).text).toContain("42");
    });

    test("is told which argument is wrong", async () => {
      const answer = await client.call("getEmails", { count: 0 });

      expect(answer.isError).toBe(true);
      expect(answer.text).toMatch(/^invalid_arguments: count/);
    });

    test("is told that a tool does not exist", async () => {
      await expect(client.call("deleteEverything", {})).rejects.toThrow(/Unknown tool: "deleteEverything"/);
    });
  });

  describe.each(["legacy", "modern"])("MCP Inspector on the command line, %s era, with the printed headers", (era) => {
    const run = (...args: readonly string[]) =>
      runInspector([url, "--transport", "http", "--protocol-era", era, "--format", "json", ...headerArguments(amara.headers), ...args]);

    test("lists the tools, and finds no schema that would break a client", async () => {
      const { code, stdout, stderr } = await run("--method", "tools/list", "--strict");
      const { result } = JSON.parse(stdout) as { readonly result: { readonly tools: readonly { readonly name: string }[] } };

      expect(code, stderr).toBe(0);
      expect(result.tools.map((tool) => tool.name)).toEqual(expect.arrayContaining(["getEmails", "sendEmail"]));
    });

    test("reads mail", async () => {
      const { code, stdout } = await run("--method", "tools/call", "--tool-name", "getEmails", "--tool-arg", "count=2");

      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ result: { structuredContent: { items: [{ id: expect.any(String) as string }, {}] } } });
    });

    test("sends mail, once", async () => {
      const subject = `From the inspector, ${era}`;
      const { code } = await run("--method", "tools/call", "--tool-name", "sendEmail", "--tool-args-json", JSON.stringify(letter(subject)));

      expect(code).toBe(0);
      expect(await commitsOf(subject)).toBe(1);
    });

    test("ends with 5 where a tool says no", async () => {
      const { code, stdout, stderr } = await run("--method", "tools/call", "--tool-name", "getEmails", "--tool-arg", "folder=../x");

      expect(code).toBe(5);
      expect(stdout + stderr).toContain("folder");
    });
  });
});
