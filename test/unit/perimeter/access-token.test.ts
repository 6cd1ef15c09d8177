import { createHmac, createSign, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, importJWK } from "jose";
import { describe, expect, test } from "vitest";
import { openSigned } from "../../../src/perimeter/access-token.ts";
import { accessTeam, aliceSub, audience, issuer, serviceToken, signRaw, teamKey } from "../../support/access-team.ts";

const encode = (part: string | Uint8Array): string => Buffer.from(part).toString("base64url");

describe("who is let in", () => {
  test("a person is named by the claims of a good assertion", async () => {
    const team = await accessTeam();

    expect(await team.verify(team.token())).toEqual({
      admitted: true,
      identity: {
        kind: "user",
        subject: aliceSub,
        email: "alice@corp.example",
        identityNonce: "6ei69kawdKzMIAPF",
        country: "NL",
        groups: [],
        expiresAt: team.clock.now / 1000 + 3600,
      },
    });
  });

  test("a service token is named by its common name, its audience a bare string", async () => {
    const team = await accessTeam();

    expect(await team.verify(team.serviceToken())).toEqual({
      admitted: true,
      identity: { kind: "service", commonName: serviceToken, expiresAt: team.clock.now / 1000 + 3600 },
    });
  });

  test("a service token needs no subject at all", async () => {
    const team = await accessTeam();

    expect(await team.verify(team.serviceToken({ sub: undefined }))).toMatchObject({ identity: { commonName: serviceToken } });
  });

  test("a person may have an empty common name", async () => {
    const team = await accessTeam();

    expect(await team.verify(team.token({ common_name: "" }))).toMatchObject({ identity: { kind: "user", subject: aliceSub } });
  });

  test("what Access does not say of a person is not there, whatever the deployment forwards", async () => {
    const team = await accessTeam({ objectIdClaim: "oid" });

    expect(await team.verify(team.token({ identity_nonce: undefined, country: undefined }))).toStrictEqual({
      admitted: true,
      identity: { kind: "user", subject: aliceSub, email: "alice@corp.example", groups: [], expiresAt: team.clock.now / 1000 + 3600 },
    });
  });

  test("a deployment that forwards no object id looks for none, whatever the claim is called", async () => {
    const team = await accessTeam();

    expect(await team.verify(team.token({ custom: { undefined: "0ff1ce00-0000-4000-8000-000000000001" } }))).not.toHaveProperty(
      "identity.objectId",
    );
  });

  test("an assertion of exactly 16 KiB is read", async () => {
    const team = await accessTeam();
    const filled = (bytes: number): string => team.token({ custom: { filler: "x".repeat(bytes) } });
    const size = 16 * 1024;
    const near = Math.floor(((size - filled(0).length) * 3) / 4);
    const token = [near - 1, near, near + 1].map(filled).find(({ length }) => length === size);

    expect(token).toHaveLength(size);
    expect(await team.reason(token ?? null)).toBe("admitted");
  });

  test("groups and the Microsoft object id come from Access's custom claims", async () => {
    const team = await accessTeam({ objectIdClaim: "oid" });
    const custom = { groups: ["finance", 7, "legal"], oid: "0FF1CE00-0000-4000-8000-000000000001" };

    expect(await team.verify(team.token({ custom }))).toMatchObject({
      identity: { groups: ["finance", "legal"], objectId: "0ff1ce00-0000-4000-8000-000000000001" },
    });
  });

  test.each<[string, unknown]>([
    ["a list", ["0ff1ce00-0000-4000-8000-000000000001"]],
    ["a number", 7],
    ["an object", { oid: "0ff1ce00-0000-4000-8000-000000000001" }],
  ])("an object id that is %s is there, and is nobody's: no weaker rule takes its place", async (_name, oid) => {
    const team = await accessTeam({ objectIdClaim: "oid" });

    expect(await team.verify(team.token({ custom: { oid } }))).toMatchObject({ identity: { objectId: "" } });
  });

  test.each<[string, object]>([
    ["absent", {}],
    ["null", { oid: null }],
  ])("an object id that is %s leaves the binding to the address", async (_name, custom) => {
    const team = await accessTeam({ objectIdClaim: "oid" });

    expect(await team.verify(team.token({ custom }))).not.toHaveProperty("identity.objectId");
  });

  test("an e-mail address is the same in any case", async () => {
    const team = await accessTeam();

    expect(await team.verify(team.token({ email: "Alice@Corp.Example" }))).toMatchObject({ identity: { email: "alice@corp.example" } });
  });

  test.each(["alice@xn--80ak6aa92e.xn--p1ai", "alice@mail.eu.corp.example", "alice@x.example", "alice.o'neil+m365@corp.example"])(
    "%s is an address",
    async (email) => {
      const team = await accessTeam();

      expect(await team.verify(team.token({ email }))).toMatchObject({ identity: { email } });
    },
  );

  test("a name may take 200 characters once it is encoded", async () => {
    const team = await accessTeam();

    expect(await team.reason(team.token({ sub: `${"/".repeat(66)}ab` }))).toBe("admitted");
  });

  test("the keys are asked for at the configured team, with a signal, following no redirect", async () => {
    const team = await accessTeam();
    await team.verify(team.token());

    expect(team.asked.map(({ url }) => url)).toEqual([`${issuer}/cdn-cgi/access/certs`]);
    expect(team.asked[0]?.init).toMatchObject({ redirect: "manual", headers: { accept: "application/json" } });
    expect(team.asked[0]?.init.signal).toBeInstanceOf(AbortSignal);
  });
});

