import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { toolTable } from "../../../infra/docs/tool-table.ts";
import { type Config, readConfig } from "../../../src/config/config.ts";
import { catalog, listedTools, scopesOf } from "../../../src/tools/catalog.ts";
import { between, rowsOf } from "../../support/documented-table.ts";
import { goodSettings } from "../../support/settings.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const textOf = (file: string) => readFileSync(path.join(root, file), "utf8");

/** A setting's value as the table writes it. */
function spoken(value: Config[keyof Config]): string {
  if (value === undefined) return "not set";
  if (value instanceof RegExp) return value.source;
  if (typeof value === "object") return [...value].join(", ") || "none";
  return String(value);
}

/** GitHub's anchor of a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

describe.each(["README.md", "TECHNICAL.md", "OPERATIONS.md", "SECURITY.md"])("%s", (file) => {
  test("links to what exists", () => {
    const links = [...textOf(file).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(([, target = "", anchor]) => ({
      target: target || file,
      anchor,
    }));
    const broken = links.filter(({ target, anchor }) => {
      if (!existsSync(path.join(root, target))) return true;
      return anchor !== undefined && ![...textOf(target).matchAll(/^#+ (.+)$/gm)].some(([, heading = ""]) => anchorOf(heading) === anchor);
    });

    expect(links).not.toEqual([]);
    expect(broken).toEqual([]);
  });
});

describe("README", () => {
  test("holds the tool table as the catalog prints it (npx node infra/docs/tool-table.ts)", () => {
    expect(between("README.md", "tools")).toBe(toolTable(catalog));
  });

  test("has a row for every tool of the catalog", () => {
    expect(rowsOf(between("README.md", "tools")).map(([name]) => name)).toEqual(catalog.map(({ name }) => `\`${name}\``));
  });
});

describe("the settings table in TECHNICAL", () => {
  const rows = rowsOf(between("TECHNICAL.md", "settings")).map(([name = "", kind = "", , standard = ""]) => ({
    name: name.replaceAll("`", ""),
    kind,
    standard: standard.replaceAll("`", ""),
  }));

  /** Every setting is wrong when all of them are numbers out of range; the list of problems then names them all. */
  const wrong = readConfig(new Proxy({}, { get: () => 0 }));
  const settings = (wrong.ok ? [] : wrong.problems).map(({ setting, fix }) => ({
    name: setting,
    kind: fix.includes("secret put") ? "secret" : "var",
  }));

  test("names every setting the Worker reads, and none it does not", () => {
    expect(rows.map(({ name }) => name).toSorted()).toEqual([...new Set(settings.map(({ name }) => name))].toSorted());
  });

  test("tells secrets from variables", () => {
    expect(rows.map(({ name, kind }) => ({ name, kind }))).toEqual(expect.arrayContaining(settings));
  });

  test.each(rows.filter(({ standard }) => standard === "required"))("says that $name is required", ({ name }) => {
    const { [name]: _left, ...others } = goodSettings;

    expect(readConfig(others)).toMatchObject({ ok: false, problems: [{ setting: name, problem: "is missing" }] });
  });

  test.each(rows.filter(({ standard }) => standard !== "required" && !standard.startsWith("required unless")))(
    "gives the default of $name",
    ({ name, standard }) => {
      const { [name]: _left, ...others } = goodSettings;
      const read = readConfig(others);

      expect(read.ok && spoken(read.config[name as keyof typeof read.config])).toBe(standard);
    },
  );

  test("is right that one of the two credentials of the gateway is enough", () => {
    const { RELAY_KEY: _left, ...others } = goodSettings;

    expect(readConfig({ ...others, AI_GATEWAY_SERVICE_TOKEN: `${"0".repeat(32)}.access` }).ok).toBe(true);
    expect(readConfig(others)).toMatchObject({ ok: false, problems: [{ setting: "RELAY_KEY" }] });
  });
});

describe("OPERATIONS", () => {
  test("lists the Graph scopes that sign-in asks for", () => {
    expect(between("OPERATIONS.md", "scopes").match(/[A-Za-z.]+/g)).toEqual(scopesOf(listedTools({ tiers: "core", diagnostics: false })));
  });

  test("explains every reason and code the source can write, and none it cannot", () => {
    const explained = rowsOf(between("OPERATIONS.md", "reasons")).flatMap(([names = ""]) =>
      [...names.matchAll(/`([a-z_]+)`/g)].map((match) => match[1] ?? ""),
    );

    expect(explained.toSorted()).toEqual([...reasonsInSource()].toSorted());
  });

  /** Literals at the places where reasons are made: `reason:`, calls that refuse, and the two unions of codes. */
  function reasonsInSource(): ReadonlySet<string> {
    const found = new Set<string>();
    const collect = (file: string, pattern: RegExp) => {
      for (const [, literals = ""] of textOf(file).matchAll(pattern))
        for (const [, one = ""] of literals.matchAll(/"([a-z_]+)"/g)) found.add(one);
    };
    // The provider speaks in the library's own words; the machine endpoints translate them.
    for (const file of globSync("src/**/*.ts", { cwd: root, exclude: ["src/oauth/provider.ts"] }))
      collect(file, /\breason: ((?:[^,;{}"\n]*\? )?"[a-z_]+"(?:\s*[|:]\s*"[a-z_]+")*)/g);
    collect("src/egress/relay.ts", /refuse\(settings, request, \d+, ("[a-z_]+")/g);
    collect("src/agent/web-sockets.ts", /#refuse\(socket, door, ("[a-z_]+")/g);
    collect("src/egress/graph-exchange.ts", /type RelayNote =([^;]+);/g);
    collect("src/egress/message.ts", /reason: z\.enum\(\[([^\]]+)\]\)/g);
    collect("src/index.ts", /refused\(visit, ("[a-z_]+")/g);
    collect("src/oauth/authorize.ts", /type RedirectedReason =([^;]+);/g);
    collect("src/oauth/bearer.ts", /type BearerRefusal =([^;]+);/g);
    collect("src/oauth/machine-endpoints.ts", /\bno\(\d+, ("[a-z_]+")/g);
    collect("src/perimeter/access-keys.ts", /type KeysRefusal =([^;]+);/g);
    collect("src/perimeter/request-guard.ts", /type GuardRefusal =([^;]+);/g);
    collect("src/core/errors.ts", /type AppErrorCode =([^;]+);/g);
    return found;
  }
});
