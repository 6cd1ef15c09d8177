/** What the catalog costs a model: bytes and tokens (o200k) of each listed tool, and of typical answers in each form beside Graph's own JSON. */
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { people } from "../../infra/local/company.ts";
import { startEstate } from "../../infra/local/estate.ts";
import { outputFormats } from "../../src/core/selection.ts";
import { listedTools, scopesOf, wireOf } from "../../src/tools/catalog.ts";
import { indexedOperations } from "../../src/tools/operations/indexed-operations.ts";
import { callTool, textOf } from "../support/mcp-post.ts";
import type { BenchOptions } from "./bench.ts";

const bytesOf = (text: string) => Buffer.byteLength(text);

type ToolCost = {
  readonly tool: string;
  readonly tier: string;
  readonly readBytes: number;
  readonly readTokens: number;
  readonly wholeBytes: number;
};

/** An everyday question, and the request to Graph that a thin wrapper would make of it. */
const typical: readonly { readonly tool: string; readonly args: object; readonly graph: string }[] = [
  { tool: "getEmails", args: { count: 10 }, graph: "/v1.0/me/mailFolders/inbox/messages?$top=10" },
  { tool: "searchEmails", args: { query: "budget", count: 10 }, graph: "/v1.0/me/messages?$top=10&$search=%22budget%22" },
  { tool: "getCalendarEvents", args: { days: 7 }, graph: "calendarView" },
  { tool: "listUsers", args: {}, graph: "/v1.0/users?$top=10" },
  { tool: "getContacts", args: { count: 25, source: "contacts" }, graph: "/v1.0/me/contacts?$top=25" },
  { tool: "listTeams", args: {}, graph: "/v1.0/me/joinedTeams" },
  { tool: "listChats", args: {}, graph: "/v1.0/me/chats?$top=20&$expand=members,lastMessagePreview" },
  { tool: "listFiles", args: {}, graph: "/v1.0/me/drive/root/children?$top=25" },
  { tool: "getTasks", args: { source: "planner" }, graph: "/v1.0/me/planner/tasks" },
];

/** @returns whether the list keeps DESIGN's budgets and typical answers take at most a third of the bytes of Graph's own */
export async function benchTokens({ json, say }: BenchOptions): Promise<boolean> {
  const core = new Set(listedTools({ tiers: "core", diagnostics: false }));
  const tools = listedTools({ tiers: "all", diagnostics: false }).map((tool): ToolCost & { readonly isCore: boolean } => {
    const { name, description, inputSchema, ...rest } = wireOf(tool);
    const read = JSON.stringify({ name, description, inputSchema });
    const whole = JSON.stringify({ name, description, inputSchema, ...rest });
    return {
      tool: name,
      tier: tool.tier,
      isCore: core.has(tool),
      readBytes: bytesOf(read),
      readTokens: countTokens(read),
      wholeBytes: bytesOf(whole),
    };
  });
  const sum = (list: readonly ToolCost[], key: "readBytes" | "readTokens" | "wholeBytes") =>
    list.reduce((total, each) => total + each[key], 0);
  const totals = [
    { tier: "core", list: tools.filter(({ isCore }) => isCore), read: 30 * 1024, tokens: 8_000, whole: 56 * 1024 },
    { tier: "all", list: tools, read: 50 * 1024, tokens: Number.POSITIVE_INFINITY, whole: 96 * 1024 },
  ].map(({ tier, list, read, tokens, whole }) => {
    const figures = {
      tools: list.length,
      readBytes: sum(list, "readBytes"),
      readTokens: sum(list, "readTokens"),
      wholeBytes: sum(list, "wholeBytes"),
    };
    return { tier, ...figures, held: figures.readBytes <= read && figures.readTokens <= tokens && figures.wholeBytes <= whole };
  });

  const operations = indexedOperations().size;
  const answers = await measureAnswers(say);
  const median = answers.map(({ ratio }) => ratio).toSorted((a, b) => a - b)[Math.floor(answers.length / 2)] ?? 1;
  const held = totals.every((total) => total.held) && median <= 1 / 3;
  if (json) {
    const listed = tools.map(({ isCore: _isCore, ...cost }) => cost);
    process.stdout.write(`${JSON.stringify({ tools: listed, totals, operations, answers, medianRatio: median, held })}\n`);
    return held;
  }
  const row = (cells: readonly (string | number)[], widths: readonly number[]) =>
    process.stdout.write(
      `${cells.map((cell, index) => (index < 2 ? String(cell).padEnd(widths[index] ?? 0) : String(cell).padStart(widths[index] ?? 0))).join("  ")}\n`,
    );
  const widths = [24, 10, 10, 8, 10];
  row(["tool", "tier", "read bytes", "tokens", "whole"], widths);
  for (const { tool, tier, readBytes, readTokens, wholeBytes } of tools) row([tool, tier, readBytes, readTokens, wholeBytes], widths);
  for (const { tier, tools: count, readBytes, readTokens, wholeBytes, held: kept } of totals)
    row([`${count} tools`, `${tier}${kept ? "" : " FAIL"}`, readBytes, readTokens, wholeBytes], widths);
  process.stdout.write(`\n${operations} further operations of Graph behind searchOperations, describeOperation and callGraph\n`);
  process.stdout.write("\nbytes (tokens) of typical answers' text; Graph's own JSON beside them\n");
  const answerWidths = [20, 6, 16, 16, 16, 16, 6];
  row(["answer", "items", "lines", "json", "toon", "Graph", "ratio"], answerWidths);
  for (const { tool, items, forms, graph, ratio } of answers)
    row([tool, items, ...forms.map(shown), shown(graph), ratio.toFixed(2)], answerWidths);
  process.stdout.write(`median of lines ÷ Graph: ${median.toFixed(2)} (≤ 0.33)\n`);
  return held;
}