describe("what is wrong before any key is looked at: nothing is fetched", () => {
  const publicKeyForms = ["pem", "n", "der"] as const;

  async function refusedUnseen(make: (team: Awaited<ReturnType<typeof accessTeam>>) => string | null | Promise<string | null>) {
    const team = await accessTeam();
    const reason = await team.reason(await make(team));
    expect(team.asked).toEqual([]);
    return reason;
  }

  test.each([
    ["null", null],
    ["empty", ""],
  ])("no assertion (%s)", async (_name, token) => {
    expect(await refusedUnseen(() => token)).toBe("jwt_missing");
  });

  test.each(["none", "None", "NONE", "nOnE"])("alg %s without a signature", async (alg) => {
    expect(
      await refusedUnseen((team) => `${encode(JSON.stringify({ alg, kid: "current" }))}.${encode(JSON.stringify(team.claims()))}.`),
    ).toBe("alg_not_allowed");
  });

  test("an algorithm is recorded by its first sixteen characters", async () => {
    const team = await accessTeam();

    expect(await team.verify(team.token({}, { alg: "HS256-and-a-long-story" }))).toEqual({
      admitted: false,
      refusal: { reason: "alg_not_allowed", alg: "HS256-and-a-long" },
    });
  });

  test.each(publicKeyForms)("HS256 with the public key as the secret (%s)", async (form) => {
    const reason = await refusedUnseen(async (team) => {
      const publicKey = (await importJWK(team.key.jwk, "RS256")) as CryptoKey;
      const pem = await exportSPKI(publicKey);
      const der = Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ""), "base64");
      const secret = { pem, n: Buffer.from(String(team.key.jwk["n"]), "base64url"), der }[form];
      const input = `${encode(JSON.stringify({ alg: "HS256", kid: "current" }))}.${encode(JSON.stringify(team.claims()))}`;
      return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
    });
    expect(reason).toBe("alg_not_allowed");
  });

  test("RS512 by a key of the set", async () => {
    const reason = await refusedUnseen((team) => {
      const input = `${encode(JSON.stringify({ alg: "RS512", kid: "current" }))}.${encode(JSON.stringify(team.claims()))}`;
      return `${input}.${createSign("sha512").update(input).sign(team.key.privateKey).toString("base64url")}`;
    });
    expect(reason).toBe("alg_not_allowed");
  });

  test("PS256 by a key of the set", async () => {
    const reason = await refusedUnseen((team) => {
      const input = `${encode(JSON.stringify({ alg: "PS256", kid: "current" }))}.${encode(JSON.stringify(team.claims()))}`;
      return `${input}.${encode(sign("sha256", Buffer.from(input), { key: team.key.privateKey, padding: 6, saltLength: 32 }))}`;
    });
    expect(reason).toBe("alg_not_allowed");
  });

  test("ES256 by a key of the set", async () => {
    const reason = await refusedUnseen(async (team) => {
      const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
      team.jwks = { keys: [team.key.jwk, { ...(await exportJWK(publicKey)), kid: "ec", alg: "ES256", use: "sig" }] };
      const input = `${encode(JSON.stringify({ alg: "ES256", kid: "ec" }))}.${encode(JSON.stringify(team.claims()))}`;
      const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, privateKey, Buffer.from(input));
      return `${input}.${encode(new Uint8Array(signature))}`;
    });
    expect(reason).toBe("alg_not_allowed");
  });

  test.each([
    ["a member of our own", ["x"]],
    ["b64 of RFC 7797", ["b64"]],
    ["nothing", []],
  ])("crit names %s", async (_name, crit) => {
    expect(await refusedUnseen((team) => team.token({}, { crit, b64: false }))).toBe("crit_unsupported");
  });

  test.each([[undefined], [""], [7], [["current"]]])("kid is %j, though the set has one key", async (kid) => {
    expect(await refusedUnseen((team) => team.token({}, { kid }))).toBe("kid_missing");
  });

  test.each([
    "https://other.cloudflareaccess.com",
    `${issuer}/`,
    "https://CORP.cloudflareaccess.com",
    `${issuer}.evil.com`,
    "http://corp.cloudflareaccess.com",
    undefined,
    [issuer],
  ])("issuer %j, signed by our team's key", async (iss) => {
    expect(await refusedUnseen((team) => team.token({ iss }))).toBe("iss_mismatch");
  });

  test.each<[string, (token: string) => string]>([
    ["more than 16 KiB", (token) => `${token}${"A".repeat(16 * 1024)}`],
    ["five segments", (token) => `${token}.AA.BB`],
    ["two segments", (token) => token.split(".").slice(0, 2).join(".")],
    ["non-ASCII", (token) => token.replace("e", "é")],
    ["white space in front", (token) => ` ${token}`],
    ["a newline inside", (token) => token.replace(".", "\n.")],
    ["a scheme", (token) => `Bearer ${token}`],
    ["two headers, joined", (token) => `${token}, ${token}`],
    ["padding", (token) => `${token}=`],
  ])("%s", async (_name, spoil) => {
    expect(await refusedUnseen((team) => spoil(team.token()))).toBe("jwt_malformed");
  });

  test.each<[string, string | Uint8Array]>([
    ["no JSON", "hello"],
    ["an array", "[]"],
    ["a string", '"x"'],
    ["null", "null"],
    ["a byte order mark in front", `\ufeff{"iss":"${issuer}"}`],
    ["bytes that are not UTF-8", Buffer.concat([Buffer.from(`{"iss":"${issuer}","x":"`), Buffer.from([0xff]), Buffer.from('"}')])],
    ["a claim said twice", `{"iss":"${issuer}","email":"alice@corp.example","email":"ceo@corp.example"}`],
    ["a claim said twice, once escaped", `{"iss":"${issuer}","email":"alice@corp.example","\\u0065mail":"ceo@corp.example"}`],
  ])("payload is %s", async (_name, payload) => {
    expect(await refusedUnseen((team) => team.raw(payload))).toBe("jwt_malformed");
  });

  test("a payload that is no base64url", async () => {
    expect(await refusedUnseen((team) => team.token().replace(/\..*\./, ".A."))).toBe("jwt_malformed");
  });

  test("a header that is no JSON, at the seam behind the claims", async () => {
    const team = await accessTeam();
    const token = `${encode("nope")}.${team.token().split(".").slice(1).join(".")}`;

    expect(await openSigned(token, team.check.keys, team.keepAlive, () => null)).toEqual({
      verified: false,
      refusal: { reason: "jwt_malformed" },
    });
  });

  test("a header that is no JSON", async () => {
    expect(await refusedUnseen((team) => `${encode("nope")}.${team.token().split(".").slice(1).join(".")}`)).toBe("jwt_malformed");
  });
});

