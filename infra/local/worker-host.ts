/** The product's Worker in workerd, with the real bindings: KV, D1, SQLite Durable Objects, and `env.AI` over the gateway emulator. */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { type ProductBundle, projectRoot, type WorkerBundle } from "./bundle-worker.ts";

/** What another server answers; its body in one piece, or a byte every so many ms. */
export type InternetAnswer = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly byteEveryMs?: number;
};

/** The Worker's KV as somebody else who may write to it has it. */
export type SharedStore = {
  readonly get: (key: string) => Promise<string | null>;
  readonly put: (key: string, value: string) => Promise<void>;
  readonly delete: (key: string) => Promise<void>;
  /** Every key that begins so, with its metadata. */
  readonly list: (prefix: string) => Promise<readonly { readonly name: string; readonly metadata?: unknown }[]>;
};

export type WorkerHostOptions = {
  readonly bundle: ProductBundle;
  readonly port: number;
  /** `host:port` of the AI Gateway emulator. */
  readonly gatewayAddress: string;
  readonly allowedHosts: readonly string[];
  /** What stands on the internet at these addresses. */
  readonly internet: Readonly<Record<string, InternetAnswer>>;
  /** How often one address may register a client in a minute. */
  readonly registrationsPerMinute: number;
  readonly settings: Readonly<Record<string, string>>;
  /** Where KV, D1 and the Durable Objects keep their files. */
  readonly stateDirectory: string;
  /** Nothing is stored yet: the database gets its tables. */
  readonly isFirst: boolean;
  /** Lets `advanceClock` move the Worker's clock. */
  readonly movableClock: boolean;
  readonly onConsoleLine: (line: string, level: string) => void;
};

export type WorkerHost = {
  /** Every outbound request asked for: `{ at, host, method, path, allowed }`. */
  readonly hosts: (method: "GET" | "DELETE") => Promise<string>;
  readonly kv: SharedStore;
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
          ...(bundle.reader && { serviceBindings: { READER: readerName } }),
          outboundService: "outbound",
          unsafeDirectSockets: [{ host: "127.0.0.1", port: options.port }],
        },
        ...(bundle.reader ? [readerWorker(bundle.reader)] : []),
        await outboundWorker(options.allowedHosts, options.internet),
      ],
    }),
  );
  await miniflare.ready;
  const database = await miniflare.getD1Database("DIRECTORY", "m365-mcp-server");
  if (options.isFirst) for (const statement of await migrations()) await database.prepare(statement).run();
  const worker = async (name: string) =>
    (await miniflare.getWorker(name)) as unknown as {
      readonly fetch: (url: string, init: { readonly method: string }) => Promise<{ readonly text: () => Promise<string> }>;
    };
  const outbound = await worker("outbound");
  const store = (await miniflare.getKVNamespace("KV", "m365-mcp-server")) as unknown as Omit<SharedStore, "list"> & {
    readonly list: (options: { readonly prefix: string; readonly cursor?: string }) => Promise<{
      readonly keys: readonly { readonly name: string; readonly metadata?: unknown }[];
      readonly list_complete: boolean;
      readonly cursor?: string;
    }>;
  };
  return {
    kv: {
      get: (key) => store.get(key),
      put: (key, value) => store.put(key, value),
      delete: (key) => store.delete(key),
      list: async (prefix) => {
        const keys: { name: string; metadata?: unknown }[] = [];
        for (let cursor: string | undefined; ;) {
          const page = await store.list({ prefix, ...(cursor !== undefined && { cursor }) });
          keys.push(...page.keys);
          if (page.list_complete) return keys;
          cursor = page.cursor;
        }
      },
    },
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

const readerName = "m365-mcp-reader";

/** Reads documents; whatever it would ask of the outside shows in the record of hosts, and no host is its own. */
function readerWorker({ script, compatibilityDate, compatibilityFlags }: WorkerBundle) {
  return {
    name: readerName,
    modules: [{ type: "ESModule" as const, path: "index.js", contents: script }],
    compatibilityDate,
    compatibilityFlags: [...compatibilityFlags],
    outboundService: "outbound",
  };
}

/** Stands between a Worker and the outside: records every request, lets the listed hosts through. */
export async function outboundWorker(allowedHosts: readonly string[], internet: Readonly<Record<string, InternetAnswer>> = {}) {
  return {
    name: "outbound",
    modules: [await moduleNamed("outbound-worker.mjs")],
    compatibilityDate: "2026-11-01",
    bindings: { ALLOWED_HOSTS: [...allowedHosts], INTERNET: { ...internet } },
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
