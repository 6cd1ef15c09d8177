/** The page where a person sees what will be linked, and starts. */
import { html } from "hono/html";
import type { AccountStanding } from "../../accounts/vault.ts";
import { type Html, plainText } from "./frame.ts";

export type ConnectPage = {
  /** Access e-mail. */
  readonly email: string;
  readonly standing: AccountStanding | null;
  /** False where the account was linked under another e-mail. */
  readonly sameEmail: boolean;
  readonly justLinked: boolean;
  /** Graph scopes that will be asked for, short form. */
  readonly scopes: readonly string[];
  readonly formToken: string;
};

/** What a scope lets the assistant do, in a person's words. Source: Microsoft Graph permissions reference, delegated permissions. */
const meanings: Readonly<Record<string, string>> = {
  "Calendars.Read": "See your calendar",
  "Calendars.ReadWrite": "See and change your calendar",
  "Channel.ReadBasic.All": "See the channels of your teams",
  "ChannelMessage.Send": "Post in channels as you",
  "Chat.ReadWrite": "Read and write your chats",
  "ChatMessage.Send": "Send chat messages as you",
  "Contacts.Read": "See your contacts",
  "Files.Read": "Read your files",
  "Mail.Read": "Read your mail",
  "Mail.ReadWrite": "Read and change your mail",
  "Mail.Send": "Send mail as you",
  "MailboxSettings.Read": "See your mailbox's time zone and language",
  "OnlineMeetings.ReadWrite": "Create online meetings",
  "People.Read": "Find people you work with",
  "Team.ReadBasic.All": "See the teams you are in",
  "User.Read": "See your profile",
  "User.ReadBasic.All": "See basic profiles of your colleagues",
};

export function connectPage(page: ConnectPage): Html {
  const { standing } = page;
  return html`
    ${notice(page)}
    <p>Your assistant will act in Microsoft 365 as your own account, and as nobody else's.</p>
    <dl>
      <div>
        <dt>You are</dt>
        <dd>${plainText(page.email)}</dd>
      </div>
      ${
        standing === null
          ? html`<div>
              <dt>Microsoft account</dt>
              <dd>not linked yet</dd>
            </div>`
          : html`<div>
                <dt>Microsoft account</dt>
                <dd>${plainText(standing.userPrincipalName)}</dd>
              </div>
              <div>
                <dt>Linked since</dt>
                <dd>${day(standing.linkedAt)}</dd>
              </div>`
      }
    </dl>
    <h2>What you allow</h2>
    <ul>
      ${page.scopes.map((scope) => html`<li><span>${meanings[scope] ?? "Microsoft Graph permission"}</span><code>${scope}</code></li>`)}
    </ul>
    <p class="soft">
      You sign in at Microsoft, not here. What Microsoft hands out is stored encrypted; neither your assistant nor its vendor ever sees it.
    </p>
    <form method="post" action="/connect">
      <input type="hidden" name="token" value="${page.formToken}" />
      <button type="submit" class="${needsLink(page) ? "" : "quiet"}">${standing === null ? "Continue to Microsoft" : "Link again"}</button>
    </form>
  `;
}

function needsLink({ standing, sameEmail }: ConnectPage): boolean {
  return standing === null || standing.needsSignIn || !sameEmail;
}

function notice({ standing, sameEmail, justLinked }: ConnectPage): Html | "" {
  if (standing === null) return "";
  if (standing.needsSignIn)
    return html`<p class="note warn">Microsoft asks you to sign in again. Until then your assistant cannot reach your account.</p>`;
  if (!sameEmail)
    return html`<p class="note warn">
      This account was linked under another e-mail address. Link it again to use it as the person you are now.
    </p>`;
  return justLinked
    ? html`<p class="note good">Your account is linked. You can close this page and go back to your assistant.</p>`
    : html`<p class="note good">Your account is linked. There is nothing to do.</p>`;
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