describe("the signature", () => {
  test("by another key under our key id, its own public key in the header", async () => {
    const team = await accessTeam();
    const attacker = await teamKey("attacker");

    expect(await team.reason(team.token({}, { kid: "current", jwk: attacker.jwk }, attacker))).toBe("bad_signature");
  });

  test.each(["jku", "x5u"])("by another key, its %s pointing to the attacker: only the team is asked", async (parameter) => {
    const team = await accessTeam();
    const attacker = await teamKey("attacker");

    expect(await team.reason(team.token({}, { kid: "current", [parameter]: "https://evil.example/jwks" }, attacker))).toBe("bad_signature");
    expect(team.asked.map(({ url }) => new URL(url).host)).toEqual([new URL(issuer).host]);
  });

  test("missing, though the algorithm is right", async () => {
    const team = await accessTeam();

    expect(await team.reason(`${team.token().split(".").slice(0, 2).join(".")}.`)).toBe("bad_signature");
  });

  test("no single flipped bit of a good assertion passes", async () => {
    const team = await accessTeam();
    const token = team.token();
    expect(await team.reason(token)).toBe("admitted");
    const admitted: number[] = [];
    for (let at = 0; at < token.length; at += 7) {
      const flipped = `${token.slice(0, at)}${token[at] === "A" ? "E" : "A"}${token.slice(at + 1)}`;
      if (flipped !== token && (await team.reason(flipped)) === "admitted") admitted.push(at);
    }
    expect(admitted).toEqual([]);
  });
});

