/** MC: tools asked for by wrong names, with wrong arguments, with more than a call holds, or cut off in the middle. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { goodArguments } from "../../../support/good-arguments.ts";
import { naughtyStrings } from "../../../support/vectors.ts";
import { listedTools } from "../../../../src/tools/catalog.ts";
import { type Answer, anyOf, J, type Seen, T } from "../../answers.ts";
import type { AttackCase, Attempt } from "../../framework.ts";
import { call, message, messageHeaders, modern, modernMeta, rpc, rpcOf } from "../../mcp-message.ts";
import type { Stage } from "../../stage.ts";

const invalidArguments = T("invalid_arguments");

type StringArgument = { readonly tool: string; readonly name: string; readonly isList: boolean };

/** Every argument that takes text, or a list of it. */
async function stringArguments(stage: Stage): Promise<readonly StringArgument[]> {
  const { result } = rpcOf(await message(stage, rpc("tools/list")));
  return (result?.tools ?? []).flatMap((tool) =>
    Object.entries(tool.inputSchema.properties ?? {}).flatMap(([name, schema]): StringArgument[] => {
      const { type, items } = schema as { readonly type?: string; readonly items?: { readonly type?: string } };
      if (type === "string") return [{ tool: tool.name, name, isList: false }];
      return type === "array" && items?.type === "string" ? [{ tool: tool.name, name, isList: true }] : [];
    }),
  );
}

/** What no answer to any argument may be: a failure of ours, or words of an exception. */
function leak({ status: got, text }: Seen): string | null {
  if (got !== 200) return `${got} ${text.slice(0, 120)}`;
  if (/\bat \S+ \(|\.ts:\d+|TypeError|SyntaxError|RangeError|SQLITE|"code":"internal"|-32603/.test(text)) return text.slice(0, 200);
  return null;
}

async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) await work(items[index] as T);
  };
  await Promise.all(Array.from({ length: 16 }, worker));
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const refusedByEither: Answer = anyOf(J(200, [-32602, -32600]), J(400, [-32602, -32600]), invalidArguments);

