import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BrowserWalk } from "../../infra/local/browser-walk.ts";
import { listedTools, scopesOf } from "../../src/tools/catalog.ts";
import { type EstatePerson, personNamed, startTestEstate, type TestEstate } from "../support/estate.ts";
import { EstateRecord } from "../support/estate-record.ts";
import { callTool } from "../support/mcp-post.ts";
import { modes } from "../support/modes.ts";

const signIn = ["openid", "profile", "email", "offline_access"];

/** The scopes Microsoft is asked for when this person presses the button at `/connect`. */
async function scopesAsked({ contract }: TestEstate, person: EstatePerson): Promise<readonly string[]> {
  const browser = new BrowserWalk(contract.origin, { "cf-access-token": person.headers["cf-access-token"] ?? "" });
  const { visited } = await browser.submit(await browser.open(`${contract.origin}/connect`));
  const authorize = visited.find((url) => url.includes("/oauth2/v2.0/authorize?")) ?? "";
  return (URL.parse(authorize)?.searchParams.get("scope") ?? "").split(" ");
}

describe.each(modes)("in mode %s", (authorization) => {
  describe("ENTRA_SCOPES=tools", () => {
    let estate: TestEstate;
    beforeAll(async () => {
      estate = await startTestEstate({ authorization });
    });
    afterAll(() => estate?.stop());

    test("Microsoft is asked for the scopes of the listed tools, and no other", async () => {
      const asked = await scopesAsked(estate, personNamed(estate, "amara.okafor"));

      const needed = scopesOf(listedTools({ tiers: "core", diagnostics: true }));
      expect(asked.toSorted()).toEqual([...signIn, ...needed].toSorted());
    });
  });

  describe("ENTRA_SCOPES=default, in a tenant that has consented to reading alone", () => {
    let estate: TestEstate;
    let record: EstateRecord;
    let amara: EstatePerson;
    beforeAll(async () => {
      estate = await startTestEstate({
        authorization,
        settings: { ENTRA_SCOPES: "default" },
        consentedScopes: ["User.Read", "Mail.ReadWrite", "MailboxSettings.Read"],
      });
      record = new EstateRecord(estate.contract);
      amara = personNamed(estate, "amara.okafor");
    });
    afterAll(() => estate?.stop());

    test("Microsoft is asked for whatever the tenant has consented to", async () => {
      expect(await scopesAsked(estate, amara)).toEqual([...signIn, `${estate.contract.graph.origin}/.default`]);
    });

    test("what the larger permission includes works", async () => {
      const result = await callTool(estate.contract.mcpUrl, amara.headers, "getEmails", { count: 1 });

      expect(result.isError).toBeUndefined();
    });

    test("a call that needs more names the scope and where to grant it, and nothing reaches Graph", async () => {
      await record.clear();
      const result = await callTool(estate.contract.mcpUrl, amara.headers, "sendEmail", {
        to: ["jonas.weber@northwind.example"],
        subject: "Step up",
        body: "Not yet.",
      });

      expect(result).toMatchObject({
        isError: true,
        structuredContent: {
          error: {
            code: "insufficient_graph_scope",
            message: expect.stringContaining("Open the link to grant it."),
            scopes: ["Mail.Send"],
            url: `${estate.contract.origin}/connect`,
            retryable: false,
          },
        },
      });
      expect(await record.graphRequests()).toEqual([]);
    });
  });
});
