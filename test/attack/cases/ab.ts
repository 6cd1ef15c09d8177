/** AB: whose account it is: Microsoft accounts that are not the caller's, bearers of others, service tokens, names that could be mistaken. */
import { walkConnect } from "../../../infra/local/link-account.ts";
import { people, type Person } from "../../../infra/local/company.ts";
import { OAuthClient } from "../../../infra/local/oauth-client.ts";
import { principalOf } from "../../../src/core/identity.ts";
import { canariesIn } from "../../support/canaries.ts";
import { callTool, mcpPost, textOf } from "../../support/mcp-post.ts";
import { teamKey } from "../../support/access-team.ts";
import { storedAccounts } from "../../support/stored-state.ts";
import { done, jsonOf, L400, misconfigured503, O, P403, refusal, seen, type Seen, T } from "../answers.ts";
import { mcpCall } from "../calls.ts";
import type { AttackGroup, Attempt } from "../framework.ts";
import { linkPastAccess, microsoftAnswers, seenPage } from "../linking.ts";
import type { Stage } from "../stage.ts";
import { withAssertion } from "./aj/assertion.ts";

const minutes = (count: number) => count * 60_000;
const [amara, jonas] = people;
if (!amara || !jonas) throw new Error("the company has no people");

/** E-mails under which an account is linked. */
const linkedEmails = async ({ contract }: Stage) => (await storedAccounts(contract.stateDirectory)).map(({ email }) => email).toSorted();

/** Headers of the front door for one of the company's service tokens. */
function serviceNamed({ contract }: Stage, name: string): Readonly<Record<string, string>> {
  const service = contract.services.find((each) => each.name === name);
  if (!service) throw new Error(`the estate has no service token called ${name}`);
  return service.headers;
}

/** Attempts to link end at a page of our own, and nobody is linked who was not. */
async function refusesToLink(stage: Stage, attempts: readonly Attempt[]): Promise<void> {
  const before = await linkedEmails(stage);
  await stage.refuses(attempts, { parallel: 1 });
  stage.holds("linked accounts", before, await linkedEmails(stage));
}

