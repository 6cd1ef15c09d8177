/** MC: there are no sessions, so nothing that looks like one names, carries or opens anything. */
import { connect } from "node:net";
import { canariesIn } from "../../../support/canaries.ts";
import { B401, P403, refusal, type Seen } from "../../answers.ts";
import type { AttackCase, Attempt } from "../../framework.ts";
import { call, message, messageHeaders, modern, modernMeta, rpc, rpcOf } from "../../mcp-message.ts";
import type { Stage } from "../../stage.ts";
import { storedDigest } from "../../../support/stored-state.ts";

const initialize = rpc("initialize", { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "attacker", version: "1" } });

/** Databases of the principals' objects: a new one would be an object that somebody named. */
async function objectsIn(stage: Stage): Promise<readonly string[]> {
  const lines = await storedDigest(stage.contract.stateDirectory);
  return [...new Set(lines.map((line) => line.split(" ")[0] ?? "").filter((file) => file.includes("M365Agent")))];
}

export const sessionCases: readonly AttackCase[] = [
  {
    id: "MC-01",
    // Mode access has no bearer: what answers there is the perimeter.
    title: "no credential: not even a list of tools",
    async play(stage) {
      const requests: readonly (readonly [string, object, Record<string, string | null>])[] = [
        ["initialize", initialize, {}],
        ["tools/list", rpc("tools/list"), {}],
        ["tools/call", call("getEmails"), {}],
        ["ping", rpc("ping"), {}],
        ["server/discover", rpc("server/discover", modernMeta), modern("server/discover")],
        ["tools/list, 2026", rpc("tools/list", modernMeta), modern("tools/list")],
      ];
      const isOAuth = stage.mode === "oauth";
      await stage.refuses(
        requests.map(([name, body, headers]): Attempt => ({
          name,
          send: () => message(stage, body, { ...headers, ...(isOAuth ? { authorization: null } : { "cf-access-jwt-assertion": null }) }),
          answer: isOAuth ? B401(`${stage.contract.origin}/.well-known/oauth-protected-resource`) : P403,
          reason: isOAuth ? "token_missing" : "jwt_missing",
        })),
      );
    },
  },
  {
    id: "MC-02",
    title: "another user's session id, or any: one gets one's own data",
    async play(stage) {
      const jonas = stage.person("jonas.weber");
      await message(stage, call("whoAmI"), {}, jonas);
      const before = await objectsIn(stage);
      for (const id of [
        "user:7335d417-61da-459d-899c-0a01c76a2f94",
        "7335d417-61da-459d-899c-0a01c76a2f94",
        "0",
        "default",
        crypto.randomUUID(),
      ]) {
        const answer = await message(stage, call("getEmails", { count: 50 }), { "mcp-session-id": id }, jonas);
        stage.holds(
          `whose mail comes under ${id.slice(0, 12)}`,
          [200, ["Jonas Weber"], null],
          [answer.status, canariesIn(answer.text), answer.headers.get("mcp-session-id")],
        );
      }
      const hers = await message(stage, call("getEmails", { count: 50 }));
      stage.holds("she is not disturbed", [200, ["Amara Okafor"]], [hers.status, canariesIn(hers.text)]);
      stage.holds("objects named by it", before, await objectsIn(stage));
    },
  },
  {
    id: "MC-03",
    title: "a session id of the client's own choosing",
    async play(stage) {
      await message(stage, initialize);
      const before = await objectsIn(stage);
      const answers: Seen[] = [
        await message(stage, initialize, { "mcp-session-id": "mine" }),
        await message(stage, initialize, {}, undefined, "?sessionId=mine"),
        await message(stage, rpc("tools/list"), {}, undefined, "?sessionId=mine&session=mine"),
        await message(stage, call("whoAmI"), { "mcp-session-id": "mine" }),
        await message(stage, rpc("server/discover", modernMeta), { ...modern("server/discover"), "mcp-session-id": "mine" }),
      ];
      stage.holds(
        "answered",
        Array(5).fill(200),
        answers.map(({ status }) => status),
      );
      stage.holds(
        "session ids in the answers",
        Array(5).fill(null),
        answers.map(({ headers }) => headers.get("mcp-session-id")),
      );
      stage.holds("objects named by it", before, await objectsIn(stage));
    },
  },
  {
    id: "MC-04",
    title: "a session id that is none",
    async play(stage) {
      const tooLong = "a".repeat(257);
      const malformed = [tooLong, "a".repeat(10_000), "a b", "é", "a\tb", "\u0080"];
      await stage.refuses(
        malformed.map((id): Attempt => ({
          name: `${id.length} characters: ${JSON.stringify(id.slice(0, 8))}`,
          send: () => message(stage, call("getEmails"), { "mcp-session-id": id }),
          answer: refusal(400, "header_malformed"),
          reason: "header_malformed",
        })),
      );
      await message(stage, call("whoAmI"));
      await stage.record.clear();
      const before = await objectsIn(stage);
      const strange = ["../../user:b2c4e8a1-0f3d-4b6a-9c7e-1d2f3a4b5c6d", "%0d%0aX:1", "__proto__", "'--", "a".repeat(256)];
      for (const id of strange)
        stage.holds(
          `${id.slice(0, 16)}: ignored`,
          200,
          (await message(stage, call("add", { a: 1, b: 2 }), { "mcp-session-id": id })).status,
        );
      stage.holds("objects named by them", before, await objectsIn(stage));
      const written = (await stage.record.eventsAfterAWhile()).map((event) => JSON.stringify(event)).join("\n");
      stage.holds(
        "any of them in the record",
        false,
        strange.some((id) => written.includes(id)),
      );
      for (const [name, value] of [
        ["a line break", "a\r\nx-m365-call: forged"],
        ["a bare line feed", "a\nb"],
        ["a NUL", "a\u0000b"],
        ["a DEL", "a\u007fb"],
      ] as const) {
        const status = await rawStatus(stage, `Mcp-Session-Id: ${value}`);
        stage.holds(`${name} on the wire: nothing but 200 without its effect, or 400`, true, status === 200 || status === 400);
      }
      stage.holds("Graph requests of all that", 0, (await stage.record.graphRequests()).length);
    },
  },
  {
    id: "MC-05",
    title: "somebody's stream resumed",
    async play(stage) {
      const { directOrigin } = stage.contract;
      const jonas = stage.person("jonas.weber");
      const resumed = await message(stage, call("getEmails", { count: 50 }), { "last-event-id": "1" }, jonas);
      stage.holds("ignored on a POST", [200, ["Jonas Weber"]], [resumed.status, canariesIn(resumed.text)]);
      await stage.refuses(
        ["0", "1", "user:7335d417-61da-459d-899c-0a01c76a2f94", "../1"].map((id): Attempt => ({
          name: `GET with ${id}`,
          send: async () => {
            const response = await fetch(`${directOrigin}/mcp`, {
              headers: messageHeaders(stage, { accept: "text/event-stream", "last-event-id": id, "mcp-session-id": "x" }, jonas),
            });
            return { status: response.status, headers: response.headers, text: await response.text() };
          },
          answer: refusal(405, "method_refused", { allow: "POST" }),
          reason: "method_refused",
        })),
      );
    },
  },
  {
    id: "MC-06",
    title: "10,000 calls of two users under one JSON-RPC id, 200 at a time: nobody gets another's answer",
    async play(stage) {
      const [amara, jonas] = [stage.person("amara.okafor"), stage.person("jonas.weber")];
      const foreign: string[] = [];
      let answered = 0;
      const one = async (serial: number) => {
        const [mine, name] = serial % 2 === 0 ? ([amara, "Amara Okafor"] as const) : ([jonas, "Jonas Weber"] as const);
        const isRead = serial % 100 < 2;
        const body = isRead ? call("getEmails", { count: 50 }) : call("add", { a: serial, b: 1_000_000 });
        const answer = await message(stage, { ...body, id: 0 }, {}, mine);
        answered += 1;
        const sum = rpcOf(answer).result?.structuredContent?.["sum"];
        // A read may run out of time under this load; whatever it says is its asker's own.
        const isOwn = isRead ? canariesIn(answer.text).every((owner) => owner === name) : sum === serial + 1_000_000;
        if (!isOwn || (JSON.parse(answer.text) as { id: unknown }).id !== 0) foreign.push(answer.text.slice(0, 200));
      };
      let next = 0;
      const worker = async () => {
        while (next < 10_000) await one(next++);
      };
      await Promise.all(Array.from({ length: 200 }, worker));
      stage.holds("answers", 10_000, answered);
      stage.holds("answers that are not the asker's own", [], foreign.slice(0, 3));
    },
  },
];

/** Status of a call with one header line as it stands, line breaks and all. */
async function rawStatus(stage: Stage, line: string): Promise<number> {
  const { hostname, port, host } = new URL(stage.contract.directOrigin);
  const body = JSON.stringify(call("add", { a: 1, b: 1 }));
  const headers = Object.entries(messageHeaders(stage)).map(([name, value]) => `${name}: ${value}`);
  const text = [
    "POST /mcp HTTP/1.1",
    `Host: ${host}`,
    "Connection: close",
    ...headers,
    line,
    `Content-Length: ${body.length}`,
    "",
    body,
  ].join("\r\n");
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.setTimeout(10_000, () => socket.destroy(new Error("no answer")));
    socket.once("data", (data) => {
      resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(data.toString("latin1"))?.[1] ?? 0));
      socket.destroy();
    });
    socket.once("close", () => resolve(400));
    socket.once("error", reject);
  });
}
