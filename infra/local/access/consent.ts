/** What a person sees before an MCP client acts for them: which client, where it takes them, and as whom. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { html } from "hono/html";
import type { Provider } from "oidc-provider";
import type { Person } from "../company.ts";
import { renderPage, sendPage } from "../page.ts";
import { brand } from "./team-login.ts";

export type ConsentOptions = {
  readonly provider: Provider;
  /** Consent follows the sign-in without a page. */
  readonly automatic: boolean;
  /** Who the browser's Access session belongs to. */
  readonly signedIn: (req: IncomingMessage) => Promise<{ readonly person: Person; /** Epoch s. */ readonly issuedAt: number } | undefined>;
  readonly startLogin: (req: IncomingMessage, res: ServerResponse, ask: { readonly loginHint: string; readonly again: boolean }) => void;
  readonly now: () => number;
};

export type Consent = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

export function createConsent({ provider, automatic, signedIn, startLogin, now }: ConsentOptions): Consent {
  /** Interactions that sent the browser to sign in, with the second at which they did. */
  const sentToLogin = new Map<string, number>();

  return async (req, res) => {
    const interaction = await provider.interactionDetails(req, res).catch(() => undefined);
    if (!interaction) {
      sendPage(res, 400, await renderPage("orange", brand, "This request has expired", html`<p>Connect again from your MCP client.</p>`));
      return;
    }
    const { params, uid } = interaction;
    const param = (name: string) => (typeof params[name] === "string" ? params[name] : "");
    const hint = param("login_hint");
    const again = /\b(login|select_account)\b/.test(param("prompt"));
    const session = await signedIn(req);
    const sentAt = sentToLogin.get(uid);
    const satisfied =
      sentAt === undefined ? !again && (hint === "" || hint.toLowerCase() === session?.person.email) : (session?.issuedAt ?? 0) >= sentAt;
    if (!session || !satisfied) {
      sentToLogin.set(uid, Math.floor(now() / 1000));
      startLogin(req, res, { loginHint: hint, again });
      return;
    }
    const { person } = session;
    const decision = req.method === "POST" ? new URLSearchParams(await text(req)).get("decision") : automatic ? "allow" : null;
    if (decision === null) {
      const client = await provider.Client.find(param("client_id"));
      sendPage(res, 200, await consentPage(client?.clientName ?? param("client_id"), param("redirect_uri"), person));
      return;
    }
    sentToLogin.delete(uid);
    if (decision !== "allow") {
      await provider.interactionFinished(req, res, { error: "access_denied", error_description: "The person declined." });
      return;
    }
    const grant = new provider.Grant({ accountId: person.accessSubject, clientId: param("client_id") });
    for (const resource of [params["resource"]].flat()) grant.addResourceScope(String(resource), param("scope"));
    const grantId = await grant.save();
    await provider.interactionFinished(req, res, { login: { accountId: person.accessSubject }, consent: { grantId }, select_account: {} });
  };
}

const loopbackHosts = new Set(["localhost", "127.0.0.1", "[::1]"]);

function consentPage(client: string, redirectUri: string, person: Person): Promise<string> {
  const { host, hostname } = new URL(redirectUri);
  return renderPage(
    "orange",
    brand,
    "Allow this MCP client?",
    html`<dl>
        <dt>Client</dt>
        <dd>${withoutControls(client)}</dd>
        <dt>Sends you to</dt>
        <dd><strong>${host}</strong></dd>
        <dt>Acts as</dt>
        <dd>${person.displayName}<br /><span class="soft">${person.email}</span></dd>
      </dl>
      ${loopbackHosts.has(hostname) ? html`<p class="warning">This client runs on your own computer. Allow it only if you have just started it.</p>` : ""}
      <form class="choice" method="post">
        <button class="main" name="decision" value="allow">Allow</button>
        <button name="decision" value="deny">Deny</button>
      </form>`,
  );
}

/** Direction and zero-width marks let one name look like another. */
const withoutControls = (name: string) => name.replace(/[\p{Cc}\p{Cf}]/gu, "");
