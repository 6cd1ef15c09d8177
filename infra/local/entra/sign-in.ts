/** The sign-in page of the tenant: pick an account, by form or, with automatic sign-in, by `login_hint`. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { html } from "hono/html";
import type { Provider } from "oidc-provider";
import { foreignTenantId, stranger, type Person } from "../company.ts";
import { accountButtons, renderPage, sendPage, type Account } from "../page.ts";
import type { Accounts } from "./accounts.ts";
import { describe } from "./errors.ts";

export type SignInOptions = {
  readonly people: readonly Person[];
  readonly accounts: Accounts;
  readonly autoSignIn: boolean;
  readonly tenantId: string;
  readonly now: () => number;
};

const brand = "Microsoft Entra (local)";
/** More would make the page useless; everybody else types an address. */
const listed = 8;

export async function signIn(provider: Provider, req: IncomingMessage, res: ServerResponse, options: SignInOptions): Promise<void> {
  const interaction = await provider.interactionDetails(req, res).catch(() => undefined);
  if (!interaction) {
    sendPage(
      res,
      400,
      await renderPage("blue", brand, "This sign-in has expired", html`<p>AADSTS165000: Start again from the application.</p>`),
    );
    return;
  }
  const hint = typeof interaction.params["login_hint"] === "string" ? interaction.params["login_hint"] : "";
  const chosen = req.method === "POST" ? (new URLSearchParams(await text(req)).get("account") ?? "") : options.autoSignIn ? hint : "";

  if (chosen === "") {
    sendPage(res, 200, await chooserPage(req.url ?? "", options.people));
    return;
  }
  const person = options.accounts.byHint(chosen);
  if (!person) {
    sendPage(res, 400, await refusalPage(chosen, options));
    return;
  }
  // The choice replaces whoever was signed in; `oidc-provider` would otherwise ask to sign the other one out, with a script.
  if (interaction.session) {
    delete (interaction as { session?: unknown }).session;
    await interaction.save(interaction.exp - Math.floor(Date.now() / 1000));
  }
  await provider.interactionFinished(req, res, {
    login: { accountId: options.accounts.subjectOf(person) },
    select_account: {},
    consent: {},
  });
}

function chooserPage(action: string, people: readonly Person[]): Promise<string> {
  const accounts: Account[] = people
    .slice(0, listed)
    .map(({ email, displayName, jobTitle }) => ({ email, name: displayName, note: jobTitle }));
  accounts.push({ email: stranger.email, name: stranger.displayName, note: "account of another company" });
  return renderPage(
    "blue",
    brand,
    "Pick an account",
    html`<p class="soft">to continue to m365-mcp-server</p>
      ${accountButtons(action, {}, accounts)}`,
  );
}

/** learn.microsoft.com/troubleshoot/entra/entra-id/app-integration/error-code-aadsts50020-user-account-identity-provider-does-not-exist */
function refusalPage(account: string, { tenantId, now }: SignInOptions): Promise<string> {
  const known = account.trim().toLowerCase() === stranger.email;
  const { error_description } = known
    ? describe(
        "access_denied",
        50020,
        `User account '${account}' from tenant '${foreignTenantId}' does not exist in tenant '${tenantId}'.`,
        now,
      )
    : describe("access_denied", 50034, `The user account ${account} does not exist in the ${tenantId} directory.`, now);
  return renderPage(
    "blue",
    brand,
    "Selected user account does not exist in this tenant",
    html`<p>${error_description}</p>
      <p class="soft">Go back to pick another account.</p>`,
  );
}
