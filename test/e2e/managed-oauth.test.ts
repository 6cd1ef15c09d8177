import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canariesIn } from "../support/canaries.ts";
import { ClientMemory } from "../../infra/local/client-memory.ts";
import { type CallbackAddress, signInAndAllow, startCallbackAddress } from "../support/client-sign-in.ts";
import { type EstatePerson, personNamed, startTestEstate, type TestEstate } from "../support/estate.ts";
import { EstateRecord } from "../support/estate-record.ts";
import { runInspector } from "../support/inspector.ts";
import { type ConnectedClient, realClients } from "../support/real-clients.ts";

let estate: TestEstate;
let jonas: EstatePerson;
let url: string;
beforeAll(async () => {
  estate = await startTestEstate({ autoSignIn: false });
  jonas = personNamed(estate, "jonas.weber");
  url = estate.contract.mcpUrl;
});
afterAll(() => estate?.stop());

describe("without any credential", () => {
  test("the front door answers 401 and says where the metadata are (RFC 9728 §5.1)", async () => {
    const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
    const metadata = /resource_metadata="([^"]+)"/.exec(response.headers.get("www-authenticate") ?? "")?.[1] ?? "";
    const resource = (await (await fetch(metadata)).json()) as {
      readonly resource: string;
      readonly authorization_servers: readonly string[];
    };

    expect(response.status).toBe(401);
    expect(resource).toMatchObject({ resource: url, authorization_servers: [estate.contract.origin] });
  });
});

describe.each(realClients)("$name, which knows nothing but the address", ({ connect, finish }) => {
  let callback: CallbackAddress;
  let memory: ClientMemory;
  let client: ConnectedClient;
  let pages: Awaited<ReturnType<typeof signInAndAllow>>;
  beforeAll(async () => {
    callback = await startCallbackAddress();
    memory = new ClientMemory(callback.url, "End-to-end client");
    await expect(connect(url, { provider: memory })).rejects.toThrow(/unauthorized/i);
    pages = await signInAndAllow(memory.authorizeAt ?? "", jonas.email);
    await finish(url, { provider: memory }, callback.arrived());
    client = await connect(url, { provider: memory });
  });
  afterAll(async () => {
    await client?.close();
    await callback?.close();
  });

  test("asks for a token of this very resource, with PKCE", () => {
    const asked = memory.authorizeAt?.searchParams;

    expect(asked?.get("resource")).toBe(url);
    expect(asked?.get("code_challenge_method")).toBe("S256");
  });

  test("sends its person past a login page and a page that names the client", () => {
    expect(pages.loginPage).toContain("Sign in to m365-mcp-server");
    expect(pages.consentPage).toContain("End-to-end client");
  });

  test("lists the tools", async () => {
    expect(await client.toolNames()).toContain("getEmails");
  });

  test("reads its own person's mail", async () => {
    const answer = await client.call("getEmails", { count: 50 });

    expect(canariesIn(answer.text)).toEqual(["Jonas Weber"]);
  });

  test("sends mail as its own person", async () => {
    const subject = `Signed in ${callback.url}`;
    await client.call("sendEmail", { to: ["amara.okafor@northwind.example"], subject, body: "Hello." });
    const commits = await new EstateRecord(estate.contract).graphCommits();

    expect(commits.filter((commit) => JSON.stringify(commit.body).includes(subject)).map((commit) => commit.user)).toEqual([jonas.email]);
  });

  test("never shows Access's token to the Worker's record", async () => {
    const lines = await new EstateRecord(estate.contract).lines();

    expect(memory.issued?.access_token).toMatch(/^oauth:/);
    expect(lines.join("\n")).not.toContain(memory.issued?.access_token);
  });
});

describe.each(["legacy", "modern"])("MCP Inspector on the command line, %s era, which knows nothing but the address", (era) => {
  test("signs its person in and calls a tool", async () => {
    let walk: Promise<unknown> | undefined;
    const visit = (printed: string) => {
      const authorizeAt = /Please navigate to: (\S+)\n/.exec(printed)?.[1];
      if (authorizeAt !== undefined) walk ??= signInAndAllow(authorizeAt, jonas.email);
    };
    const args = ["--transport", "http", "--protocol-era", era, "--format", "json", "--callback-url", "http://127.0.0.1:0/oauth/callback"];
    const call = ["--method", "tools/call", "--tool-name", "getEmails", "--tool-arg", "count=1"];
    const { code, stdout, stderr } = await runInspector([url, ...args, ...call], visit, { MCP_AUTO_OPEN_ENABLED: "true" });
    await walk;

    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ result: { structuredContent: { items: [{ id: expect.any(String) as string }] } } });
  });
});
