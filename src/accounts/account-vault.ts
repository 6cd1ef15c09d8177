/** The Durable Object around one principal's `Vault`, named by the principal id. Its public methods are its whole RPC surface. */
import { DurableObject } from "cloudflare:workers";
import { isPrincipalId, type PrincipalId } from "../core/identity.ts";
import { requireConfig } from "../config/config.ts";
import { createDirectory, type DirectoryDatabase } from "./directory.ts";
import { createEntra } from "./entra.ts";
import { vaultSettings } from "./settings.ts";
import { type AccountStanding, type LinkInput, type LinkOutcome, type Release, type Renewal, Vault } from "./vault.ts";

/** `DIRECTORY`: D1 with `migrations/0001_directory.sql`; the settings besides are the configuration's to read. */
export type VaultEnv = { readonly DIRECTORY: DirectoryDatabase };

export class AccountVault extends DurableObject<VaultEnv> {
  readonly #vault: Vault;

  constructor(ctx: DurableObjectState, env: VaultEnv) {
    super(ctx, env);
    const { envelopeKeys, sealKeys, audience, entra } = vaultSettings(requireConfig(env));
    const now = (): number => Date.now();
    this.#vault = new Vault({
      principal: principalOf(ctx.id.name),
      storage: ctx.storage,
      envelopeKeys,
      sealKeys,
      audience,
      entra: createEntra(entra, { fetch: (url, init) => fetch(url, init), now }),
      directory: createDirectory(env.DIRECTORY),
      now,
    });
  }

  standing(): AccountStanding | null {
    return this.#vault.standing();
  }

  link(input: LinkInput): Promise<LinkOutcome> {
    return this.#vault.link(input);
  }

  release(text: string, mac: string): Promise<Release> {
    return this.#vault.release(text, mac);
  }

  renew(envelopeId: string): Promise<Renewal> {
    return this.#vault.renew(envelopeId);
  }

  requireSignIn(envelopeId: string): void {
    this.#vault.requireSignIn(envelopeId);
  }

  unlink(): Promise<boolean> {
    return this.#vault.unlink();
  }
}

/** An object reached by id instead of by name belongs to nobody. */
function principalOf(name: string | undefined): PrincipalId {
  if (isPrincipalId(name)) return name;
  throw new Error("AccountVault must be named by a principal id.");
}
