/** The way out as it stands in the source: who may call `fetch`, hold the AI binding, or import the relay. */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { projectRoot } from "../../../../infra/local/bundle-worker.ts";

/** These hand `fetch` in; nobody else has it. */
const fetchers = new Set(["index.ts", "accounts/account-vault.ts"]);

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
        ...(/\bglobalThis\s*\.\s*fetch|\bself\s*\.\s*fetch|new WebSocket\(|\bconnect\s*\(\s*\{\s*hostname/.test(source)
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
