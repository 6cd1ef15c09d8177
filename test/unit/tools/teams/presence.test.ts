import { describe, expect, test } from "vitest";
import { getPresence } from "../../../../src/tools/teams/get-presence.ts";
import { setPresence } from "../../../../src/tools/teams/set-presence.ts";
import { start, type Asked } from "../../graph/graph-answering.ts";
import { callTool } from "../call-tool.ts";
import { strictGraph } from "../strict-graph.ts";

const jonas = "2a1b8d63-4e2c-4d69-8e1f-6c8a7b2d3f42";
const rafael = "4c3daf85-6a4e-4f8b-8a31-8eac9d4f5b64";
const me = "0f0e0d0c-1111-4222-8333-444455556666";

describe("getPresence", () => {
  const graph = strictGraph();

  test("is the caller's own unless somebody is named", async () => {
    graph.seen.length = 0;
    const { output } = await graph.call(getPresence);

    expect(output.items).toMatchObject([{ availability: "Available", activity: "Available", untrusted: true }]);
    expect(graph.seen).toEqual(["GET /me/presence → 200"]);
  });

  test("of people by id, address and name, each once", async () => {
    graph.seen.length = 0;
    const { output, text } = await graph.call(getPresence, {
      users: [jonas.toUpperCase(), "Mei Tanaka", "jonas.weber@northwind.example", rafael],
    });

    expect(output.items).toMatchObject([
      { name: "Jonas Weber", availability: "Busy", activity: "InAMeeting" },
      { id: rafael, availability: "Offline", outOfOffice: "On leave. The service desk answers." },
      { name: "Mei Tanaka", availability: "Away" },
    ]);
    expect(text).toContain("- Jonas Weber: Busy (InAMeeting)");
    expect(text).toContain("- Offline | out of office: On leave. The service desk answers.");
    expect(graph.seen.filter((line) => line.startsWith("POST"))).toHaveLength(1);
  });

  test("fifty ids are one request", async () => {
    const users = Array.from({ length: 50 }, (_, index) => me.replace("1111", String(1000 + index)));
    const { asked } = await callTool(getPresence, { users }, [{ body: { value: [] } }]);

    expect(asked).toMatchObject([{ template: "/communications/getPresencesByUserId", json: { ids: users } }]);
  });

  test("more names than one call may look up are refused before anything is asked", async () => {
    const asked: Asked[] = [];
    const users = Array.from({ length: 36 }, (_, index) => `p${index}@northwind.example`);

    await expect(callTool(getPresence, { users }, [], { asked })).rejects.toMatchObject({
      code: "invalid_arguments",
      details: { field: "users" },
    });
    expect(asked).toEqual([]);
  });

  test("what people wrote stands fenced, without what was hidden in it", async () => {
    const statusMessage = { message: { content: "At the\u200B dentist", secret: "do-not-leak" }, publishedDateTime: "do-not-leak" };
    const { output, text } = await callTool(getPresence, {}, [
      { body: { id: me, availability: "Away", activity: "Away", statusMessage, workLocation: "do-not-leak" } },
    ]);

    expect(output.items[0].statusMessage).toBe("At the dentist");
    expect(text).toMatch(/<(untrusted-[0-9a-f]{8})>[\s\S]*At the dentist[\s\S]*<\/\1>/);
    expect(JSON.stringify(output) + text).not.toContain("do-not-leak");
  });

  test("ids take one scope, names another", () => {
    const scopesOf = (input: object) => getPresence.scopesOf?.(getPresence.input.parse(input));
    expect([scopesOf({}), scopesOf({ users: [jonas] }), scopesOf({ users: ["Jonas"] })]).toEqual([
      [],
      ["Presence.Read.All"],
      ["Presence.Read.All", "User.ReadBasic.All"],
    ]);
  });

  test.each([{ users: [] }, { users: ["a/b"] }, { users: Array.from({ length: 51 }, () => jonas) }])("its input takes no %o", (input) => {
    expect(getPresence.input.safeParse(input).success).toBe(false);
  });
});

describe("setPresence", () => {
  test.each(["Available", "Busy", "DoNotDisturb", "BeRightBack", "Away", "Offline"])("%s is what others then see", async (availability) => {
    const graph = strictGraph();
    await graph.call(setPresence, { availability });
    expect((await graph.call(getPresence)).output.items[0].availability).toBe(availability);
  });

  test("expires, with its status message, when asked to", async () => {
    const { output, text, asked } = await callTool(
      setPresence,
      { availability: "Offline", activity: "OffWork", expiresInMinutes: 90, statusMessage: "Gone home" },
      ({ method }) => (method === "GET" ? { body: { id: me } } : {}),
    );

    expect(asked.map(({ path }) => path)).toEqual([
      "/v1.0/me",
      `/v1.0/users/${me}/presence/setUserPreferredPresence`,
      `/v1.0/users/${me}/presence/setStatusMessage`,
    ]);
    expect(asked.slice(1).map(({ json }) => json)).toEqual([
      { availability: "Offline", activity: "OffWork", expirationDuration: "PT90M" },
      {
        statusMessage: {
          message: { content: "Gone home", contentType: "text" },
          expiryDateTime: { dateTime: "2026-11-23T09:30:00", timeZone: "UTC" },
        },
      },
    ]);
    expect(output.expiresAt).toBe(new Date(start + 90 * 60_000).toISOString());
    expect(text).toBe("Presence is Offline; Status message: Gone home; until 2026-11-23T09:30:00.000Z");
  });

  test("is given up, and a status message removed", async () => {
    const graph = strictGraph();
    await graph.call(setPresence, { availability: "Busy", statusMessage: "Board meeting", expiresInMinutes: 30 });
    const busy = (await graph.call(getPresence)).output.items[0];
    const { text } = await graph.call(setPresence, { clear: true, statusMessage: "" });
    const after = (await graph.call(getPresence)).output.items[0];

    expect([busy.availability, busy.statusMessage]).toEqual(["Busy", "Board meeting"]);
    expect([after.availability, after.statusMessage]).toEqual(["Available", undefined]);
    expect(text).toBe("Presence is automatic again; Status message removed");
    expect(await graph.commits()).toHaveLength(4);
  });

  test.each([
    ["availability", {}],
    ["availability", { clear: false }],
    ["clear", { clear: true, availability: "Busy" }],
    ["activity", { availability: "Busy", activity: "InACall" }],
    ["activity", { availability: "Offline", activity: "Offline" }],
    ["activity", { activity: "Busy", statusMessage: "x" }],
    ["expiresInMinutes", { clear: true, expiresInMinutes: 5 }],
    ["expiresInMinutes", { statusMessage: "", expiresInMinutes: 5 }],
  ])("refuses a bad %s before anything is asked", async (field, input) => {
    const asked: Asked[] = [];
    await expect(callTool(setPresence, input, [], { asked })).rejects.toMatchObject({ code: "invalid_arguments", details: { field } });
    expect(asked).toEqual([]);
  });

  test.each([
    { availability: "InAMeeting" },
    { expiresInMinutes: 0 },
    { expiresInMinutes: 1441 },
    { statusMessage: "a\nb" },
    { statusMessage: "x".repeat(281) },
    { userId: jonas },
  ])("its input takes no %o", (change) => {
    expect(setPresence.input.safeParse({ availability: "Busy", ...change }).success).toBe(false);
  });
});
