/** The product's Worker in workerd, with the real bindings: KV, D1, SQLite Durable Objects, and `env.AI` over the gateway emulator. */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { projectRoot, type WorkerBundle } from "./bundle-worker.ts";

export type WorkerHostOptions = {
  readonly bundle: WorkerBundle;
  readonly port: number;
  /** `host:port` of the AI Gateway emulator. */
  readonly gatewayAddress: string;
  readonly allowedHosts: readonly string[];
  /** What stands on the internet at these addresses. */
  readonly documents: Readonly<Record<string, object>>;
  /** How often one address may register a client in a minute. */
  readonly registrationsPerMinute: number;
  readonly settings: Readonly<Record<string, string>>;
  /** Where KV, D1 and the Durable Objects keep their files. */
  readonly stateDirectory: string;
  /** Lets `advanceClock` move the Worker's clock. */
  readonly movableClock: boolean;
  readonly onConsoleLine: (line: string, level: string) => void;
};

export type WorkerHost = {
  /** Every outbound request asked for: `{ at, host, method, path, allowed }`. */
  readonly hosts: (method: "GET" | "DELETE") => Promise<string>;
  /** @throws Error where the clock was not made movable */
  readonly advanceClock: (ms: number) => Promise<void>;
  readonly stop: () => Promise<void>;
};

export async function startWorker(options: WorkerHostOptions): Promise<WorkerHost> {
  const { bundle, stateDirectory } = options;
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      resourcePersistencePath: stateDirectory,
      handleStructuredLogs: ({ message, level }) => options.onConsoleLine(message, level),
      workers: [
        {
          name: "m365-mcp-server",
          modules: [
            ...(options.movableClock ? [await moduleNamed("movable-clock-worker.mjs"), await moduleNamed("movable-clock.mjs")] : []),
            { type: "ESModule", path: "index.js", contents: bundle.script },
          ],
          compatibilityDate: bundle.compatibilityDate,
          compatibilityFlags: [...bundle.compatibilityFlags],
          bindings: { ...options.settings },
          kvNamespaces: { KV: "kv" },
          ratelimits: { REGISTRATIONS: { namespace_id: "1001", simple: { limit: options.registrationsPerMinute, period: 60 } } },
          d1Databases: { DIRECTORY: "directory" },
          durableObjects: {
            AGENT: { className: "M365Agent", useSQLite: true },
            VAULT: { className: "AccountVault", useSQLite: true },
          },
          unsafeBindings: [
            {
              name: "AI",
              type: "local-ai",
              options: { address: options.gatewayAddress },
              plugin: { package: path.join(projectRoot, "infra/local/ai-gateway/local-ai-plugin.mjs"), name: "local-ai" },
            },
          ],
          outboundService: "outbound",
          unsafeDirectSockets: [{ host: "127.0.0.1", port: options.port }],
        },
        await outboundWorker(options.allowedHosts, options.documents),
      ],
    }),
  );
  await miniflare.ready;
  const database = await miniflare.getD1Database("DIRECTORY", "m365-mcp-server");
  for (const statement of await migrations()) await database.prepare(statement).run();
  const worker = async (name: string) =>
    (await miniflare.getWorker(name)) as unknown as {
      readonly fetch: (url: string, init: { readonly method: string }) => Promise<{ readonly text: () => Promise<string> }>;
    };
  const outbound = await worker("outbound");
  return {
    hosts: async (method) => {
      const answer = await outbound.fetch("http://outbound.lab/", { method });
      return answer.text();
    },
    advanceClock: async (ms) => {
      if (!options.movableClock) throw new Error("this Worker's clock was not made movable");
      const product = await worker("m365-mcp-server");
      await (await product.fetch(`http://clock.lab/?ms=${ms}`, { method: "POST" })).text();
    },
    stop: () => miniflare.dispose(),
  };
}

/** Stands between a Worker and the outside: records every request, lets the listed hosts through. */
export async function outboundWorker(allowedHosts: readonly string[], documents: Readonly<Record<string, object>> = {}) {
  return {
    name: "outbound",
    modules: [await moduleNamed("outbound-worker.mjs")],
    compatibilityDate: "2026-11-01",
    bindings: {
      ALLOWED_HOSTS: [...allowedHosts],
      DOCUMENTS: Object.fromEntries(Object.entries(documents).map(([url, document]) => [url, JSON.stringify(document)])),
    },
  };
}

/** A module of this directory that runs inside workerd. */
async function moduleNamed(file: string) {
  return { type: "ESModule" as const, path: file, contents: await readFile(path.join(projectRoot, "infra/local", file), "utf8") };
}

async function migrations(): Promise<readonly string[]> {
  const directory = path.join(projectRoot, "migrations");
  const files = (await readdir(directory)).filter((name) => name.endsWith(".sql")).toSorted();
  const texts = await Promise.all(files.map((name) => readFile(path.join(directory, name), "utf8")));
  return texts
    .join("\n")
    .replaceAll(/^--.*$/gm, "")
    .split(";")
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}
