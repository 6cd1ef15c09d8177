/** AJ, the signature: algorithms, keys, headers that name keys, Wycheproof's vectors. */
import { readFileSync } from "node:fs";
import { generateKeyPairSync, sign } from "node:crypto";
import { openSigned } from "../../../../src/perimeter/access-token.ts";
import { accessTeam, signRaw, teamKey } from "../../../support/access-team.ts";
import { encode, goodClaims, hmacSigned, keyCooldownMs, laidOver, partsOf, publicKeyForms } from "../../forge.ts";
import type { AttackCase } from "../../framework.ts";
import { startListener } from "../../listener.ts";
import { admits, refusesForgeries, withAssertion } from "./assertion.ts";

/** test/vectors/README.md */
type Vectors = {
  readonly groups: readonly {
    readonly jwk: Readonly<Record<string, unknown>>;
    readonly tests: readonly { readonly id: number; readonly result: string; readonly token: string }[];
  }[];
};
const readVectors = (): Vectors =>
  JSON.parse(readFileSync(new URL("../../../vectors/wycheproof-rs256.json", import.meta.url), "utf8")) as Vectors;

export const signatureCases: readonly AttackCase[] = [
  {
    id: "AJ-02",
    title: "alg none, no signature",
    play: (stage) =>
      refusesForgeries(stage, [
        ["alg none", { key: "none" }, "alg_not_allowed"],
        ["alg none, other claims", { key: "none", claims: { email: "mei.tanaka@clinics.northwind.example" } }, "alg_not_allowed"],
      ]),
  },
  {
    id: "AJ-03",
    title: "alg None, NONE, nOnE",
    play: (stage) =>
      refusesForgeries(
        stage,
        ["None", "NONE", "nOnE", "none ", ""].map((alg) => [
          `alg ${JSON.stringify(alg)}`,
          { key: "none", header: { alg } },
          "alg_not_allowed",
        ]),
      ),
  },
  {
    id: "AJ-04",
    title: "HS256 with the team's public key as the secret",
    async play(stage) {
      const { header, claims } = partsOf(await stage.mint());
      const forms = await publicKeyForms(stage, String(header["kid"]));
      await stage.refuses(
        forms.map(([form, secret]) =>
          withAssertion(stage, form, hmacSigned({ ...header, alg: "HS256" }, claims, secret), "alg_not_allowed"),
        ),
      );
    },
  },
  {
    id: "AJ-05",
    title: "RS512, PS256, ES256, EdDSA: good signatures by keys of the set",
    async play(stage) {
      const claims = await goodClaims(stage);
      const curve = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const edwards = generateKeyPairSync("ed25519");
      for (const [kid, { publicKey }] of [["ec", curve] as const, ["ed", edwards] as const]) {
        await stage.mint({ publishJwk: { ...publicKey.export({ format: "jwk" }), kid, use: "sig" } });
      }
      const input = (alg: string, kid: string) => `${encode(JSON.stringify({ alg, kid }))}.${encode(JSON.stringify(claims))}`;
      const ec = input("ES256", "ec");
      const ed = input("EdDSA", "ed");
      await stage.refuses([
        ...(await Promise.all(
          ["RS384", "RS512", "PS256", "PS512"].map(async (alg) =>
            withAssertion(stage, alg, await stage.mint({ header: { alg } }), "alg_not_allowed"),
          ),
        )),
        withAssertion(
          stage,
          "ES256",
          `${ec}.${encode(sign("sha256", Buffer.from(ec), { key: curve.privateKey, dsaEncoding: "ieee-p1363" }))}`,
          "alg_not_allowed",
        ),
        withAssertion(stage, "EdDSA", `${ed}.${encode(sign(null, Buffer.from(ed), edwards.privateKey))}`, "alg_not_allowed"),
      ]);
    },
  },
  {
    id: "AJ-06",
    title: "good RS256 by the attacker's key, which stands in the header as jwk",
    async play(stage) {
      const { jwk } = await teamKey("attacker");
      await refusesForgeries(stage, [
        ["under the team's key id", { key: "foreign", header: { jwk } }, "bad_signature"],
        ["under its own key id", { key: "foreign", header: { jwk, kid: "attacker" } }, "kid_unknown"],
      ]);
    },
  },
  {
    id: "AJ-07",
    title: "jku and x5u point to the attacker; nobody asks there",
    async play(stage) {
      const attacker = await startListener();
      try {
        await refusesForgeries(
          stage,
          ["jku", "x5u"].map((name) => [name, { key: "foreign", header: { [name]: `${attacker.origin}/jwks` } }, "bad_signature"]),
        );
        stage.holds("requests at the attacker's", 0, attacker.requests());
      } finally {
        await attacker.close();
      }
    },
  },
  {
    id: "AJ-08",
    title: "crit names what nobody understands",
    play: (stage) =>
      refusesForgeries(
        stage,
        [["x"], ["b64"], []].map((crit) => [`crit ${JSON.stringify(crit)}`, { header: { crit, x: 1, b64: false } }, "crit_unsupported"]),
      ),
  },
  {
    id: "AJ-09",
    title: "Wycheproof's RS256 vectors as assertions and at the signature; a good token with one bit flipped",
    async play(stage) {
      const { groups } = readVectors();
      // Their payloads are no claims: which check says no first is not what they are for.
      const anyReason = [
        "jwt_malformed",
        "alg_not_allowed",
        "kid_missing",
        "iss_mismatch",
        "bad_signature",
        "kid_unknown",
        "crit_unsupported",
      ];
      const cold = await stage.open({ linkPeople: false, movableClock: true });
      for (const [index, { jwk, tests }] of groups.entries()) {
        cold.faults.certs = (res) => void res.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ keys: [jwk] }));
        await cold.estate.advanceClock(keyCooldownMs);
        const vectors = tests.filter(({ token }) => token !== "");
        await cold.refuses(vectors.map(({ id, token }) => withAssertion(cold, `group ${index} vector ${id}`, token, anyReason)));
      }

      const verdicts = { validAccepted: 0, validRefused: 0, invalidAccepted: 0, invalidRefused: 0 };
      for (const { jwk, tests } of groups) {
        const team = await accessTeam();
        team.jwks = { keys: [jwk] };
        for (const { token, result } of tests) {
          const { verified } = await openSigned(token, team.check.keys, team.keepAlive, () => null);
          verdicts[`${result === "valid" ? "valid" : "invalid"}${verified ? "Accepted" : "Refused"}`] += 1;
        }
      }
      stage.holds("at the signature", { validAccepted: 8, validRefused: 0, invalidAccepted: 0, invalidRefused: 227 }, verdicts);

      const good = await stage.mint();
      await admits(stage, "the token without a flip", good);
      const flipped = [...flips(good)];
      await stage.refuses(
        flipped.map(([what, token]) => withAssertion(stage, what, token, [...anyReason, "bad_signature", "aud_mismatch", "email_invalid"])),
      );
    },
  },
  {
    id: "AJ-15",
    title: "kid is missing, empty, no text; the set has one key, or two",
    async play(stage) {
      const forgeries = [null, "", 7, ["current"], {}].map(
        (kid) => [`kid ${JSON.stringify(kid)}`, { header: { kid } }, "kid_missing"] as const,
      );
      await refusesForgeries(stage, forgeries);
      const cold = await stage.open({ linkPeople: false });
      const { header } = partsOf(await cold.mint());
      const { keys } = (await (await fetch(cold.contract.access.certsUrl)).json()) as {
        readonly keys: readonly { readonly kid: string }[];
      };
      const one = keys.filter(({ kid }) => kid === header["kid"]);
      stage.holds("keys of the small set", 1, one.length);
      cold.faults.certs = (res) => void res.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ keys: one }));
      await refusesForgeries(cold, forgeries);
    },
  },
  {
    id: "AJ-16",
    title: "1,000 tokens, each with a key id of its own: keys are asked for at most once",
    async play(stage) {
      const { privateKey } = await teamKey("attacker");
      const claims = JSON.stringify(await goodClaims(stage));
      const token = (kid: string) => signRaw({ alg: "RS256", kid, typ: "JWT" }, claims, privateKey);
      await stage.refuses(
        Array.from({ length: 1_000 }, (_, index) => withAssertion(stage, `kid ${index}`, token(`unknown-${index}`), "kid_unknown")),
        { parallel: 32 },
      );
      const asked = await stage.keyFetches();
      stage.holds("at most one question for keys", true, asked <= 1);
    },
  },
  {
    id: "AJ-10",
    title: "aud is another Access application of the same team",
    play: (stage) =>
      refusesForgeries(stage, [
        ["another tag in a list", { claims: { aud: ["f".repeat(64)] } }, "aud_mismatch"],
        ["another tag, bare", { claims: { aud: "f".repeat(64) } }, "aud_mismatch"],
      ]),
  },
  {
    id: "AJ-12",
    title: "iss is another team, or ours with a difference",
    async play(stage) {
      const { issuer } = stage.contract.access;
      const close = [
        `${issuer}/`,
        issuer.toUpperCase(),
        `${issuer}.evil.com`,
        issuer.replace("http:", "https:"),
        "https://other.cloudflareaccess.com",
      ];
      await refusesForgeries(stage, [
        ...close.map((iss) => [`iss ${iss}`, { claims: { iss } }, "iss_mismatch"] as const),
        ["iss missing", { claims: { iss: null } }, "iss_mismatch"],
        ["iss as a list", { claims: { iss: [issuer] } }, "iss_mismatch"],
      ]);
    },
  },
  {
    id: "AJ-23",
    title: "iss names the attacker, who serves keys there; nobody asks",
    async play(stage) {
      const { jwk, privateKey } = await teamKey("attacker");
      const attacker = await startListener((_req, res) =>
        res.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ keys: [jwk] })),
      );
      try {
        const claims = laidOver(await goodClaims(stage), { iss: attacker.origin });
        const token = signRaw({ alg: "RS256", kid: "attacker", typ: "JWT" }, JSON.stringify(claims), privateKey);
        await stage.refuses([withAssertion(stage, "iss of the attacker", token, "iss_mismatch")]);
        stage.holds("requests at the attacker's", 0, attacker.requests());
      } finally {
        await attacker.close();
      }
    },
  },
];

/** The token with one bit of one byte flipped: every byte of header and signature, every third of the claims. */
function* flips(token: string): Generator<readonly [what: string, token: string]> {
  const parts = token.split(".");
  for (const [index, part] of parts.entries()) {
    const bytes = Buffer.from(part, "base64url");
    for (let at = 0; at < bytes.byteLength; at += index === 1 ? 3 : 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      yield [`segment ${index + 1}, byte ${at}`, parts.with(index, changed.toString("base64url")).join(".")];
    }
  }
}
