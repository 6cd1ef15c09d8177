/** Whom a token request claims to come from, read before anything of it is believed. */
import { z } from "zod";
import { parseJson } from "../core/json.ts";

/**
 * Every client a token request claims to come from, before anything is looked up: parameter, Basic user, and issuer of an assertion
 * (RFC 7523 §3). Decoded as the library decodes them: a form's plus sign (RFC 6749 §2.3.1), a byte order mark before JSON.
 */
export function clientsNamed(form: URLSearchParams, authorization: string | null): readonly string[] {
  const basic = /^basic\s+(\S+)$/i.exec(authorization ?? "")?.[1];
  const user = basic === undefined ? [] : [safely(() => decodeURIComponent((atob(basic).split(":")[0] ?? "").replaceAll("+", " ")))];
  const issuers = form.getAll("client_assertion").map((assertion) => {
    const claims = parseJson(new TextDecoder().decode(Buffer.from(assertion.split(".")[1] ?? "", "base64url")));
    return issuerClaim.safeParse(claims).data?.iss ?? "";
  });
  return [...form.getAll("client_id"), ...user, ...issuers];
}

const issuerClaim = z.object({ iss: z.string() });

function safely(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}
