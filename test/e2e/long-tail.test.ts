/** A deployment that has opened the long tail's writes, and asks people for more permissions than its tools declare. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BrowserWalk } from "../../infra/local/browser-walk.ts";
import { type EstatePerson, personNamed, startTestEstate, type TestEstate } from "../support/estate.ts";
import { EstateRecord } from "../support/estate-record.ts";
import { callTool } from "../support/mcp-post.ts";

const event = {
  operationId: "me.events.create",
  body: {
    subject: "Planning of the long tail",
    start: { dateTime: "2026-12-04T09:00:00", timeZone: "UTC" },
    end: { dateTime: "2026-12-04T10:00:00", timeZone: "UTC" },
  },
  fields: ["id", "subject"],
};

describe("CALL_GRAPH_WRITES and EXTRA_SCOPES", () => {
  let estate: TestEstate;
  let record: EstateRecord;
  let amara: EstatePerson;
  beforeAll(async () => {
    estate = await startTestEstate({ settings: { CALL_GRAPH_WRITES: "true", EXTRA_SCOPES: "Notes.Read" } });
    record = new EstateRecord(estate.contract);
    amara = personNamed(estate, "amara.okafor");
  });
  afterAll(() => estate?.stop());

  test("a write is carried out once", async () => {
    await record.clear();
    const result = await callTool(estate.contract.mcpUrl, amara.headers, "callGraph", event);

    expect(result).toMatchObject({ structuredContent: { item: { subject: event.body.subject, id: expect.any(String) } } });
    expect((await record.graphCommits()).map(({ method, template }) => `${method} ${template}`)).toEqual(["POST /me/events"]);
  });

  test("who asks for reading alone cannot write", async () => {
    await record.clear();
    const result = await callTool(estate.contract.mcpUrl, { ...amara.headers, "x-mcp-readonly": "true" }, "callGraph", event);

    expect(result).toMatchObject({ isError: true, structuredContent: { error: { code: "policy_denied" } } });
    expect(await record.graphRequests()).toEqual([]);
  });

  test("a permission nobody granted is named, with where to grant it, and nothing reaches Graph", async () => {
    await record.clear();
    const result = await callTool(estate.contract.mcpUrl, amara.headers, "callGraph", { operationId: "solutions.bookingBusinesses.list" });

    expect(result).toMatchObject({
      isError: true,
      structuredContent: {
        error: {
          code: "insufficient_graph_scope",
          message: expect.stringContaining("an administrator has to add it to EXTRA_SCOPES"),
          scopes: ["Bookings.Read.All"],
          url: `${estate.contract.origin}/connect`,
        },
      },
    });
    expect(await record.graphRequests()).toEqual([]);
  });

  test("sign-in asks for the further permission", async () => {
    const { contract } = estate;
    const browser = new BrowserWalk(contract.origin, { "cf-access-token": amara.headers["cf-access-token"] ?? "" });
    const { visited } = await browser.submit(await browser.open(`${contract.origin}/connect`));
    const authorize = visited.find((url) => url.includes("/oauth2/v2.0/authorize?")) ?? "";

    expect((URL.parse(authorize)?.searchParams.get("scope") ?? "").split(" ")).toContain("Notes.Read");
  });
});
