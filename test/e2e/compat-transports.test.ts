import { type IncomingHttpHeaders, request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ClientMemory } from "../../infra/local/client-memory.ts";
import { canariesIn } from "../support/canaries.ts";
import { signInAndAllow, startCallbackAddress } from "../support/client-sign-in.ts";
import { compatClients, openWebSocket, webSocketUrl } from "../support/compat-clients.ts";
import { type EstatePerson, personNamed, startTestEstate, type TestEstate } from "../support/estate.ts";
import { EstateRecord } from "../support/estate-record.ts";
import { startMcpRemote } from "../support/mcp-remote.ts";
import { mcpPost } from "../support/mcp-post.ts";
import { modes } from "../support/modes.ts";
import { type ConnectedClient, realClients } from "../support/real-clients.ts";

type Headers = Readonly<Record<string, string>>;
const call = (id: number, name: string, args: object = {}) =>
  JSON.stringify({ jsonrpc: "2.0", id, method: "tools/call", params: { name, arguments: args } });

/** The first event of a stream, and the stream. */
async function openStream(origin: string, headers: Headers) {
  const left = new AbortController();
  const response = await fetch(`${origin}/sse`, { headers: { accept: "text/event-stream", ...headers }, signal: left.signal });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const until = async (part: string): Promise<string> => {
    while (!text.includes(part)) {
      const { done, value } = await reader.read();
      if (done) throw new Error(`ended after: ${text}`);
      text += value;
    }
    return text;
  };
  const endpoint = /data: (\S+)/.exec(await until("\n\n"))?.[1] ?? "";
  const ended = async () => {
    for (;;) if ((await reader.read()).done) return true;
  };
  return { endpoint, until, ended, leave: () => left.abort() };
}

type Opened = { readonly said: string[]; readonly closed: () => { readonly code: number; readonly reason: string } | undefined } & {
  readonly socket: WebSocket;
};

async function openSocket(origin: string, headers: Headers): Promise<Opened> {
  const socket = openWebSocket(webSocketUrl(origin), headers);
  const said: string[] = [];
  let closed: { code: number; reason: string } | undefined;
  socket.addEventListener("message", ({ data }) => void said.push(String(data)));
  socket.addEventListener("close", ({ code, reason }) => void (closed = { code, reason }));
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", () => reject(new Error("the handshake was refused")));
  });
  return { said, socket, closed: () => closed };
}

type Shaken = { readonly status: number | undefined; readonly body: string; readonly headers: IncomingHttpHeaders };

/** The answer to a handshake as HTTP has it. */
function handshake(origin: string, headers: Headers, query = ""): Promise<Shaken> {
  return new Promise((resolve, reject) => {
    const asked = request(`${origin}/mcp${query}`, {
      headers: {
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
        "sec-websocket-protocol": "mcp",
        ...headers,
      },
    });
    asked.on("upgrade", (answer, socket) => {
      socket.destroy();
      resolve({ status: answer.statusCode, body: "", headers: answer.headers });
    });
    asked.on("response", (answer) => {
      let body = "";
      answer.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      answer.on("end", () => resolve({ status: answer.statusCode, body, headers: answer.headers }));
    });
    asked.on("error", reject);
    asked.end();
  });
}