export const toolCases: readonly AttackCase[] = [
  {
    id: "MC-19",
    title: "names of the prototype as tools, arguments and _meta",
    async play(stage) {
      const names = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf", "__defineGetter__"];
      const raw = (name: string, args: string) =>
        `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"${name}","arguments":${args}}}`;
      await stage.refuses([
        ...names.map((name): Attempt => ({
          name: `tool ${name}`,
          send: () => message(stage, raw(name, "{}")),
          answer: J(200, -32602),
          reason: "tool_unknown",
        })),
        ...names.slice(1).map((name): Attempt => ({
          name: `argument ${name}`,
          send: () => message(stage, raw("getEmails", `{"count":1,"${name}":{"polluted":true}}`)),
          answer: invalidArguments,
          reason: "invalid_arguments",
        })),
        {
          name: "constructor.prototype",
          send: () => message(stage, raw("getEmails", '{"constructor":{"prototype":{"polluted":true}}}')),
          answer: invalidArguments,
          reason: "invalid_arguments",
        },
        ...[
          '"arguments":{"count":1,"__proto__":{"polluted":true}}',
          '"arguments":{"count":1,"\\u005f_proto_\\u005f":{"polluted":true}}',
          '"arguments":{"count":1},"_meta":{"__proto__":{"polluted":true}}',
          '"arguments":{"recurrence":{"__proto__":{"polluted":true}}}',
          '"__proto__":{"polluted":true}',
        ].map((params): Attempt => ({
          name: params,
          send: () => message(stage, `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"getEmails",${params}}}`),
          answer: J(400, -32602),
          reason: "json_invalid",
        })),
      ]);
      const meta = await message(
        stage,
        `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"add","arguments":{"a":1,"b":2},"_meta":{"constructor":{"prototype":{"polluted":true}}}}}`,
      );
      stage.holds("in _meta: without effect", 3, rpcOf(meta).result?.structuredContent?.["sum"]);
      const after = await message(stage, call("whoAmI"));
      stage.holds("polluted", false, after.text.includes("polluted"));
      stage.holds(
        "and the next call is as ever",
        3,
        rpcOf(await message(stage, call("add", { a: 1, b: 2 }))).result?.structuredContent?.["sum"],
      );
    },
  },
  {
    id: "MC-20",
    title: "names that look like a tool's",
    async play(stage) {
      const names = [
        "sendEmail ",
        " sendEmail",
        "SendEmail",
        "SENDEMAIL",
        "send\u0045mail\u0000",
        "ｓｅｎｄＥｍａｉｌ",
        "sendEmаil",
        "send\u200bEmail",
        "m365_sendEmail",
        "m365-sendEmail",
        "sendEmail\n",
        "../sendEmail",
        "sendEmail/../getEmails",
        "sendEmail?x",
        "",
        "*",
        "s".repeat(10_240),
        "tools/call",
      ];
      await stage.refuses(
        names.map((name): Attempt => ({
          name: JSON.stringify(name.slice(0, 24)),
          send: () => message(stage, call(name, { to: ["a@evil.example"], subject: "x", body: "x" })),
          answer: J(200, [-32602, -32601]),
          reason: "tool_unknown",
        })),
      );
      await stage.refuses(
        [1, null, {}, ["sendEmail"], true].map((name): Attempt => ({
          name: `a name that is ${JSON.stringify(name)}`,
          send: () => message(stage, rpc("tools/call", { name, arguments: {} })),
          answer: anyOf(J(200, -32602), J(400, [-32602, -32600])),
          reason: ["args_invalid", "rpc_invalid"],
        })),
      );
    },
  },
  {
    id: "MC-21",
    title: "arguments of the wrong kind",
    async play(stage) {
      const wrong: readonly (readonly [string, string])[] = [
        ...["-1", "0", "1e9", '"10"', "1.5", "null", "true", "[1]", "{}", "1e400", "-0.1"].map((count): readonly [string, string] => [
          "getEmails",
          `{"count":${count}}`,
        ]),
        ["getEmails", '{"folder":["inbox"]}'],
        ["getEmails", '{"folder":{"id":"inbox"}}'],
        ["getEmails", '{"folder":1}'],
        ["getEmails", '{"unreadOnly":"true"}'],
        ["getEmails", '{"fields":"subject"}'],
        ["getEmails", '{"count":1,"userId":"ceo"}'],
        ["getEmails", '{"count":1,"userId":"jonas.weber@northwind.example"}'],
        ["getEmails", '{"count":1,"confirmed":true}'],
        ["getEmails", '{"count":1,"COUNT":1}'],
        ["sendEmail", '{"to":[["jonas.weber@northwind.example"]],"subject":"x","body":"x"}'],
        ["sendEmail", '{"to":[],"subject":"x","body":"x"}'],
        ["sendEmail", '{"to":["jonas.weber@northwind.example"],"subject":{},"body":"x"}'],
        ["sendEmail", '{"to":["jonas.weber@northwind.example"],"subject":"x","body":"x","confirm":true}'],
        ["add", '{"a":"1","b":2}'],
        ["add", '{"a":1e999,"b":2}'],
      ];
      await stage.refuses([
        ...wrong.map(([tool, args]): Attempt => ({
          name: `${tool} ${args.slice(0, 40)}`,
          send: () => message(stage, `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"${tool}","arguments":${args}}}`),
          answer: invalidArguments,
          reason: "invalid_arguments",
        })),
        ...['[{"count":1}]', '"count"', "1", "true"].map((args): Attempt => ({
          name: `arguments ${args}`,
          send: () => message(stage, `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"getEmails","arguments":${args}}}`),
          answer: refusedByEither,
          reason: ["invalid_arguments", "args_invalid", "rpc_invalid"],
        })),
      ]);
    },
  },
  {
    id: "MC-22",
    // The tools are the same under either mode: an eighth of the strings meets every argument alone in one, another eighth at the next argument,
    // and all strings meet all arguments of a tool at once in the other.
    title: "515 naughty strings in every string argument of every tool",
    async play(stage) {
      const strings = naughtyStrings();
      const all = await stringArguments(stage);
      const tools = [...new Set(all.map(({ tool }) => tool))];
      stage.holds(
        "tools without a good call",
        [],
        tools.filter((tool) => goodArguments[tool] === undefined),
      );
      const filled = (text: string, { isList }: StringArgument) => (isList ? [text] : text);
      const calls =
        stage.mode === "access"
          ? all.flatMap((argument, place) =>
              strings
                .filter((_, turn) => turn % 8 === place % 8)
                .map((text) => call(argument.tool, { ...goodArguments[argument.tool], [argument.name]: filled(text, argument) })),
            )
          : tools.flatMap((tool) => {
              const own = all.filter((argument) => argument.tool === tool);
              return strings.map((_, turn) =>
                call(tool, {
                  ...goodArguments[tool],
                  ...Object.fromEntries(
                    own.map((argument, place) => [argument.name, filled(strings[(turn + place * 41) % strings.length] ?? "", argument)]),
                  ),
                }),
              );
            });
      const problems: string[] = [];
      const astray: string[] = [];
      for (let at = 0; at < calls.length; at += 2_000) {
        await inTurns(calls.slice(at, at + 2_000), async (body) => {
          const problem = leak(await message(stage, body));
          if (problem !== null) problems.push(`${JSON.stringify(body).slice(0, 160)}: ${problem}`);
        });
        // In portions, or the emulator's journal and the record would forget the first ones.
        for (const { template, path: asked, method } of await stage.record.graphRequests())
          if (!template) astray.push(`${method} ${asked}`);
        const failed = (await stage.record.events()).filter(({ outcome, errorCode }) => outcome === "failed" && errorCode === "internal");
        problems.push(...failed.map(({ mcpTool, reason }) => `${mcpTool}: ${reason}`));
        await stage.record.clear();
      }
      stage.holds("string arguments", true, all.length > 30);
      const least = stage.mode === "access" ? all.length * Math.floor(strings.length / 8) : tools.length * strings.length;
      stage.holds("calls enough", true, calls.length >= least);
      stage.holds("failures of ours", [], problems.slice(0, 5));
      stage.holds("requests at Graph off every template", [], astray.slice(0, 5));
    },
  },
  {
    id: "MC-23",
    title: "a tool that exists but is not offered here: told like one that does not exist",
    async play(stage) {
      const further = await stage.open({ settings: { ENABLE_DIAGNOSTICS: "false" } });
      const answers = new Set<string>();
      await further.refuses(
        ["add", "noSuchTool"].map((name): Attempt => ({
          name,
          send: async () => {
            const answer = await message(further, call(name, { a: 1, b: 2 }));
            answers.add(answer.text.replaceAll(name, "X"));
            return answer;
          },
          answer: J(200, -32602),
          reason: "tool_unknown",
        })),
      );
      further.holds("different answers", 1, answers.size);
      const { result } = rpcOf(await message(further, rpc("tools/list")));
      further.holds(
        "it stands in the list",
        false,
        result?.tools?.some(({ name }) => name === "add"),
      );
      await stage.refuses([
        {
          name: "left out by the caller",
          send: () => message(stage, call("sendEmail", goodArguments.sendEmail ?? {}), { "x-mcp-readonly": "true" }),
          answer: J(200, -32602),
          reason: "tool_not_permitted",
        },
      ]);
      stage.holds("mails sent", 0, (await stage.record.graphCommits()).length);
    },
  },
  {
    id: "MC-24",
    title: "notifications, and answers to questions nobody asked",
    async play(stage) {
      const uninvited = [
        { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 1, reason: "mine" } },
        { jsonrpc: "2.0", method: "notifications/initialized" },
        { jsonrpc: "2.0", method: "notifications/progress", params: { progressToken: 1, progress: 1 } },
        { jsonrpc: "2.0", method: "notifications/roots/list_changed" },
        { jsonrpc: "2.0", method: "notifications/evil", params: {} },
        {
          jsonrpc: "2.0",
          method: "tools/call",
          params: { name: "sendEmail", arguments: { to: ["a@evil.example"], subject: "x", body: "x" } },
        },
        { jsonrpc: "2.0", id: 1, result: { action: "accept", content: { confirmed: true } } },
        { jsonrpc: "2.0", id: 0, error: { code: -1, message: "no" } },
      ];
      const answers = await Promise.all(uninvited.map((body) => message(stage, body)));
      stage.holds(
        "accepted, or refused as no request",
        [],
        answers.map(({ status: got }) => got).filter((got) => got !== 202 && got !== 400),
      );
      stage.holds(
        "anything in them",
        [],
        answers.map(({ text }) => text).filter((text) => text !== "" && !text.includes('"error"')),
      );
      stage.holds(
        "calls they made",
        [],
        (await stage.record.eventsAfterAWhile()).filter(({ kind }) => kind.startsWith("call.")),
      );
      stage.holds("Graph requests", 0, (await stage.record.graphRequests()).length);
    },
  },
  {
    id: "MC-25",
    title: "a client that goes away in the middle of a send",
    async play(stage) {
      const subject = `Cut off ${crypto.randomUUID()}`;
      const atGateway = Promise.withResolvers<void>();
      stage.faults.gateway = {
        deliver: async (delivery, _call, next) => {
          atGateway.resolve();
          await pause(1_500);
          return next(delivery);
        },
      };
      const leaving = new AbortController();
      const gone = fetch(`${stage.contract.directOrigin}/mcp`, {
        method: "POST",
        headers: messageHeaders(stage),
        body: JSON.stringify(call("sendEmail", { to: ["jonas.weber@northwind.example"], subject, body: "x" })),
        signal: leaving.signal,
      }).catch(() => null);
      await atGateway.promise;
      leaving.abort();
      await gone;
      const events = await stage.record.eventsOnce((all) => all.some(({ kind }) => kind === "call.outcome"));
      await pause(2_000);
      const outcomes = (await stage.record.events()).filter(({ kind }) => kind === "call.outcome");
      stage.holds("intents", 1, events.filter(({ kind }) => kind === "call.intent").length);
      stage.holds("outcomes", 1, outcomes.length);
      const commits = (await stage.record.graphCommits()).filter(({ body }) => JSON.stringify(body).includes(subject));
      const [outcome] = outcomes;
      stage.holds(
        "what was sent is told as sent or not known",
        true,
        commits.length === 0 ? outcome?.outcome !== "accepted" : ["accepted", "done", "unknown"].includes(outcome?.outcome ?? ""),
      );
      stage.holds("mails sent", true, commits.length <= 1);
    },
  },
  {
    id: "MC-26",
    title: "_meta and trace headers stuffed",
    async play(stage) {
      const pii = "amara's salary is 1";
      const token = "p".repeat(1_000_000);
      const large = await message(stage, call("add", { a: 1, b: 2 }, { _meta: { progressToken: token } }));
      stage.holds("a progress token of 1 MB", [200, true], [large.status, large.text.includes('"sum":3')]);
      await stage.record.clear();
      const bad = [
        `00-${"0".repeat(32)}-${"0".repeat(16)}-01`,
        `00-${"0".repeat(32)}-b7ad6b7169203331-01`,
        "00-zz-zz-01",
        `ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01`,
        `00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-${pii}`,
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "x".repeat(4_000),
      ];
      for (const traceparent of bad) {
        await message(stage, call("getEmails", { count: 1 }, { _meta: { traceparent, tracestate: pii, baggage: `who=${pii}` } }), {
          traceparent,
          tracestate: pii,
          baggage: `who=${pii}`,
        });
      }
      const good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
      await message(stage, call("getEmails", { count: 1 }), { traceparent: good });
      const events = await stage.record.eventsOnce((all) => all.filter(({ kind }) => kind === "call.outcome").length > bad.length);
      const traces = events.filter(({ kind }) => kind === "call.outcome").map(({ traceId }) => traceId ?? "");
      stage.holds("calls", bad.length + 1, traces.length);
      stage.holds(
        "trace ids that are none",
        [],
        traces.filter((id) => !/^(?!0{32})[0-9a-f]{32}$/.test(id)),
      );
      stage.holds("the good one is carried on", 1, traces.filter((id) => id === good.split("-")[1]).length);
      const written = JSON.stringify([events, await stage.record.gatewayExchanges(), await stage.record.graphRequests()]);
      stage.holds("baggage anywhere", false, written.includes("salary"));
    },
  },
  {
    id: "MC-27",
    title: "resources that are files, pages, or a pattern to get lost in",
    async play(stage) {
      const uris = [
        "file:///etc/passwd",
        "ui://x",
        "microsoft://../profile",
        "{x*}",
        "{a*}".repeat(5_000),
        `test://${"a".repeat(50_000)}!`,
        "https://169.254.169.254/",
      ];
      const startedAt = Date.now();
      await stage.refuses(
        uris.map((uri): Attempt => ({
          name: uri.slice(0, 24),
          send: () => message(stage, rpc("resources/read", { uri })),
          answer: J(200, -32602),
          reason: "resource_unknown",
        })),
      );
      stage.holds("answered at once", true, Date.now() - startedAt < 2_000);
      stage.holds(
        "requests to the outside",
        [],
        (await stage.record.outbound()).map(({ host }) => host),
      );
    },
  },
  {
    id: "MC-28",
    title: "a request state that no tool handed out",
    async play(stage) {
      const states = ["tampered", "", `${"A".repeat(43)}.${"B".repeat(43)}`, "v1.eyJ0b29sIjoic2VuZEVtYWlsIn0.AAAA", "x".repeat(10_000)];
      const args = { to: ["jonas.weber@northwind.example"], subject: "x", body: "x" };
      await stage.refuses(
        states.map((requestState): Attempt => ({
          name: requestState.slice(0, 16),
          send: () =>
            message(
              stage,
              call("sendEmail", args, {
                ...modernMeta,
                requestState,
                inputResponses: { confirm: { action: "accept", content: { ok: true } } },
              }),
              modern("tools/call", "sendEmail"),
            ),
          answer: anyOf(J(200, -32602), J(400, -32602)),
          reason: "state_tampered",
        })),
      );
      stage.holds("mails sent", 0, (await stage.record.graphCommits()).length);
    },
  },
  {
    id: "MC-29",
    title: "the tools, as they were last reviewed",
    async play(stage) {
      const folder = path.resolve(import.meta.dirname, "../../../golden/tools");
      const reviewed = listedTools({ tiers: "core", diagnostics: true }).map(
        ({ name }) => JSON.parse(readFileSync(path.join(folder, `${name}.json`), "utf8")) as { readonly name: string },
      );
      for (const person of ["amara.okafor", "jonas.weber", "rafael.costa"]) {
        if (stage.mode === "oauth" && person === "rafael.costa") continue;
        const { result } = rpcOf(await message(stage, rpc("tools/list"), {}, stage.person(person)));
        stage.holds(
          `names ${person} is shown`,
          reviewed.map(({ name }) => name),
          result?.tools?.map(({ name }) => name),
        );
        for (const tool of reviewed)
          stage.holds(
            tool.name,
            tool,
            result?.tools?.find(({ name }) => name === tool.name),
          );
      }
      stage.holds(
        "a list that changes by itself is announced",
        false,
        (
          await message(
            stage,
            rpc("initialize", { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "x", version: "1" } }),
          )
        ).text.includes("listChanged"),
      );
    },
  },
];
