/** OA: codes and tokens in the wrong hands, twice, bent, or for somewhere else. */
import { createHash } from "node:crypto";
import { canariesIn } from "../../../support/canaries.ts";
import { type Answer, B401, done, O, refusal, S403, seen } from "../../answers.ts";
import { mcpCall } from "../../calls.ts";
import type { AttackCase, Attempt } from "../../framework.ts";
import { callWith, type Client, Flow, newClient, tokenRequest, type Tokens, tokensIn } from "../../oauth-flow.ts";
import type { Stage } from "../../stage.ts";

/** The challenge to a bearer that is not good. */
export const challenge = ({ contract }: Stage, error?: "invalid_token"): Answer =>
  B401(`${contract.origin}/.well-known/oauth-protected-resource`, error);

const basic = (id: string, secret: string) => ({ authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}` });

/** RFC 7009 §2.1. */
function revoke(stage: Stage, { clientId }: Client, token: string, changes: Readonly<Record<string, string>> = {}) {
  return tokenRequest(stage, { token, client_id: clientId, ...changes });
}

/** Where KV keeps an access token, by the token itself. */
function keysOf(token: string): { readonly grant: string; readonly token: string } {
  const [userId, grantId] = token.split(":");
  return { grant: `grant:${userId}:${grantId}`, token: `token:${userId}:${grantId}:${createHash("sha256").update(token).digest("hex")}` };
}

export const tokenCases: readonly AttackCase[] = [
  {
    id: "OA-08",
    title: "a challenge of the wrong size, and a verifier that does not fit it",
    modes: ["oauth"],
    async play(stage) {
      const { origin } = stage.contract;
      const client = await newClient(stage);
      const flow = new Flow(stage, client);
      const back: Answer = {
        name: "R302(invalid_request)",
        problem: ({ headers, status: got }) => {
          const query = URL.parse(headers.get("location") ?? "")?.searchParams;
          const told = [got, query?.get("error"), query?.get("iss"), query?.has("code")];
          return String(told) === String([302, "invalid_request", origin, false]) ? null : String(told);
        },
      };
      const challenged = (name: string, codeChallenge: string, reason = "pkce_failed"): Attempt => ({
        name,
        send: () => flow.consent({ code_challenge: codeChallenge }),
        answer: back,
        reason,
      });
      await stage.refuses([
        challenged("empty", "", "pkce_required"),
        challenged("42 characters", "a".repeat(42)),
        challenged("44 characters", "a".repeat(44)),
        challenged("129 characters", "a".repeat(129)),
        challenged("43 that are not base64url", "+".repeat(43)),
      ]);
      for (const [name, verifier, code] of [
        ["no verifier", null, "invalid_request"],
        ["an empty verifier", "", "invalid_request"],
        ["another verifier", "x".repeat(43), "invalid_grant"],
        ["the challenge itself", createHash("sha256").update(flow.verifier).digest("base64url"), "invalid_grant"],
        ["the verifier and a space", `${flow.verifier} `, "invalid_grant"],
        ["a short verifier", flow.verifier.slice(0, 42), "invalid_grant"],
      ] as const) {
        const issued = await flow.code();
        const answer: Answer = {
          ...O(code),
          name: "O",
          problem: (got) => (O("invalid_grant").problem(got) === null ? null : O("invalid_request").problem(got)),
        };
        await stage.refuses([{ name, send: () => flow.redeem(issued, { code_verifier: verifier }), answer, reason: "pkce_failed" }]);
      }
      stage.holds("the good verifier", 200, (await flow.redeem(await flow.code())).status);
    },
  },
  {
    id: "OA-09",
    title: "a code twice: refused, and what came of it ends",
    modes: ["oauth"],
    async play(stage) {
      const flow = new Flow(stage, await newClient(stage));
      const code = await flow.code();
      const { access_token: token, refresh_token: refreshToken } = tokensIn(await flow.redeem(code));
      stage.holds("the token before", 200, (await callWith(stage, token)).status);
      await stage.refuses([{ name: "the code again", send: () => flow.redeem(code), answer: O("invalid_grant"), reason: "code_reuse" }]);
      await stage.refuses([
        {
          name: "the token that came of it",
          send: () => callWith(stage, token),
          answer: challenge(stage, "invalid_token"),
          reason: ["token_invalid", "token_revoked"],
        },
        { name: "its refresh token", send: () => flow.refresh(refreshToken), answer: O("invalid_grant"), reason: "grant_unknown" },
      ]);
    },
  },
  {
    id: "OA-10",
    title: "a code in another client's hands",
    modes: ["oauth"],
    async play(stage) {
      const flow = new Flow(stage, await newClient(stage));
      const thief = await newClient(stage);
      const code = await flow.code();
      await stage.refuses([
        {
          name: "redeemed by another client",
          send: () => flow.redeem(code, { client_id: thief.clientId }),
          answer: O("invalid_grant"),
          reason: "code_client_mismatch",
        },
      ]);
      stage.holds("its own client still gets a token", 200, (await flow.redeem(code)).status);
    },
  },
  {
    id: "OA-11",
    title: "a code with another redirect URI than it was sent to",
    modes: ["oauth"],
    async play(stage) {
      const client = await newClient(stage);
      const flow = new Flow(stage, client);
      for (const uri of ["https://evil.example/", "http://127.0.0.1:33419/callback", `${client.redirectUri}/`]) {
        const code = await flow.code();
        await stage.refuses([
          {
            name: `redirect_uri ${uri}`,
            send: () => flow.redeem(code, { redirect_uri: uri }),
            answer: O("invalid_grant"),
            reason: "redirect_uri_mismatch",
          },
        ]);
      }
      // OAuth 2.1 §10.2: PKCE binds the code; a client need not repeat the address, but one that it names must be the same.
      stage.holds("no redirect_uri, as OAuth 2.1 lets it", 200, (await flow.redeem(await flow.code(), { redirect_uri: null })).status);
    },
  },
  {
    id: "OA-26",
    title: "a token for another resource, out of a store that both share",
    modes: ["oauth"],
    async play(stage) {
      const elsewhere = await stage.open();
      const token = (elsewhere.person("amara.okafor").headers["authorization"] ?? "").slice("Bearer ".length);
      stage.holds("there it is good", 200, (await callWith(elsewhere, token)).status);
      const { grant, token: key } = keysOf(token);
      for (const each of [grant, key]) await stage.estate.kv().put(each, (await elsewhere.estate.kv().get(each)) ?? "");
      await stage.refuses([
        { name: "here", send: () => callWith(stage, token), answer: challenge(stage, "invalid_token"), reason: "token_audience" },
      ]);
      for (const each of [grant, key]) await stage.estate.kv().delete(each);
    },
  },
  {
    id: "OA-27",
    title: "a refresh token after its successor was used",
    modes: ["oauth"],
    async play(stage) {
      const flow = new Flow(stage, await newClient(stage));
      const first = await flow.tokens();
      const second = tokensIn(await flow.refresh(first.refresh_token));
      stage.holds("it rotates", false, first.refresh_token === second.refresh_token);
      const lost = await flow.refresh(first.refresh_token);
      stage.holds("before its successor is used it is tolerated: the answer may have been lost", 200, lost.status);
      const third = tokensIn(await flow.refresh(tokensIn(lost).refresh_token));
      await stage.refuses([
        { name: "the first", send: () => flow.refresh(first.refresh_token), answer: O("invalid_grant"), reason: "refresh_reuse" },
        {
          name: "the one that another answer replaced",
          send: () => flow.refresh(second.refresh_token),
          answer: O("invalid_grant"),
          reason: "refresh_reuse",
        },
        { name: "one that was made up", send: () => flow.refresh("a:b:c"), answer: O("invalid_grant"), reason: "grant_unknown" },
        { name: "one that is none", send: () => flow.refresh("x"), answer: O("invalid_grant"), reason: "refresh_invalid" },
        {
          name: "one longer than any",
          send: () => flow.refresh(`a:${"b".repeat(2_000)}:c`),
          answer: O("invalid_grant"),
          reason: "grant_unknown",
        },
      ]);
      stage.holds("the last one is good", 200, (await flow.refresh(third.refresh_token)).status);
    },
  },
  {
    id: "OA-28",
    title: "refreshing or revoking what is not one's own, and asking for more",
    modes: ["oauth"],
    async play(stage) {
      const flow = new Flow(stage, await newClient(stage));
      const thief = await newClient(stage);
      const tokens: Tokens = await flow.tokens({ scope: "m365.read" });
      stage.holds("granted", "m365.read", tokens.scope);
      await stage.refuses([
        {
          name: "refreshed by another client",
          send: () => flow.refresh(tokens.refresh_token, { client_id: thief.clientId }),
          answer: O("invalid_grant"),
          reason: "code_client_mismatch",
        },
        {
          name: "more scopes than were granted",
          send: () => flow.refresh(tokens.refresh_token, { scope: "m365.read m365.write" }),
          answer: O("invalid_scope"),
          reason: "scope_invalid",
        },
      ]);
      await stage.refuses([
        {
          name: "a sending tool without its scope",
          send: () => callWithTool(stage, tokens.access_token),
          answer: S403("m365.write"),
          reason: "insufficient_scope",
        },
      ]);
      await stage.record.clear();
      const foreign = await revoke(stage, thief, tokens.access_token);
      stage.holds("revoking another client's token tells nothing (RFC 7009 §2.2)", 200, foreign.status);
      await revoke(stage, thief, tokens.refresh_token, { token_type_hint: "refresh_token" });
      stage.holds("and does nothing", 200, (await callWith(stage, tokens.access_token)).status);
      stage.holds("nor to the grant", 200, (await flow.refresh(tokens.refresh_token)).status);
      const mine = await flow.tokens();
      stage.holds(
        "revoking one's own",
        200,
        (await revoke(stage, flow.client, mine.refresh_token, { token_type_hint: "refresh_token" })).status,
      );
      await stage.refuses([
        {
          name: "its refresh token",
          send: () => flow.refresh(mine.refresh_token),
          answer: O("invalid_grant"),
          reason: ["grant_unknown", "refresh_invalid"],
        },
        {
          name: "its access token",
          send: () => callWith(stage, mine.access_token),
          answer: challenge(stage, "invalid_token"),
          reason: ["token_invalid", "token_revoked"],
        },
      ]);
    },
  },
  {
    id: "OA-29",
    // DESIGN's table of refusals puts the look into the query (row 5: 400) before the bearer check (row 6: 401).
    title: "a token in the query (400, DESIGN's row 5), the body or a cookie (401); no record repeats it",
    modes: ["oauth"],
    async play(stage) {
      const amara = stage.person("amara.okafor");
      const { authorization = "", ...noBearer } = stage.direct(amara);
      const token = authorization.slice("Bearer ".length);
      const { directOrigin } = stage.contract;
      const body = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "getEmails", arguments: {} } };
      const post = (url: string, headers: Readonly<Record<string, string>>, more: object = {}) =>
        seen(
          fetch(url, {
            method: "POST",
            headers: { ...noBearer, "content-type": "application/json", accept: "application/json, text/event-stream", ...headers },
            body: JSON.stringify({ ...body, ...more }),
          }),
        );
      const encoded = encodeURIComponent(token);
      await stage.refuses([
        ...["access_token", "token"].map((name): Attempt => ({
          name: `?${name}=`,
          send: () => post(`${directOrigin}/mcp?${name}=${encoded}`, {}),
          answer: refusal(400, "token_in_query"),
          reason: "token_in_query",
        })),
        {
          name: "?access_token= beside a good bearer",
          send: () => post(`${directOrigin}/mcp?access_token=${encoded}`, { authorization }),
          answer: refusal(400, "token_in_query"),
          reason: "token_in_query",
        },
        {
          name: "in the body",
          send: () => post(`${directOrigin}/mcp`, {}, { access_token: token, params: { ...body.params, _meta: { authorization } } }),
          answer: challenge(stage),
          reason: "token_missing",
        },
        {
          name: "in a cookie",
          send: () => post(`${directOrigin}/mcp`, { cookie: `access_token=${encoded}; Authorization=${encoded}` }),
          answer: challenge(stage),
          reason: "token_missing",
        },
        {
          name: "in a header of another name",
          send: () =>
            post(`${directOrigin}/mcp`, {
              "x-authorization": authorization,
              "x-access-token": token,
              "proxy-authorization": authorization,
            }),
          answer: challenge(stage),
          reason: "token_missing",
        },
        {
          name: "as a form (RFC 6750 §2.2)",
          send: () =>
            seen(
              fetch(`${directOrigin}/mcp`, {
                method: "POST",
                headers: { ...noBearer, "content-type": "application/x-www-form-urlencoded" },
                body: `access_token=${encoded}`,
              }),
            ),
          answer: refusal(415, "content_type_refused"),
          reason: "content_type_refused",
        },
      ]);
      const written = (await stage.record.lines()).join("\n");
      const secret = token.split(":")[2] ?? "";
      stage.holds("console lines written", true, written.length > 0);
      stage.holds(
        "the token in them",
        false,
        [token, encoded, secret, secret.slice(0, 20)].some((form) => written.includes(form)),
      );
    },
  },
  {
    id: "OA-30",
    title: "an Authorization header that holds no token of ours",
    modes: ["oauth"],
    async play(stage) {
      const amara = stage.person("amara.okafor");
      const { authorization = "", ...noBearer } = stage.direct(amara);
      const good = authorization.slice("Bearer ".length);
      const [userId = "", grantId = "", secret = ""] = good.split(":");
      const malformed = [
        "Bearer a:b",
        "Bearer a:b:c:d",
        "Bearer",
        "Bearer ",
        "Bearer null",
        "Bearer undefined",
        `Bearer  ${good}`,
        `Bearer ${good} x`,
        `bearer ${good}`,
        `BEARER ${good}`,
        `Basic ${Buffer.from(`user:${good}`).toString("base64")}`,
        `Token ${good}`,
        `DPoP ${good}`,
        `Negotiate ${good}`,
        good,
        `Bearer ${good}, Bearer ${good}`,
        `Bearer ${"a".repeat(60_000)}`,
        `Bearer a:b:${"c".repeat(2_000)}`,
        `Bearer ${noBearer["cf-access-jwt-assertion"] ?? ""}`,
        "Bearer ../../:x:y",
      ];
      const invalid = [
        "Bearer a:b:c",
        `Bearer ${userId}:${grantId}:${"A".repeat(secret.length)}`,
        `Bearer ${userId}:${grantId}:${secret.slice(0, -1)}`,
        `Bearer ${userId}:${grantId}:${secret}A`,
        `Bearer ${userId}:nosuchgrant:${secret}`,
        `Bearer user%3Anobody:${grantId}:${secret}`,
        `Bearer %E0%A4%A:${grantId}:${secret}`,
        `Bearer ${"a".repeat(480)}:${grantId}:${secret}`,
      ];
      const attempt = (value: string, reason: string): Attempt => ({
        name: value.slice(0, 32),
        send: () => seen(mcpCall(stage.contract.directOrigin, { ...noBearer, authorization: value })),
        answer: challenge(stage, "invalid_token"),
        reason,
      });
      await stage.refuses([
        ...malformed.map((value) => attempt(value, "token_malformed")),
        ...invalid.map((value) => attempt(value, "token_invalid")),
        {
          name: "64 KiB of it: over the cap of all headers",
          send: () => seen(mcpCall(stage.contract.directOrigin, { ...noBearer, authorization: `Bearer ${"a".repeat(64 * 1024)}` })),
          answer: refusal(431, "headers_too_large"),
          reason: "headers_too_large",
        },
      ]);
    },
  },
  {
    id: "OA-40",
    title: "whether a client exists, told by its refusal",
    modes: ["oauth"],
    async play(stage) {
      const client = await newClient(stage, { token_endpoint_auth_method: "client_secret_basic" });
      const flow = new Flow(stage, client);
      const code = await flow.code();
      const form = {
        grant_type: "authorization_code",
        code,
        redirect_uri: client.redirectUri,
        code_verifier: flow.verifier,
      };
      const bodies = new Set<string>();
      const asked = (name: string, headers: Readonly<Record<string, string>>, more: Readonly<Record<string, string>> = {}): Attempt => ({
        name,
        send: async () => {
          const answer = await tokenRequest(stage, { ...form, ...more }, headers);
          bodies.add(answer.text);
          return answer;
        },
        answer: O("invalid_client", 401),
        reason: "client_auth_failed",
      });
      const secret = client.clientSecret ?? "";
      await stage.refuses([
        asked("a client nobody registered", basic("nobody", "x".repeat(secret.length))),
        asked("a client nobody registered, of the right length", basic("x".repeat(client.clientId.length), "y".repeat(secret.length))),
        asked("a bad secret", basic(client.clientId, "x".repeat(secret.length))),
        asked("a secret that is nearly right", basic(client.clientId, `${secret.slice(0, -1)}${secret.endsWith("A") ? "B" : "A"}`)),
        asked("an empty secret", basic(client.clientId, "")),
      ]);
      stage.holds("different bodies of the refusals", 1, bodies.size);
      await stage.refuses([
        asked("no secret at all", {}, { client_id: client.clientId }),
        asked("the secret by another method than registered", {}, { client_id: client.clientId, client_secret: secret }),
        asked("no client at all", {}),
        asked("a client id longer than a key", {}, { client_id: "a".repeat(1_000) }),
      ]);
      stage.holds("the good secret", 200, (await tokenRequest(stage, form, basic(client.clientId, secret))).status);
    },
  },
  {
    id: "OA-41",
    title: "a connection that was ended, where KV does not know it yet",
    modes: ["oauth"],
    async play(stage) {
      const kv = stage.estate.kv();
      const flow = new Flow(stage, await newClient(stage));
      for (const hint of ["refresh_token", "access_token"] as const) {
        const tokens = await flow.tokens();
        const { grant, token } = keysOf(tokens.access_token);
        const stale = await Promise.all([grant, token].map(async (key) => [key, (await kv.get(key)) ?? ""] as const));
        stage.holds(`before (${hint})`, 200, (await callWith(stage, tokens.access_token)).status);
        await revoke(stage, flow.client, tokens[hint], { token_type_hint: hint });
        for (const [key, value] of stale) await kv.put(key, value);
        await stage.refuses([
          {
            name: `the access token, out of a stale replica, after its ${hint} was revoked`,
            send: () => callWith(stage, tokens.access_token),
            answer: challenge(stage, "invalid_token"),
            reason: "token_revoked",
          },
        ]);
        if (hint === "access_token") continue;
        // Out of the same stale replica: the principal's object knows.
        await stage.refuses([
          {
            name: "a refresh of the ended grant",
            send: () => flow.refresh(tokens.refresh_token),
            answer: O("invalid_grant"),
            reason: "token_revoked",
          },
        ]);
      }
    },
  },
  {
    id: "OA-42",
    title: "records that somebody with write access to KV made up or bent",
    modes: ["oauth"],
    async play(stage) {
      const kv = stage.estate.kv();
      const jonas = stage.person("jonas.weber");
      const flow = new Flow(stage, await newClient(stage));
      const { access_token: token } = await flow.tokens();
      const { grant, token: key } = keysOf(token);
      const good = JSON.parse((await kv.get(key)) ?? "") as { readonly grant: Record<string, unknown> } & Record<string, unknown>;
      const jonasToken = (jonas.headers["authorization"] ?? "").slice("Bearer ".length);
      const theirs = JSON.parse((await kv.get(keysOf(jonasToken).token)) ?? "") as typeof good;
      const bent: readonly (readonly [string, unknown, readonly string[]])[] = [
        [
          "props of another grant",
          { ...good, grant: { ...good.grant, encryptedProps: theirs.grant["encryptedProps"] } },
          ["grant_corrupt"],
        ],
        ["props that are no ciphertext", { ...good, grant: { ...good.grant, encryptedProps: "AAAA" } }, ["grant_corrupt"]],
        [
          "props in clear",
          { ...good, grant: { ...good.grant, encryptedProps: Buffer.from('{"tenantId":"x"}').toString("base64") } },
          ["grant_corrupt"],
        ],
        ["a key that is not wrapped for this token", { ...good, wrappedEncryptionKey: theirs["wrappedEncryptionKey"] }, ["grant_corrupt"]],
        ["a key that is none", { ...good, wrappedEncryptionKey: "x" }, ["grant_corrupt"]],
        ["another person's name on it", { ...good, userId: theirs["userId"] }, ["grant_corrupt", "principal_mismatch"]],
        ["another person's record under her token", theirs, ["grant_corrupt", "principal_mismatch"]],
        ["no JSON", "{", ["grant_corrupt"]],
      ];
      for (const [name, record, reasons] of bent) {
        await kv.put(key, typeof record === "string" ? record : JSON.stringify(record));
        await stage.refuses([{ name, send: () => callWith(stage, token), answer: challenge(stage, "invalid_token"), reason: reasons }]);
      }
      const invented = `${encodeURIComponent("user:00000000-0000-4000-8000-000000000000")}:inventedgrant0001:${"s".repeat(32)}`;
      await kv.put(keysOf(invented).grant, (await kv.get(grant)) ?? "");
      await kv.put(
        keysOf(invented).token,
        JSON.stringify({ ...good, id: keysOf(invented).token.split(":").at(-1), grantId: "inventedgrant0001" }),
      );
      await stage.refuses([
        {
          name: "a token somebody invented, over her records",
          send: () => callWith(stage, invented),
          answer: challenge(stage, "invalid_token"),
          reason: "grant_corrupt",
        },
      ]);
      await kv.put(key, JSON.stringify(good));
      const answer = await callWith(stage, token);
      stage.holds(
        "the record as it was: her own mail",
        [200, ["Amara Okafor"]],
        [answer.status, canariesIn(await canaryMail(stage, token))],
      );
      for (const each of [keysOf(invented).grant, keysOf(invented).token]) await kv.delete(each);
    },
  },
];

/** A tool that sends, asked for with that bearer. */
function callWithTool(stage: Stage, bearer: string) {
  const headers = { ...stage.direct(stage.person("amara.okafor")), authorization: `Bearer ${bearer}` };
  return seen(mcpCall(stage.contract.directOrigin, headers, "sendEmail", { to: ["a@b.example"], subject: "x", body: "x" }));
}

/** The mail that holds her canary. */
async function canaryMail(stage: Stage, bearer: string): Promise<string> {
  const headers = { ...stage.direct(stage.person("amara.okafor")), authorization: `Bearer ${bearer}` };
  const answer = await seen(mcpCall(stage.contract.directOrigin, headers, "searchEmails", { query: "canary" }));
  return done.problem(answer) === null ? answer.text : "";
}