describe.each(modes)("switched on, in mode %s", (authorization) => {
  let estate: TestEstate;
  let record: EstateRecord;
  let amara: EstatePerson;
  let jonas: EstatePerson;
  let origin: string;
  /** While set, the gateway holds what comes. */
  let held: Promise<void> | null = null;
  beforeAll(async () => {
    estate = await startTestEstate({
      authorization,
      autoSignIn: false,
      compatTransports: ["sse", "websocket"],
      gateway: {
        interference: {
          answer: async (_call, next) => {
            await held;
            return next();
          },
        },
      },
    });
    record = new EstateRecord(estate.contract);
    amara = personNamed(estate, "amara.okafor");
    jonas = personNamed(estate, "jonas.weber");
    ({ origin } = estate.contract);
  });
  afterAll(() => estate?.stop());

  describe.each(compatClients)("$name of the 1.x SDK", ({ name, path, connect }) => {
    let client: Awaited<ReturnType<typeof connect>>;
    beforeAll(async () => {
      client = await connect(origin, amara.headers);
    });
    afterAll(() => client?.close());

    test("speaks the revision it asked for", () => {
      expect(client.protocolVersion).toBe("2025-11-25");
    });

    test("lists the tools", async () => {
      expect(await client.toolNames()).toEqual(expect.arrayContaining(["getEmails", "sendEmail", "whoAmI", "add"]));
    });

    test("reads its own person's mail", async () => {
      expect(canariesIn((await client.call("getEmails", { count: 50 })).text)).toEqual(["Amara Okafor"]);
    });

    test("sends mail, once", async () => {
      const subject = `By ${name}`;
      const answer = await client.call("sendEmail", { to: ["jonas.weber@northwind.example"], subject, body: "See you at ten." });
      const commits = await record.graphCommits();

      expect(answer.isError).toBeUndefined();
      expect(commits.filter((commit) => JSON.stringify(commit.body).includes(subject))).toHaveLength(1);
    });

    test("is told that a tool does not exist", async () => {
      await expect(client.call("deleteEverything", {})).rejects.toThrow(/Unknown tool: "deleteEverything"/);
    });

    test("makes ten calls at once, each with a record, a request id and a gateway row of its own", async () => {
      await record.clear();
      const answers = await Promise.all(Array.from({ length: 10 }, () => client.call("getEmails", { count: 1 })));
      const events = await record.eventsOnce((all) => all.filter(({ kind }) => kind === "call.outcome").length === 10);
      const outcomes = events.filter(({ kind }) => kind === "call.outcome");
      const rows = await record.gatewayRows();

      expect(answers.map(({ isError }) => isError)).toEqual(answers.map(() => undefined));
      expect(outcomes.map(({ outcome, userEmail }) => [outcome, userEmail])).toEqual(outcomes.map(() => ["done", amara.email]));
      expect(new Set(outcomes.map(({ requestId }) => requestId)).size).toBe(10);
      expect(outcomes.map(({ httpMethod, route }) => [httpMethod, route])).toEqual(
        outcomes.map(() => (path === "/sse" ? ["POST", "/messages"] : ["GET", "/mcp"])),
      );
      const logIds = new Set(rows.map(({ id }) => id));
      expect(outcomes.every(({ aiGatewayLogId }) => typeof aiGatewayLogId === "string" && logIds.has(aiGatewayLogId))).toBe(true);
    });

    test("cancels a call that is under way, and calls on meanwhile", async () => {
      await record.clear();
      let release = () => undefined as void;
      held = new Promise((resolve) => (release = resolve));
      const cancel = new AbortController();
      const waiting = client.client.callTool({ name: "getEmails", arguments: { count: 1 } }, undefined, { signal: cancel.signal });
      const sum = await client.call("add", { a: 2, b: 40 });
      cancel.abort();
      await expect(waiting).rejects.toThrow();
      const events = await record.eventsOnce((all) => all.some(({ mcpTool, kind }) => mcpTool === "getEmails" && kind === "call.outcome"));
      release();
      held = null;

      expect(sum.text).toContain("42");
      expect(events.filter(({ mcpTool, kind }) => mcpTool === "getEmails" && kind === "call.outcome")).toMatchObject([
        { outcome: "cancelled" },
      ]);
    });
  });

  describe.each(realClients)("$name, sent to /sse", ({ connect }) => {
    test("is served there as at /mcp", async () => {
      const client = await connect(`${origin}/sse`, { headers: amara.headers });
      const names = await client.toolNames();
      const answer = await client.call("add", { a: 2, b: 40 });
      await client.close();

      expect(names).toContain("getEmails");
      expect(answer.text).toContain("42");
    });
  });

  describe.each([
    ["sse-only", "/sse"],
    ["http-first", "/sse"],
    ["http-first", "/mcp"],
  ])("mcp-remote, %s, at %s", (strategy, path) => {
    let client: ConnectedClient;
    beforeAll(async () => {
      client = await startMcpRemote(`${origin}${path}`, amara.headers, undefined, ["--transport", strategy]);
    });
    afterAll(() => client?.close());

    test("lists the tools and reads mail", async () => {
      const names = await client.toolNames();
      const answer = await client.call("getEmails", { count: 50 });

      expect(names).toContain("getEmails");
      expect(canariesIn(answer.text)).toEqual(["Amara Okafor"]);
    });
  });

  describe("a stream's session id", () => {
    const post = (path: string, headers: Headers, body: string, from = origin) =>
      fetch(`${from}${path}`, { method: "POST", headers: { "content-type": "application/json", ...headers }, body });

    test("known to another person, opens nothing and does nothing", async () => {
      const stream = await openStream(origin, amara.headers);
      await record.clear();
      const foreign = await post(stream.endpoint, jonas.headers, call(1, "getEmails", { count: 50 }));
      const own = await post(stream.endpoint, amara.headers, call(2, "add", { a: 1, b: 1 }));
      const heard = await stream.until('"id":2');
      const events = await record.eventsOnce((all) => all.some(({ mcpTool }) => mcpTool === "add"));
      stream.leave();

      expect([foreign.status, own.status, await own.text()]).toEqual([404, 202, "Accepted"]);
      expect(await foreign.json()).toMatchObject({ error: "not_found" });
      expect(heard).not.toContain('"id":1');
      expect(events.filter(({ reason }) => reason === "session_unknown")).toMatchObject([{ userEmail: jonas.email, httpStatus: 404 }]);
      expect(events.filter(({ kind }) => kind === "call.outcome").map(({ mcpTool }) => mcpTool)).toEqual(["add"]);
      expect(await record.graphRequests()).toEqual([]);
    });

    test.each(["", "?sessionId=", "?sessionId=../amara", `?sessionId=${crypto.randomUUID()}`])("%j is nobody's", async (query) => {
      expect((await post(`/messages${query}`, amara.headers, call(1, "add", { a: 1, b: 1 }))).status).toBe(404);
    });

    test("is chosen by the server, whatever the client proposes", async () => {
      const proposed = crypto.randomUUID();
      const response = await fetch(`${origin}/sse?sessionId=${proposed}`, { headers: { ...amara.headers, "mcp-session-id": proposed } });
      const reader = response.body!.getReader();
      const first = new TextDecoder().decode((await reader.read()).value);
      await reader.cancel();

      expect(first).toMatch(/^event: endpoint\ndata: \/messages\?sessionId=[0-9a-f-]{36}\n\n$/);
      expect([first.includes(proposed), response.headers.get("mcp-session-id"), response.headers.get("cache-control")]).toEqual([
        false,
        null,
        "no-store",
      ]);
    });

    test("ends with the client that leaves", async () => {
      const stream = await openStream(origin, amara.headers);
      expect((await post(stream.endpoint, amara.headers, call(1, "add", { a: 1, b: 1 }))).status).toBe(202);
      stream.leave();

      await expect
        .poll(async () => (await post(stream.endpoint, amara.headers, call(2, "add", { a: 1, b: 1 }))).status, { timeout: 5_000 })
        .toBe(404);
    });

    test("takes one message of JSON at a time", async () => {
      const stream = await openStream(origin, amara.headers);
      const batch = await post(stream.endpoint, amara.headers, `[${call(1, "add", { a: 1, b: 1 })}]`);
      const text = await fetch(`${origin}${stream.endpoint}`, {
        method: "POST",
        headers: { ...amara.headers, "content-type": "text/plain" },
        body: "{}",
      });
      stream.leave();

      expect([batch.status, text.status]).toEqual([400, 415]);
    });

    test("is of no use without a credential", async () => {
      const stream = await openStream(origin, amara.headers);
      const bare = await post(stream.endpoint, {}, call(1, "add"), estate.contract.directOrigin);
      stream.leave();

      expect(bare.status).toBe(403);
    });
  });

  describe("neither opens", () => {
    const evil = "https://evil.example";

    test.each<[string, number, string, Headers, string]>([
      ["for a foreign page", 403, "origin_refused", { origin: evil }, ""],
      ["for a page of no origin", 403, "origin_refused", { origin: "null" }, ""],
      ["by a credential in the URL", 400, "token_in_query", {}, "?access_token=x"],
    ])("%s", async (_name, status, reason, headers, query) => {
      await record.clear();
      const socket = await handshake(origin, { ...amara.headers, ...headers }, query);
      const stream = await fetch(`${origin}/sse${query}`, { headers: { ...amara.headers, ...headers } });
      const events = await record.eventsOnce((all) => all.length === 2);

      expect([socket.status, stream.status]).toEqual([status, status]);
      expect([socket.headers["access-control-allow-origin"], stream.headers.get("access-control-allow-origin")]).toEqual([undefined, null]);
      expect(events.map((event) => [event.kind, event.outcome, event.reason, event.route])).toEqual([
        ["admission", "refused", reason, "/mcp"],
        ["admission", "refused", reason, "/sse"],
      ]);
    });

    test("without Access", async () => {
      const { directOrigin } = estate.contract;
      const socket = await handshake(directOrigin, {});
      const stream = await fetch(`${directOrigin}/sse`);
      const past = await handshake(origin, {});

      expect([socket.status, stream.status, past.status]).toEqual([403, 403, authorization === "access" ? 401 : 302]);
    });

    test("without the subprotocol, where it is a socket", async () => {
      const { status, body } = await handshake(origin, { ...amara.headers, "sec-websocket-protocol": "graphql-ws" });

      expect([status, JSON.parse(body)]).toEqual([400, expect.objectContaining({ error: "subprotocol_missing" })]);
    });

    test.each([
      ["/sse", "PUT", "GET, POST"],
      ["/sse", "DELETE", "GET, POST"],
      ["/messages", "GET", "POST"],
    ])("%s with %s", async (path, method, allow) => {
      const response = await fetch(`${origin}${path}`, { method, headers: amara.headers });

      expect([response.status, response.headers.get("allow")]).toEqual([405, allow]);
    });
  });

  test("both end when the Access assertion does", async () => {
    const { access, directOrigin } = estate.contract;
    const minted = await fetch(access.mintUrl, {
      method: "POST",
      body: JSON.stringify({ claims: { exp: Math.floor(Date.now() / 1000) + 3 } }),
    });
    const { jwt } = (await minted.json()) as { readonly jwt: string };
    const bearer = amara.headers["authorization"];
    const headers = { "cf-access-jwt-assertion": jwt, ...(bearer !== undefined && { authorization: bearer }) };
    const socket = await openSocket(directOrigin, headers);
    const stream = await openStream(directOrigin, headers);
    socket.socket.send(call(1, "add", { a: 1, b: 1 }));
    await expect.poll(() => socket.said).toHaveLength(1);

    expect(await stream.ended()).toBe(true);
    await expect.poll(socket.closed, { timeout: 10_000 }).toEqual({ code: 1008, reason: "sign in again" });
  });

  if (authorization === "oauth") {
    test("a bearer is asked for, and it must be the Access person's own", async () => {
      const pastAccess = { "cf-access-token": amara.headers["cf-access-token"] ?? "" };
      const foreign = { ...pastAccess, authorization: jonas.headers["authorization"] ?? "" };
      const bare = [await handshake(origin, pastAccess), await fetch(`${origin}/sse`, { headers: pastAccess })];
      const crossed = [await handshake(origin, foreign), await fetch(`${origin}/sse`, { headers: foreign })];

      expect([...bare, ...crossed].map(({ status }) => status)).toEqual([401, 401, 403, 403]);
      expect((bare[0] as Shaken).headers["www-authenticate"]).toContain("resource_metadata=");
    });
  } else {
    test("a token of Managed OAuth opens both", async () => {
      const callback = await startCallbackAddress();
      const memory = new ClientMemory(callback.url, "Compat client");
      const [, , old] = realClients;
      await expect(old?.connect(`${origin}/mcp`, { provider: memory })).rejects.toThrow(/unauthorized/i);
      await signInAndAllow(memory.authorizeAt ?? "", jonas.email);
      await old?.finish(`${origin}/mcp`, { provider: memory }, callback.arrived());
      await callback.close();
      const clients = await Promise.all(
        compatClients.map(({ connect }) => connect(origin, { authorization: `Bearer ${memory.issued?.access_token}` })),
      );
      const answers = await Promise.all(clients.map((client) => client.call("getEmails", { count: 50 })));
      await Promise.all(clients.map((client) => client.close()));

      expect(answers.map(({ text }) => canariesIn(text))).toEqual([["Jonas Weber"], ["Jonas Weber"]]);
    });
  }
});