export const ab: AttackGroup = {
  name: "AB",
  async goodPath(stage) {
    const strict = await stage.open({ linkPeople: false });
    const page = await walkConnect(strict.contract.origin, strict.person("amara.okafor").headers["cf-access-token"] ?? "", amara);
    strict.holds("a person links the account that is theirs", 200, page.status);
    strict.holds("linked accounts", [amara.email], await linkedEmails(strict));
    const answer = await callTool(stage.contract.mcpUrl, stage.person("amara.okafor").headers, "getEmails", { count: 50 });
    stage.holds("whose mail a person reads", ["Amara Okafor"], canariesIn(textOf(answer)));
  },
  cases: [
    {
      id: "AB-01",
      title: "signed in at Access as one person, at Microsoft as another",
      async play(stage) {
        const rafael = stage.person("rafael.costa").headers["cf-access-token"] ?? "";
        await refusesToLink(
          stage,
          [amara, jonas].map((other) => ({
            name: `as ${other.email}`,
            send: async () => seenPage(await walkConnect(stage.contract.origin, rafael, other)),
            answer: L400,
            reason: "account_binding_mismatch",
            kind: "link",
          })),
        );
      },
    },
    {
      id: "AB-02",
      title: "an e-mail that is not the user principal name: only by object id or verified e-mail, and the rule is on record",
      async play(stage) {
        const alias = { email: "a.okafor@northwind.example" };
        const byObjectId = await stage.open({ linkPeople: false, settings: { ACCESS_OBJECT_ID_CLAIM: "oid" } });
        const page = await linkPastAccess(byObjectId, await byObjectId.mint({ claims: alias }), amara.email);
        byObjectId.holds("by object id", 200, page.status);
        byObjectId.holds("rule on record", ["object_id"], await rulesOnRecord(byObjectId));
        await refusesToLink(byObjectId, [
          {
            name: "the right e-mail, another object id",
            send: async () =>
              seenPage(
                await linkPastAccess(
                  byObjectId,
                  await byObjectId.mint({ claims: { sub: "someone-else", custom: { oid: jonas.objectId } } }),
                  amara.email,
                ),
              ),
            answer: L400,
            reason: "account_binding_mismatch",
            kind: "link",
          },
        ]);

        const byEmail = await stage.open({ linkPeople: false });
        const account = { objectId: amara.objectId, userPrincipalName: amara.email };
        const assertion = await byEmail.mint({ claims: { ...alias, custom: null } });
        const unverified: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
          ["no e-mail", {}],
          ["an e-mail nobody verified", alias],
          ["verified, as no", { ...alias, xms_edov: false, email_verified: false }],
          ["verified, as a text that says 0", { ...alias, xms_edov: "0" }],
          ["another e-mail, verified", { email: jonas.email, xms_edov: true }],
        ];
        for (const [name, claims] of unverified) {
          await microsoftAnswers(byEmail, account, { claims });
          await refusesToLink(byEmail, [
            {
              name,
              send: async () => seenPage(await linkPastAccess(byEmail, assertion, amara.email)),
              answer: L400,
              reason: "account_binding_mismatch",
              kind: "link",
            },
          ]);
        }
        await microsoftAnswers(byEmail, account, { claims: { ...alias, xms_edov: true } });
        await byEmail.record.clear();
        await linkPastAccess(byEmail, assertion, amara.email);
        byEmail.holds("rule on record", ["verified_email"], await rulesOnRecord(byEmail));
      },
    },
    {
      id: "AB-03",
      title: "an ID token of another tenant, for another application, with another nonce, by another key; the tenant called common",
      async play(stage) {
        const strict = await stage.open({ linkPeople: false });
        const account = { objectId: amara.objectId, userPrincipalName: amara.email };
        const other = "0c9b7a65-1d2e-4f3a-8b4c-5d6e7f809112";
        const { authority } = strict.contract.entra;
        const otherIssuer = `${new URL(authority).origin}/${other}/v2.0`;
        const attacker = await teamKey("attacker");
        const forgeries: readonly (readonly [string, Parameters<typeof microsoftAnswers>[2], string])[] = [
          ["tid of another tenant", { claims: { tid: other } }, "tenant_mismatch"],
          ["issued by another tenant", { claims: { iss: otherIssuer, tid: other } }, "tenant_mismatch"],
          ["issued by common", { claims: { iss: `${new URL(authority).origin}/common/v2.0` } }, "tenant_mismatch"],
          ["no tid", { claims: { tid: null } }, "id_token_invalid"],
          ["another nonce", { claims: { nonce: "another" } }, "nonce_mismatch"],
          ["no nonce", { claims: { nonce: null } }, "id_token_invalid"],
          ["for another application", { claims: { aud: "another" } }, "id_token_invalid"],
          ["expired", { claims: { iat: 1, exp: 2 } }, "id_token_invalid"],
          ["by another key", { signer: attacker }, "id_token_invalid"],
          ["by a key nobody published", { signer: attacker, header: { kid: "attacker" } }, "id_token_invalid"],
          ["alg none", { header: { alg: "none" } }, "id_token_invalid"],
        ];
        for (const [name, answer, reason] of forgeries) {
          await microsoftAnswers(strict, account, answer);
          await refusesToLink(strict, [
            {
              name,
              send: async () => seenPage(await linkPastAccess(strict, await strict.mint({ claims: { custom: null } }), amara.email)),
              answer: L400,
              reason,
              kind: "link",
            },
          ]);
        }
        for (const tenant of ["common", "organizations", "consumers"]) {
          const closed = await stage.open({ linkPeople: false, settings: { MICROSOFT_TENANT_ID: tenant } });
          await closed.refuses([withAssertion(closed, `tenant ${tenant}`, await closed.mint(), "config_invalid", misconfigured503)]);
        }
      },
    },
    {
      id: "AB-04",
      title: "one person's bearer under another person's assertion",
      modes: ["oauth"],
      async play(stage) {
        const own = stage.direct(stage.person("amara.okafor"));
        const stolen = ["jonas.weber", "mei.tanaka"].map((name) => stage.person(name).headers["authorization"] ?? "");
        await stage.refuses(
          stolen.map((authorization, index) => ({
            name: `bearer ${index + 1}`,
            send: () => seen(mcpCall(stage.contract.directOrigin, { ...own, authorization })),
            answer: P403,
            reason: "principal_mismatch",
          })),
        );
      },
    },
    {
      id: "AB-05",
      title: "taken out of the group after all was granted: the next request is refused",
      async play(stage) {
        const strict = await stage.open({ settings: { REQUIRED_GROUPS: "everyone" } });
        const person = strict.person("amara.okafor");
        const answer = await callTool(`${strict.contract.directOrigin}/mcp`, strict.direct(person), "getEmails", { count: 1 });
        strict.holds("in the group: an error", false, answer.isError ?? false);
        await strict.refuses([
          withAssertion(
            strict,
            "out of the group",
            await strict.mint({ claims: { custom: { groups: ["operations"] } } }),
            "group_required",
          ),
        ]);
      },
    },
    {
      id: "AB-06",
      title: "the Microsoft account is disabled, or its password reset: the person signs in again",
      async play(stage) {
        for (const [number, says] of [
          [50057, "The user account is disabled."],
          [50173, "The provided grant has expired due to it being revoked, a fresh auth token is needed."],
        ] as const) {
          const estate = await stage.open({ movableClock: true });
          const person = estate.person("jonas.weber");
          const assistant = estate.mode === "oauth" ? await assistantOf(estate, jonas) : null;
          estate.faults.entra = (req, res, next) => {
            if (!req.url?.includes("/token")) return next();
            const body = { error: "invalid_grant", error_description: `AADSTS${number}: ${says}`, error_codes: [number] };
            res.writeHead(400, { "content-type": "application/json" }).end(JSON.stringify(body));
          };
          // Entra's access tokens live 60 to 90 minutes.
          await estate.estate.advanceClock(minutes(91));
          const renewed = assistant === null ? {} : { authorization: `Bearer ${await assistant.renew()}` };
          const call = (name: string): Attempt => ({
            name: `AADSTS${number}, ${name}`,
            send: () => seen(mcpCall(estate.contract.directOrigin, { ...estate.direct(person), ...renewed }, "getEmails", { count: 1 })),
            answer: T("reauth_required"),
            reason: "reauth_required",
          });
          await estate.refuses([call("first")]);
          await estate.refuses([call("again")]);
          if (assistant === null) continue;
          await estate.refuses([
            {
              name: `AADSTS${number}, the client's own renewal`,
              send: () => assistant.askToRenew(),
              answer: O("invalid_grant"),
              reason: ["upstream_revoked", "invalid_grant"],
            },
          ]);
        }
      },
    },
    {
      id: "AB-07",
      title: "a service token asks for somebody's mailbox",
      async play(stage) {
        const automation = serviceNamed(stage, "automation");
        const call = (tool: string, args: object): Attempt => ({
          name: tool,
          send: () => seen(mcpCall(stage.contract.origin, automation, tool, args)),
          answer: T("service_principal_forbidden"),
          reason: "service_policy_denied",
        });
        await stage.refuses([
          call("getEmails", { count: 1 }),
          call("sendEmail", { to: [amara.email], subject: "x", body: "y" }),
          call("getCalendarEvents", {}),
        ]);
        const listed = await seen(mcpPost(stage.contract.mcpUrl, automation, "tools/list"));
        stage.holds("tools/list", null, done.problem(listed));
      },
    },
    {
      id: "AB-08",
      title: "a portal's background sync, which may only list, calls a tool",
      async play(stage) {
        const sync = serviceNamed(stage, "sync");
        const listed = await seen(mcpPost(stage.contract.mcpUrl, sync, "tools/list"));
        stage.holds("tools/list", null, done.problem(listed));
        await stage.refuses(
          [
            ["getEmails", { count: 1 }] as const,
            ["sendEmail", { to: [amara.email], subject: "x", body: "y" }] as const,
            ["whoAmI", {}] as const,
          ].map(([tool, args]) => ({
            name: tool,
            send: () => seen(mcpCall(stage.contract.origin, sync, tool, args)),
            answer: T(["policy_denied", "service_principal_forbidden"]),
            reason: "sync_principal_denied",
          })),
        );
      },
    },
    {
      id: "AB-09",
      title: "names that could be mistaken for another principal's, in claims, headers, query, arguments and _meta",
      async play(stage) {
        const text = (subject: string) => principalOf({ kind: "user", subject, email: "a@b.example", groups: [], expiresAt: 0 }).id;
        const service = (commonName: string) => principalOf({ kind: "service", commonName, expiresAt: 0 }).id;
        const names = [
          amara.accessSubject,
          "a:b",
          "a|b",
          "../a",
          "a/../b",
          "a%3Ab",
          "service:x",
          "user:x",
          "é",
          "e\u0301",
          "K",
          "\u212a",
          amara.email,
          "a b",
          "a+b",
          "",
        ];
        const ids = names.flatMap((name) => [text(name), service(name)]);
        stage.holds("distinct ids of distinct principals", names.length * 2, new Set(ids).size);
        stage.holds(
          "ids with anything but percent-encoded text",
          [],
          ids.filter((id) => !/^(?:user|service):[\w.!~*'()%-]*$/.test(id)),
        );

        const person = stage.person("amara.okafor");
        const victim = jonas.accessSubject;
        const spoofs: readonly Readonly<Record<string, string>>[] = [
          { "x-principal-id": `user:${victim}` },
          { "x-user-id": victim, "x-ms-client-principal-id": victim },
          { "x-m365-call": JSON.stringify({ principal: { id: `user:${victim}`, kind: "user", groups: [] } }) },
          { "cf-access-authenticated-user-id": victim },
          { "x-partykit-room": `user:${victim}`, "x-partykit-namespace": "AGENT" },
          { "mcp-session-id": victim },
          { "cf-aig-metadata": JSON.stringify({ userId: `user:${victim}` }) },
        ];
        const meta = { userId: `user:${victim}`, principal: { id: `user:${victim}` }, subject: victim };
        const readers = spoofs.map((headers) =>
          mcpPost(stage.contract.mcpUrl, { ...person.headers, ...headers }, "tools/call", {
            name: "getEmails",
            arguments: { count: 50 },
            _meta: meta,
          }),
        );
        readers.push(
          mcpPost(`${stage.contract.mcpUrl}?principal=user:${victim}&userId=${victim}&name=user:${victim}`, person.headers, "tools/call", {
            name: "getEmails",
            arguments: { count: 50 },
          }),
        );
        const read = await Promise.all(readers.map(async (reading) => canariesIn((await seen(reading)).text)));
        stage.holds("whose mail the spoofs read", spoofs.map(() => ["Amara Okafor"]).concat([["Amara Okafor"]]), read);

        await stage.refuses([
          withAssertion(
            stage,
            "a service token called like a person",
            await stage.mint({
              claims: {
                common_name: amara.email,
                sub: "",
                email: null,
                identity_nonce: null,
                nbf: null,
                custom: null,
                aud: stage.contract.access.audience,
              },
            }),
            "service_token_unknown",
          ),
        ]);
        await stage.refuses([
          {
            name: "the principal as an argument",
            send: () => seen(mcpCall(stage.contract.origin, person.headers, "getEmails", { userId: victim })),
            answer: T("invalid_arguments"),
            reason: "invalid_arguments",
          },
        ]);
      },
    },
    {
      id: "AB-10",
      title: "removed from Access and added again: a new subject, the same e-mail",
      async play(stage) {
        const anew = await stage.mint({ claims: { sub: "0f9e8d7c-6b5a-4c3d-9e2f-1a0b9c8d7e6f" } });
        if (stage.mode === "access") {
          await stage.refuses([
            withAssertion(stage, "the account of the old subject", anew, "account_not_linked", T("account_not_linked")),
          ]);
        } else {
          await stage.refuses([withAssertion(stage, "the bearer of the old subject", anew, "subject_changed")]);
        }
        await stage.refuses([
          {
            ...withAssertion(
              stage,
              "the old subject under another e-mail",
              await stage.mint({ claims: { email: "someone.new@northwind.example" } }),
              "subject_changed",
              refusal(403, "access_denied"),
            ),
            kind: "admission",
          },
        ]);
        const fresh = await stage.open();
        await fresh.record.clear();
        const again = await fresh.mint({ claims: { sub: "0f9e8d7c-6b5a-4c3d-9e2f-1a0b9c8d7e6f" } });
        await linkPastAccess(fresh, again, amara.email);
        const links = (await fresh.record.eventsOnce((all) => all.some(({ kind }) => kind === "link"))).filter(
          ({ kind }) => kind === "link",
        );
        fresh.holds(
          "linked anew, on record",
          [["done", "subject_changed"]],
          links.map(({ outcome, reason }) => [outcome, reason]),
        );
      },
    },
  ],
};

async function rulesOnRecord(stage: Stage): Promise<readonly unknown[]> {
  const events = await stage.record.eventsOnce((all) => all.some(({ kind, outcome }) => kind === "link" && outcome === "done"));
  return events.filter(({ kind, outcome }) => kind === "link" && outcome === "done").map(({ bindingRule }) => bindingRule);
}

type Assistant = {
  /** A fresh access token for the refresh token, which is then another one. */
  readonly renew: () => Promise<string>;
  readonly askToRenew: () => Promise<Seen>;
};

/** A client of our own authorization server that this person has let in. */
async function assistantOf({ contract }: Stage, person: Person): Promise<Assistant> {
  const redirectUri = "http://127.0.0.1:33419/callback";
  const server = await OAuthClient.discover(contract.origin);
  const client = await server.register({ client_name: "Attacked", redirect_uris: [redirectUri], token_endpoint_auth_method: "none" });
  const accessToken = contract.people.find(({ email }) => email === person.email)?.headers["cf-access-token"] ?? "";
  const { tokens } = await server.authorize({ client, redirectUri, person: { email: person.email, accessToken } });
  let refreshToken = tokens.refresh_token ?? "";
  const askToRenew = () =>
    seen(
      fetch(`${contract.origin}/token`, {
        method: "POST",
        body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: refreshToken, client_id: client.client_id }),
      }),
    );
  return {
    askToRenew,
    async renew() {
      const answer = await askToRenew();
      const renewed = jsonOf(answer.text) as { readonly access_token?: string; readonly refresh_token?: string } | null;
      if (answer.status !== 200 || !renewed?.access_token) throw new Error(`the token endpoint answered ${answer.status}: ${answer.text}`);
      refreshToken = renewed.refresh_token ?? refreshToken;
      return renewed.access_token;
    },
  };
}