describe("claims", () => {
  const other = "b".repeat(64);

  test.each([[[other]], [[audience, other]], [undefined], [[]], [""], [other], [{ 0: audience, length: 1 }]])(
    "audience %j is not ours alone",
    async (aud) => {
      const team = await accessTeam();

      expect(await team.reason(team.token({ aud }))).toBe("aud_mismatch");
    },
  );

  test.each(["org", "APP", undefined, ["app"]])("type %j is no application token", async (type) => {
    const team = await accessTeam();

    expect(await team.reason(team.token({ type }))).toBe("type_not_app");
  });

  test("is good until 30 s after it expired", async () => {
    const team = await accessTeam();

    expect(await team.reason(team.token({ exp: team.clock.now / 1000 - 29 }))).toBe("admitted");
  });

  test("is expired 30 s after that, and the record says by how much", async () => {
    const team = await accessTeam();
    const now = team.clock.now / 1000;

    expect(await team.verify(team.token({ exp: now - 30 }))).toEqual({
      admitted: false,
      refusal: { reason: "expired", expiredAt: now - 30, now },
    });
  });

  test.each([[undefined], ["1795255200"], [null]])("exp is %j", async (exp) => {
    const team = await accessTeam();

    expect(await team.reason(team.token({ exp }))).toBe("exp_missing");
  });

  test("exp is beyond any number", async () => {
    const team = await accessTeam();

    expect(await team.reason(team.raw(JSON.stringify(team.claims({ exp: 1 })).replace('"exp":1', '"exp":1e999')))).toBe("exp_missing");
  });

  test("iat is required", async () => {
    const team = await accessTeam();

    expect(await team.reason(team.token({ iat: undefined }))).toBe("jwt_malformed");
  });

  test("lives longer than a day", async () => {
    const team = await accessTeam();
    const iat = team.clock.now / 1000;

    expect(await team.reason(team.token({ exp: iat + 86_400 }))).toBe("admitted");
    expect(await team.reason(team.token({ exp: iat + 86_401 }))).toBe("too_long_lived");
  });

  test.each(["iat", "nbf"])("%s five minutes ahead", async (claim) => {
    const team = await accessTeam();

    expect(await team.reason(team.token({ [claim]: team.clock.now / 1000 + 300 }))).toBe("not_yet_valid");
  });

  test.each(["iat", "nbf"])("%s 30 s ahead is a clock that differs", async (claim) => {
    const team = await accessTeam();

    expect(await team.reason(team.token({ [claim]: team.clock.now / 1000 + 30 }))).toBe("admitted");
  });

  test.each([
    ["a person with a common name", { common_name: serviceToken }],
    ["an e-mail without a subject", { sub: "" }],
    ["nobody", { sub: undefined, email: undefined }],
  ])("ambiguous: %s", async (_name, over) => {
    const team = await accessTeam();

    expect(await team.reason(team.token(over))).toBe("principal_ambiguous");
  });

  test("ambiguous: a service token with an e-mail", async () => {
    const team = await accessTeam();

    expect(await team.reason(team.serviceToken({ email: "alice@corp.example" }))).toBe("principal_ambiguous");
  });

  test.each([[undefined], [""]])("a person whose e-mail is %j", async (email) => {
    const team = await accessTeam();

    expect(await team.reason(team.token({ email }))).toBe("email_missing");
  });

  test.each([
    "alice\u0000@corp.example",
    "alice@corp.com@evil.com",
    '"alice@corp.com"@evil.com',
    "alice@c\u043erp.example",
    "alice@\u212aorp.example",
    "alice@corp",
    "@corp.example",
    "alice @corp.example",
    "alice@-corp.example",
    `${"a".repeat(65)}@corp.example`,
  ])("%j is no e-mail address", async (email) => {
    const team = await accessTeam();

    expect(await team.reason(team.token({ email }))).toBe("email_invalid");
  });

  test.each([
    ["a subject too long to be a name", { sub: "s".repeat(129) }],
    ["a subject too long once it is encoded", { sub: "/".repeat(67) }],
    ["a subject that is half a surrogate pair", { sub: "\ud800" }],
    ["a numeric subject", { sub: 7 }],
    ["an e-mail list", { email: ["alice@corp.example"] }],
    ["custom claims that are a list", { custom: [] }],
  ])("%s", async (_name, over) => {
    const team = await accessTeam();

    expect(await team.reason(team.token(over))).toBe("jwt_malformed");
  });

  test("groups that are no list are no groups", async () => {
    const team = await accessTeam();

    expect(await team.verify(team.token({ custom: { groups: "admins" } }))).toMatchObject({ identity: { groups: [] } });
  });
});

