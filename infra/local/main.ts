/** `npm start`: the whole estate on this machine, ready for an MCP client. */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { EstateContract } from "./estate.ts";
import { readArguments } from "./read-arguments.ts";
import { UsageError } from "./usage-error.ts";

const help = `npm start -- [options]

Starts the whole estate on this machine: Cloudflare Access, this Worker, AI Gateway, Microsoft Entra and Microsoft Graph, no cloud account.

  --port N              port of the front door (8787; 0: any free one)
  --authorization MODE  who authorizes MCP clients: access (Access's Managed OAuth) or oauth (this Worker)  (access)
  --auto-sign-in        login pages take login_hint and need no form
  --tools core|all      which tiers of tools are listed (core)
  --compat-transports LIST
                        older MCP transports besides /mcp: sse, websocket or both, by comma (none)
  --quota N             calls a minute per person (500)
  --people N            N further linked people, for load (0)
  --without NAME        start with that setting missing, to see what the Worker says; may be repeated
  --json                print one line of JSON on stdout when ready (npm start --silent -- --json)
  --help                this text

Ctrl-C or SIGTERM ends it; nothing is left behind but .local/.`;

const localDirectory = path.resolve(import.meta.dirname, "../../.local");
/** Names the estate that the project's own commands find. */
const estateFile = path.join(localDirectory, "estate.json");

await main().catch((thrown: unknown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exit(thrown instanceof UsageError ? 2 : 1);
});

async function main(): Promise<void> {
  const options = readOptions();
  if (options === "help") {
    process.stdout.write(`${help}\n`);
    return;
  }
  await mkdir(localDirectory, { recursive: true });
  const startedAt = Date.now();
  const { startEstate } = await import("./estate.ts");
  const estate = await startEstate({ ...options, onProgress: (message) => process.stderr.write(`· ${message}\n`) });
  const line = JSON.stringify(estate.contract);
  if (await isFree(estateFile)) await writeFile(estateFile, `${line}\n`);

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    const current = await readFile(estateFile, "utf8").catch(() => "");
    if (current.trim() === line) await rm(estateFile, { force: true });
    await estate.stop();
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    // Miniflare's own listener ends the process at once, with our files still there.
    process.removeAllListeners(signal);
    process.on(signal, () => void stop());
  }
  // npm may be gone before its signal reaches us; an orphan has nobody to serve.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) void stop();
  }, 500).unref();

  if (options.json) process.stdout.write(`${line}\n`);
  else process.stdout.write(welcome(estate.contract, Date.now() - startedAt));
}

/** Another estate that still answers keeps its place. */
async function isFree(file: string): Promise<boolean> {
  try {
    const { origin } = JSON.parse(await readFile(file, "utf8")) as Pick<EstateContract, "origin">;
    await fetch(`${origin}/healthz`, { signal: AbortSignal.timeout(1_000) });
    return false;
  } catch {
    return true;
  }
}

function readOptions() {
  const { values } = readArguments(help, {
    options: {
      port: { type: "string", default: "8787" },
      authorization: { type: "string", default: "access" },
      "auto-sign-in": { type: "boolean", default: false },
      tools: { type: "string", default: "core" },
      "compat-transports": { type: "string", default: "" },
      quota: { type: "string", default: "500" },
      people: { type: "string", default: "0" },
      without: { type: "string", multiple: true, default: [] },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return "help" as const;
  if (values.authorization !== "access" && values.authorization !== "oauth")
    throw new UsageError(`--authorization ${values.authorization}: must be access or oauth`);
  if (values.tools !== "core" && values.tools !== "all") throw new UsageError(`--tools ${values.tools}: must be core or all`);
  return {
    port: wholeNumber("port", values.port, 0, 65_535),
    authorization: values.authorization,
    autoSignIn: values["auto-sign-in"],
    tools: values.tools,
    compatTransports: transportsIn(values["compat-transports"]),
    quota: wholeNumber("quota", values.quota, 1, 100_000),
    extraPeople: wholeNumber("people", values.people, 0, 5_000),
    without: values.without,
    json: values.json,
  } as const;
}

function transportsIn(list: string) {
  return list
    .split(",")
    .filter((name) => name !== "")
    .map((name) => {
      if (name !== "sse" && name !== "websocket") throw new UsageError(`--compat-transports ${list}: must be sse, websocket or both`);
      return name;
    });
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max)
    throw new UsageError(`--${name} ${text}: must be a whole number from ${min} to ${max}`);
  return value;
}

function welcome(estate: EstateContract, tookMs: number): string {
  const [first] = estate.people;
  const last = estate.people.at(-1);
  const signIn =
    estate.authorization === "access"
      ? "sign in as anybody on the login page, or send a header:"
      : "a client that sends cf-access-token finds its way to the login pages; or send both headers:";
  return `
m365-mcp-server is up (${(tookMs / 1000).toFixed(1)} s), authorization by ${estate.authorization === "access" ? "Cloudflare Access" : "this Worker (oauth)"}.

  MCP endpoint   ${estate.mcpUrl}      ${signIn}
                 ${Object.entries(first?.headers ?? {})
                   .map(([name, value]) => `${name}: ${value.slice(0, 24)}…`)
                   .join("\n                 ")}   (whole in .local/estate.json)

  Link account   ${estate.origin}/connect    ${last?.email} has not linked one yet
  Gateway log    ${estate.gateway.origin}/
  Audit lines    ${estate.audit.eventsUrl}
  Graph commits  ${estate.graph.commitsUrl}

  People         ${estate.people
    .slice(0, 6)
    .map((person) => person.email)
    .join("\n                 ")}

  npm run demo walks through one call from here to the record.  Ctrl-C ends the estate.
`;
}
