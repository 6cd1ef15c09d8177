/** One run of `@modelcontextprotocol/conformance`, as a program of its own, and what it found. */
import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { localDirectory, projectRoot, removeAtExit } from "../../infra/local/bundle-worker.ts";
import { namesUnder } from "./name-list.ts";

export const revisions = ["2026-07-28", "2025-11-25"] as const;
export type Revision = (typeof revisions)[number];

export type Check = {
  readonly id: string;
  readonly status: "SUCCESS" | "FAILURE" | "WARNING" | "SKIPPED" | "INFO";
  readonly errorMessage?: string | undefined;
};

/** `required`: the revision demands it; else it runs for information. */
export type Scenario = { readonly name: string; readonly required: boolean; readonly checks: readonly Check[] };

const checks = z.array(
  z.object({
    id: z.string(),
    status: z.enum(["SUCCESS", "FAILURE", "WARNING", "SKIPPED", "INFO"]),
    errorMessage: z.string().optional(),
  }),
);

const packageDirectory = path.join(projectRoot, "node_modules/@modelcontextprotocol/conformance");
const metadataScenario = "authorization-server-metadata-endpoint";

/** Every server scenario of a revision; a required one that left no result is there without checks. */
export async function runServerScenarios(revision: Revision, mcpUrl: string): Promise<readonly Scenario[]> {
  const requirements = await readFile(path.join(packageDirectory, "requirements", `${revision}.yaml`), "utf8");
  const required = new Set(namesUnder(requirements, "server").map(({ name }) => name));
  if (required.size === 0) throw new Error(`the suite requires nothing of a server for ${revision}: has its file changed its form?`);
  const found = await run("server", ["--url", mcpUrl, "--requirements", revision]);
  return [...new Set([...required, ...found.keys()])].map((name) => ({
    name,
    required: required.has(name),
    checks: found.get(name) ?? [],
  }));
}

/** RFC 8414 metadata of an authorization server. Its other scenario waits for a person at a browser. */
export async function runMetadataScenario(revision: Revision, issuer: string): Promise<readonly Scenario[]> {
  const found = await run("authorization", ["--url", issuer, "--scenario", metadataScenario, "--spec-version", revision]);
  return [{ name: metadataScenario, required: true, checks: found.get(metadataScenario) ?? [] }];
}

/** Its exit code says what its own rules make of the checks; ours decide by the checks themselves, and by whether there are any. */
async function run(command: "server" | "authorization", args: readonly string[]): Promise<ReadonlyMap<string, readonly Check[]>> {
  const results = await mkdtemp(path.join(localDirectory, "conformance-"));
  removeAtExit(results);
  try {
    const child = spawn(process.execPath, [path.join(packageDirectory, "dist/index.js"), command, ...args, "--output-dir", results], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
    const found = new Map<string, readonly Check[]>();
    for (const directory of await readdir(results)) {
      const name = directory.replace(/^(authorization-)?server-/, "").replace(/-\d{4}-\d{2}-\d{2}T[\d-]+Z$/, "");
      found.set(name, checks.parse(JSON.parse(await readFile(path.join(results, directory, "checks.json"), "utf8"))));
    }
    return found;
  } finally {
    await rm(results, { recursive: true, force: true });
  }
}
