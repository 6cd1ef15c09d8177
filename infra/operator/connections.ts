/** `npm run connections`: an operator lists and ends anyone's connections, by e-mail. */
import { z } from "zod";
import { readArguments } from "../local/read-arguments.ts";
import { ask, refused } from "./ask.ts";
import { exit, type ExitCode, failed, wrongUsage } from "./exit.ts";
import { serverHelp, serverOf } from "./server.ts";
import { moment, printable, table } from "./table.ts";

const help = `npm run connections -- list EMAIL [options]
npm run connections -- end EMAIL [--client GRANT_ID | --clients | --account | --all] [options]

Lists what may act in Microsoft 365 for a person, or ends it at once: the next call is refused. Every principal that ever linked an account
under this e-mail address is meant, also one whose Access identity has changed since.

  --client GRANT_ID  end one application (mode oauth; list prints the ids)
  --clients          end every application, the account stays linked (mode oauth)
  --account          unlink the Microsoft account: no application can reach it then
  --all              both; what "end" does unless it is told less
  --json             print what the server answered, as JSON
${serverHelp}
  --help             this text

Exit code: 0 done, 1 failed, 2 wrong usage, 3 nobody, or no such connection, found.`;

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

process.exitCode = await main();

async function main(): Promise<ExitCode> {
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
  if (command !== "list" && command !== "end") return wrongUsage("Say what to do: list or end.", help);
  if (email === undefined || !z.email().safeParse(email).success || more.length > 0)
    return wrongUsage("Name one person by e-mail address.", help);
  if (chosen > (command === "end" ? 1 : 0))
    return wrongUsage("At most one of --client, --clients, --account and --all, and only with end.", help);
  if (values.url !== undefined && values.estate !== undefined) return wrongUsage("Either --url or --estate.", help);

  const server = await serverOf(values);
  if (typeof server === "string") return failed(server);
  const what = values.client !== undefined ? { grantId: values.client } : values.account ? "account" : values.clients ? "clients" : "all";
  const door = "/operator/connections";
  const answer =
    command === "list"
      ? await ask(server, `${door}?email=${encodeURIComponent(email)}`)
      : await ask(server, door, "POST", { email, end: what });
  if (typeof answer === "string") return failed(answer);
  const { ok, body } = answer;
  if (values.json && body !== null) process.stdout.write(`${JSON.stringify(body)}\n`);
  if (command === "list") {
    const read = listing.safeParse(body);
    if (!ok || !read.success) return refused(answer);
    if (!values.json) process.stdout.write(listingTable(read.data));
    return exit.done;
  }
  const read = ending.safeParse(body);
  if (!read.success) return refused(answer);
  if (!values.json) process.stdout.write(endingText(read.data));
  return ok ? exit.done : failed("Not everything could be ended. Run the same command again.");
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
