/** `npm run scopes`: the Microsoft permissions that sign-in asks for, by toolset and tier, read from the catalog. */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { needsAdminConsent } from "../../src/accounts/admin-consent.ts";
import { toolsets } from "../../src/core/selection.ts";
import { catalog, listedTools, scopesOf } from "../../src/tools/catalog.ts";
import type { ToolDefinition } from "../../src/tools/define-tool.ts";
import { readArguments } from "../local/read-arguments.ts";

const help = `npm run scopes -- [--json | --write]

Which delegated Microsoft Graph permissions the tools need, for each toolset and tier. A * marks what an administrator has to consent to.

  --json    one JSON object on stdout
  --write   put list and table into OPERATIONS.md
  --help    this text`;

export type ScopesOfToolset = {
  readonly toolset: string;
  /** What TOOL_TIERS = "core" asks for. */
  readonly core: readonly string[];
  /** What "all" asks for besides. */
  readonly extended: readonly string[];
};

/** By toolset, in the catalog's order; toolsets that need nothing are left out. */
export function scopesByToolset(tools: readonly ToolDefinition[]): readonly ScopesOfToolset[] {
  return toolsets.flatMap((toolset) => {
    const of = (tier: ToolDefinition["tier"]) => scopesOf(tools.filter((tool) => tool.toolset === toolset && tool.tier === tier));
    const core = of("core");
    const extended = of("extended").filter((scope) => !core.includes(scope));
    return core.length + extended.length === 0 ? [] : [{ toolset, core, extended }];
  });
}

/** Markdown, one row per toolset. */
export function scopeTable(tools: readonly ToolDefinition[]): string {
  const marked = (scopes: readonly string[]) =>
    scopes.map((scope) => `\`${scope}\`${needsAdminConsent(scope) ? "\\*" : ""}`).join(", ") || "none";
  const rows = scopesByToolset(tools).map(({ toolset, core, extended }) => [`\`${toolset}\``, marked(core), marked(extended)]);
  return [["Toolset", "Core tools", "Extended tools besides"], ["---", "---", "---"], ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

/** The text with `content` between the comments of this name. */
function placed(text: string, name: string, content: string): string {
  const [before, after] = [text.indexOf(`<!-- ${name} -->\n`), text.indexOf(`\n<!-- /${name} -->`)];
  if (before === -1 || after < before) throw new Error(`OPERATIONS.md has no place named ${name}.`);
  return `${text.slice(0, before)}<!-- ${name} -->\n${content}${text.slice(after)}`;
}

async function main(): Promise<void> {
  const { values } = readArguments(help, {
    options: {
      json: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${help}\n`);
  } else if (values.write) {
    const file = path.resolve(import.meta.dirname, "../../OPERATIONS.md");
    const list = scopesOf(listedTools({ tiers: "core", diagnostics: false })).map((scope) => `\`${scope}\``);
    const text = placed(await readFile(file, "utf8"), "scopes", list.join(" "));
    await writeFile(file, placed(text, "scope-table", scopeTable(catalog)));
  } else if (values.json) {
    const described = (scopes: readonly string[]) => scopes.map((scope) => ({ scope, adminConsent: needsAdminConsent(scope) }));
    const toolsetsSaid = scopesByToolset(catalog).map(({ toolset, core, extended }) => ({
      toolset,
      core: described(core),
      extended: described(extended),
    }));
    process.stdout.write(`${JSON.stringify({ toolsets: toolsetsSaid })}\n`);
  } else {
    for (const { toolset, core, extended } of scopesByToolset(catalog)) {
      const line = (tier: string, scopes: readonly string[]) =>
        scopes.length === 0
          ? ""
          : `  ${tier.padEnd(9)} ${scopes.map((scope) => `${scope}${needsAdminConsent(scope) ? "*" : ""}`).join(" ")}\n`;
      process.stdout.write(`${toolset}\n${line("core", core)}${line("extended", extended)}`);
    }
  }
}

if (import.meta.main) await main();
