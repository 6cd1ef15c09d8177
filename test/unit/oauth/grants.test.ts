import type { ClientInfo, GrantSummary } from "@cloudflare/workers-oauth-provider";
import { expect, test } from "vitest";
import { metadataDomains } from "../../../src/oauth/client-metadata.ts";
import { createGrants } from "../../../src/oauth/grants.ts";

const grant = (over: Partial<GrantSummary>): GrantSummary => ({
  id: "g1",
  clientId: "c1",
  userId: "user%3Aalice",
  scope: ["m365.read"],
  metadata: {},
  createdAt: 1_700_000_000,
  redirectUri: "https://claude.ai/api/mcp/auth_callback",
  ...over,
});
const client = { clientId: "c1", clientName: "Claude", redirectUris: ["https://claude.ai/cb"] } as unknown as ClientInfo;

function grantsOver(pages: readonly GrantSummary[][], lookupClient: (id: string) => Promise<ClientInfo | null> = async () => client) {
  const asked: unknown[] = [];
  const helpers: Parameters<typeof createGrants>[0] = {
    listUserGrants: async (userId, options) => {
      asked.push([userId, options]);
      const index = Number(options?.cursor ?? 0);
      return { items: [...(pages[index] ?? [])], ...(index + 1 < pages.length && { cursor: String(index + 1) }) };
    },
    lookupClient,
    revokeGrant: async (...args) => void asked.push(args),
  };
  const grants = createGrants(helpers, metadataDomains(["client.example"]));
  return { grants, asked };
}

test("lists every page of a person's grants", async () => {
  const { grants, asked } = grantsOver([[grant({})], [], [grant({ id: "g2", redirectUri: "http://localhost:3334/cb" })]]);
  expect(await grants.list("user:alice")).toEqual([
    { grantId: "g1", clientId: "c1", clientName: "Claude", redirectHost: "claude.ai", scopes: ["m365.read"], grantedAt: 1_700_000_000_000 },
    expect.objectContaining({ grantId: "g2", redirectHost: "localhost:3334" }),
  ]);
  expect(asked).toEqual([
    ["user%3Aalice", {}],
    ["user%3Aalice", { cursor: "1" }],
    ["user%3Aalice", { cursor: "2" }],
  ]);
});

test.each([
  ["is registered no more", async () => null],
  ["cannot be looked up", () => Promise.reject(new Error("its document is gone"))],
])("a client that %s keeps its place in the list, without a name", async (_name, lookup) => {
  const { grants } = grantsOver([[grant({ redirectUri: "nowhere" })]], lookup);
  expect(await grants.list("user:alice")).toMatchObject([{ clientId: "c1", clientName: null, redirectHost: null }]);
});

test("revokes under the person's own user id", async () => {
  const { grants, asked } = grantsOver([]);
  await grants.revoke("user:a%40b", "g1");
  expect(asked).toEqual([["g1", "user%3Aa%2540b"]]);
});

test("the ids are told without asking for any client", async () => {
  const { grants } = grantsOver([[grant({})], [grant({ id: "g2" })]], () => {
    throw new Error("a client was asked for");
  });
  expect(await grants.ids("user:alice")).toEqual(["g1", "g2"]);
});

test("a document is asked for while its domain is on the list, and no longer", async () => {
  const ids = ["https://client.example/x", "https://was-listed.example/x"];
  const asked: string[] = [];
  const { grants } = grantsOver([ids.map((clientId, at) => grant({ id: `g${at}`, clientId }))], async (clientId) => {
    asked.push(clientId);
    return client;
  });
  expect((await grants.list("user:alice")).map(({ clientName }) => clientName)).toEqual(["Claude", null]);
  expect(asked).toEqual(ids.slice(0, 1));
});
