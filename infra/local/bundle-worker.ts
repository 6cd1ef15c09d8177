/** The Worker as `wrangler deploy` would ship it: same config file, same bundler. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { rmSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

export const projectRoot = path.resolve(import.meta.dirname, "../..");
export const localDirectory = path.join(projectRoot, ".local");

export type WorkerBundle = { readonly script: string; readonly compatibilityDate: string; readonly compatibilityFlags: readonly string[] };
/** The Worker with the reader it is bound to; without one, no document is read. */
export type ProductBundle = WorkerBundle & { readonly reader?: WorkerBundle };

const leftAtExit = new Set<string>();

/** A process that is ended halfway leaves nothing behind either. */
export function removeAtExit(directory: string): void {
  if (leftAtExit.size === 0) {
    process.once("exit", () => {
      for (const each of leftAtExit) rmSync(each, { recursive: true, force: true });
    });
  }
  leftAtExit.add(directory);
}

/** Both Workers of the product. */
export async function bundleProduct(): Promise<ProductBundle & { readonly reader: WorkerBundle }> {
  const [worker, reader] = await Promise.all([bundleWorker(), bundleReader()]);
  return { ...worker, reader };
}

const readerConfig = "wrangler.reader.example.toml";

/**
 * The reader, kept under `.local/` for as long as nothing it is made of changes: its libraries make it the slower of the two to bundle, and
 * nobody but us changes it.
 */
async function bundleReader(): Promise<WorkerBundle> {
  const kept = path.join(localDirectory, `reader-${await readerDigest()}.json`);
  try {
    return JSON.parse(await readFile(kept, "utf8")) as WorkerBundle;
  } catch {
    const bundle = await bundleWorker({ config: readerConfig });
    const former = (await readdir(localDirectory)).filter(
      (name) => /^reader-[0-9a-f]{64}\.json$/.test(name) && name !== path.basename(kept),
    );
    const unfinished = `${kept}.${process.pid}`;
    await writeFile(unfinished, JSON.stringify(bundle));
    await rename(unfinished, kept);
    await Promise.all(former.map((name) => rm(path.join(localDirectory, name), { force: true })));
    return bundle;
  }
}

/** Of everything the reader's bundle is made of: its sources and those it may import, its config, and every package with its version. */
async function readerDigest(): Promise<string> {
  const sources = await Promise.all(
    ["src/core", "src/reader"].map(async (folder) =>
      (await readdir(path.join(projectRoot, folder), { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(projectRoot, path.join(entry.parentPath, entry.name))),
    ),
  );
  const digest = createHash("sha256");
  for (const file of [...sources.flat().toSorted(), readerConfig, "package-lock.json"])
    digest.update(`${file}\0`).update(await readFile(path.join(projectRoot, file)));
  return digest.digest("hex");
}

/**
 * Runs `wrangler deploy --dry-run`; throws with wrangler's own words where the build fails.
 * @param from config other than `wrangler.example.toml`, and main module instead of the config's, below the project's root
 */
export async function bundleWorker({
  config = "wrangler.example.toml",
  entry,
}: { config?: string; entry?: string } = {}): Promise<WorkerBundle> {
  await mkdir(localDirectory, { recursive: true });
  const outdir = await mkdtemp(path.join(localDirectory, "bundle-"));
  removeAtExit(outdir);
  try {
    const settings = await readFile(path.join(projectRoot, config), "utf8");
    await promisify(execFile)(
      process.execPath,
      [
        path.join(projectRoot, "node_modules/wrangler/bin/wrangler.js"),
        "deploy",
        ...(entry === undefined ? [] : [entry]),
        "--dry-run",
        "--config",
        config,
        "--outdir",
        outdir,
      ],
      {
        cwd: projectRoot,
        env: { ...process.env, WRANGLER_SEND_METRICS: "false", WRANGLER_LOG_PATH: path.join(localDirectory, "wrangler-logs"), CI: "true" },
      },
    );
    const scripts = (await readdir(outdir)).filter((name) => name.endsWith(".js"));
    if (scripts.length !== 1) throw new Error(`expected one bundled module, found ${scripts.join(", ") || "none"}`);
    return {
      script: await readFile(path.join(outdir, scripts[0] ?? ""), "utf8"),
      compatibilityDate: /^compatibility_date\s*=\s*"([^"]+)"/m.exec(settings)?.[1] ?? "",
      compatibilityFlags: [...(/^compatibility_flags\s*=\s*\[([^\]]*)\]/m.exec(settings)?.[1] ?? "").matchAll(/"([^"]+)"/g)].map(
        (match) => match[1] ?? "",
      ),
    };
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}
