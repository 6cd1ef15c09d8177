/** `npm start` as a process of its own: what it prints, what it starts, what it leaves behind. */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { EstateContract } from "../../infra/local/estate.ts";

const root = path.resolve(import.meta.dirname, "../..");

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

export type EstateProcess = {
  readonly pid: number;
  /** The contract, once its line is there. */
  readonly ready: Promise<EstateContract>;
  /** Everything printed on stdout, once this is among it. */
  readonly says: (text: string) => Promise<string>;
  readonly ended: Promise<Ended>;
  readonly terminate: () => void;
};

export function startProcess(args: readonly string[], through: "node" | "npm" = "node"): EstateProcess {
  const command = through === "npm" ? ["npm", "start", "--silent", "--"] : [process.execPath, path.join(root, "infra/local/main.ts")];
  const child = spawn(command[0] ?? "", [...command.slice(1), ...args], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
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
  const says = (text: string) =>
    new Promise<string>((resolve, reject) => {
      child.stdout.on("data", () => stdout.includes(text) && resolve(stdout));
      child.once("close", (code) => reject(new Error(`ended with ${code} before it said "${text}": ${stderr}`)));
    });
  const ended = new Promise<Ended>((resolve) => child.once("close", (code) => resolve({ code, stdout, stderr })));
  return { pid: child.pid ?? 0, ready, says, ended, terminate: () => void child.kill("SIGTERM") };
}

/** Process ids of everything this process started, and what that started. */
export function descendantsOf(pid: number): readonly number[] {
  const table = [...processes()];
  const found: number[] = [];
  for (let index = -1; index < found.length; index += 1) {
    const above = index === -1 ? pid : found[index];
    found.push(...table.filter(([, { parent }]) => parent === above).map(([child]) => child));
  }
  return found;
}

/** Those of these processes that still run after `patienceMs`. */
export async function stillRunning(pids: readonly number[], patienceMs: number): Promise<readonly number[]> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const table = processes();
    // One that has ended, but was not yet asked for by its parent, runs no longer.
    const left = pids.filter((pid) => table.has(pid) && table.get(pid)?.state !== "Z");
    if (left.length === 0 || Date.now() > until) return left;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

type ProcessState = { readonly parent: number; /** First letter as `ps` has it. */ readonly state: string };

/** From `/proc` where there is one (slim images have no `ps`), else from `ps`. */
function processes(): ReadonlyMap<number, ProcessState> {
  const lines = existsSync("/proc/self/stat")
    ? readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? statLine(name) : []))
    : execFileSync("ps", ["-A", "-o", "pid=,ppid=,stat="], { encoding: "utf8" }).split("\n");
  return new Map(
    lines.flatMap((line) => {
      const [pid, parent, state] = line.trim().split(/\s+/);
      return state === undefined ? [] : [[Number(pid), { parent: Number(parent), state: state.charAt(0) }] as const];
    }),
  );
}

/** proc(5): `pid (name) state ppid …`; the name may hold anything. */
function statLine(pid: string): readonly string[] {
  try {
    const [, state, parent] = /^\d+ \(.*\) (\S) (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return [`${pid} ${parent} ${state}`];
  } catch {
    // It ended between the listing and now.
    return [];
  }
}
