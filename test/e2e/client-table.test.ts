import { parse } from "node-html-parser";
import * as oauth from "oauth4webapi";
import { z } from "zod";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { portalHost } from "../../infra/local/company.ts";
import { OAuthClient } from "../../infra/local/oauth-client.ts";
import { readConfig } from "../../src/config/config.ts";
import { between, rowsOf } from "../support/documented-table.ts";
import { personNamed, startTestEstate, type TestEstate } from "../support/estate.ts";
import { EstateRecord } from "../support/estate-record.ts";
import { mcpPost } from "../support/mcp-post.ts";
import { goodSettings } from "../support/settings.ts";

type Row = {
  readonly client: string;
  /** `dynamic`, `pre-registered`, or the address of its metadata document. */
  readonly registers: string;
  readonly lists: readonly string[];
  readonly uses: string;
  readonly authenticates: string;
  /** What an operator must add before it works; null where nothing is to be added, or nothing would help. */
  readonly needs: string | null;
  readonly refusal: string | null;
  readonly passesAccessBy: string;
};

const code = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text);
const rows = rowsOf(between("docs/clients.md", "clients")).map(
  ([client = "", registers = "", lists = "", uses = "", authenticates = "", needs = "", refusal = "", passesAccessBy = ""]): Row => ({
    client,
    registers: code(registers)[0] ?? registers,
    lists: code(lists),
    uses: code(uses)[0] ?? "",
    authenticates: code(authenticates)[0] ?? "",
    needs: code(needs)[0] ?? null,
    refusal: code(refusal)[0] ?? null,
    passesAccessBy,
  }),
);
const isDynamic = (row: Row) => row.registers === "dynamic";
const hasDocument = (row: Row) => row.registers.startsWith("https:");
const titled = (some: readonly Row[]) =>
  some.map((row) => [`${row.client} (${hasDocument(row) ? "document" : row.registers}, ${row.uses})`, row] as const);

/** What a client says of itself, at `/register` or in its document. */
const metadataOf = ({ client, lists, authenticates }: Row) => ({
  client_name: client,
  redirect_uris: [...lists],
  token_endpoint_auth_method: authenticates,
  grant_types: ["authorization_code", "refresh_token"],
  response_types: ["code"],
});
const documents = Object.fromEntries(
  rows.filter(hasDocument).map((row) => [row.registers, { client_id: row.registers, ...metadataOf(row) }]),
);

/** The settings the table asks for, with the table's own values. */
function neededSettings(): Record<string, string> {
  const defaults = readConfig({ ...goodSettings });
  if (!defaults.ok) throw new Error("the settings of tests are not good");
  const needing = (setting: string) => rows.filter((row) => row.needs === setting);
  return {
    PORTAL_HOSTS: portalHost,
    CLIENT_METADATA_DOMAINS: [...new Set(needing("CLIENT_METADATA_DOMAINS").map((row) => new URL(row.registers).host))].join(","),
    REGISTRATION_REDIRECTS: [
      ...defaults.config.REGISTRATION_REDIRECTS,
      ...needing("REGISTRATION_REDIRECTS").flatMap((row) => row.lists),
    ].join(","),
  };
}

const start = (settings: Readonly<Record<string, string>>) =>
  startTestEstate({ authorization: "oauth", registrationsPerMinute: 1_000, documents, settings });

const amara = (estate: TestEstate) => {
  const { email, headers } = personNamed(estate, "amara.okafor");
  return { email, headers, accessToken: headers["cf-access-token"] ?? "" };
};

const registeredByOperator = z.object({ client: z.object({ clientId: z.string() }), clientSecret: z.string().nullable() });

/** What an operator does with `npm run clients`. */
function preregister({ contract }: TestEstate, row: Row): Promise<Response> {
  const { headers = {} } = contract.services.find(({ name }) => name === "operator") ?? {};
  return fetch(`${contract.origin}/operator/clients`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ name: row.client, redirectUris: row.lists, confidential: row.authenticates !== "none" }),
  });
}

