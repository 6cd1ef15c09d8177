/** `npm run demo`: the main job once, end to end, as a transcript; exit 0 only if all of it held. */
import { mkdir } from "node:fs/promises";
import { z } from "zod";
import { firstBreak } from "../../src/audit/ledger.ts";
import { localDirectory } from "./bundle-worker.ts";
import { callMcp } from "./call-mcp.ts";
import { type EstateContract, startEstate } from "./estate.ts";
import { readArguments } from "./read-arguments.ts";
import { readLedgers } from "./read-ledgers.ts";
import { linkAccount } from "./link-account.ts";
import { signInClient } from "./sign-in-client.ts";

const help = `npm run demo -- [--authorization access|oauth] [--json]

Starts an estate of its own, walks one person from sign-in to a sent mail, tries what must be refused, then follows the call
through every record. Exit 0 only if every step held.

  --authorization MODE  who authorizes the MCP client: access (Access's Managed OAuth) or oauth (the Worker)  (access)
  --json                one JSON object on stdout instead of the transcript
  --help                this text`;

type Step = { readonly step: string; readonly expected: string; readonly got: string; readonly held: boolean };

const { values } = readArguments(help, {
  options: {
    authorization: { type: "string", default: "access" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});
if (values.help) {
  process.stdout.write(`${help}\n`);
  process.exit(0);
}
const { authorization } = values;
if (authorization !== "access" && authorization !== "oauth") {
  process.stderr.write(`--authorization ${authorization}: must be access or oauth\n`);
  process.exit(2);
}

const unlinkedShape = z.object({ structuredContent: z.looseObject({}) });
const standingShape = z.looseObject({ microsoft: z.looseObject({ linked: z.boolean() }) });
const errorShape = z.object({ error: z.looseObject({ code: z.string(), url: z.string().optional() }) });
const steps: Step[] = [];
const say = (text: string) => {
  if (!values.json) process.stdout.write(text);
};
function heading(text: string): void {
  say(`\n${text}\n${"─".repeat(text.length)}\n`);
}
function note(text: string): void {
  for (const line of text.split("\n")) say(`      ${line}\n`);
}
function check(step: string, expected: string, got: string, held = got === expected): void {
  steps.push({ step, expected, got, held });
  say(`  ${held ? "✓" : "✗"} ${step}: ${got}${held ? "" : `   (expected ${expected})`}\n`);
}

await mkdir(localDirectory, { recursive: true });
const estate = await startEstate({
  authorization,
  port: 0,
  autoSignIn: false,
  tools: "core",
  quota: 500,
  extraPeople: 0,
  without: [],
  onProgress: (message) => process.stderr.write(`· ${message}\n`),
});
try {
  await walk(estate.contract);
} catch (thrown) {
  check("the walk", "no exception", thrown instanceof Error ? thrown.message : String(thrown));
} finally {
  await estate.stop();
}
const failed = steps.filter((step) => !step.held);
if (values.json) process.stdout.write(`${JSON.stringify({ steps, failed: failed.length })}\n`);
else say(`\n${failed.length === 0 ? `All ${steps.length} steps held.` : `${failed.length} of ${steps.length} steps did not hold.`}\n`);
process.exit(failed.length === 0 ? 0 : 1);

async function walk(world: EstateContract): Promise<void> {
  const person = world.people.at(-1);
  if (!person) throw new Error("nobody lives in the estate");
  const { mcpUrl } = world;

  heading("1  Sign in");
  const accessToken = person.headers["cf-access-token"] ?? "";
  const unlinked = errorShape.parse(
    unlinkedShape.parse(await callMcp(mcpUrl, person.headers, "tools/call", { name: "getEmails", arguments: { count: 1 } }))
      .structuredContent,
  ).error;
  check("refused: a person who has linked no Microsoft account", "account_not_linked", unlinked.code);
  note(`the refusal links to ${unlinked.url ?? "nowhere"}`);
  const issuer = world.authorization === "access" ? "Access" : "the Worker";
  const pastAccess = world.authorization === "access" ? {} : { "cf-access-token": accessToken };
  const client = await signInClient(mcpUrl, pastAccess, person.email, (step) => note(`${issuer}: ${step}`));
  check(`MCP client is connected, let in by ${issuer}`, "m365-mcp-server", client.getServerVersion()?.name ?? "nobody");
  if (world.authorization === "access") {
    const page = await linkAccount(world.origin, person, accessToken);
    check("Microsoft account is linked in the browser", "200", String(page.status));
  } else {
    const { microsoft } = standingShape.parse((await callTool(client, "whoAmI", {})).structured);
    check("Microsoft account was linked by the same sign-in", "true", String(microsoft.linked));
  }

  heading("2  List tools");
  const { tools } = await client.listTools();
  check("tools are listed", "at least 15", String(tools.length), tools.length >= 15);
  note(tools.map((tool) => tool.name).join(", "));

  heading("3  Read ten mails");
  const inbox = await callTool(client, "getEmails", { count: 10 });
  check("ten mails arrive", "10", String((inbox.structured["items"] as unknown[] | undefined)?.length ?? 0));
  note(inbox.text);

  heading("4  Send one");
  await empty(world.graph.commitsUrl, world.graph.requestsUrl);
  const subject = `Quarterly numbers ${Date.now()}`;
  const sent = await callTool(client, "sendEmail", {
    to: ["jonas.weber@northwind.example"],
    subject,
    body: "The numbers are in the shared folder.",
    contentType: "text",
  });
  check("the mail is accepted", "true", String(sent.error === undefined));
  note(sent.text);
  const commits = (await getJson(world.graph.commitsUrl)) as Commit[];
  check("Graph sent exactly one mail", "1", String(commits.length));

  heading(world.authorization === "access" ? "5  Five refusals" : "5  Six refusals");
  await empty(world.graph.requestsUrl);
  check("no assertion", "403", String((await post(`${world.directOrigin}/mcp`, {})).status));
  const minted = (await (
    await fetch(world.access.mintUrl, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ claims: { exp: Math.floor(Date.now() / 1000) - 3600 } }),
    })
  ).json()) as { jwt: string };
  check("an expired assertion", "403", String((await post(`${world.directOrigin}/mcp`, { "cf-access-jwt-assertion": minted.jwt })).status));
  const hostile = await callTool(client, "getEmails", { folder: "../../users/jonas.weber@northwind.example/mailFolders/inbox" });
  check("a hostile folder", "invalid_arguments", hostile.error?.code ?? "answered");
  note(hostile.text);
  check("(an unlinked person: see 1)", "account_not_linked", unlinked.code);
  if (world.authorization === "oauth") {
    const { authorization: bearer = "" } = world.people[0]?.headers ?? {};
    const response = await post(mcpUrl, { "cf-access-token": accessToken, authorization: bearer });
    check("somebody else's bearer", "403", String(response.status));
  }
  check("a replayed envelope", "409", String(await replayLastEnvelope(world)));
  check(
    "the replay left its own line",
    "1",
    String((await consoleLines(world)).filter((line) => line["reason"] === "envelope_replayed").length),
  );
  check("Graph saw none of it", "0", String(((await getJson(world.graph.requestsUrl)) as unknown[]).length));

  heading("6  The joined record");
  await joinRecord(world, commits[0]);
  await client.close();
}

