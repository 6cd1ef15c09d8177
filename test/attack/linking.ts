/** Linking a Microsoft account under attack: past Access with any assertion, and a Microsoft that says what a test wants. */
import { text as bodyOf } from "node:stream/consumers";
import { parse } from "node-html-parser";
import { BrowserWalk, type Page } from "../../infra/local/browser-walk.ts";
import { signRaw, type TeamKey, teamKey } from "../support/access-team.ts";
import type { Seen } from "./answers.ts";
import { type Part, laidOver } from "./forge.ts";
import type { Stage } from "./stage.ts";

export const seenPage = ({ status, headers, text }: Page): Seen => ({ status, headers, text });

/** `/connect` to the last page with that assertion, at the Worker's own door, signing in at Microsoft as `email`. */
export async function linkPastAccess({ contract }: Stage, assertion: string, email: string): Promise<Page> {
  const { origin, directOrigin } = contract;
  const callback = `${origin}/callback`;
  const browser = new BrowserWalk(directOrigin, { "cf-access-jwt-assertion": assertion }, callback);
  const page = await browser.open(`${directOrigin}/connect`);
  const form = parse(page.text).querySelector("form");
  if (!form) return page;
  const fields = form
    .querySelectorAll("input[type=hidden]")
    .map((input): [string, string] => [input.getAttribute("name") ?? "", input.getAttribute("value") ?? ""]);
  let end = await browser.open(`${directOrigin}/connect`, { method: "POST", form: new URLSearchParams(fields), origin });
  if (!end.url.startsWith(callback) && !end.url.startsWith(directOrigin)) end = await browser.submit(end, { account: email });
  return end.url.startsWith(callback) ? browser.open(end.url.replace(origin, directOrigin)) : end;
}

export type MicrosoftAnswer = {
  /** Laid over the claims of a good ID token; `null` removes one. */
  readonly claims?: Part;
  readonly header?: Part;
  readonly signer?: TeamKey;
};

/** From now on Microsoft's token endpoint answers every code with an ID token of ours for that account. */
export async function microsoftAnswers(
  { faults, contract, estate }: Stage,
  account: { readonly objectId: string; readonly userPrincipalName: string },
  { claims = {}, header = {}, signer }: MicrosoftAnswer = {},
): Promise<void> {
  const key = await teamKey("microsoft");
  const { authority } = contract.entra;
  const tenantId = new URL(authority).pathname.slice(1);
  let nonce = "";
  faults.entra = (req, res, next) => {
    const url = new URL(req.url ?? "/", authority);
    const answer = (body: object) => void res.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (url.pathname.endsWith("/authorize")) nonce = url.searchParams.get("nonce") ?? nonce;
    if (url.pathname.endsWith("/keys")) return answer({ keys: [key.jwk] });
    if (!url.pathname.endsWith("/token")) return next();
    const now = Math.floor(Date.now() / 1000);
    const good = {
      iss: `${authority}/v2.0`,
      aud: estate.secrets["MICROSOFT_CLIENT_ID"],
      tid: tenantId,
      oid: account.objectId,
      preferred_username: account.userPrincipalName,
      nonce,
      iat: now,
      nbf: now,
      exp: now + 3_600,
      sub: "pairwise",
      ver: "2.0",
    };
    const idToken = signRaw(
      laidOver({ alg: "RS256", typ: "JWT", kid: key.kid }, header),
      JSON.stringify(laidOver(good, claims)),
      (signer ?? key).privateKey,
    );
    void bodyOf(req).then(() =>
      answer({
        token_type: "Bearer",
        expires_in: 3_600,
        access_token: "an-access-token-of-nobody",
        refresh_token: "a-refresh-token-of-nobody",
        scope: "openid profile email offline_access User.Read Mail.Read",
        id_token: idToken,
      }),
    );
  };
}
