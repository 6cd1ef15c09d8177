import { existsSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import type { EstateContract } from "../../infra/local/estate.ts";
import { descendantsOf, type Ended, startProcess, stillRunning } from "../support/estate-process.ts";
import { callTool, textOf } from "../support/mcp-post.ts";
import { modes } from "../support/modes.ts";

describe.each(modes.flatMap((mode) => [[mode, "node"] as const, [mode, "npm"] as const]))(
  "--json --port 0 --authorization %s, started through %s",
  (mode, through) => {
    let contract: EstateContract;
    let started: readonly number[];
    let running: readonly number[];
    let answer: string;
    let ended: Ended;
    let stream: Response;
    let stateWasThere: boolean;
    beforeAll(async () => {
      const estate = startProcess(["--json", "--port", "0", "--authorization", mode, "--compat-transports", "sse,websocket"], through);
      contract = await estate.ready;
      answer = textOf(await callTool(contract.mcpUrl, contract.people[0]?.headers ?? {}, "add", { a: 1, b: 2 }));
      stream = await fetch(`${contract.origin}/sse`, { headers: contract.people[0]?.headers ?? {} });
      started = descendantsOf(estate.pid);
      stateWasThere = existsSync(contract.stateDirectory);
      estate.terminate();
      ended = await estate.ended;
      running = await stillRunning(started, 5_000);
    });

    test("is ready for a call as soon as it says so", () => {
      expect(answer).toContain("3");
    });

    test("serves the older transports it was asked for, and an open stream keeps it from nothing", () => {
      expect([stream.status, stream.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
    });

    test("prints one line of JSON on stdout, and nothing else there", () => {
      expect(ended.stdout).toBe(`${JSON.stringify(contract)}\n`);
    });

    test("names what the contract promises", () => {
      expect(contract).toMatchObject({
        ready: true,
        authorization: mode,
        mcpUrl: `${contract.origin}/mcp`,
        graph: { commitsUrl: expect.any(String) as string, requestsUrl: expect.any(String) as string },
        gateway: { logsUrl: expect.any(String) as string, requestsUrl: expect.any(String) as string },
        access: { audience: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
      });
      expect(contract.people.map((person) => person.linked)).toEqual([true, true, true, false]);
      expect(new Set(contract.people.map((person) => person.email.split("@")[1])).size).toBe(2);
      expect(contract.services.map((service) => service.name).slice(2)).toEqual(["automation", "portal", "sync", "operator"]);
    });

    test("hands over everything a client must send, and a bearer in mode oauth alone", () => {
      const sent = contract.people.map(({ headers }) => Object.keys(headers));

      expect(sent).toEqual(sent.map(() => (mode === "access" ? ["cf-access-token"] : ["cf-access-token", "authorization"])));
    });

    test("ends with SIGTERM, and everything it started with it", () => {
      // npm ends by the signal it got.
      expect(ended.code).toBe(through === "npm" ? null : 0);
      expect(started.length).toBeGreaterThan(0);
      expect(running).toEqual([]);
    });

    test("leaves no state behind", () => {
      expect(stateWasThere).toBe(true);
      expect(existsSync(contract.stateDirectory)).toBe(false);
    });
  },
);

describe.each(modes)("--port 0 --authorization %s, for a person to read", (mode) => {
  test("says where to point a client, and what it sends", async () => {
    const estate = startProcess(["--port", "0", "--authorization", mode]);
    const printed = await estate.says("Ctrl-C ends the estate.");
    estate.terminate();
    const { code } = await estate.ended;

    expect(code).toBe(0);
    expect(printed).toMatch(/MCP endpoint +http:\/\/127\.0\.0\.1:\d+\/mcp/);
    expect(printed).toContain(mode === "access" ? "authorization by Cloudflare Access" : "authorization by this Worker");
    expect(printed).toMatch(/cf-access-token: eyJ/);
    expect(/authorization: Bearer user/.test(printed)).toBe(mode === "oauth");
  });
});

describe("npm start", () => {
  test("with --help says what there is", async () => {
    const { code, stdout } = await startProcess(["--help"]).ended;

    expect(code).toBe(0);
    const options = ["port", "authorization", "auto-sign-in", "tools", "compat-transports", "quota", "people", "without", "json"];
    for (const option of options) expect(stdout).toContain(`--${option} `);
  });

  test.each([
    [["--colour", "red"], /colour/],
    [["--port", "http"], /--port http: must be a whole number/],
    [["--tools", "most"], /--tools most: must be core or all/],
    [["--authorization", "none"], /--authorization none/],
    [["--compat-transports", "sse,carrier-pigeon"], /--compat-transports sse,carrier-pigeon: must be sse, websocket or both/],
  ])("with %j ends with 2 and says why", async (args, why) => {
    const { code, stdout, stderr } = await startProcess(args).ended;

    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(why);
  });

  test("without a setting nobody knows ends with a list of those there are", async () => {
    const { code, stderr } = await startProcess(["--json", "--port", "0", "--without", "COLOUR"]).ended;

    expect(code).toBe(2);
    expect(stderr).toMatch(/COLOUR.*MICROSOFT_CLIENT_SECRET/s);
  });
});
