/** `npm run connections`: an operator lists and ends anyone's connections, by e-mail. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { readArguments } from "../local/read-arguments.ts";

const help = `npm run connections -- list EMAIL [options]
npm run connections -- end EMAIL [--client GRANT_ID | --clients | --account | --all] [options]

Lists what may act in Microsoft 365 for a person, or ends it at once: the next call is refused. Every principal that ever linked an account
under this e-mail address is meant, also one whose Access identity has changed since.

  --client GRANT_ID  end one application (mode oauth; list prints the ids)
  --clients          end every application, the account stays linked (mode oauth)
  --account          unlink the Microsoft account: no application can reach it then
  --all              both; what "end" does unless it is told less
  --json             print what the server answered, as JSON
  --estate FILE      an estate's contract (.local/estate.json, which npm start writes)
  --url ORIGIN       a deployment; the operator's Access service token is read from CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET
  --help             this text

Exit code: 0 done, 1 failed, 2 wrong usage, 3 nobody, or no such connection, found.`;

const exit = { done: 0, failed: 1, usage: 2, nobody: 3 } as const;

type Server = { readonly origin: string; readonly headers: Readonly<Record<string, string>> };

const instant = z.number().nullable();
const client = z.object({
  grantId: z.string().nullable(),
  name: z.string().nullable(),
  redirectHost: z.string().nullable(),
  userAgentFamily: z.string().nullable(),
  scopes: z.array(z.string()).nullable(),
  connectedAt: z.number(),
  lastUsedAt: instant,
});
const account = z.object({ userPrincipalName: z.string(), linkedAt: z.number(), lastUsedAt: instant, needsSignIn: z.boolean() });
const listing = z.object({
  authorization: z.enum(["access", "oauth"]),
  people: z.array(z.object({ principal: z.string(), account: account.nullable(), clients: z.array(client) })),
});
const ending = z.object({
  ended: z.array(z.object({ principal: z.string(), clients: z.array(z.string()), account: z.boolean(), failures: z.array(z.string()) })),
});
const refusal = z.object({ error: z.string(), error_description: z.string() });
const estate = z.object({
  origin: z.string(),
  services: z.array(z.object({ name: z.string(), headers: z.record(z.string(), z.string()) })),
});

process.exitCode = await main();

async function main(): Promise<number> {
  const { values, positionals } = readArguments(help, {
    allowPositionals: true,
    options: {
      client: { type: "string" },
      clients: { type: "boolean", default: false },
      account: { type: "boolean", default: false },
      all: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      estate: { type: "string" },
      url: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${help}\n`);
    return exit.done;
  }
  const [command, email, ...more] = positionals;
  const chosen = [values.client !== undefined, values.clients, values.account, values.all].filter(Boolean).length;
  if (command !== "list" && command !== "end") return wrongUsage("Say what to do: list or end.");
  if (email === undefined || !z.email().safeParse(email).success || more.length > 0)
    return wrongUsage("Name one person by e-mail address.");
  if (chosen > (command === "end" ? 1 : 0))
    return wrongUsage("At most one of --client, --clients, --account and --all, and only with end.");
  if (values.url !== undefined && values.estate !== undefined) return wrongUsage("Either --url or --estate.");

  const server = values.url === undefined ? await estateServer(values.estate) : deployedServer(values.url);
  if (typeof server === "string") return failed(server);
  const what = values.client !== undefined ? { grantId: values.client } : values.account ? "account" : values.clients ? "clients" : "all";
  const init: RequestInit =
    command === "list"
      ? { headers: server.headers }
      : { method: "POST", headers: { ...server.headers, "content-type": "application/json" }, body: JSON.stringify({ email, end: what }) };
  const query = command === "list" ? `?email=${encodeURIComponent(email)}` : "";
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(`${server.origin}/operator/connections${query}`, {
      ...init,
      redirect: "manual",
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    body = isJson(response) ? JSON.parse(text) : null;
  } catch (thrown) {
    return failed(`${server.origin} cannot be reached: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
  if (values.json && body !== null) process.stdout.write(`${JSON.stringify(body)}\n`);
  if (command === "list") {
    const read = listing.safeParse(body);
    if (!response.ok || !read.success) return refused(response, body);
    if (!values.json) process.stdout.write(listingTable(read.data));
    return exit.done;
  }
  const read = ending.safeParse(body);
  if (!read.success) return refused(response, body);
  if (!values.json) process.stdout.write(endingText(read.data));
  return response.ok ? exit.done : failed("Not everything could be ended. Run the same command again.");
}

async function estateServer(file = path.resolve(import.meta.dirname, "../../.local/estate.json")): Promise<Server | string> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch {
    return `No estate at ${file}: start one with npm start, or name a deployment with --url.`;
  }
  let contract: z.output<typeof estate>;
  try {
    contract = estate.parse(JSON.parse(text));
  } catch {
    return `${file} is no estate's contract.`;
  }
  const operator = contract.services.find(({ name }) => name === "operator");
  return operator ? { origin: contract.origin, headers: operator.headers } : `${file} names no service token called "operator".`;
}

function deployedServer(text: string): Server | string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return `--url ${text}: must be an origin such as https://m365.example.com`;
  const { CF_ACCESS_CLIENT_ID: id, CF_ACCESS_CLIENT_SECRET: secret } = process.env;
  if (!id || !secret) return "Set CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET to the operator's Access service token.";
  return { origin: url.origin, headers: { "cf-access-client-id": id, "cf-access-client-secret": secret } };
}

function isJson(response: Response): boolean {
  return response.headers.get("content-type")?.startsWith("application/json") ?? false;
}

function refused(response: Response, body: unknown): number {
  const told = refusal.safeParse(body);
  if (told.success && ["person_unknown", "connection_unknown"].includes(told.data.error)) {
    process.stderr.write(`${told.data.error_description}\n`);
    return exit.nobody;
  }
  return failed(
    told.success
      ? `${told.data.error}: ${told.data.error_description}`
      : `The server answered ${response.status}; is the service token admitted by Access and listed in OPERATOR_SERVICE_TOKENS?`,
  );
}

function failed(sentence: string): number {
  process.stderr.write(`${sentence}\n`);
  return exit.failed;
}

function wrongUsage(sentence: string): number {
  process.stderr.write(`${sentence}\n\n${help}\n`);
  return exit.usage;
}

function listingTable({ authorization, people }: z.output<typeof listing>): string {
  const sections = people.map(({ principal, account: linked, clients }) => {
    const accountLine =
      linked === null
        ? "no Microsoft account linked"
        : `${linked.userPrincipalName}, linked ${moment(linked.linkedAt)}, last use ${moment(linked.lastUsedAt)}${linked.needsSignIn ? ", must sign in again" : ""}`;
    const rows = clients.map((each) => [
      each.grantId ?? "(by Access)",
      each.name ?? "(no name)",
      each.redirectHost ?? each.userAgentFamily ?? "",
      moment(each.connectedAt),
      moment(each.lastUsedAt),
      each.scopes?.join(" ") ?? "",
    ]);
    const head = ["GRANT", "APPLICATION", authorization === "oauth" ? "SENT TO" : "USER AGENT", "CONNECTED", "LAST USE", "SCOPES"];
    return `${principal}\n  ${printable(accountLine)}\n${rows.length === 0 ? "  no applications\n" : table([head, ...rows])}`;
  });
  return sections.join("\n");
}

function endingText({ ended }: z.output<typeof ending>): string {
  return ended
    .map(({ principal, clients, account: unlinked, failures }) => {
      const parts = [
        ...(clients.length > 0 ? [`applications ended: ${clients.join(", ")}`] : []),
        ...(unlinked ? ["Microsoft account unlinked"] : []),
        ...failures.map((failure) => `failed: ${failure}`),
      ];
      return `${principal}\n  ${printable(parts.join("; ") || "nothing to end")}\n`;
    })
    .join("");
}

function table(rows: readonly (readonly string[])[]): string {
  const clean = rows.map((row) => row.map((cell) => printable(cell).slice(0, 48)));
  const widths = clean[0]?.map((_, column) => Math.max(...clean.map((row) => row[column]?.length ?? 0))) ?? [];
  return clean
    .map(
      (row) =>
        `  ${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}

/** Names are the clients' own: no control character of theirs reaches a terminal. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, "");
}

function moment(at: number | null): string {
  return at === null ? "never" : `${new Date(at).toISOString().slice(0, 16).replace("T", " ")}Z`;
}
