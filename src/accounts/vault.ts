/** One principal's Microsoft account: links it, keeps its tokens sealed and fresh, and gives one away per unused envelope. */
import { z } from "zod";
import type { MicrosoftAccount, PrincipalId } from "../core/identity.ts";
import { parseJson } from "../core/json.ts";
import { type AccessPerson, type BindingRule, bindAccount } from "./binding.ts";
import type { Directory } from "./directory.ts";
import type { Entra, EntraFailure } from "./entra.ts";
import { type EnvelopeRefusal, openEnvelope } from "./envelope.ts";
import type { KeyRing } from "./keys.ts";
import { open, seal } from "./seal.ts";
import type { SqlPort } from "../core/sql-port.ts";
import { type StoredRecord, VaultStore } from "./vault-store.ts";

/** What may be known of the account outside the vault. */
export type AccountStanding = MicrosoftAccount & {
  /** Access e-mail under which it was linked; see `linkedUnder`. */
  readonly email: string;
  readonly bindingRule: BindingRule;
  /** Graph scopes, short form. */
  readonly grantedScopes: readonly string[];
  /** Epoch ms. */
  readonly linkedAt: number;
  /** Microsoft no longer accepts the stored sign-in. */
  readonly needsSignIn: boolean;
};

export type LinkInput = {
  /** Single use; UUID. */
  readonly transactionId: string;
  /** Epoch ms. */
  readonly expiresAt: number;
  readonly code: string;
  readonly codeVerifier: string;
  readonly nonce: string;
  readonly redirectUri: string;
  /** Graph scopes that were asked for. */
  readonly scopes: readonly string[];
  readonly person: AccessPerson;
};

export type LinkRefusal =
  | { readonly reason: "state_expired" | "state_used" }
  | { readonly reason: "upstream_denied" | "entra_misconfigured" | "entra_unavailable"; readonly entraCode?: string }
  | { readonly reason: "id_token_invalid"; readonly problem: string }
  | { readonly reason: "tenant_mismatch" | "nonce_mismatch" | "offline_access_missing" | "directory_unavailable" }
  | { readonly reason: "account_binding_mismatch"; readonly objectId: string };

export type LinkOutcome =
  | {
      readonly kind: "linked";
      readonly standing: AccountStanding;
      /** Other principals linked under the same e-mail: Access gave this person a new `sub`, or two share an address. */
      readonly formerPrincipals: readonly PrincipalId[];
    }
  | ({ readonly kind: "refused" } & LinkRefusal);

export type TokenRefusal =
  | { readonly reason: "account_not_linked" | "reauth_required" | "record_unreadable" }
  | { readonly reason: "entra_misconfigured"; readonly entraCode?: string }
  | { readonly reason: "entra_unavailable"; readonly entraCode?: string; readonly retryAfterSeconds: number };

export type Released = { readonly kind: "released"; readonly accessToken: string };

export type Release =
  | Released
  | ({ readonly kind: "refused" } & (
      | EnvelopeRefusal
      | { readonly reason: "principal_mismatch"; readonly principal: PrincipalId }
      | { readonly reason: "envelope_replayed"; readonly envelopeId: string }
      | TokenRefusal
    ));

export type Renewal =
  | Released
  | ({ readonly kind: "refused" } & ({ readonly reason: "envelope_unknown" | "renewal_spent" } | TokenRefusal));

export type VaultPorts = {
  readonly principal: PrincipalId;
  readonly storage: SqlPort;
  readonly envelopeKeys: KeyRing;
  readonly sealKeys: KeyRing;
  /** This deployment, as it stands in envelopes. */
  readonly audience: string;
  readonly entra: Entra;
  readonly directory: Directory;
  /** Epoch ms. */
  readonly now: () => number;
};