type Size = { readonly bytes: number; readonly tokens: number };
const sizeOf = (text: string): Size => ({ bytes: bytesOf(text), tokens: countTokens(text) });
const shown = ({ bytes, tokens }: Size) => `${bytes} (${tokens})`;

async function measureAnswers(say: BenchOptions["say"]) {
  const estate = await startEstate({
    authorization: "access",
    port: 0,
    autoSignIn: true,
    tools: "all",
    quota: 10_000,
    extraPeople: 0,
    without: [],
    onProgress: say,
  });
  try {
    const { mcpUrl, graph, people: listed } = estate.contract;
    const [person] = people;
    const headers = listed[0]?.headers;
    if (!person || !headers) throw new Error("nobody works at the company");
    const authorization = `Bearer ${await estate.graphToken(person, scopesOf(listedTools({ tiers: "all", diagnostics: false })))}`;
    const week = `startDateTime=${new Date().toISOString()}&endDateTime=${new Date(Date.now() + 7 * 86_400_000).toISOString()}`;
    const answers = [];
    for (const { tool, args, graph: path } of typical) {
      say(tool);
      const target = path === "calendarView" ? `/v1.0/me/calendarView?${week}&$top=50` : path;
      const raw = await fetch(`${graph.origin}${target}`, { headers: { authorization } });
      if (!raw.ok) throw new Error(`${target}: ${raw.status} ${await raw.text()}`);
      const own = sizeOf(await raw.text());
      const forms: Size[] = [];
      let items = 0;
      for (const output of outputFormats) {
        const answer = await callTool(mcpUrl, { ...headers, "x-mcp-output": output }, tool, args);
        if (answer.isError) throw new Error(`${tool}: ${textOf(answer)}`);
        items = (answer.structuredContent?.items as readonly unknown[] | undefined)?.length ?? 0;
        forms.push(sizeOf(textOf(answer)));
      }
      answers.push({ tool, items, forms, graph: own, ratio: (forms[0]?.bytes ?? 0) / own.bytes });
    }
    return answers;
  } finally {
    await estate.stop();
  }
}
