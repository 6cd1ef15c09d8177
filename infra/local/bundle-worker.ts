/** The Worker as `wrangler deploy` would ship it: same config file, same bundler. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
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
  const [worker, reader] = await Promise.all([bundleWorker(), bundleWorker({ config: "wrangler.reader.example.toml" })]);
  return { ...worker, reader };
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
