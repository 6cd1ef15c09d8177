/** A vault with its neighbours in memory, and the envelopes and links to drive it with. */
import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { JWTPayload } from "jose";
import { createDirectory } from "../../../src/accounts/directory.ts";
import { createEntra } from "../../../src/accounts/entra.ts";
import { type Envelope, messageHash, newEnvelopeId, signEnvelope } from "../../../src/accounts/envelope.ts";
import { type KeyRing, parseKeyRing } from "../../../src/accounts/keys.ts";
import { type LinkInput, type LinkOutcome, Vault } from "../../../src/accounts/vault.ts";
import type { PrincipalId } from "../../../src/core/identity.ts";
import { entraDouble, settings } from "./entra-double.ts";
import { directoryDatabase, objectStorage } from "./storage.ts";

export const audience = "https://m365.corp.example";
export const alice: PrincipalId = "user:alice-sub";
export const redirectUri = `${audience}/callback`;

export function keyText(): string {
  return randomBytes(32).toString("base64");
}

export function keyRing(...texts: string[]): KeyRing {
  const ring = parseKeyRing((texts.length === 0 ? [keyText()] : texts).join(","));
  if (typeof ring === "string") throw new Error(ring);
  return ring;
}

export async function vaultFixture(
  given: { principal?: PrincipalId; storage?: ReturnType<typeof objectStorage>; sealKeys?: KeyRing } = {},
) {
  const clock = { now: Date.UTC(2026, 10, 21, 9) };
  const entra = await entraDouble(clock);
  const envelopeKeys = keyRing();
  const sealKeys = given.sealKeys ?? keyRing();
  const storage = given.storage ?? objectStorage();
  const database = directoryDatabase();
  const directory = createDirectory(database);
  const now = (): number => clock.now;
  const principal = given.principal ?? alice;
  const wake = (): Vault =>
    new Vault({
      principal,
      storage,
      envelopeKeys,
      sealKeys,
      audience,
      entra: createEntra(settings, { fetch: (url, init) => entra.fetch(url, init), now }),
      directory,
      now,
    });
  let vault = wake();

  const envelope = (over: Partial<Envelope> = {}): { text: string; mac: string; envelopeId: string } => {
    const envelopeId = newEnvelopeId(clock.now);
    const content = {
      envelopeId,
      requestId: randomUUID(),
      step: 1,
      try: 1,
      principal,
      audience,
      tool: "getEmails",
      method: "GET" as const,
      template: "/me/messages",
      messageHash: messageHash("{}"),
      issuedAt: clock.now,
      expiresAt: clock.now + 60_000,
      ...over,
    };
    return { ...signEnvelope(content, envelopeKeys), envelopeId: content.envelopeId };
  };

  const fixture = {
    clock,
    entra,
    storage,
    database,
    directory,
    get vault() {
      return vault;
    },
    /** The object is evicted and wakes again over the same storage. */
    evict(): void {
      vault = wake();
    },
    envelope,
    release(over: Partial<Envelope> = {}) {
      const { text, mac } = envelope(over);
      return vault.release(text, mac);
    },
    linkInput(over: Partial<LinkInput> = {}, claims: JWTPayload = {}, foreignKey = false): LinkInput {
      const codeVerifier = randomBytes(32).toString("base64url");
      const nonce = over.nonce ?? randomBytes(32).toString("base64url");
      return {
        transactionId: newEnvelopeId(clock.now),
        expiresAt: clock.now + 600_000,
        code: entra.issueCode({
          codeChallenge: createHash("sha256").update(codeVerifier).digest("base64url"),
          redirectUri,
          claims: { nonce, ...claims },
          foreignKey,
        }),
        codeVerifier,
        nonce,
        redirectUri,
        scopes: ["Mail.Read", "User.Read"],
        person: { email: "alice@corp.example" },
        ...over,
      };
    },
    link(over: Partial<LinkInput> = {}, claims: JWTPayload = {}, foreignKey = false): Promise<LinkOutcome> {
      return vault.link(fixture.linkInput(over, claims, foreignKey));
    },
  };
  return fixture;
}

/** Everything the object has on disk, as text. */
export function dump(storage: ReturnType<typeof objectStorage>): string {
  return ["account", "tokens", "claim", "link_transaction"]
    .map((table) => JSON.stringify(storage.database.prepare(`SELECT * FROM ${table}`).all()))
    .join("\n");
}