describe("switched off", () => {
  let estate: TestEstate;
  let headers: Headers;
  beforeAll(async () => {
    estate = await startTestEstate();
    ({ headers } = personNamed(estate, "amara.okafor"));
  });
  afterAll(() => estate?.stop());

  test.each([
    ["GET", "/sse"],
    ["POST", "/sse"],
    ["POST", "/messages?sessionId=x"],
  ])("%s %s: 405, and where to go", async (method, path) => {
    const response = await fetch(`${estate.contract.origin}${path}`, { method, headers });

    // A runtime may leave out a header that says nothing.
    expect([response.status, response.headers.get("allow") ?? ""]).toEqual([405, ""]);
    expect(await response.json()).toMatchObject({ error: "method_refused", error_description: expect.stringContaining("/mcp") as string });
  });

  test("a handshake: 426, and where to go", async () => {
    const { status, body } = await handshake(estate.contract.origin, headers);

    expect([status, JSON.parse(body)]).toEqual([
      426,
      expect.objectContaining({ error: "websocket_refused", error_description: expect.stringContaining("/mcp") as string }),
    ]);
  });

  test("to nobody whom Access does not know: 403, like any other address", async () => {
    const { directOrigin } = estate.contract;
    const answers = [
      await fetch(`${directOrigin}/sse`),
      await mcpPost(`${directOrigin}/sse`, {}, "ping"),
      await fetch(`${directOrigin}/messages`, { method: "POST" }),
      await handshake(directOrigin, {}),
    ];

    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
  });
});
