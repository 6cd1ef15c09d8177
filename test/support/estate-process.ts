/** `npm start` as a process of its own: what it prints, what it starts, what it leaves behind. */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { EstateContract } from "../../infra/local/estate.ts";

const root = path.resolve(import.meta.dirname, "../..");

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

export type EstateProcess = {
  readonly pid: number;
  /** The contract, once its line is there. */
  readonly ready: Promise<EstateContract>;
  readonly ended: Promise<Ended>;
  readonly terminate: () => void;
};

export function startProcess(args: readonly string[]): EstateProcess {
  const child = spawn(process.execPath, [path.join(root, "infra/local/main.ts"), ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
  const ready = new Promise<EstateContract>((resolve, reject) => {
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      stdout += chunk;
      if (stdout.startsWith("{") && stdout.includes("\n")) resolve(JSON.parse(stdout.slice(0, stdout.indexOf("\n"))) as EstateContract);
    });
    child.once("close", (code) => reject(new Error(`ended with ${code} before it was ready: ${stderr}`)));
  });
  ready.catch(() => undefined);
  const ended = new Promise<Ended>((resolve) => child.once("close", (code) => resolve({ code, stdout, stderr })));
  return { pid: child.pid ?? 0, ready, ended, terminate: () => void child.kill("SIGTERM") };
}

/** Process ids of everything this process started, and what that started (Linux `/proc`). */
export function descendantsOf(pid: number): readonly number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const parent = parentOf(Number(name));
    if (parent !== undefined) parents.set(Number(name), parent);
  }
  const found: number[] = [];
  for (let index = -1; index < found.length; index += 1) {
    const above = index === -1 ? pid : found[index];
    for (const [child, parent] of parents) if (parent === above) found.push(child);
  }
  return found;
}

/** A process that has ended but was not yet asked for by its parent is no longer running. */
export function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1]);
  } catch {
    return undefined;
  }
}
