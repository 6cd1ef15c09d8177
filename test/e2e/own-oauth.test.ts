import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ClientMemory } from "../../infra/local/client-memory.ts";
import { canariesIn } from "../support/canaries.ts";
import { type CallbackAddress, signInAndAllow, type SignInPages, startCallbackAddress } from "../support/client-sign-in.ts";
import { type EstatePerson, personNamed, startTestEstate, type TestEstate } from "../support/estate.ts";
import { EstateRecord } from "../support/estate-record.ts";
import { headerArguments, runInspector } from "../support/inspector.ts";
import { mcpPost } from "../support/mcp-post.ts";
import { startMcpRemote } from "../support/mcp-remote.ts";
import { type ConnectedClient, realClients } from "../support/real-clients.ts";

let estate: TestEstate;
let jonas: EstatePerson;
let url: string;
/** All a client is given: how it gets past Access, nothing for the server behind it. */
let pastAccess: Readonly<Record<string, string>>;
beforeAll(async () => {
  estate = await startTestEstate({ authorization: "oauth", autoSignIn: false });
  jonas = personNamed(estate, "jonas.weber");
  url = estate.contract.mcpUrl;
  pastAccess = { "cf-access-token": jonas.headers["cf-access-token"] ?? "" };
});
afterAll(() => estate?.stop());

describe("past Access, without a bearer", () => {
  test("the Worker answers 401 and says where the metadata are (RFC 9728 §5.1)", async () => {
    const response = await mcpPost(url, pastAccess, "tools/list");
    const metadata = /resource_metadata="([^"]+)"/.exec(response.headers.get("www-authenticate") ?? "")?.[1] ?? "";
    const resource: unknown = await (await fetch(metadata)).json();

    expect(response.status).toBe(401);
    expect(resource).toMatchObject({ resource: estate.contract.origin, authorization_servers: [estate.contract.origin] });
  });

  test.each(["", "/mcp"])("the metadata are found under %j by those who look there first (RFC 9728 §3.1)", async (path) => {
    const response = await fetch(`${estate.contract.origin}/.well-known/oauth-protected-resource${path}`);

    expect([response.status, await response.json()]).toEqual([200, expect.objectContaining({ resource: estate.contract.origin })]);
  });
});

describe.each(realClients)("$name, which knows the address and how to get past Access", ({ connect, finish }) => {
  let callback: CallbackAddress;
  let memory: ClientMemory;
  let client: ConnectedClient;
  let pages: SignInPages;
  beforeAll(async () => {
    callback = await startCallbackAddress();
    memory = new ClientMemory(callback.url, "End-to-end client");
    const credentials = { headers: pastAccess, provider: memory };
    await expect(connect(url, credentials)).rejects.toThrow(/unauthorized/i);
    pages = await signInAndAllow(memory.authorizeAt ?? "", jonas.email);
    await finish(url, credentials, callback.arrived());
    client = await connect(url, credentials);
  });
  afterAll(async () => {
    await client?.close();
    await callback?.close();
  });

  test("asks for a token of this very server, with PKCE", () => {
    const asked = memory.authorizeAt?.searchParams;

    expect(URL.parse(asked?.get("resource") ?? "")?.origin).toBe(estate.contract.origin);
    expect(asked?.get("code_challenge_method")).toBe("S256");
  });

  test("sends its person past Access's login and a page that names the client and where the code goes", () => {
    expect(pages.loginPage).toContain("Sign in to m365-mcp-server");
    expect(pages.consentPage).toContain("End-to-end client");
    expect(pages.consentPage).toContain("127.0.0.1");
    expect(pages.consentPage).toContain(jonas.email);
  });

  test("is answered by the server it asked (RFC 9207)", () => {
    expect(callback.arrived().get("iss")).toBe(estate.contract.origin);
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

  test("leaves no token in the record", async () => {
    const lines = (await new EstateRecord(estate.contract).lines()).join("\n");

    for (const token of [memory.issued?.access_token, memory.issued?.refresh_token]) {
      expect(token).toMatch(/^\S+:\S+:\S{20,}$/);
      expect(lines).not.toContain(token);
      expect(lines).not.toContain(token?.split(":").at(-1));
    }
  });
});

describe.each(["legacy", "modern"])("MCP Inspector on the command line, %s era, past Access by a header", (era) => {
  test("signs its person in and calls a tool", async () => {
    let walk: Promise<unknown> | undefined;
    const visit = (printed: string) => {
      const authorizeAt = /Please navigate to: (\S+)\n/.exec(printed)?.[1];
      if (authorizeAt !== undefined) walk ??= signInAndAllow(authorizeAt, jonas.email);
    };
    const args = ["--transport", "http", "--protocol-era", era, "--format", "json", "--callback-url", "http://127.0.0.1:0/oauth/callback"];
    const call = ["--method", "tools/call", "--tool-name", "getEmails", "--tool-arg", "count=1"];
    const { code, stdout, stderr } = await runInspector([url, ...args, ...headerArguments(pastAccess), ...call], visit, {
      MCP_AUTO_OPEN_ENABLED: "true",
    });
    await walk;

    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ result: { structuredContent: { items: [{ id: expect.any(String) as string }] } } });
  });
});

describe("mcp-remote, past Access by a header", () => {
  test("signs its person in, and a client behind it calls a tool", async () => {
    let walk: Promise<unknown> | undefined;
    const client = await startMcpRemote(url, pastAccess, (printed) => {
      const authorizeAt = /Please authorize this client by visiting:\s+(\S+)/.exec(printed)?.[1];
      if (authorizeAt !== undefined) walk ??= signInAndAllow(authorizeAt, jonas.email);
    });
    try {
      await walk;
      expect(await client.toolNames()).toContain("sendEmail");
      expect(canariesIn((await client.call("getEmails", { count: 50 })).text)).toEqual(["Jonas Weber"]);
    } finally {
      await client.close();
    }
  });
});