/** A token is replaced when it has less than this to live, ms. */
const refreshAheadMs = 5 * 60_000;
/** While Entra cannot be reached, a token serves as long as it has this to live, ms. */
const leastLifeMs = 30_000;
/** How long Entra is left alone after it could not be reached, seconds. */
const pauseSeconds = { least: 5, most: 60 };
/** Claims outlive their envelope by this, ms, so that a clock set back opens no second use. */
const claimMarginMs = 10 * 60_000;
const pruneEveryMs = 60_000;

const tokenPair = z.object({ accessToken: z.string(), refreshToken: z.string() });
type TokenPair = z.infer<typeof tokenPair>;

type RefreshOutcome = EntraFailure | { readonly kind: "stored" | "unreadable"; readonly entraCode?: never };

export class Vault {
  readonly #ports: VaultPorts;
  readonly #store: VaultStore;
  /** The one refresh under way, if any. */
  #refreshing: Promise<RefreshOutcome> | null = null;
  #pausedUntil = 0;
  /** The stored record's tokens, unsealed. */
  #opened: { readonly version: string; readonly pair: TokenPair } | null = null;
  #prunedAt = 0;
  /** How often the account was unlinked: a link that was under way meanwhile is not stored. */
  #unlinked = 0;

  constructor(ports: VaultPorts) {
    this.#ports = ports;
    this.#store = new VaultStore(ports.storage);
  }

  /** Null where no account is linked. */
  standing(): AccountStanding | null {
    const record = this.#store.record();
    return record === null ? null : standingOf(record);
  }

