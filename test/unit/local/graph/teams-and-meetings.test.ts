import { describe, expect, test } from "vitest";
import { graph, type GraphUnderTest, query } from "./graph-under-test.ts";

const teamNamed = async (world: GraphUnderTest, name: string, as: string): Promise<string> =>
  (await world.get("/v1.0/me/joinedTeams", { as })).json.value.find((team: { displayName: string }) => team.displayName === name).id;
const channelNamed = async (world: GraphUnderTest, team: string, name: string, as = "amara.okafor"): Promise<string> =>
  (await world.get(`/v1.0/teams/${team}/allChannels`, { as })).json.value.find(
    (channel: { displayName: string }) => channel.displayName === name,
  ).id;

async function budgetChannel(world: GraphUnderTest): Promise<string> {
  const team = await teamNamed(world, "Finance", "amara.okafor");
  return `/v1.0/teams/${team}/channels/${encodeURIComponent(await channelNamed(world, team, "Budget 2027"))}/messages`;
}

describe("teams", () => {
  test.each([
    ["amara.okafor", ["Northwind All", "Finance", "Clinics Leadership"]],
    ["mei.tanaka", ["Northwind All", "Clinics Leadership"]],
    ["person.00003", ["Northwind All"]],
  ])("%s belongs to their own", async (as, names) => {
    const teams = (await graph().get("/v1.0/me/joinedTeams", { as })).json.value;
    expect(teams.map((team: { displayName: string }) => team.displayName)).toEqual(names);
  });

  test("a private channel is shown to its members only", async () => {
    const world = graph();
    const team = await teamNamed(world, "Finance", "amara.okafor");
    const names = async (as: string): Promise<readonly string[]> =>
      (await world.get(`/v1.0/teams/${team}/allChannels`, { as })).json.value.map(
        (channel: { displayName: string }) => channel.displayName,
      );
    expect([(await names("amara.okafor")).includes("Audit"), (await names("jonas.weber")).includes("Audit")]).toEqual([false, true]);
  });

  test("a channel id is a thread id", async () => {
    const world = graph();
    expect(await channelNamed(world, await teamNamed(world, "Finance", "amara.okafor"), "General")).toMatch(
      /^19:[0-9a-f]{32}@thread\.tacv2$/,
    );
  });

  test.each([
    ["an id that is no GUID", "general", 400, "BadRequest"],
    ["a team that does not exist", "00000000-0000-4000-8000-000000000000", 404, "NotFound"],
  ])("%s is refused", async (_name, id, status, code) => {
    const reply = await graph().get(`/v1.0/teams/${id}/allChannels`);
    expect([reply.status, reply.json.error.code]).toEqual([status, code]);
  });

  test("somebody else's team is 403", async () => {
    const world = graph();
    const finance = await teamNamed(world, "Finance", "jonas.weber");
    expect((await world.get(`/v1.0/teams/${finance}/channels`, { as: "mei.tanaka" })).status).toBe(403);
  });
});

describe("channel messages", () => {
  test("a post is 201 and can be replied to", async () => {
    const world = graph();
    const path = await budgetChannel(world);
    const posted = await world.post(path, { body: { contentType: "html", content: "<p>v3 is up</p>" }, importance: "high" });
    const reply = await world.post(`${path}/${posted.json.id}/replies`, { body: { content: "seen" } }, { as: "jonas.weber" });
    expect([posted.status, posted.json.from.user.displayName, reply.status, reply.json.replyToId]).toEqual([
      201,
      "Amara Okafor",
      201,
      posted.json.id,
    ]);
    expect(await world.commits()).toHaveLength(2);
  });

  test("a mention needs its marker and its person", async () => {
    const world = graph();
    const path = await budgetChannel(world);
    const mention = {
      id: 0,
      mentionText: "Jonas",
      mentioned: { user: { id: "2a1b8d63-4e2c-4d69-8e1f-6c8a7b2d3f42", displayName: "Jonas Weber" } },
    };
    const good = await world.post(path, { body: { contentType: "html", content: 'Hi <at id="0">Jonas</at>' }, mentions: [mention] });
    const unmarked = await world.post(path, { body: { contentType: "html", content: "Hi" }, mentions: [mention] });
    const unnamed = await world.post(path, { body: { contentType: "html", content: 'Hi <at id="1">x</at>' } });
    expect([good.status, unmarked.status, unnamed.status]).toEqual([201, 400, 400]);
  });

  test.each([
    [
      "with its type",
      { "@odata.type": "#microsoft.graph.teamworkUserIdentity", id: "2a1b8d63-4e2c-4d69-8e1f-6c8a7b2d3f42", userIdentityType: "aadUser" },
      201,
    ],
    ["without it", { id: "2a1b8d63-4e2c-4d69-8e1f-6c8a7b2d3f42", userIdentityType: "aadUser" }, 201],
    ["as what no person is", { "@odata.type": "#microsoft.graph.message", id: "2a1b8d63-4e2c-4d69-8e1f-6c8a7b2d3f42" }, 400],
    ["of an unknown kind", { id: "2a1b8d63-4e2c-4d69-8e1f-6c8a7b2d3f42", userIdentityType: "robot" }, 400],
  ])("a mentioned person %s", async (_name, user, status) => {
    const world = graph();
    const body = {
      body: { contentType: "html", content: '<at id="0">J</at>' },
      mentions: [{ id: 0, mentionText: "J", mentioned: { user } }],
    };
    expect((await world.post(await budgetChannel(world), body)).status).toBe(status);
  });

  test.each([
    ["no content", { body: { content: " " } }, 400],
    ["an unknown property", { body: { content: "x" }, text: "x" }, 400],
    ["an unknown importance", { body: { content: "x" }, importance: "low" }, 400],
    ["markdown", { body: { contentType: "markdown", content: "x" } }, 400],
    ["an attachment without marker", { body: { content: "x" }, attachments: [{ id: "1", contentType: "reference" }] }, 400],
    ["more than 28 KB", { body: { content: "x".repeat(29 * 1024) } }, 413],
  ])("%s is refused", async (_name, body, status) => {
    const world = graph();
    expect((await world.post(await budgetChannel(world), body)).status).toBe(status);
    expect(await world.commits()).toEqual([]);
  });

  test("a reply to nothing is 404", async () => {
    const world = graph();
    expect((await world.post(`${await budgetChannel(world)}/1/replies`, { body: { content: "x" } })).status).toBe(404);
  });

  test("a channel by name is refused", async () => {
    const world = graph();
    const team = await teamNamed(world, "Finance", "amara.okafor");
    expect((await world.post(`/v1.0/teams/${team}/channels/General/messages`, { body: { content: "x" } })).status).toBe(400);
  });
});

