/** The README's tool table, printed from the catalog: `npx node infra/docs/tool-table.ts`. */
import { z } from "zod";
import { catalog } from "../../src/tools/catalog.ts";
import type { ToolDefinition } from "../../src/tools/define-tool.ts";

/** Markdown, one row per tool in the catalog's order. */
export function toolTable(tools: readonly ToolDefinition[]): string {
  const rows = tools.map((tool) => [
    `\`${tool.name}\``,
    `${escaped(tool.description)}${tool.tier === "core" ? "" : ` (${tool.tier})`}`,
    tool.risk,
    scopesOf(tool),
    argumentsOf(tool),
  ]);
  return [["Tool", "What it does", "Risk", "Least Graph scopes", "Arguments"], ["---", "---", "---", "---", "---"], ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

function scopesOf({ scopes, optionalScopes = [] }: ToolDefinition): string {
  const named = [scopes.join(", "), optionalScopes.length === 0 ? "" : `some arguments: ${optionalScopes.join(", ")}`].filter(
    (part) => part !== "",
  );
  return named.length === 0 ? "none" : named.join("; ");
}

/** Names only, the required ones first and bold; a client shows the rest. */
function argumentsOf({ input }: ToolDefinition): string {
  const schema = z.toJSONSchema(input, { io: "input" });
  const required = new Set(schema.required);
  const names = Object.keys(schema.properties ?? {}).toSorted((a, b) => Number(required.has(b)) - Number(required.has(a)));
  return names.length === 0 ? "none" : names.map((name) => (required.has(name) ? `**${name}**` : name)).join(", ");
}

function escaped(text: string): string {
  return text.replaceAll("|", "\\|");
}

if (import.meta.main) process.stdout.write(`${toolTable(catalog)}\n`);
