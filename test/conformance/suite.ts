/** One run of `@modelcontextprotocol/conformance`, as a program of its own, and what it found. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { localDirectory, projectRoot, removeAtExit } from "../../infra/local/bundle-worker.ts";
import { freePort } from "../../infra/local/listen.ts";
import { OAuthClient, walkThrough } from "../../infra/local/oauth-client.ts";
import { namesUnder } from "./name-list.ts";
import type { Target } from "./target.ts";

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
const authorizationScenarios = ["authorization-server-metadata-endpoint", "authorization-code-grant"] as const;

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

/** The suite's two scenarios of an authorization server (RFC 8414 metadata, code grant); it prints an address, where a person lets it in. */
export async function runAuthorizationScenarios(revision: Revision, { issuer, person }: Target): Promise<readonly Scenario[]> {
  const port = await freePort();
  const redirectUri = `http://127.0.0.1:${port}/callback`;
  const assistant = await OAuthClient.discover(issuer);
  const client = await assistant.register({ client_name: "Conformance", redirect_uris: [redirectUri], token_endpoint_auth_method: "none" });
  const args = ["--url", issuer, "--spec-version", revision, "--client-id", client.client_id, "--port", String(port), "--resource", issuer];
  const found = await run("authorization", args, async (line) => {
    if (!line.startsWith(assistant.server.authorization_endpoint ?? issuer)) return;
    const { end } = await walkThrough(line, redirectUri, person);
    await fetch(end.url);
  });
  return authorizationScenarios.map((name) => ({ name, required: true, checks: found.get(name) ?? [] }));
}

/** Its exit code says what its own rules make of the checks; ours decide by the checks themselves, and by whether there are any. */
async function run(
  command: "server" | "authorization",
  args: readonly string[],
  onLine: (line: string) => Promise<void> = async () => undefined,
): Promise<ReadonlyMap<string, readonly Check[]>> {
  const results = await mkdtemp(path.join(localDirectory, "conformance-"));
  removeAtExit(results);
  const child = spawn(process.execPath, [path.join(packageDirectory, "dist/index.js"), command, ...args, "--output-dir", results], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const closed = once(child, "close");
    for await (const line of createInterface(child.stdout)) await onLine(line.trim());
    await closed;
    const found = new Map<string, readonly Check[]>();
    for (const directory of await readdir(results)) {
      const name = directory.replace(resultOf[command], "").replace(/-\d{4}-\d{2}-\d{2}T[\d-]+Z$/, "");
      found.set(name, checks.parse(JSON.parse(await readFile(path.join(results, directory, "checks.json"), "utf8"))));
    }
    return found;
  } finally {
    child.kill();
    await rm(results, { recursive: true, force: true });
  }
}

/** What the suite writes before a scenario's name. */
const resultOf = { server: /^server-/, authorization: /^authorization-server-/ };
