/** The page where a person sees what may act for them here, and ends it. */
import { html } from "hono/html";
import type { Connected, ConnectedAccount, ConnectedClient } from "../connections.ts";
import { type Html, plainText, shortened } from "./frame.ts";

export type ConnectionsPage = Connected & {
  /** Access e-mail. */
  readonly email: string;
  /** Who lets clients in: `access` leaves nothing to end here but the account. */
  readonly authorization: "access" | "oauth";
  /** What was ended by the form that led here, and is. */
  readonly justEnded: "client" | "clients" | "account" | null;
  readonly formToken: string;
};

const confirmations = {
  client: "That application is disconnected. Its next request is refused.",
  clients: "All applications are disconnected. Their next requests are refused.",
  account: "Your Microsoft account is no longer linked. No application can reach it through this server.",
} as const;

export function connectionsPage(page: ConnectionsPage): Html {
  const { email, authorization, account, clients, justEnded, formToken } = page;
  return html`
    ${justEnded === null ? "" : html`<p class="note good" role="status">${confirmations[justEnded]}</p>`}
    <p>What may use Microsoft 365 for <strong>${plainText(email)}</strong> through this server, and how you end it.</p>
    <form method="post" action="/connections">
      <input type="hidden" name="token" value="${formToken}" />
      <h2>Applications</h2>
      ${authorization === "access" ? letInByAccess(account !== null) : ""}
      ${clients.length === 0 ? nobody(authorization) : clientTable(clients)}
      ${
        clients.filter(({ grantId }) => grantId !== null).length > 1
          ? html`<button type="submit" name="end" value="clients" class="quiet">Disconnect all applications</button>`
          : ""
      }
      <h2>Microsoft account</h2>
      ${account === null ? html`<p>No account is linked. <a href="/connect">Link yours</a>.</p>` : accountTable(account)}
    </form>
    <p class="soft">
      All times are UTC. An application's name is its own
      word${authorization === "oauth" ? "; the address below it is where its access was sent" : ""}.
    </p>
  `;
}

function letInByAccess(linked: boolean): Html {
  return html`<p class="soft">
    Your organisation's Cloudflare Access lets applications in, so that is where each of them is ended: your administrator revokes your
    sessions there.
    ${linked ? "What you can do here and now: end the Microsoft account below, and every application is powerless at once." : ""} These are
    the applications this server has seen.
  </p>`;
}

function nobody(authorization: "access" | "oauth"): Html {
  return html`<p>${authorization === "access" ? "No application has called yet." : "No application is connected."}</p>`;
}

function clientTable(clients: readonly ConnectedClient[]): Html {
  const mayBeEnded = clients.some(({ grantId }) => grantId !== null);
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Application</th>
        <th scope="col">Connected</th>
        <th scope="col">Last use</th>
        ${
          mayBeEnded
            ? html`<th scope="col">May</th>
                <td></td>`
            : ""
        }
      </tr>
    </thead>
    <tbody>
      ${clients.map(
        (client) =>
          html`<tr>
            <th scope="row">${nameOf(client)}<small>${plainText(client.redirectHost ?? client.userAgentFamily ?? "")}</small></th>
            <td data-label="Connected">${moment(client.connectedAt)}</td>
            <td data-label="Last use">${client.lastUsedAt === null ? "never" : moment(client.lastUsedAt)}</td>
            ${
              client.grantId === null
                ? ""
                : html`<td data-label="May">${mayDo(client.scopes)}</td>
                    <td>${endButton(`client ${client.grantId}`, nameOf(client))}</td>`
            }
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function accountTable(account: ConnectedAccount): Html {
  const name = plainText(account.userPrincipalName);
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Account</th>
        <th scope="col">Linked</th>
        <th scope="col">Last use</th>
        <td></td>
      </tr>
    </thead>
    <tbody>
      <tr>
        <th scope="row">${name}${account.needsSignIn ? html`<small>Microsoft asks you to sign in again</small>` : ""}</th>
        <td data-label="Linked">${moment(account.linkedAt)}</td>
        <td data-label="Last use">${account.lastUsedAt === null ? "not known" : moment(account.lastUsedAt)}</td>
        <td>${endButton("account", name)}</td>
      </tr>
    </tbody>
  </table>`;
}

function endButton(value: string, what: string): Html {
  return html`<button type="submit" name="end" value="${value}" class="end" aria-label="End ${what}">End</button>`;
}

function nameOf({ name, clientId }: ConnectedClient): string {
  return shortened(plainText(name ?? clientId ?? "An application without a name"), 60);
}

function mayDo(scopes: readonly string[] | null): string {
  if (scopes === null) return "not known";
  return scopes.includes("m365.write") ? "read, send and change" : "read";
}

/** `2026-11-21 11:44`. */
function moment(at: number): Html {
  const text = new Date(at).toISOString();
  return html`<time datetime="${text}">${text.slice(0, 10)} ${text.slice(11, 16)}</time>`;
}