describe("online meetings", () => {
  const wanted = { externalId: "e-1", subject: "Ad hoc", startDateTime: "2026-12-01T10:00:00Z", endDateTime: "2026-12-01T10:30:00Z" };
  const path = "/v1.0/me/onlineMeetings/createOrGet";

  test("the same externalId is one meeting: 201, then 200", async () => {
    const world = graph();
    const first = await world.post(path, wanted);
    const second = await world.post(path, wanted);
    expect([first.status, second.status, second.json.id]).toEqual([201, 200, first.json.id]);
    expect(await world.commits()).toHaveLength(1);
  });

  test("two people's externalIds are apart", async () => {
    const world = graph();
    const mine = await world.post(path, wanted);
    const theirs = await world.post(path, wanted, { as: "jonas.weber" });
    expect([theirs.status, theirs.json.id === mine.json.id]).toEqual([201, false]);
  });

  test("a mail address goes in upn", async () => {
    const attendees = [{ upn: "jonas.weber@northwind.example", role: "presenter" }];
    expect((await graph().post(path, { ...wanted, participants: { attendees } })).status).toBe(201);
  });

  test.each([
    ["no externalId", { subject: "x" }],
    ["an end without a start", { externalId: "e", endDateTime: "2026-12-01T10:30:00Z" }],
    ["an end before the start", { ...wanted, endDateTime: "2026-12-01T09:00:00Z" }],
    ["a start without offset", { ...wanted, startDateTime: "2026-12-01T10:00:00" }],
    ["a setting", { ...wanted, recordAutomatically: true }],
    [
      "a mail address as user id",
      { ...wanted, participants: { attendees: [{ identity: { user: { id: "jonas.weber@northwind.example" } } }] } },
    ],
  ])("%s is refused", async (_name, body) => {
    expect((await graph().post(path, body)).status).toBe(400);
  });

  test("the organizer changes its settings, others do not even see it", async () => {
    const world = graph();
    const { id } = (await world.post(path, wanted)).json;
    const one = `/v1.0/me/onlineMeetings/${encodeURIComponent(id)}`;
    const changed = await world.patch(one, { lobbyBypassSettings: { scope: "everyone" }, recordAutomatically: true });
    expect([changed.status, changed.json.recordAutomatically]).toEqual([200, true]);
    expect((await world.patch(one, { recordAutomatically: false }, { as: "jonas.weber" })).status).toBe(404);
    expect((await world.patch(one, { joinWebUrl: "https://evil.example" })).status).toBe(400);
    expect((await world.patch(one, { lobbyBypassSettings: { scope: "nobody" } })).status).toBe(400);
  });

  test.each([
    "/v1.0/me/onlineMeetings",
    query("/v1.0/me/onlineMeetings", { $filter: "subject eq 'Ad hoc'" }),
    query("/v1.0/me/onlineMeetings", { $filter: "startswith(joinWebUrl, 'https')" }),
  ])("%s is no way to find one", async (one) => {
    expect((await graph().get(one)).status).toBe(400);
  });
});
