import { decode } from "@toon-format/toon";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { resultText } from "../../../src/agent/result-text.ts";
import { defineTool } from "../../../src/tools/define-tool.ts";
import { fenced } from "../../../src/tools/untrusted.ts";

const tool = defineTool({
  name: "listThings",
  title: "List things",
  description: "Lists things.",
  toolset: "meta",
  tier: "core",
  risk: "read",
  scopes: [],
  operations: [],
  input: z.strictObject({}),
  output: z.object({ items: z.array(z.object({ id: z.string(), untrusted: z.literal(true).optional() })), hasMore: z.boolean() }),
  run: async () => ({ items: [], hasMore: false }),
  text: ({ items }) => items.map(({ id }) => `- ${id}`).join("\n"),
});
const own = { items: [{ id: "a" }, { id: "b" }], hasMore: false };
const foreign = { items: [{ id: "a", untrusted: true }], hasMore: false };

describe("a result reads", () => {
  test("as the tool's lines", () => {
    expect(resultText(tool, own, "lines")).toBe("- a\n- b");
  });

  test("as compact JSON", () => {
    expect(resultText(tool, own, "json")).toBe('{"items":[{"id":"a"},{"id":"b"}],"hasMore":false}');
  });

  test("as TOON, which says the same", () => {
    expect(decode(resultText(tool, own, "toon"))).toEqual(own);
  });

  test.each(["json", "toon"] as const)("between markers where others wrote it, as %s", (format) => {
    expect(resultText(tool, foreign, format)).toMatch(/^<untrusted-[0-9a-f]{8}> [^\n]*\n[^]*\n<\/untrusted-[0-9a-f]{8}>$/);
  });

  test("cut within its markers, which stay whole, as does how to go on", () => {
    const lines = defineTool({
      ...tool,
      text: ({ items }) => `${fenced(items.map(({ id }) => id))}\nMore: cursor=abc`,
    });
    const text = resultText(lines, { items: [{ id: "字".repeat(50_000), untrusted: true }], hasMore: true }, "lines");

    expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(64 * 1024);
    expect(text).toMatch(/^<untrusted-([0-9a-f]{8})> [^]*\n\[cut: \d+ bytes more[^\n]*\n<\/untrusted-\1>\nMore: cursor=abc$/);
  });

  test("cut at 64 KiB, saying how much is missing, with no half character", () => {
    const long = { items: [{ id: "ü".repeat(60_000) }], hasMore: false };
    const text = resultText(tool, long, "json");

    expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(64 * 1024);
    expect(text).toMatch(/\[cut: \d+ bytes more/);
    expect(text).not.toContain("\uFFFD");
  });
});
