/** The door over real vaults, driven like a browser: it keeps cookies, follows nothing by itself. */
import { pageBrowser } from "../../support/page-browser.ts";
import type { JWTPayload } from "jose";
import { type PrincipalId } from "../../../src/core/identity.ts";
import { createConnect } from "../../../src/oauth/connect.ts";
import { createMicrosoftSignIn, type DoorVault } from "../../../src/oauth/microsoft-sign-in.ts";
import type { PageCaller, PageEvent } from "../../../src/oauth/page-door.ts";
import { settings } from "../accounts/entra-double.ts";
import { audience, keyRing, redirectUri, vaultFixture } from "../accounts/vault-fixture.ts";

type Person = PageCaller["identity"];

const aliceIdentity: Person = {
  kind: "user",
  subject: "alice-sub",
  email: "alice@corp.example",
  groups: [],
  expiresAt: 2_000_000_000,
};
export const bobIdentity: Person = { ...aliceIdentity, subject: "bob-sub", email: "bob@corp.example" };

export async function connectFixture() {
  const vaults = await vaultFixture();
  const { clock, entra } = vaults;
  const woken: PrincipalId[] = [];
  const events: PageEvent[] = [];
  const broken = { vault: false };
  const cookieKeys = keyRing();
  const { clientSecret: _, ...client } = settings;
  const scopes = ["Mail.Read", "Notes.Read"];
  const vaultOf = (principal: PrincipalId): DoorVault => {
    woken.push(principal);
    if (broken.vault)
      return { standing: () => Promise.reject(new Error("do-not-leak")), link: () => Promise.reject(new Error("do-not-leak")) };
    return { standing: async () => vaults.vault.standing(), link: (input) => vaults.vault.link(input) };
  };
  const door = createConnect({
    publicOrigin: audience,
    authorityOrigin: client.authorityOrigin,
    signIn: createMicrosoftSignIn({ publicOrigin: audience, entra: client, scopes, vaultOf }),
    scopes,
    stateKeys: keyRing(),
    cookieKeys,
    vaultOf,
    now: () => clock.now,
  });

  return {
    ...vaults,
    woken,
    events,
    broken,
    cookieKeys,
    browser(identity: Person = aliceIdentity) {
      const base = pageBrowser({ door, origin: audience, identity, onEvent: (event) => events.push(event) });
      const browser = Object.assign(base, {
        async formToken(): Promise<string> {
          const page = await (await browser.send("/connect")).text();
          return /name="token" value="([^"]+)"/.exec(page)?.[1] ?? "";
        },
        post(token: string, headers: Record<string, string> = {}): Promise<Response> {
          return browser.submit("/connect", new URLSearchParams({ token }).toString(), headers);
        },
        /** From the page to Microsoft. */
        async start(): Promise<URL> {
          const response = await browser.post(await browser.formToken());
          return new URL(response.headers.get("location") ?? "about:blank");
        },
        /** What Microsoft sends the browser back to, after the person signed in there. */
        async signIn(at: URL, claims: JWTPayload = {}): Promise<string> {
          const link = await browser.codeFor(at, claims);
          return `/callback?code=${link}&state=${at.searchParams.get("state") ?? ""}`;
        },
        async codeFor(at: URL, claims: JWTPayload): Promise<string> {
          return entra.issueCode({
            codeChallenge: at.searchParams.get("code_challenge") ?? "",
            redirectUri,
            claims: { nonce: at.searchParams.get("nonce"), ...claims },
          });
        },
      });
      return browser;
    },
  };
}
