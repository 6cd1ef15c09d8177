/** Errors in Entra's own words and codes: learn.microsoft.com/entra/identity-platform/reference-error-codes */
import { randomUUID } from "node:crypto";

export type EntraError = {
  readonly error: string;
  readonly error_description: string;
  readonly error_codes: readonly number[];
  readonly timestamp: string;
  readonly trace_id: string;
  readonly correlation_id: string;
};

type Refusal = { readonly code: number; readonly error: string; readonly status: number; readonly text: string };

/** What `oidc-provider` says about a refusal, next to what Entra would have said. First match wins. */
const refusals: readonly (Refusal & { readonly when: RegExp })[] = [
  {
    when: /missing required parameter/,
    code: 900144,
    error: "invalid_request",
    status: 400,
    text: "The request must contain every required parameter.",
  },
  {
    when: /client not found|client is invalid/,
    code: 700016,
    error: "unauthorized_client",
    status: 400,
    text: "Application was not found in the directory.",
  },
  { when: /invalid secret provided/, code: 7000215, error: "invalid_client", status: 401, text: "Invalid client secret provided." },
  {
    when: /authentication mechanism/,
    code: 7000218,
    error: "invalid_client",
    status: 401,
    text: "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  },
  {
    when: /redirect_uri/,
    code: 50011,
    error: "invalid_request",
    status: 400,
    text: "The redirect URI does not match the ones configured for the application.",
  },
  {
    when: /authorization code already consumed/,
    code: 54005,
    error: "invalid_grant",
    status: 400,
    text: "OAuth2 authorization code was already redeemed.",
  },
  { when: /authorization code is expired/, code: 70008, error: "invalid_grant", status: 400, text: "The authorization code has expired." },
  {
    when: /PKCE|code_verifier/,
    code: 501481,
    error: "invalid_grant",
    status: 400,
    text: "The Code_Verifier does not match the code_challenge.",
  },
  {
    when: /refresh token is expired/,
    code: 700082,
    error: "invalid_grant",
    status: 400,
    text: "The refresh token has expired due to inactivity.",
  },
  {
    when: /refresh token already used|grant not found|grant is expired/,
    code: 50173,
    error: "invalid_grant",
    status: 400,
    text: "The provided grant has expired because it was revoked; a fresh sign-in is needed.",
  },
  {
    when: /authorization code not found|refresh token not found/,
    code: 9002313,
    error: "invalid_grant",
    status: 400,
    text: "The grant is malformed or invalid.",
  },
  { when: /client mismatch/, code: 700005, error: "invalid_grant", status: 400, text: "The grant was issued to another application." },
];

const byError: Readonly<Record<string, Refusal>> = {
  invalid_scope: {
    code: 70011,
    error: "invalid_scope",
    status: 400,
    text: "The provided value for the input parameter 'scope' is not valid.",
  },
  invalid_target: { code: 70011, error: "invalid_scope", status: 400, text: "The provided resource is not valid." },
  unsupported_grant_type: {
    code: 70003,
    error: "unsupported_grant_type",
    status: 400,
    text: "The app requested an unsupported grant type.",
  },
  unsupported_response_type: {
    code: 700054,
    error: "unsupported_response_type",
    status: 400,
    text: "The response_type is not enabled for the application.",
  },
  login_required: {
    code: 50058,
    error: "login_required",
    status: 400,
    text: "A silent sign-in request was sent but no user is signed in.",
  },
  interaction_required: {
    code: 50058,
    error: "interaction_required",
    status: 400,
    text: "A silent sign-in request was sent but no user is signed in.",
  },
  access_denied: { code: 65004, error: "access_denied", status: 400, text: "The user declined to consent to access the app." },
  invalid_grant: { code: 70000, error: "invalid_grant", status: 400, text: "The grant is not valid." },
};

export type OidcFault = {
  readonly error: string;
  readonly error_description?: string | undefined;
  readonly error_detail?: string | undefined;
};

/** `detail` of the library decides, its error name is the fallback; the library's own words follow as a hint for whoever reads. */
export function entraError(fault: OidcFault, now: () => number): { readonly status: number; readonly body: EntraError } {
  const detail = [fault.error_detail, fault.error_description].filter(Boolean).join("; ");
  const refusal = refusals.find(({ when }) => when.test(detail)) ??
    byError[fault.error] ?? {
      code: 900144,
      error: fault.error,
      status: 400,
      text: "The request is missing a parameter or has an invalid one.",
    };
  return {
    status: refusal.status,
    body: describe(refusal.error, refusal.code, detail ? `${refusal.text} (${detail})` : refusal.text, now),
  };
}

export function describe(error: string, code: number, text: string, now: () => number): EntraError {
  const trace_id = randomUUID();
  const correlation_id = randomUUID();
  const timestamp = new Date(now()).toISOString().slice(0, 19).replace("T", " ") + "Z";
  return {
    error,
    error_description: `AADSTS${code}: ${text} Trace ID: ${trace_id} Correlation ID: ${correlation_id} Timestamp: ${timestamp}`,
    error_codes: [code],
    timestamp,
    trace_id,
    correlation_id,
  };
}
