/** What the vault's object needs of the configuration, read once when it wakes. */
import type { Config } from "../config/config.ts";
import type { EntraClient, EntraSettings } from "./entra.ts";
import { type KeyRing, requireKeyRing } from "./keys.ts";

export type VaultSettings = {
  readonly envelopeKeys: KeyRing;
  readonly sealKeys: KeyRing;
  /** `PUBLIC_ORIGIN`: the deployment that envelopes are good for. */
  readonly audience: string;
  readonly entra: EntraSettings;
};

export function vaultSettings(config: Config): VaultSettings {
  return {
    envelopeKeys: requireKeyRing(config.ENVELOPE_KEY),
    sealKeys: requireKeyRing(config.ENCRYPTION_KEY),
    audience: config.PUBLIC_ORIGIN,
    entra: { ...entraClient(config), clientSecret: config.MICROSOFT_CLIENT_SECRET },
  };
}

/** The application as sign-in pages need it, without its secret; the tenant in the form its tokens use. */
export function entraClient(config: Config): EntraClient {
  return {
    authorityOrigin: config.MICROSOFT_AUTHORITY,
    tenantId: config.MICROSOFT_TENANT_ID.toLowerCase(),
    clientId: config.MICROSOFT_CLIENT_ID,
    // A scope without its resource means the global Graph (learn.microsoft.com/graph/deployments).
    scopePrefix: config.MICROSOFT_CLOUD === "global" ? "" : `${config.GRAPH_ORIGIN}/`,
  };
}
