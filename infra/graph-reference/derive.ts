/**
 * `node infra/graph-reference/derive.ts --csdl FILE --permissions FILE`: makes the fact tables of the local estate's Graph, and the index of
 * the long tail, from Microsoft's own schema and permissions reference. Names, types and flags only; no text of either is kept.
 *
 * Sources: microsoftgraph/msgraph-metadata `schemas/v1.0-Prod.csdl`, microsoftgraph/microsoft-graph-devx-content
 * `permissions/new/permissions.json`, both MIT. The commits last used stand in each table's `source`.
 */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { readArguments } from "../local/read-arguments.ts";
import { readSchema, type Schema } from "./csdl.ts";
import { operationIndex } from "./operation-index.ts";
import { readDelegated, readPermissions } from "./permissions.ts";

const help = `node infra/graph-reference/derive.ts --csdl FILE --permissions FILE

  --csdl FILE         schemas/v1.0-Prod.csdl of microsoftgraph/msgraph-metadata
  --permissions FILE  permissions/new/permissions.json of microsoftgraph/microsoft-graph-devx-content
  --help              this text`;

/** The commits of the files given; change them together with the files. */
const sources = {
  schema: "microsoftgraph/msgraph-metadata @ f54f11b60956ea7b185ca0447b2b80805836ec7b, schemas/v1.0-Prod.csdl (MIT)",
  permissions:
    "microsoftgraph/microsoft-graph-devx-content @ 6cbd6bbd665a877560fdefbad74f3bdb5b57af88, permissions/new/permissions.json (MIT), scheme DelegatedWork",
} as const;

const facts = path.resolve(import.meta.dirname, "../local/graph/facts");
const scopesFile = path.resolve(import.meta.dirname, "../../src/core/graph-scopes.ts");
const indexFile = path.resolve(import.meta.dirname, "../../src/tools/operations/operation-index.ts");

/** Where everything people work with hangs. */
const roots = [
  "user",
  "group",
  "team",
  "chat",
  "drive",
  "site",
  "planner",
  "searchEntity",
  "cloudCommunications",
  "sharedDriveItem",
  "place",
  "room",
];
/** Type names of administration, where following navigation stops. */
const administration =
  /^(?:device|managed|security|identityGov|mobileApp|authentication|policy|conditional|role|servicePrincipal|application$|windows|ios|android|privileged|accessPackage|accessReview|agreement|approval|education|cloudPC|virtualEndpoint|onPremises|appConsent|lifecycle|termsOf|oAuth2|federat|ediscovery|alert|threat|copilot|aiInteraction)/;

const { values } = readArguments(help, {
  options: { csdl: { type: "string" }, permissions: { type: "string" }, help: { type: "boolean", short: "h", default: false } },
});
if (values.help) {
  process.stdout.write(`${help}\n`);
  process.exit(0);
}
if (values.csdl === undefined || values.permissions === undefined) {
  process.stderr.write(`${values.csdl === undefined ? "--csdl" : "--permissions"} is missing\n\n${help}\n`);
  process.exit(2);
}

const schema = readSchema(await readFile(values.csdl, "utf8"));
const types = reachable(schema);
await writeTable("types.json", {
  source: sources.schema,
  structured: sorted([...types].flatMap((name) => lineOf(schema, name))),
  open: [...types].filter((name) => schema.types.get(name)?.open === true).toSorted(),
  enums: sorted([...schema.enums].filter(([name]) => isUsed(schema, types, name)).map(([name, members]) => [name, members.join(" ")])),
  bases: sorted([...types].flatMap((name) => baseOf(schema, name))),
});
const reference = await readFile(values.permissions, "utf8");
await writeTable("permissions.json", { source: sources.permissions, ...readPermissions(reference) });
const index = operationIndex(schema, readDelegated(reference));
await writeFile(
  indexFile,
  `/**
 * Made by infra/graph-reference/derive.ts; read by graph-types.ts, which says in which form. Sources:
 * ${sources.schema};
 * ${sources.permissions}.
 */
export const operationIndex = \`${index.text}\`;
`,
);
await writeFile(
  scopesFile,
  `/** Made by infra/graph-reference/derive.ts: delegated scopes the long tail can use, by name; \`*\` where an administrator has to consent. */
export const graphScopes =
  "${index.scopes}";
`,
);
process.stderr.write(
  `${path.relative(process.cwd(), indexFile)}: ${index.operations} operations, ${(gzipSync(index.text, { level: 9 }).byteLength / 1024).toFixed(1)} KiB gzip\n`,
);

/** Types in reach of the roots, with what is derived from them and what their actions take. */
function reachable({ types: all, operations }: Schema): ReadonlySet<string> {
  const seen = new Set<string>();
  const waiting: string[] = [...roots];
  const visit = (from: string) => {
    for (let name = waiting.pop() ?? from; ;) {
      const type = all.get(name);
      if (type && !seen.has(name) && !administration.test(name)) {
        seen.add(name);
        if (type.base !== undefined) waiting.push(type.base);
        for (const [derived, { base }] of all) if (base === name && !["entity", "directoryObject"].includes(name)) waiting.push(derived);
        for (const property of type.properties) waiting.push(property.type);
      }
      const next = waiting.pop();
      if (next === undefined) return;
      name = next;
    }
  };
  visit("user");
  for (const { binding, parameters, returns } of operations) {
    if (!seen.has(binding.type)) continue;
    waiting.push(...parameters.map(({ type }) => type), ...(returns === undefined ? [] : [returns.type]));
    visit(waiting.pop() ?? "user");
  }
  return seen;
}

/** Own and inherited properties on one line: `name:Type`, `[Type]` for a collection, `>` in front of a navigation property. */
function lineOf({ types: all }: Schema, name: string): readonly [string, string][] {
  const words: string[] = [];
  for (let at = all.get(name); at !== undefined; at = at.base === undefined ? undefined : all.get(at.base)) {
    words.unshift(
      ...at.properties.map(
        ({ name: property, type, collection, navigation }) => `${navigation ? ">" : ""}${property}:${collection ? `[${type}]` : type}`,
      ),
    );
  }
  return [[name, words.join(" ")]];
}

function baseOf({ types: all }: Schema, name: string): readonly [string, string][] {
  const base = all.get(name)?.base;
  return base === undefined ? [] : [[name, base]];
}

function isUsed({ types: all, operations }: Schema, used: ReadonlySet<string>, name: string): boolean {
  return (
    [...used].some((type) => all.get(type)?.properties.some((property) => property.type === name)) ||
    operations.some(({ binding, parameters }) => used.has(binding.type) && parameters.some(({ type }) => type === name))
  );
}

function sorted(entries: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

async function writeTable(name: string, table: object): Promise<void> {
  const text = `${JSON.stringify(table, null, 2)}\n`;
  await writeFile(path.join(facts, name), text);
  process.stderr.write(`${path.relative(process.cwd(), path.join(facts, name))}: ${Math.round(text.length / 1024)} KiB\n`);
}
