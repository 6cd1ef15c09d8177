/** MC: bodies that are too large, too slow, too deep, or no message at all. */
import { request } from "node:http";
import { jsonVectors } from "../../../support/vectors.ts";
import { type Answer, J, refusal, type Seen } from "../../answers.ts";
import type { AttackCase, Attempt } from "../../framework.ts";
import { call, message, messageHeaders, rpc } from "../../mcp-message.ts";
import type { Stage } from "../../stage.ts";

const cap = 4 * 1024 * 1024;
const tooLarge = refusal(413, "body_too_large");

/** The same without an announced length. */
function chunked(stage: Stage, body: string): Promise<Seen> {
  return fetch(`${stage.contract.directOrigin}/mcp`, {
    method: "POST",
    headers: messageHeaders(stage),
    body: new Blob([body]).stream(),
    duplex: "half",
  }).then(async (response) => ({ status: response.status, headers: response.headers, text: await response.text() }));
}

/** One byte, and then nothing more. */
function stalled(stage: Stage): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${stage.contract.directOrigin}/mcp`, { method: "POST", headers: messageHeaders(stage) });
    outgoing.on("response", (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part: string) => (text += part));
      answer.on("end", () => {
        resolve({ status: answer.statusCode ?? 0, headers: new Headers(answer.headers as Record<string, string>), text });
        outgoing.destroy();
      });
    });
    outgoing.on("error", reject);
    outgoing.write("{");
  });
}

/** Any answer that is not a failure of ours, and repeats nothing of an exception. */
const notOurFailure: Answer = {
  name: "below 500",
  problem: ({ status, text }) => (status < 500 && !/\bat .+:\d+:\d+|stack/i.test(text) ? null : `${status} ${text.slice(0, 120)}`),
};

export const bodyCases: readonly AttackCase[] = [
  {
    id: "MC-07",
    title: "a body of 4 MiB and a byte, announced or not",
    async play(stage) {
      const body = `{"jsonrpc":"2.0","id":1,"method":"tools/list","x":"${"y".repeat(cap)}"}`.slice(0, cap + 1);
      await stage.refuses(
        [
          { name: "announced", send: () => message(stage, body), answer: tooLarge, reason: "body_too_large" },
          { name: "chunked", send: () => chunked(stage, body), answer: tooLarge, reason: "body_too_large" },
          { name: "8 MiB, chunked", send: () => chunked(stage, "y".repeat(2 * cap)), answer: tooLarge, reason: "body_too_large" },
        ],
        { parallel: 1 },
      );
    },
  },
  {
    id: "MC-08",
    title: "a body that stalls after one byte",
    async play(stage) {
      const startedAt = Date.now();
      await stage.refuses([{ name: "one byte", send: () => stalled(stage), answer: refusal(408, "body_timeout"), reason: "body_timeout" }]);
      stage.holds("answered within ten seconds and a little", true, Date.now() - startedAt < 13_000);
    },
  },
  {
    id: "MC-09",
    title: "JSON that is there to exhaust a parser",
    async play(stage) {
      const nested = (depth: number, open = "[", close = "]") => `${open.repeat(depth)}${close.repeat(depth)}`;
      const withArgs = (args: string) => `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"add","arguments":${args}}}`;
      const keys = (count: number) => `{${Array.from({ length: count }, (_, index) => `"k${index}":0`).join(",")}}`;
      const limits = J(400, -32600);
      await stage.refuses(
        [
          { name: "10,000 lists in lists", send: () => message(stage, withArgs(nested(10_000))), answer: limits, reason: "json_limits" },
          {
            name: "10,000 objects in objects",
            send: () => message(stage, withArgs(`${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`)),
            answer: limits,
            reason: "json_limits",
          },
          { name: "100,000 levels", send: () => message(stage, withArgs(nested(100_000))), answer: limits, reason: "json_limits" },
          { name: "65 levels", send: () => message(stage, withArgs(nested(65))), answer: limits, reason: "json_limits" },
          {
            name: "a million keys: over 4 MiB",
            send: () => message(stage, withArgs(keys(1_000_000))),
            answer: tooLarge,
            reason: "body_too_large",
          },
          {
            name: "a string of 10 MB",
            send: () => message(stage, withArgs(`{"a":"${"x".repeat(10_000_000)}"}`)),
            answer: tooLarge,
            reason: "body_too_large",
          },
          {
            name: "300,000 keys",
            send: () => message(stage, withArgs(keys(300_000))),
            answer: argumentsRefused,
            reason: "invalid_arguments",
          },
          {
            name: "a string of 4 MB",
            send: () => message(stage, withArgs(`{"a":"${"x".repeat(4_000_000)}","b":1}`)),
            answer: argumentsRefused,
            reason: "invalid_arguments",
          },
          {
            name: "a number of 100,000 digits",
            send: () => message(stage, withArgs(`{"a":${"9".repeat(100_000)},"b":1}`)),
            answer: argumentsRefused,
            reason: "invalid_arguments",
          },
        ],
        { parallel: 2 },
      );
    },
  },
  {
    id: "MC-10",
    title: "JSONTestSuite: every n_ as a body, every y_ and i_ as arguments",
    async play(stage) {
      const vectors = jsonVectors();
      const bad = vectors.filter(({ name }) => name.startsWith("n_"));
      stage.holds(
        "n_, y_ and i_",
        [188, 95, 35],
        ["n_", "y_", "i_"].map((kind) => vectors.filter(({ name }) => name.startsWith(kind)).length),
      );
      await stage.refuses(
        bad.map(({ name, bytes }): Attempt => ({
          name,
          send: () => message(stage, new Uint8Array(bytes)),
          answer: J(400, -32700),
          reason: ["json_invalid", "body_not_utf8"],
        })),
      );
      const [before, after] = ['{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"add","arguments":', "}}"];
      const failures: string[] = [];
      for (const { name, bytes } of vectors) {
        for (const body of [Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)]), bytes]) {
          const problem = notOurFailure.problem(await message(stage, new Uint8Array(body)));
          if (problem !== null) failures.push(`${name}: ${problem}`);
        }
      }
      stage.holds("failures of ours", [], failures);
      stage.holds(
        "failed lines",
        [],
        (await stage.record.events()).filter(({ outcome }) => outcome === "failed"),
      );
      stage.holds("Graph requests", 0, (await stage.record.graphRequests()).length);
    },
  },
  {
    id: "MC-11",
    title: "a batch",
    async play(stage) {
      const one = call("getEmails");
      await stage.refuses(
        [[], [one], Array(1_000).fill(one), [rpc("initialize")], [[one]]].map((batch): Attempt => ({
          name: `of ${batch.length}`,
          send: () => message(stage, batch),
          answer: J(400, -32600),
          reason: "batch_refused",
        })),
      );
    },
  },
  {
    id: "MC-12",
    title: "JSON that is no JSON-RPC",
    async play(stage) {
      const good = call("getEmails");
      const bodies: readonly (readonly [string, unknown])[] = [
        ["jsonrpc 1.0", { ...good, jsonrpc: "1.0" }],
        ["jsonrpc 2", { ...good, jsonrpc: 2 }],
        ["no jsonrpc", { ...good, jsonrpc: undefined }],
        ["id null", { ...good, id: null }],
        ["id an object", { ...good, id: {} }],
        ["id a list", { ...good, id: [] }],
        ["id a fraction", { ...good, id: 1.5 }],
        ["id true", { ...good, id: true }],
        ["no method", { ...good, method: undefined }],
        ["method a number", { ...good, method: 1 }],
        ["method null", { ...good, method: null }],
        ["result and error at once", { jsonrpc: "2.0", id: 1, result: {}, error: { code: 1, message: "x" } }],
        ["params a list", { ...good, params: [1] }],
        ["params text", { ...good, params: "x" }],
        ["nothing in it", {}],
        ["a number", 42],
        ["a text", "tools/list"],
        ["null", null],
        ["true", true],
      ];
      await stage.refuses(
        bodies.map(([name, body]): Attempt => ({
          name,
          send: () => message(stage, JSON.stringify(body)),
          answer: J(400, -32600),
          reason: "rpc_invalid",
        })),
      );
    },
  },
];

const argumentsRefused: Answer = {
  name: "T(invalid_arguments)",
  kind: "call.outcome",
  problem: ({ status, text }) => (status === 200 && text.includes('"code":"invalid_arguments"') ? null : `${status} ${text.slice(0, 120)}`),
};