type Commit = { readonly requestId: string; readonly template: string; readonly user: string; readonly status: number };
type Row = Record<string, unknown>;

async function joinRecord(world: EstateContract, commit: Commit | undefined): Promise<void> {
  const requestId = commit?.requestId ?? "none";
  const lines = await consoleLines(world);
  const outcome = lines.find((line) => line["kind"] === "call.outcome" && line["requestId"] === requestId);
  const kinds = lines
    .filter((line) => line["requestId"] === requestId && line["reason"] !== "envelope_replayed")
    .map((line) => String(line["kind"]));
  check("console lines of the call, in order", "call.intent → relay → graph.attempt → call.outcome", kinds.join(" → "));
  const logId = String(outcome?.["aiGatewayLogId"]);

  const chain = readLedgers(world.stateDirectory).find((rows) => rows.some((row) => row.requestId === requestId)) ?? [];
  const ledgerRow = chain.find((row) => row.kind === "call.outcome" && row.requestId === requestId);
  check("ledger row carries the same hash as the console line", String(outcome?.["hash"]), ledgerRow?.hash ?? "none");
  check("the person's hash chain holds", "unbroken", firstBreak(chain) === null ? "unbroken" : `broken at ${firstBreak(chain)}`);

  const byId = (await getJson(`${world.gateway.logsUrl}/${logId}`)) as { result?: { metadata?: Row } };
  check("gateway row by aiGatewayLogId carries requestId", requestId, String(byId.result?.metadata?.["requestId"]));
  const filter = encodeURIComponent(JSON.stringify([{ key: "metadata.value", operator: "eq", value: [requestId] }]));
  const byRequest = (await getJson(`${world.gateway.logsUrl}?filters=${filter}`)) as { result?: { id: string }[] };
  check("gateway row by requestId carries aiGatewayLogId", logId, byRequest.result?.map((row) => row.id).join(", ") ?? "none");
  check("Graph commit carries requestId", requestId, commit?.requestId ?? "none");

  say("\n");
  for (const [where, key, value] of [
    ["Access", "cfRay", outcome?.["cfRay"]],
    ["person", "userId", outcome?.["userId"]],
    ["Microsoft", "microsoftObjectId", outcome?.["microsoftObjectId"]],
    ["tool", "mcpTool", outcome?.["mcpTool"]],
    ["call", "requestId", requestId],
    ["gateway", "aiGatewayLogId", logId],
    ["Graph", "request-id", outcome?.["graphRequestId"]],
    ["Graph", "commit", `${commit?.template} as ${commit?.user}`],
    ["ledger", "sequence", ledgerRow?.sequence],
    ["ledger", "hash", ledgerRow?.hash],
  ]) {
    say(`      ${String(where).padEnd(10)} ${String(key).padEnd(18)} ${String(value)}\n`);
  }
}

