/** An operator's command as a process, and a server for it that answers what it is told. */
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";

export type CommandResult = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** @param env beside this process's own, in which no operator's token stands */
export function runOperatorCommand(
  name: "connections" | "clients",
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const { CF_ACCESS_CLIENT_ID: _id, CF_ACCESS_CLIENT_SECRET: _secret, ...inherited } = process.env;
  const file = path.resolve(import.meta.dirname, `../../infra/operator/${name}.ts`);
  const child = spawn(process.execPath, [file, ...args], { env: { ...inherited, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, stdout, stderr })));
}

export type Told = { readonly status: number; readonly body: unknown; readonly type?: string };
export type Asked = { readonly method: string | undefined; readonly url: string | undefined; readonly id: unknown; readonly body: string };

/** One answer after another; the last one from then on. */
export async function startTellingServer() {
  let answers: readonly Told[] = [];
  let asked: Asked[] = [];
  const server = createServer(async (req, res) => {
    let body = "";
    for await (const chunk of req) body += String(chunk);
    const answer = answers[Math.min(asked.length, answers.length - 1)];
    asked.push({ method: req.method, url: req.url, id: req.headers["cf-access-client-id"], body });
    res.writeHead(answer?.status ?? 500, { "content-type": answer?.type ?? "application/json" });
    res.end(typeof answer?.body === "string" ? answer.body : JSON.stringify(answer?.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: (): readonly Asked[] => asked,
    tell: (...told: readonly Told[]): void => {
      asked = [];
      answers = told;
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
