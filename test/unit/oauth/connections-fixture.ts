/** Two people's objects, grants in a KV that may lag, and accounts, as the doors to connections see them. */
import { pageBrowser } from "../../support/page-browser.ts";
import { createDirectory } from "../../../src/accounts/directory.ts";
import type { AccountStanding } from "../../../src/accounts/vault.ts";
import { Connections as AgentConnections, type Ending } from "../../../src/agent/connections.ts";
import type { AccessIdentity, PrincipalId } from "../../../src/core/identity.ts";
import { createConnections, type RemoteAgent } from "../../../src/oauth/connections.ts";
import type { Grant } from "../../../src/oauth/grants.ts";
import { createMyConnections } from "../../../src/oauth/my-connections.ts";
import type { PageEvent } from "../../../src/oauth/page-door.ts";
import { directoryDatabase, objectStorage } from "../accounts/storage.ts";
import { alice, audience, keyRing } from "../accounts/vault-fixture.ts";

type Person = Extract<AccessIdentity, { kind: "user" }>;
export const aliceIdentity: Person = {
  kind: "user",
  subject: "alice-sub",
  email: "alice@corp.example",
  groups: [],
  expiresAt: 2_000_000_000,
};
export const bobIdentity: Person = { ...aliceIdentity, subject: "bob-sub", email: "bob@corp.example" };

export const claude: Grant = {
  grantId: "grant-claude",
  clientId: "client-claude",
  clientName: "Claude",
  redirectHost: "claude.ai",
  scopes: ["m365.read", "m365.write"],
  grantedAt: Date.UTC(2026, 10, 20, 8),
};
export const cursor: Grant = {
  ...claude,
  grantId: "grant-cursor",
  clientId: "client-cursor",
  clientName: "Cursor",
  redirectHost: "localhost",
  scopes: ["m365.read"],
};

export async function connectionsFixture(authorization: "access" | "oauth" = "oauth") {
  const clock = { now: Date.UTC(2026, 10, 21, 9, 30) };
  const database = directoryDatabase();
  const directory = createDirectory(database);
  const kv = new Map<string, Grant[]>();
  const accounts = new Map<string, AccountStanding>();
  const objects = new Map<string, AgentConnections>();
  /** In the order they happened. */
  const steps: string[] = [];
  const endings: Ending[] = [];
  const broken = { list: false, revoke: false, agent: false, unlink: false };

  const seenBy = (principal: string): AgentConnections => {
    const known = objects.get(principal) ?? new AgentConnections(objectStorage(), clock.now);
    objects.set(principal, known);
    return known;
  };
  const agentOf = (principal: PrincipalId): RemoteAgent => {
    const step = async <T>(name: string, ending: Ending | null, act: () => T): Promise<T> => {
      if (broken.agent) throw new Error("do-not-leak");
      if (ending) {
        steps.push(`${principal} object ${name}`);
        endings.push(ending);
      }
      return act();
    };
    const object = seenBy(principal);
    return {
      listConnections: () => step("list", null, () => ({ seen: object.seen(), endedGrants: object.endedGrants() })),
      endConnection: (grantId, ending) => step(`ends ${grantId}`, ending, () => object.endGrant(grantId, clock.now)),
      endAll: (known, ending) => step("ends all", ending, () => object.endAll(known, clock.now)),
      endAccount: (ending) =>
        step("ends account", ending, () => {
          if (broken.unlink) throw new Error("do-not-leak");
          return accounts.delete(principal);
        }),
    };
  };
  const listed = (principal: PrincipalId): readonly Grant[] => {
    if (broken.list) throw new Error("do-not-leak");
    return kv.get(principal) ?? [];
  };
  const connections = createConnections({
    grants:
      authorization === "access"
        ? null
        : {
            list: async (principal) => listed(principal),
            ids: async (principal) => listed(principal).map(({ grantId }) => grantId),
            revoke: async (principal, grantId) => {
              steps.push(`${principal} KV deletes ${grantId}`);
              if (broken.revoke) throw new Error("do-not-leak");
              kv.set(
                principal,
                (kv.get(principal) ?? []).filter((grant) => grant.grantId !== grantId),
              );
            },
          },
    agentOf,
    vaultOf: (principal) => ({ standing: async () => accounts.get(principal) ?? null }),
    directory,
    now: () => clock.now,
  });
  const link = async (principal: PrincipalId, email: string): Promise<void> => {
    const account = { tenantId: "tenant", objectId: `object of ${principal}`, userPrincipalName: email };
    accounts.set(principal, { ...account, email, bindingRule: "upn", grantedScopes: [], linkedAt: clock.now, needsSignIn: false });
    await directory.linked({ principal, email, tenantId: account.tenantId, objectId: account.objectId, linkedAt: clock.now });
  };
  await link(alice, "alice@corp.example");
  await link("user:bob-sub", "bob@corp.example");
  kv.set(alice, [claude, cursor]);
  kv.set("user:bob-sub", [{ ...claude, grantId: "grant-of-bob" }]);

  const events: PageEvent[] = [];
  const door = createMyConnections({ publicOrigin: audience, authorization, stateKeys: keyRing(), connections });

  return {
    clock,
    database,
    directory,
    kv,
    accounts,
    seenBy,
    steps,
    endings,
    broken,
    connections,
    link,
    events,
    browser(identity: Person = aliceIdentity) {
      const base = pageBrowser({ door, origin: audience, identity, onEvent: (event) => events.push(event) });
      const browser = Object.assign(base, {
        page: async (path = "/connections"): Promise<string> => (await browser.send(path)).text(),
        async formToken(): Promise<string> {
          return /name="token" value="([^"]+)"/.exec(await browser.page())?.[1] ?? "";
        },
        post(fields: Record<string, string> | string, headers: Record<string, string> = {}): Promise<Response> {
          return browser.submit("/connections", typeof fields === "string" ? fields : new URLSearchParams(fields).toString(), headers);
        },
        /** Presses the button of that value on the page. */
        async press(end: string): Promise<Response> {
          return browser.post({ token: await browser.formToken(), end });
        },
      });
      return browser;
    },
  };
}
