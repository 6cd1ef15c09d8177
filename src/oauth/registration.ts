/** `POST /register` (RFC 7591): what a client that registers itself may say, checked before the library stores any of it. */
import { z } from "zod";
import { isDeeperThan, parseJson, repeatsKey } from "../core/json.ts";
import { isAllowedRedirect, type RedirectPolicy } from "./redirects.ts";

export type RegistrationVerdict =
  | { readonly accepted: true; /** JSON of exactly the members we know. */ readonly body: string }
  | {
      readonly accepted: false;
      readonly reason: "dcr_invalid" | "redirect_uri_invalid";
      /** RFC 7591 §3.2.2. */
      readonly code: "invalid_client_metadata" | "invalid_redirect_uri";
      readonly description: string;
    };

/** A link a person may follow from the consent page: https to a named host. Nothing here is ever fetched. */
const link = z
  .string()
  .max(2048)
  .refine((text) => {
    const url = URL.parse(text);
    return url?.protocol === "https:" && url.username === "" && /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}$/i.test(url.hostname);
  }, "must be an https URL with a host name");
const redirectUris = z.array(z.string().max(2048)).min(1).max(10);

/** The deepest member that any standard names is a key set: four. */
const maxDepth = 16;

/**
 * An address of an application's own (RFC 8252 §7.1) that a client we know lists beside others. Any program on a machine may claim it, so it
 * is left out (RFC 7591 §3.2.1) and never sent a code; refusing the whole registration would shut that client out.
 */
const leftOut: ReadonlySet<string> = new Set(["cursor://anysphere.cursor-mcp/oauth/callback"]);

/** RFC 7591 §2. Members we do not know are dropped, as §3.2.1 allows; so are keys of the client's own, which nothing here would use. */
const metadata = z.object({
  redirect_uris: redirectUris,
  client_name: z.string().min(1).max(200).optional(),
  client_uri: link.optional(),
  logo_uri: link.optional(),
  tos_uri: link.optional(),
  policy_uri: link.optional(),
  jwks_uri: link.optional(),
  token_endpoint_auth_method: z.enum(["none", "client_secret_basic", "client_secret_post"]).optional(),
  grant_types: z
    .array(z.enum(["authorization_code", "refresh_token"]))
    .max(2)
    .optional(),
  response_types: z.array(z.literal("code")).max(1).optional(),
  scope: z.string().max(1024).optional(),
});

/** @param text the request's body, already capped in size */
export function readRegistration(text: string, policy: RedirectPolicy): RegistrationVerdict {
  const json = parseJson(text);
  if (json === null || typeof json !== "object" || Array.isArray(json)) return invalid("The body must be one JSON object.");
  if (Object.hasOwn(json, "__proto__") || repeatsKey(text)) return invalid("Each member may stand there once, under its own name.");
  if (isDeeperThan(maxDepth, json)) return invalid(`The body is nested deeper than ${maxDepth} levels.`);
  const parsed = metadata.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return invalid(`${issue?.path.join(".") || "metadata"}: ${issue?.message ?? "not valid"}`);
  }
  const { jwks_uri: _unused, scope: _granted, ...known } = parsed.data;
  const usable = known.redirect_uris.filter((uri) => !leftOut.has(uri));
  const foreign = known.redirect_uris.findIndex((uri) => !isAllowedRedirect(uri, policy) && (usable.length === 0 || !leftOut.has(uri)));
  if (foreign >= 0) {
    return {
      accepted: false,
      reason: "redirect_uri_invalid",
      code: "invalid_redirect_uri",
      description: `redirect_uris[${foreign}] is not among the addresses this server sends codes to. Its operator can add it to REGISTRATION_REDIRECTS.`,
    };
  }
  return { accepted: true, body: JSON.stringify({ ...known, redirect_uris: usable }) };
}

function invalid(description: string): RegistrationVerdict {
  return { accepted: false, reason: "dcr_invalid", code: "invalid_client_metadata", description };
}