  /** Redeems the code, proves that the account is this person's, and stores it; on any refusal nothing is stored and nothing lost. */
  async link(input: LinkInput): Promise<LinkOutcome> {
    const { entra, directory, principal, now } = this.#ports;
    this.#prune();
    if (input.expiresAt <= now()) return { kind: "refused", reason: "state_expired" };
    if (!this.#store.claimTransaction(input.transactionId, input.expiresAt + claimMarginMs))
      return { kind: "refused", reason: "state_used" };

    const { code, codeVerifier, redirectUri, scopes } = input;
    const unlinkedBefore = this.#unlinked;
    const tokens = await entra.redeem({ code, codeVerifier, redirectUri, scopes });
    if (tokens.kind !== "tokens") return { kind: "refused", ...linkFailure(tokens) };
    if (tokens.idToken === undefined) return { kind: "refused", reason: "id_token_invalid", problem: "id_token" };
    const identity = await entra.verifyIdToken(tokens.idToken, input.nonce);
    if (identity.kind === "refused") return identity;
    const binding = bindAccount(entra.tenantId, input.person, identity.claims);
    if (binding.kind === "refused") {
      return binding.reason === "tenant_mismatch" ? { kind: "refused", reason: binding.reason } : binding;
    }
    if (tokens.refreshToken === undefined) return { kind: "refused", reason: "offline_access_missing" };

    const linkedAt = now();
    const { account, rule } = binding;
    const stored = {
      email: input.person.email,
      account,
      bindingRule: rule,
      requestedScopes: scopes,
      grantedScopes: tokens.grantedScopes ?? scopes,
      linkedAt,
    };
    const sealed = await this.#seal({ accessToken: tokens.accessToken, refreshToken: tokens.refreshToken });
    // The directory first: an account that nobody could find and end must not come to be.
    let known;
    try {
      known = await directory.findByEmail(stored.email);
      await directory.linked({ principal, email: stored.email, tenantId: account.tenantId, objectId: account.objectId, linkedAt });
    } catch {
      return { kind: "refused", reason: "directory_unavailable" };
    }
    if (this.#unlinked !== unlinkedBefore) {
      await directory.unlinked(principal, now()).catch(() => undefined);
      return { kind: "refused", reason: "state_expired" };
    }
    this.#store.link(stored, { ...sealed, accessExpiresAt: tokens.expiresAt });
    this.#pausedUntil = 0;
    return {
      kind: "linked",
      standing: standingOf({ ...stored, needsSignIn: false }),
      formerPrincipals: known.filter((entry) => entry.principal !== principal && entry.unlinkedAt === null).map((entry) => entry.principal),
    };
  }

  /**
   * Gives the access token for one envelope that this vault has never seen. The envelope is claimed before anything else is done with it;
   * the object's output gate holds every answer until the claim is on disk.
   */
  async release(text: string, mac: string): Promise<Release> {
    const { envelopeKeys, audience, principal, now } = this.#ports;
    const envelope = openEnvelope(text, mac, { keys: envelopeKeys, audience, now: now() });
    if ("reason" in envelope) return { kind: "refused", ...envelope };
    if (envelope.principal !== principal) return { kind: "refused", reason: "principal_mismatch", principal: envelope.principal };
    const { envelopeId } = envelope;
    this.#prune();
    if (!this.#store.claim(envelopeId, envelope.expiresAt + claimMarginMs))
      return { kind: "refused", reason: "envelope_replayed", envelopeId };
    return this.#give(envelopeId, null);
  }

  /** After Graph answered 401: another token for an envelope that was given one, once. */
  async renew(envelopeId: string): Promise<Renewal> {
    const claim = this.#store.claimed(envelopeId);
    if (claim === null || claim.releasedVersion === null) return { kind: "refused", reason: "envelope_unknown" };
    if (!this.#store.claimRenewal(envelopeId)) return { kind: "refused", reason: "renewal_spent" };
    return this.#give(envelopeId, claim.releasedVersion);
  }

  /** After Graph answered 401 with a claims challenge, which no refresh can meet: the person must sign in. */
  requireSignIn(envelopeId: string): void {
    const claim = this.#store.claimed(envelopeId);
    if (claim !== null && claim.releasedVersion !== null) this.#store.needSignIn(claim.releasedVersion);
  }

  /** Forgets the account and its tokens at once; false where there was none. Throws where the directory could not be told: repeat then. */
  async unlink(): Promise<boolean> {
    this.#opened = null;
    this.#unlinked += 1;
    const removed = this.#store.unlink();
    // Also where nothing was left to remove: a caller who repeats after a directory failure mends it.
    await this.#ports.directory.unlinked(this.#ports.principal, this.#ports.now());
    return removed;
  }

  async #give(envelopeId: string, refused: string | null): Promise<Released | ({ readonly kind: "refused" } & TokenRefusal)> {
    const fresh = await this.#fresh(refused);
    if ("reason" in fresh) return { kind: "refused", ...fresh };
    this.#store.released(envelopeId, fresh.version);
    return { kind: "released", accessToken: fresh.accessToken };
  }

  /** A token with life in it. @param refused version of a token that Graph turned down: anything but that. */
  async #fresh(refused: string | null): Promise<{ readonly version: string; readonly accessToken: string } | TokenRefusal> {
    const record = this.#store.record();
    if (record === null) return { reason: "account_not_linked" };
    if (record.needsSignIn) return { reason: "reauth_required" };
    const isRefused = record.version === refused;
    const lifeMs = record.accessExpiresAt - this.#ports.now();
    if (!isRefused && lifeMs > refreshAheadMs) return this.#use(record);

    const outcome = await this.#refreshed(record);
    const current = this.#store.record();
    if (current === null) return { reason: "account_not_linked" };
    // Refreshed by us, or linked anew while we asked: what is stored now counts, whatever became of our question.
    if (current.version !== record.version) return current.needsSignIn ? { reason: "reauth_required" } : this.#use(current);
    if (outcome.kind === "rejected") return { reason: "reauth_required" };
    if (outcome.kind === "unreadable") return { reason: "record_unreadable" };
    if (!isRefused && lifeMs > leastLifeMs) return this.#use(record);
    return outcome.kind === "misconfigured"
      ? { reason: "entra_misconfigured", ...entraCode(outcome) }
      : { reason: "entra_unavailable", retryAfterSeconds: this.#pauseLeft(), ...entraCode(outcome) };
  }

  async #use(record: StoredRecord): Promise<{ readonly version: string; readonly accessToken: string } | TokenRefusal> {
    const pair = await this.#open(record);
    return pair === null ? { reason: "record_unreadable" } : { version: record.version, accessToken: pair.accessToken };
  }

  #pauseLeft(): number {
    return Math.max(1, Math.ceil((this.#pausedUntil - this.#ports.now()) / 1000));
  }

  /** Joins the refresh under way, or starts one unless Entra is to be left alone. */
  async #refreshed(record: StoredRecord): Promise<RefreshOutcome> {
    if (this.#refreshing === null) {
      if (this.#ports.now() < this.#pausedUntil) return { kind: "unavailable" };
      this.#refreshing = this.#refresh(record).finally(() => (this.#refreshing = null));
    }
    return this.#refreshing;
  }

  /** The stored refresh token stays until its successor is on disk; a record that changed meanwhile is left as it is. */
  async #refresh(record: StoredRecord): Promise<RefreshOutcome> {
    const { entra, directory, principal, now } = this.#ports;
    const pair = await this.#open(record);
    if (pair === null) return { kind: "unreadable" };
    const tokens = await entra.refresh({ refreshToken: pair.refreshToken, scopes: record.requestedScopes });
    switch (tokens.kind) {
      case "tokens": {
        const sealed = await this.#seal({ accessToken: tokens.accessToken, refreshToken: tokens.refreshToken ?? pair.refreshToken });
        const replacement = { ...sealed, accessExpiresAt: tokens.expiresAt };
        this.#store.replaceTokens(record.version, replacement, tokens.grantedScopes ?? record.grantedScopes);
        // Last use is a convenience for operators; the call does not wait for it, nor fail with it.
        directory.used(principal, now()).catch(() => undefined);
        return { kind: "stored" };
      }
      case "rejected":
        this.#store.needSignIn(record.version);
        return tokens;
      case "unavailable":
      case "misconfigured": {
        const asked = tokens.kind === "unavailable" ? (tokens.retryAfterSeconds ?? 0) : 0;
        this.#pausedUntil = now() + Math.min(Math.max(asked, pauseSeconds.least), pauseSeconds.most) * 1000;
        return tokens;
      }
    }
  }

  async #seal(pair: TokenPair): Promise<{ readonly version: string; readonly sealed: string }> {
    const { principal, sealKeys } = this.#ports;
    return { version: crypto.randomUUID(), sealed: await seal(JSON.stringify(pair), principal, sealKeys, "vault") };
  }

  async #open(record: StoredRecord): Promise<TokenPair | null> {
    if (this.#opened?.version === record.version) return this.#opened.pair;
    const text = await open(record.sealed, this.#ports.principal, this.#ports.sealKeys, "vault");
    if (text === null) return null;
    // A form that an earlier or later release wrote: the person signs in again.
    const pair = tokenPair.safeParse(parseJson(text));
    if (!pair.success) return null;
    this.#opened = { version: record.version, pair: pair.data };
    return pair.data;
  }

  #prune(): void {
    const now = this.#ports.now();
    if (now - this.#prunedAt < pruneEveryMs) return;
    this.#prunedAt = now;
    this.#store.prune(now);
  }
}

function standingOf(record: Omit<StoredRecord, "version" | "sealed" | "accessExpiresAt">): AccountStanding {
  const { account, email, bindingRule, grantedScopes, linkedAt, needsSignIn } = record;
  return { ...account, email, bindingRule, grantedScopes, linkedAt, needsSignIn };
}

function linkFailure(failure: EntraFailure): LinkRefusal {
  const reasons = { rejected: "upstream_denied", misconfigured: "entra_misconfigured", unavailable: "entra_unavailable" } as const;
  return { reason: reasons[failure.kind], ...entraCode(failure) };
}

function entraCode(failure: { readonly entraCode?: string }): { readonly entraCode?: string } {
  return failure.entraCode === undefined ? {} : { entraCode: failure.entraCode };
}
