/** AJ, the claims: audience, times, type, who it is. */
import { serviceToken } from "../../../support/access-team.ts";
import { goodClaims, openWithOwnKey } from "../../forge.ts";
import type { AttackCase } from "../../framework.ts";
import { admits, epochSeconds, refusesForgeries, withAssertion } from "./assertion.ts";

export const claimsCases: readonly AttackCase[] = [
  {
    id: "AJ-11",
    title: "aud holds ours and another; is our tag as bare text; is missing; is empty",
    async play(stage) {
      const { audience } = stage.contract.access;
      await admits(stage, "our tag as bare text", await stage.mint({ claims: { aud: audience } }));
      await refusesForgeries(stage, [
        ["ours and another", { claims: { aud: [audience, "f".repeat(64)] } }, "aud_mismatch"],
        ["ours twice", { claims: { aud: [audience, audience] } }, "aud_mismatch"],
        ["missing", { claims: { aud: null } }, "aud_mismatch"],
        ["an empty list", { claims: { aud: [] } }, "aud_mismatch"],
        ["empty", { claims: { aud: "" } }, "aud_mismatch"],
        ["an object", { claims: { aud: { 0: audience, length: 1 } } }, "aud_mismatch"],
      ]);
    },
  },
  {
    id: "AJ-13",
    title: "expired beyond the tolerance, without exp, exp as text, far ahead",
    async play(stage) {
      const now = epochSeconds();
      const times = (exp: unknown, iat = now - 3_600) => ({ claims: { exp, iat, nbf: iat } });
      await admits(stage, "25 s past, within the tolerance", await stage.mint(times(epochSeconds() - 25)));
      await refusesForgeries(stage, [
        ["31 s past", times(now - 31), "expired"],
        ["an hour past", times(now - 3_600, now - 7_200), "expired"],
        ["missing", times(null), "exp_missing"],
        ["text", times(String(now + 3_600)), "exp_missing"],
        ["ten years ahead", times(now + 315_360_000, now), "too_long_lived"],
        ["a second more than a day", times(now + 86_401, now), "too_long_lived"],
      ]);
    },
  },
  {
    id: "AJ-14",
    title: "nbf or iat in the future",
    play: (stage) =>
      refusesForgeries(stage, [
        ["nbf 5 min ahead", { claims: { nbf: epochSeconds() + 300 } }, "not_yet_valid"],
        ["iat 5 min ahead", { claims: { iat: epochSeconds() + 300 } }, "not_yet_valid"],
        ["iat as text", { claims: { iat: String(epochSeconds()) } }, "jwt_malformed"],
        ["iat missing", { claims: { iat: null } }, "jwt_malformed"],
      ]),
  },
  {
    id: "AJ-30",
    title: "well signed, but no claims: no JSON, a list, a claim said twice, a byte order mark, no UTF-8",
    async play(stage) {
      const { stage: further, sign } = await openWithOwnKey(stage);
      const claims = await goodClaims(further);
      const text = JSON.stringify(claims);
      await admits(further, "the same key over good claims", sign(text));
      const payloads: readonly (readonly [string, string | Uint8Array])[] = [
        ["no JSON", "hello"],
        ["a list", `[${text}]`],
        ["a text", JSON.stringify(text)],
        ["null", "null"],
        ["nothing", ""],
        ["email said twice", text.replace(/\}$/, ',"email":"ceo@northwind.example"}')],
        ["email said twice, once escaped", text.replace(/\}$/, String.raw`,"\u0065mail":"ceo@northwind.example"}`)],
        ["a byte order mark", `\ufeff${text}`],
        ["invalid UTF-8", Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from(',"x":"'), Buffer.from([0xff]), Buffer.from('"}')])],
        ["trailing bytes", `${text}{}`],
      ];
      await further.refuses(payloads.map(([name, payload]) => withAssertion(further, name, sign(payload), "jwt_malformed")));
    },
  },
  {
    id: "AJ-31",
    title: "the team's global session token",
    play: (stage) =>
      refusesForgeries(
        stage,
        ["org", "APP", null, ["app"], "app "].map((type) => [`type ${JSON.stringify(type)}`, { claims: { type } }, "type_not_app"]),
      ),
  },
  {
    id: "AJ-32",
    title: "a person without an e-mail, or with one that is none; the same address in another case",
    async play(stage) {
      await admits(stage, "mixed case", await stage.mint({ claims: { email: "Amara.Okafor@Northwind.Example" } }));
      const none = [
        "amara\u0000@northwind.example",
        "amara@northwind.example\u0000",
        "amara@n\u043erthwind.example",
        "amara@northwind\u3002example",
      ];
      await refusesForgeries(stage, [
        ["no e-mail", { claims: { email: null } }, "email_missing"],
        ["an empty e-mail", { claims: { email: "" } }, "email_missing"],
        ...none.map((email) => [`e-mail ${JSON.stringify(email)}`, { claims: { email } }, "email_invalid"] as const),
        ["the Kelvin sign for a k", { claims: { email: "amara.o\u212aafor@northwind.example" } }, "email_invalid"],
        ["a list of e-mails", { claims: { email: ["amara.okafor@northwind.example"] } }, "jwt_malformed"],
      ]);
    },
  },
  {
    id: "AJ-33",
    title: "an e-mail domain that is not on the list, or only looks like one that is",
    async play(stage) {
      const strict = await stage.open({ linkPeople: false, settings: { ALLOWED_EMAIL_DOMAINS: "northwind.example" } });
      await reaches(strict, "a person of the domain", await strict.mint());
      await strict.refuses(
        await Promise.all(
          [
            "a@evil.com",
            "a@northwind.example.evil.com",
            "a@northwind.example@evil.com",
            '"a@northwind.example"@evil.com',
            "a@sub.northwind.example",
            "a@notnorthwind.example",
            "mei.tanaka@clinics.northwind.example",
          ].map(async (email) =>
            withAssertion(strict, email, await strict.mint({ claims: { email } }), ["domain_not_allowed", "email_invalid"]),
          ),
        ),
      );
    },
  },
  {
    id: "AJ-34",
    title: "without the required group, or with its name in another form",
    async play(stage) {
      const strict = await stage.open({ linkPeople: false, settings: { REQUIRED_GROUPS: "finance,operations" } });
      await reaches(strict, "a person of one of the groups", await strict.mint());
      const others: readonly (readonly [string, unknown])[] = [
        ["no custom claims", null],
        ["no groups", {}],
        ["other groups", { groups: ["everyone"] }],
        ["the group as text", { groups: "finance" }],
        ["groups in one text", { groups: ["finance,operations"] }],
        ["another case", { groups: ["Finance"] }],
        ["a group within a list", { groups: [["finance"]] }],
      ];
      await strict.refuses(
        await Promise.all(
          others.map(async ([name, custom]) => withAssertion(strict, name, await strict.mint({ claims: { custom } }), "group_required")),
        ),
      );
    },
  },
  {
    id: "AJ-36",
    title: "a person and a service token at once",
    play: (stage) =>
      refusesForgeries(stage, [
        ["a person with a common name", { claims: { common_name: serviceToken } }, "principal_ambiguous"],
        ["an e-mail without a subject", { claims: { sub: "" } }, "principal_ambiguous"],
        ["a service token with an e-mail", { claims: { sub: "", common_name: serviceToken } }, "principal_ambiguous"],
        ["nobody", { claims: { sub: null, email: null } }, "principal_ambiguous"],
      ]),
  },
  {
    id: "AJ-37",
    title: "a service token nobody named, or that only looks like one",
    async play(stage) {
      const named = "1c7e5a90b3d84f26a1e0c9d8b7f6a5e4.access";
      const service = (common_name: string) => ({
        claims: { common_name, sub: "", email: null, identity_nonce: null, nbf: null, custom: null, aud: stage.contract.access.audience },
      });
      await refusesForgeries(
        stage,
        [
          "x.access",
          named.toUpperCase(),
          `x${named}`,
          `${named} `,
          ` ${named}`,
          `${named}.access`,
          named.replace(".access", ""),
          `${named},`,
          "*",
        ].map((name) => [JSON.stringify(name), service(name), "service_token_unknown"]),
      );
    },
  },
];

/** Whether that assertion opens the perimeter, whatever mode and account say afterwards. */
async function reaches(stage: Parameters<typeof admits>[0], name: string, jwt: string): Promise<void> {
  const answer = await withAssertion(stage, name, jwt, null).send();
  stage.holds(`${name}: past the perimeter`, true, answer.status !== 403 && answer.status !== 503);
}
