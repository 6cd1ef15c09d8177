/** MCP Inspector's command line, run as a person would, with a home of its own. */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

const program = path.resolve(import.meta.dirname, "../../node_modules/.bin/mcp-inspector");

export type InspectorRun = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Runs to its end. `onOutput` sees everything printed so far, each time something is. */
export async function runInspector(
  args: readonly string[],
  onOutput: (printed: string) => void = () => undefined,
  environment: Readonly<Record<string, string>> = {},
): Promise<InspectorRun> {
  const home = await mkdtemp(path.join(tmpdir(), "inspector-"));
  try {
    return await new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [program, "--cli", ...args], {
        // An empty PATH: it finds no browser to open, so whoever runs the tests sees none.
        env: { PATH: home, HOME: home, NO_COLOR: "1", MCP_INSPECTOR_SECRET_STORE: "memory", ...environment },
        stdio: ["ignore", "pipe", "pipe"],
      });
      let stdout = "";
      let stderr = "";
      child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
        stdout += chunk;
        onOutput(stdout + stderr);
      });
      child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
        stderr += chunk;
        onOutput(stdout + stderr);
      });
      child.once("error", reject);
      child.once("close", (code) => resolve({ code, stdout, stderr }));
    });
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** `--header` pairs for these headers. */
export const headerArguments = (headers: Readonly<Record<string, string>>) =>
  Object.entries(headers).flatMap(([name, value]) => ["--header", `${name}: ${value}`]);
