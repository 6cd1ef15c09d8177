/** The settings of the vault's object, read once when it wakes. */
import { z } from "zod";
import { AppError } from "../core/errors.ts";
import type { DirectoryDatabase } from "./directory.ts";
import type { EntraSettings } from "./entra.ts";
import { type KeyRing, parseKeyRing } from "./keys.ts";

/** What the vault needs of the Worker's `env`. */
export type VaultEnv = {
  readonly ENCRYPTION_KEY: string;
  readonly ENVELOPE_KEY: string;
  readonly PUBLIC_ORIGIN: string;
  readonly MICROSOFT_AUTHORITY?: string;
  readonly MICROSOFT_TENANT_ID: string;
  readonly MICROSOFT_CLIENT_ID: string;
  readonly MICROSOFT_CLIENT_SECRET: string;
  /** D1 with `migrations/0001_directory.sql`. */
  readonly DIRECTORY: DirectoryDatabase;
};

export type VaultSettings = {
  readonly envelopeKeys: KeyRing;
  readonly sealKeys: KeyRing;
  /** `PUBLIC_ORIGIN`: the deployment that envelopes are good for. */
  readonly audience: string;
  readonly entra: EntraSettings;
};

const keyRing = z.string().transform((text, context) => {
  const ring = parseKeyRing(text);
  if (typeof ring !== "string") return ring;
  context.addIssue({ code: "custom", message: ring });
  return z.NEVER;
});

const origin = z.url({ protocol: /^https?$/ }).transform((text) => new URL(text).origin);

const vaultEnv = z.object({
  ENCRYPTION_KEY: keyRing,
  ENVELOPE_KEY: keyRing,
  PUBLIC_ORIGIN: origin,
  MICROSOFT_AUTHORITY: origin.default("https://login.microsoftonline.com"),
  MICROSOFT_TENANT_ID: z.guid(),
  MICROSOFT_CLIENT_ID: z.string().min(1),
  MICROSOFT_CLIENT_SECRET: z.string().min(1),
});

/** Throws `AppError` `misconfigured` that names every wrong setting and shows the value of none. */
export function readVaultSettings(env: unknown): VaultSettings {
  const parsed = vaultEnv.safeParse(env);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new AppError("misconfigured", `The account vault is misconfigured. ${problems.join("; ")}.`);
  }
  const settings = parsed.data;
  return {
    envelopeKeys: settings.ENVELOPE_KEY,
    sealKeys: settings.ENCRYPTION_KEY,
    audience: settings.PUBLIC_ORIGIN,
    entra: {
      authorityOrigin: settings.MICROSOFT_AUTHORITY,
      tenantId: settings.MICROSOFT_TENANT_ID.toLowerCase(),
      clientId: settings.MICROSOFT_CLIENT_ID,
      clientSecret: settings.MICROSOFT_CLIENT_SECRET,
    },
  };
}