/** test/vectors/README.md */
type Vectors = {
  readonly groups: readonly {
    readonly jwk: Record<string, unknown>;
    readonly tests: readonly { readonly id: number; readonly result: string; readonly token: string }[];
  }[];
};
const vectors = JSON.parse(readFileSync(new URL("../../vectors/wycheproof-rs256.json", import.meta.url), "utf8")) as Vectors;

describe("Wycheproof's RS256 vectors", () => {
  const cases = vectors.groups.flatMap(({ jwk, tests }) => tests.map((vector) => ({ ...vector, jwk })));

  test("are the 225 invalid and 8 valid ones, and two by keys for encryption", () => {
    expect(cases.filter(({ result }) => result === "invalid")).toHaveLength(227);
    expect(cases.filter(({ result }) => result === "valid")).toHaveLength(8);
  });

  test("as assertions, with their key served as the team's: every one is refused", async () => {
    const admitted: number[] = [];
    for (const { id, token, jwk } of cases) {
      const team = await accessTeam();
      team.jwks = { keys: [jwk] };
      if ((await team.reason(token)) === "admitted") admitted.push(id);
    }
    expect(admitted).toEqual([]);
  });

  /** The seam behind shape, issuer and claims: key set and signature. Their payloads are no claims. */
  test("at the signature: the valid pass, no other does", async () => {
    const wrong: number[] = [];
    for (const { id, token, jwk, result } of cases) {
      const team = await accessTeam();
      team.jwks = { keys: [jwk] };
      const { verified } = await openSigned(token, team.check.keys, team.keepAlive, () => null);
      if (verified !== (result === "valid")) wrong.push(id);
    }
    expect(wrong).toEqual([]);
  });
});

test("an attacker's own team signs nothing here, even under our issuer's name", async () => {
  const team = await accessTeam();
  const attacker = await teamKey("attacker");
  const token = signRaw({ alg: "RS256", kid: "attacker" }, JSON.stringify(team.claims()), attacker.privateKey);

  expect(await team.reason(token)).toBe("kid_unknown");
});