/** The client as the server knows it after its registration. */
async function known(estate: TestEstate, client: OAuthClient, row: Row): Promise<oauth.Client> {
  if (isDynamic(row)) return client.register(metadataOf(row));
  if (hasDocument(row)) return { client_id: row.registers, token_endpoint_auth_method: row.authenticates };
  const { client: registered, clientSecret } = registeredByOperator.parse(await (await preregister(estate, row)).json());
  return { client_id: registered.clientId, client_secret: clientSecret ?? "", token_endpoint_auth_method: row.authenticates };
}

/** What a person reads on the consent page. */
function shownOn(text: string) {
  const page = parse(text);
  const terms = page.querySelectorAll("dt");
  const meaningOf = (term: string) => terms.find((each) => each.text === term)?.parentNode?.querySelector("dd")?.text;
  return {
    name: page.querySelector(".name")?.text,
    sentTo: meaningOf("Access is sent to"),
    publishedBy: meaningOf("Published by"),
    warnsOfThisComputer: page.querySelector(".warn")?.text.includes("a program on this computer") ?? false,
  };
}

describe("the table of clients", () => {
  test("names every client this server is documented for, and nothing it cannot read", () => {
    const names = new Set(rows.map((row) => row.client.split(",")[0]));

    expect([...names]).toEqual(
      expect.arrayContaining([
        "Cloudflare MCP server portal",
        "Claude (web",
        "Claude Code",
        "ChatGPT",
        "VS Code",
        "Cursor",
        "Microsoft Copilot Studio",
        "mcp-remote",
        "MCP Inspector",
      ]),
    );
    expect(rows.filter((row) => row.lists.length === 0 || row.uses === "" || row.authenticates === "")).toEqual([]);
    expect(
      rows.filter((row) => (row.needs === null) !== (row.refusal === null) && row.client !== "Cursor, versions that list `cursor:` alone"),
    ).toEqual([]);
  });
});

describe("with the settings the table asks for", () => {
  let estate: TestEstate;
  let client: OAuthClient;
  beforeAll(async () => {
    estate = await start(neededSettings());
    client = await OAuthClient.discover(estate.contract.origin);
  });
  afterAll(() => estate?.stop());

  const working = rows.filter((row) => row.needs !== null || row.refusal === null);

  test.each(titled(working))("%s gets a token its person allowed, and gets as far as the table says", async (_title, row) => {
    const person = amara(estate);
    const registered = await known(estate, client, row);
    const { consent, tokens } = await client.authorize({ client: registered, redirectUri: row.uses, person });
    const bearer = { authorization: `Bearer ${tokens.access_token}` };
    const list = async (headers: Readonly<Record<string, string>>) => {
      const response = await mcpPost(estate.contract.mcpUrl, { ...headers, ...bearer }, "tools/list");
      return [response.status, (await response.text()).includes('"getEmails"')];
    };

    expect([consent.status, shownOn(consent.text)]).toEqual([
      200,
      {
        name: row.client,
        sentTo: new URL(row.uses).hostname,
        publishedBy: hasDocument(row) ? new URL(row.registers).hostname : "not verified",
        warnsOfThisComputer: row.uses.startsWith("http:"),
      },
    ]);
    expect(tokens.refresh_token).toBeDefined();
    switch (row.passesAccessBy) {
      case "a header":
        expect(await list({ "cf-access-token": person.accessToken })).toEqual([200, true]);
        break;
      case "its service token":
        expect(await list(estate.contract.services.find(({ name }) => name === "portal")?.headers ?? {})).toEqual([200, true]);
        break;
      case "nothing":
        // To Access's login page, where no program gets any further.
        expect(await list({})).toEqual([302, false]);
        break;
      default:
        throw new Error(`the table says "${row.passesAccessBy}", which no test can walk`);
    }
  });

  test("documents are asked for where they stand, and nowhere else", async () => {
    const asked = (await new EstateRecord(estate.contract).outbound()).filter(({ host }) => !host.startsWith("127.0.0.1"));

    expect(new Set(asked.map(({ host, path }) => `https://${host}${path}`))).toEqual(new Set(Object.keys(documents)));
  });
});

