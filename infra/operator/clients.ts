/** `npm run clients`: an operator lists, registers and removes the clients of mode `oauth`. */
import { z } from "zod";
import { readArguments } from "../local/read-arguments.ts";
import { ask, refused } from "./ask.ts";
import { exit, type ExitCode, failed, wrongUsage } from "./exit.ts";
import { type Server, serverHelp, serverOf } from "./server.ts";
import { moment, printable, table } from "./table.ts";

const help = `npm run clients -- list [options]
npm run clients -- add NAME --redirect URI [--redirect URI …] [--confidential] [options]
npm run clients -- remove CLIENT_ID [options]

Mode oauth: lists the clients this server knows, registers one, or removes one and ends every connection made through it. Clients whose id is
the address of a metadata document are not stored and not listed.

  --redirect URI     where codes may be sent: any https address, or http on a loopback address, whose port may then be any
  --confidential     the client keeps a secret; it is printed once, and kept nowhere in clear
  --json             print what the server answered, as JSON
${serverHelp}
  --help             this text

Exit code: 0 done, 1 failed, 2 wrong usage, 3 no such client.`;

const client = z.object({
  clientId: z.string(),
  name: z.string().nullable(),
  redirectUris: z.array(z.string()),
  confidential: z.boolean(),
  registeredBy: z.string().nullable(),
  registeredAt: z.number().nullable(),
});
type Client = z.output<typeof client>;
const page = z.object({ clients: z.array(client), cursor: z.string().nullable() });
const addition = z.object({ client, clientSecret: z.string().nullable() });
const removal = z.object({ clientId: z.string(), connectionsEnded: z.number(), failures: z.number() });

const door = "/operator/clients";

process.exitCode = await main();

async function main(): Promise<ExitCode> {
  const { values, positionals } = readArguments(help, {
    args: idsAreNoOptions(process.argv.slice(2)),
    allowPositionals: true,
    options: {
      redirect: { type: "string", multiple: true, default: [] },
      confidential: { type: "boolean", default: false },
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
  const [command, named, ...more] = positionals;
  if (command !== "list" && command !== "add" && command !== "remove") return wrongUsage("Say what to do: list, add or remove.", help);
  if (command === "list" ? named !== undefined : named === undefined || more.length > 0)
    return wrongUsage(command === "list" ? "list takes no name." : `Name one client to ${command}.`, help);
  if (command === "add" ? values.redirect.length === 0 : values.redirect.length > 0 || values.confidential)
    return wrongUsage(command === "add" ? "Say where codes may be sent: --redirect." : "--redirect and --confidential go with add.", help);
  if (values.url !== undefined && values.estate !== undefined) return wrongUsage("Either --url or --estate.", help);

  const server = await serverOf(values);
  if (typeof server === "string") return failed(server);
  switch (command) {
    case "list":
      return list(server, values.json);
    case "add":
      return add(server, { name: named, redirectUris: values.redirect, confidential: values.confidential }, values.json);
    case "remove":
      return remove(server, named ?? "", values.json);
  }
}

async function list(server: Server, json: boolean): Promise<ExitCode> {
  const clients: Client[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const answer = await ask(server, cursor === "" ? door : `${door}?cursor=${encodeURIComponent(cursor)}`);
    if (typeof answer === "string") return failed(answer);
    const read = page.safeParse(answer.body);
    if (!answer.ok || !read.success) return refused(answer);
    clients.push(...read.data.clients);
    cursor = read.data.cursor;
  }
  clients.sort((a, b) => (a.registeredAt ?? 0) - (b.registeredAt ?? 0));
  process.stdout.write(json ? `${JSON.stringify({ clients })}\n` : listingTable(clients));
  return exit.done;
}

async function add(server: Server, wish: object, json: boolean): Promise<ExitCode> {
  const answer = await ask(server, door, "POST", wish);
  if (typeof answer === "string") return failed(answer);
  const read = addition.safeParse(answer.body);
  if (!answer.ok || !read.success) return refused(answer);
  const { client: added, clientSecret } = read.data;
  if (json) process.stdout.write(`${JSON.stringify(answer.body)}\n`);
  else {
    const secret = clientSecret === null ? "" : `client_secret  ${clientSecret}\n`;
    process.stdout.write(`client_id      ${printable(added.clientId)}\n${secret}`);
    if (secret !== "") process.stderr.write("The secret is shown this once. Who loses it registers anew.\n");
  }
  return exit.done;
}

async function remove(server: Server, clientId: string, json: boolean): Promise<ExitCode> {
  const answer = await ask(server, `${door}?clientId=${encodeURIComponent(clientId)}`, "DELETE");
  if (typeof answer === "string") return failed(answer);
  const read = removal.safeParse(answer.body);
  if (!read.success) return refused(answer);
  if (json) process.stdout.write(`${JSON.stringify(answer.body)}\n`);
  else process.stdout.write(`${printable(clientId)} removed; connections ended: ${read.data.connectionsEnded}\n`);
  if (answer.ok) return exit.done;
  return failed(
    `Not told everywhere (${read.data.failures}): tokens of those connections may work for another minute. Look at npm run connections.`,
  );
}

function listingTable(clients: readonly Client[]): string {
  if (clients.length === 0) return "no clients\n";
  const rows = clients.map((each) => [
    each.clientId,
    each.name ?? "(no name)",
    each.confidential ? "yes" : "no",
    each.registeredAt === null ? "" : moment(each.registeredAt),
    each.registeredBy ?? "itself",
    [...new Set(each.redirectUris.map((uri) => URL.parse(uri)?.host ?? uri))].join(" "),
  ]);
  return table([["CLIENT", "NAME", "SECRET", "REGISTERED", "BY", "CODES GO TO"], ...rows]);
}

/** One id in 64 begins with a hyphen (they are 16 characters of base64url), and is not an option for that. */
function idsAreNoOptions(args: readonly string[]): string[] {
  const [command, id, ...rest] = args;
  const isId = command === "remove" && id !== undefined && /^-[\w-]{15}$/.test(id);
  return isId ? [command, ...rest, "--", id] : [...args];
}
