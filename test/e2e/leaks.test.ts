import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { people } from "../../infra/local/company.ts";
import { linkAccount } from "../../infra/local/link-account.ts";
import { OAuthClient } from "../../infra/local/oauth-client.ts";
import { personNamed, startTestEstate, type TestEstate } from "../support/estate.ts";
import { EstateRecord } from "../support/estate-record.ts";
import { findLeaks, findTokens, formsOf, type Haystack, type Secret } from "../support/leak-search.ts";
import { mcpPost } from "../support/mcp-post.ts";
import { storedFiles, storedTokens } from "../support/stored-state.ts";
import { modes } from "../support/modes.ts";

describe.each(modes)("in mode %s", (authorization) => {
  /** Ids that Microsoft itself shows to everybody. */
  const published = new Set(["MICROSOFT_CLIENT_ID", "MICROSOFT_TENANT_ID"]);

  let estate: TestEstate;
  let record: EstateRecord;
  /** Status lines, headers and bodies that clients got. */
  const answers: string[] = [];
  const secrets: Secret[] = [];
  let haystacks: readonly Haystack[];

  beforeAll(async () => {
    estate = await startTestEstate({ authorization, autoSignIn: false, gateway: { logPayloads: true } });
    record = new EstateRecord(estate.contract);
    await busySession();
    await learnSecrets();
    haystacks = await everythingWritten();
  });
  afterAll(() => estate?.stop());

  async function keep(response: Response): Promise<void> {
    answers.push(`${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`);
  }

  async function mint(request: object): Promise<string> {
    const response = await fetch(estate.contract.access.mintUrl, { method: "POST", body: JSON.stringify(request) });
    const { jwt } = (await response.json()) as { readonly jwt: string };
    secrets.push({ name: `minted assertion ${JSON.stringify(request)}`, value: jwt });
    return jwt;
  }

  /** Reads, sends, links, links again, and is refused in every way there is. */
  async function busySession(): Promise<void> {
    const { mcpUrl, directOrigin, origin, services } = estate.contract;
    const rafael = personNamed(estate, "rafael.costa");
    const amara = personNamed(estate, "amara.okafor");
    // Amara's first tokens are about to be replaced.
    await learnTokens("first link");
    for (const person of [rafael, amara]) {
      const page = await linkAccount(origin, person, person.headers["cf-access-token"] ?? "");
      answers.push(page.text);
      const codes = page.visited.flatMap((url) => new URL(url).searchParams.getAll("code"));
      secrets.push(...codes.map((value) => ({ name: `authorization code of ${person.name}`, value })));
    }
    for (const { headers } of estate.contract.people) {
      for (const call of [
        { name: "getEmails", arguments: { count: 50, fields: ["subject", "body"] } },
        { name: "sendEmail", arguments: { to: ["mei.tanaka@clinics.northwind.example"], subject: "Leaks", body: "None, I hope." } },
        { name: "whoAmI", arguments: {} },
        { name: "authenticate", arguments: {} },
        { name: "getEmails", arguments: { folder: "../x" } },
      ]) {
        await keep(await mcpPost(mcpUrl, headers, "tools/call", call));
      }
      await keep(await mcpPost(mcpUrl, headers, "tools/list"));
    }
    for (const { headers } of services) await keep(await mcpPost(mcpUrl, headers, "tools/list"));
    const assertions = [{}, { key: "foreign" }, { key: "none" }, { claims: { exp: 1 } }, { claims: { aud: ["f".repeat(64)] } }];
    for (const request of assertions)
      await keep(await mcpPost(`${directOrigin}/mcp`, { "cf-access-jwt-assertion": await mint(request) }, "tools/list"));
    await keep(await fetch(`${origin}/callback?code=stolen&state=forged`, { headers: amara.headers }));
    await keep(await fetch(`${origin}/mcp?access_token=${amara.headers["cf-access-token"]}`, { method: "POST", headers: amara.headers }));
    const sent = (await record.gatewayExchanges()).find((each) => each.direction === "sent");
    for (const authorization of [sent?.headers["authorization"] ?? "", "Bearer wrong"]) {
      await keep(
        await fetch(`${directOrigin}/egress/chat/completions`, { method: "POST", headers: { authorization }, body: sent?.body ?? "" }),
      );
    }
  }

  async function learnTokens(when: string): Promise<void> {
    const principals = people.map((person) => `user:${person.accessSubject}`);
    const tokens = await storedTokens(estate.contract.stateDirectory, estate.secrets["ENCRYPTION_KEY"] ?? "", principals);
    secrets.push(...tokens.map((value, index) => ({ name: `Microsoft token ${index} of the ${when}`, value })));
  }

  async function learnSecrets(): Promise<void> {
    await learnTokens("second link");
    for (const [name, value] of Object.entries(estate.secrets)) if (!published.has(name)) secrets.push({ name, value });
    for (const { name, headers } of estate.contract.people)
      secrets.push({ name: `assertion of ${name}`, value: headers["cf-access-token"] ?? "" });
    if (authorization === "oauth") await learnOwnTokens();
    for (const { name, headers } of estate.contract.services)
      secrets.push({ name: `secret of ${name}`, value: headers["cf-access-client-secret"] ?? "" });
  }

  /** What this server itself issued: the printed bearers, and all that one further client got and used. */
  async function learnOwnTokens(): Promise<void> {
    const { contract } = estate;
    const client = await OAuthClient.discover(contract.origin);
    const redirectUri = "http://127.0.0.1:40123/callback";
    const registered = await client.register({ redirect_uris: [redirectUri], token_endpoint_auth_method: "client_secret_post" });
    const { email, headers } = personNamed(estate, "jonas.weber");
    const request = { client: registered, redirectUri, person: { email, accessToken: headers["cf-access-token"] ?? "" } };
    const { tokens, callback } = await client.authorize(request);
    await keep(await mcpPost(contract.mcpUrl, { ...headers, authorization: `Bearer ${tokens.access_token}` }, "tools/list"));
    const bearers = contract.people.map((person) => [`bearer of ${person.name}`, person.headers["authorization"]] as const);
    for (const [name, value] of [
      ...bearers,
      ["bearer of a further client", tokens.access_token] as const,
      ["refresh token of a further client", tokens.refresh_token] as const,
      ["own authorization code", callback.get("code") ?? undefined] as const,
    ]) {
      // The first two parts are ids of principal and grant, which records may name.
      if (value !== undefined) secrets.push({ name, value: value.split(":").at(-1) ?? "" });
    }
    secrets.push({ name: "client secret", value: z.string().parse(registered["client_secret"]) });
  }

  async function everythingWritten(): Promise<readonly Haystack[]> {
    await record.eventsAfterAWhile();
    const lines = await record.lines();
    const rows = await Promise.all((await record.gatewayRows()).map((row) => record.gatewayRow(row.id)));
    const relayBearer = `Bearer ${estate.secrets["RELAY_KEY"]}`;
    const exchanges = (await record.gatewayExchanges()).map((exchange) => {
      // The gateway is who holds this key and presents it to the relay, in this one header; anywhere else it is a leak.
      const { authorization, ...headers } = exchange.headers;
      return exchange.direction === "sent" && authorization === relayBearer ? Object.assign(exchange, { headers }) : exchange;
    });
    const text = (name: string, items: readonly unknown[]): Haystack => ({
      name,
      bytes: Buffer.from(items.map((item) => (typeof item === "string" ? item : JSON.stringify(item))).join("\n")),
    });
    return [
      text("console lines", lines),
      text("gateway rows", rows),
      text("gateway exchanges", exchanges),
      text("answers to clients", answers),
      ...(await storedFiles(estate.contract.stateDirectory)),
    ];
  }

  describe("after a busy session", () => {
    test("there is something to search, and something to look for", () => {
      expect(haystacks.filter(({ bytes }) => bytes.byteLength > 0).map(({ name }) => name)).toEqual(
        expect.arrayContaining([
          "console lines",
          "gateway rows",
          "gateway exchanges",
          "answers to clients",
          expect.stringMatching(/^do\/.*AccountVault.*\.sqlite/) as string,
          expect.stringMatching(/^d1\//) as string,
        ]),
      );
      // Three people's access and refresh tokens, then four people's.
      expect(secrets.filter(({ name }) => name.startsWith("Microsoft token"))).toHaveLength(6 + 8);
      expect(secrets.filter(({ name }) => name.startsWith("authorization code"))).toHaveLength(2);
      expect(secrets.filter(({ value }) => value.length < 24)).toEqual([]);
    });

    test("the gateway kept whole payloads", () => {
      expect(haystacks.find(({ name }) => name === "gateway rows")?.bytes.toString()).toContain("None, I hope.");
    });

    test("no secret and no Microsoft token is anywhere, in any dress", () => {
      expect(findLeaks(secrets, haystacks)).toEqual([]);
    });

    test("nothing that looks like a token is anywhere", () => {
      expect(findTokens(haystacks)).toEqual([]);
    });
  });

  describe("the search itself", () => {
    const canary = { name: "canary", value: "Zm9yLXRlc3RzLW9ubHk/K3NlY3JldC12YWx1ZS0wMDE=" };
    const among = (bytes: Buffer): Haystack => ({
      name: "planted",
      bytes: Buffer.concat([Buffer.from("…before "), bytes, Buffer.from(" after…")]),
    });

    test.each(formsOf(canary.value).map(([form, needle]) => [form, needle] as const))("finds a canary in the form %s", (form, needle) => {
      expect(findLeaks([canary], [among(needle)]).map((leak) => leak.form)).toContain(form);
    });

    test.each([0, 1, 2, 3, 4])("finds it in the base64 of a text that has %i bytes before it", (before) => {
      const text = `${"x".repeat(before)}${canary.value} and more`;

      expect(findLeaks([canary], [among(Buffer.from(Buffer.from(text).toString("base64")))])).not.toEqual([]);
      expect(findLeaks([canary], [among(Buffer.from(Buffer.from(text).toString("base64url")))])).not.toEqual([]);
    });

    test("finds a token by its shape", () => {
      expect(findTokens([among(Buffer.from(estate.contract.people[0]?.headers["cf-access-token"] ?? ""))])).toHaveLength(1);
    });

    test("does not find what is not there", () => {
      expect(findLeaks([canary], [among(Buffer.from("nothing"))])).toEqual([]);
    });

    test("finds a secret that really went through the gateway, and one on the disk", async () => {
      const subject = estate.secrets["COOKIE_SECRET"] ?? "";
      const { contract } = estate;
      await mcpPost(contract.mcpUrl, contract.people[0]?.headers ?? {}, "tools/call", {
        name: "sendEmail",
        arguments: { to: [contract.people[0]?.email], subject, body: "x" },
      });
      await writeFile(
        path.join(contract.stateDirectory, "planted"),
        `v1.${Buffer.from(estate.secrets["ENCRYPTION_KEY"] ?? "", "base64").toString("hex")}`,
      );
      const leaks = findLeaks(secrets, await everythingWritten());

      expect(new Set(leaks.map(({ secret, where }) => `${secret} in ${where}`))).toEqual(
        new Set(["COOKIE_SECRET in gateway rows", "COOKIE_SECRET in gateway exchanges", "ENCRYPTION_KEY in planted"]),
      );
    });
  });
});
