/** Why a page for people said no: facts for the record, one sentence for the person. */
import type { LinkRefusal } from "../accounts/vault.ts";

export type PageRefusal =
  | { readonly reason: "consent_csrf" | "state_invalid" | "state_binding" | "principal_mismatch" | "param_duplicate" | "code_missing" }
  | { readonly reason: "issuer_mismatch" | "vault_unavailable" | "connections_unavailable" | "grant_store_unavailable" }
  | { readonly reason: "authorization_unavailable" }
  | { readonly reason: "client_unknown" | "redirect_uri_invalid" | "cimd_refused" | "consent_tampered" | "oauth_request_invalid" }
  | LinkRefusal;

export type RefusalPage = {
  readonly status: 400 | 503;
  readonly title: string;
  readonly sentence: string;
  readonly mayRetry: boolean;
};

const staleLink = "This sign-in link is not valid here. Start again from the beginning, in one browser.";

/** What the person learns. Nothing of what the request or Microsoft said is repeated. */
export function refusalPage(refusal: PageRefusal): RefusalPage {
  switch (refusal.reason) {
    case "consent_csrf":
      return refused(
        "This form has expired",
        "For your safety the form works only from its own page. Open it again and continue from there.",
      );
    case "state_invalid":
    case "state_binding":
    case "param_duplicate":
    case "code_missing":
    case "issuer_mismatch":
    case "nonce_mismatch":
    case "id_token_invalid":
      return refused("This sign-in could not be verified", staleLink);
    case "state_expired":
      return refused("This sign-in took too long", "A sign-in is good for ten minutes. Start again when you are ready.");
    case "state_used":
      return refused("This sign-in was already used", "Each sign-in works once. If your account is not linked yet, start again.");
    case "principal_mismatch":
      return refused("You are signed in as someone else now", "The sign-in was started under another identity. Start again as yourself.");
    case "upstream_denied":
      return refused(
        "Microsoft did not approve the sign-in",
        "The sign-in was cancelled, or your organisation does not allow it. Nothing was stored.",
      );
    case "tenant_mismatch":
      return refused(
        "This account belongs to another organisation",
        "Only accounts of your own organisation can be linked. Nothing was stored.",
      );
    case "account_binding_mismatch":
      return refused(
        "This is not your account",
        "You can link only the Microsoft account that belongs to the identity you are signed in with here. Nothing was stored.",
      );
    case "offline_access_missing":
      return refused(
        "Permission to stay signed in is missing",
        "Microsoft granted no lasting access. Ask your administrator to allow it for this application.",
      );
    case "client_unknown":
    case "cimd_refused":
      return final(
        "This application is not known here",
        "The link came from an application that may not connect to this server. Nothing was sent to it. Your administrator can tell which applications may.",
      );
    case "redirect_uri_invalid":
      return final(
        "This application's return address is not its own",
        "The link would have sent access to an address the application never registered, so it stops here. Nothing was sent anywhere.",
      );
    case "oauth_request_invalid":
      return final("This link is not complete", "The application sent a request that cannot be read. Start again from the application.");
    case "consent_tampered":
      return final("This form is not the one you were shown", "For your safety nothing was allowed. Start again from your application.");
    case "entra_misconfigured":
      return unavailable("Sign-in is not set up correctly", "Microsoft did not accept this application. Please tell your administrator.");
    case "entra_unavailable":
      return unavailable("Microsoft cannot be reached", "Please try again in a moment. Nothing was stored.");
    case "vault_unavailable":
      return unavailable("This did not work just now", "Open this page again in a moment to see whether your account is linked.");
    case "connections_unavailable":
      return unavailable("This did not work just now", "Open your connections again in a moment to see what is still there.");
    case "authorization_unavailable":
      return unavailable("This did not work just now", "No application was let in. Start again from your application in a moment.");
    case "grant_store_unavailable":
      return unavailable(
        "The application is refused from now on",
        "Its stored record could not be removed everywhere just now; it can do nothing any more, and goes by itself.",
      );
    case "directory_unavailable":
      return unavailable("The account could not be stored", "Please try again in a moment. Nothing was stored.");
  }
}

function refused(title: string, sentence: string): RefusalPage {
  return { status: 400, title, sentence, mayRetry: true };
}

/** Nothing here to start again from: the application must. */
function final(title: string, sentence: string): RefusalPage {
  return { status: 400, title, sentence, mayRetry: false };
}

function unavailable(title: string, sentence: string): RefusalPage {
  return { status: 503, title, sentence, mayRetry: true };
}