describe("without them", () => {
  let estate: TestEstate;
  let client: OAuthClient;
  beforeAll(async () => {
    estate = await start({ PORTAL_HOSTS: "" });
    client = await OAuthClient.discover(estate.contract.origin);
  });
  afterAll(() => estate?.stop());

  const refused = rows.filter((row) => row.refusal !== null);

  test.each(titled(refused.filter(isDynamic)))("%s is refused at registration as the table says", async (_title, row) => {
    const answer = await client.register(metadataOf(row)).catch((thrown: unknown) => thrown);

    expect(answer).toBeInstanceOf(oauth.ResponseBodyError);
    expect(answer).toMatchObject({ status: 400, error: row.refusal });
  });

  test.each(titled(refused.filter(hasDocument)))("%s is refused at /authorize as the table says", async (_title, row) => {
    const record = new EstateRecord(estate.contract);
    await record.clear();
    const attempt = client.authorize({ client: await known(estate, client, row), redirectUri: row.uses, person: amara(estate) });

    await expect(attempt).rejects.toThrow(/no such form/);
    const events = await record.eventsOnce((seen) => seen.length > 0);
    expect(events.map(({ outcome, reason }) => [outcome, reason])).toEqual([["refused", row.refusal]]);
    expect((await record.outbound()).filter(({ host }) => !host.startsWith("127.0.0.1"))).toEqual([]);
  });

  test.each(titled(rows.filter((row) => row.refusal === null)))("%s needs none of them", async (_title, row) => {
    const { tokens } = await client.authorize({ client: await known(estate, client, row), redirectUri: row.uses, person: amara(estate) });

    expect(tokens.access_token).not.toBe("");
  });
});

describe.each(["dynamic", "metadata", "preregistered"])("with every way but %s", (leftOut) => {
  let estate: TestEstate;
  let client: OAuthClient;
  beforeAll(async () => {
    const ways = ["dynamic", "metadata", "preregistered"].filter((way) => way !== leftOut);
    estate = await startTestEstate({
      authorization: "oauth",
      documents,
      linkPeople: false,
      settings: { ...neededSettings(), CLIENT_REGISTRATION: ways.join(",") },
    });
    client = await OAuthClient.discover(estate.contract.origin);
  });
  afterAll(() => estate?.stop());

  const firstThat = (is: (row: Row) => boolean) => rows.find((row) => is(row) && row.passesAccessBy !== "–")!;

  test("only what is on is told in the metadata (RFC 8414 §2)", () => {
    expect([client.server.registration_endpoint !== undefined, client.server["client_id_metadata_document_supported"] ?? false]).toEqual([
      leftOut !== "dynamic",
      leftOut !== "metadata",
    ]);
  });

  test("a client that registers itself is let in only where that is on", async () => {
    const response = await fetch(`${estate.contract.origin}/register`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(metadataOf(firstThat(isDynamic))),
    });

    expect(response.status).toBe(leftOut === "dynamic" ? 404 : 201);
  });

  test("an operator registers a client only where that is on", async () => {
    const response = await preregister(
      estate,
      firstThat((row) => row.registers === "pre-registered"),
    );

    expect(response.status).toBe(leftOut === "preregistered" ? 404 : 201);
  });

  test("a document is read only where that is on", async () => {
    const row = firstThat(hasDocument);
    const attempt = client.authorize({ client: await known(estate, client, row), redirectUri: row.uses, person: amara(estate) });

    if (leftOut === "metadata") await expect(attempt).rejects.toThrow(/no such form/);
    else expect((await attempt).consent.text).toContain(new URL(row.registers).hostname);
    expect((await new EstateRecord(estate.contract).outbound()).some(({ host }) => host === new URL(row.registers).host)).toBe(
      leftOut !== "metadata",
    );
  });
});