type ToolAnswer = {
  readonly text: string;
  readonly structured: Row;
  readonly error?: { readonly code: string; readonly url?: string | undefined };
};

async function callTool(
  client: Awaited<ReturnType<typeof signInClient>>,
  name: string,
  args: Record<string, unknown>,
): Promise<ToolAnswer> {
  const result = await client.callTool({ name, arguments: args });
  const [first] = result.content;
  const failure = result.isError === true ? errorShape.parse(result.structuredContent).error : undefined;
  return {
    text: first?.type === "text" ? first.text : "",
    structured: (result.structuredContent ?? {}) as Row,
    ...(failure && { error: failure }),
  };
}

async function consoleLines(world: EstateContract): Promise<readonly Row[]> {
  const text = await (await fetch(world.audit.eventsUrl)).text();
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Row);
}

/** Sends what the gateway last sent to the relay once more, with the gateway's own credential. */
async function replayLastEnvelope(world: EstateContract): Promise<number> {
  const exchanges = (await getJson(world.gateway.requestsUrl)) as {
    direction: string;
    url: string;
    headers: Record<string, string>;
    body: string;
  }[];
  const last = exchanges.findLast((exchange) => exchange.direction === "sent");
  if (!last) return 0;
  const authorization = last.headers["authorization"] ?? last.headers["Authorization"] ?? "";
  const response = await fetch(last.url, {
    method: "POST",
    headers: { "content-type": "application/json", authorization },
    body: last.body,
  });
  return response.status;
}

function post(url: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" }),
  });
}

async function getJson(url: string): Promise<unknown> {
  return (await fetch(url)).json();
}

async function empty(...urls: readonly string[]): Promise<void> {
  for (const url of urls) await fetch(url, { method: "DELETE" });
}
