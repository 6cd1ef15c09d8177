/** The way out as it stands in the source: who may call `fetch`, hold the AI binding, or import the relay. */
import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { projectRoot } from "../../../../infra/local/bundle-worker.ts";

/** The first two hand `fetch` in; the third narrows what libraries can do with it. Nobody else has it. */
const fetchers = new Set(["index.ts", "accounts/account-vault.ts", "core/restrain-libraries.ts"]);

const lintReport = z.object({
  number_of_files: z.int().min(50),
  diagnostics: z.array(z.object({ code: z.string(), message: z.string(), filename: z.string() })),
});

/** What the linter finds against the floors of the house and the global `fetch`, by the syntax tree (`oxlint.config.ts`). */
export async function lintFindings(): Promise<readonly string[]> {
  const report = await new Promise<string>((resolve) => {
    const args = [path.join(projectRoot, "node_modules/oxlint/bin/oxlint"), "--format", "json", "src"];
    // Findings of any rule end it with exit code 1; the report says which.
    execFile(process.execPath, args, { cwd: projectRoot, maxBuffer: 64 * 1024 * 1024 }, (_error, stdout) => resolve(stdout));
  });
  return lintReport
    .parse(JSON.parse(report))
    .diagnostics.filter(({ code }) => /no-restricted-(?:globals|imports)/.test(code))
    .map(({ filename, message }) => `${filename}: ${message}`);
}

/** One sentence for each thing that stands where it must not. */
export async function sourceFindings(): Promise<readonly string[]> {
  const root = path.join(projectRoot, "src");
  const names = (await readdir(root, { recursive: true })).filter((name) => name.endsWith(".ts"));
  if (names.length < 50) throw new Error(`only ${names.length} files in src/`);
  const findings = await Promise.all(
    names.map(async (name) => {
      const source = withoutComments(await readFile(path.join(root, name), "utf8"));
      const room = name.split(path.sep)[0] ?? "";
      return [
        ...(!fetchers.has(name) && callsGlobalFetch(source) ? [`${name} calls the global fetch`] : []),
        ...(!fetchers.has(name) &&
        /\bglobalThis\s*\.\s*fetch|\bself\s*\.\s*fetch|new WebSocket\(|\bconnect\s*\(\s*\{\s*hostname/.test(source)
          ? [`${name} opens a connection of its own`]
          : []),
        ...(/from "cloudflare:sockets"|from "node:(?:http|https|net|tls|dgram)"/.test(source) ? [`${name} imports sockets`] : []),
        ...(name !== "index.ts" && /from "[^"]*\/relay\.ts"/.test(source) ? [`${name} imports the relay`] : []),
        ...(!["index.ts", "agent", "egress"].includes(room) && /\benv\.AI\b|\bAiBinding\b/.test(source)
          ? [`${name} holds the AI binding`]
          : []),
        ...(room !== "config" && /graph\.microsoft\.(?:com|us)/.test(source) ? [`${name} names Graph's host`] : []),
      ];
    }),
  );
  return findings.flat();
}

const withoutComments = (source: string) => source.replaceAll(/\/\*[^]*?\*\//g, "").replaceAll(/(^|\s)\/\/.*$/gm, "$1");

/** `fetch(` that is neither a member, a method of its own, nor a name that was handed in. */
function callsGlobalFetch(source: string): boolean {
  if (/\b(?:const|let)\s*\{[^}]*\bfetch\b[^}]*\}|\bfetch:\s*Fetch\b|\(fetch\b[^)]*\)\s*=>/.test(source)) return false;
  return /(?<![.\w])fetch\(/.test(source.replaceAll(/^\s*(?:async )?fetch\([^)]*\)[^;]*\{/gm, ""));
}
