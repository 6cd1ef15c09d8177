/** No hidden recipient: whom Graph is told to reach is exactly whom the arguments name, and whom policy and record are told of. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { catalog } from "../../../src/tools/catalog.ts";
import type { Answer, Asked } from "../graph/graph-answering.ts";
import { callTool } from "./call-tool.ts";

/** Whose request names exactly those of the arguments. */
const sending = [
  "sendEmail",
  "forwardEmail",
  "createCalendarEvent",
  "updateCalendarEvent",
  "sendChatMessage",
  "createTeamsMeeting",
  "shareFile",
  "savePlannerTask",
] as const;
/** Whose answer names those whom Exchange or the message itself names. */
const reaching = [
  "sendEmailDraft",
  "replyToEmail",
  "updateCalendarEvent",
  "deleteCalendarEvent",
  "respondToEvent",
  "sendChatMessage",
] as const;
const byName = new Map(catalog.map((tool) => [tool.name, tool]));

test("are all the tools that name recipients, in their arguments or in their answer", () => {
  expect(catalog.filter((tool) => tool.recipients !== undefined).map((tool) => tool.name)).toEqual([...sending]);
  expect(catalog.filter((tool) => tool.reached !== undefined).map((tool) => tool.name)).toEqual([...reaching]);
});

/** What has been used to add somebody: separators, header lines, display names, other fields of the same JSON. */
const trick = fc.constantFrom(
  ";b@evil.example",
  ",b@evil.example",
  "\r\nBcc: b@evil.example",
  " b@evil.example",
  "<b@evil.example>",
  '"},{"emailAddress":{"address":"b@evil.example',
  "%0d%0abcc:b@evil.example",
  "@evil.example",
  "\u0000",
  "\u202e",
);
const atom = fc.string({ unit: fc.constantFrom("a", "B", "7", "+", "-", "'", "!", "{", "}"), minLength: 1, maxLength: 4 });
const local = fc.array(atom, { minLength: 1, maxLength: 2 }).map((atoms) => atoms.join("."));
const domain = fc.constantFrom("contoso.example", "Contoso.Example", "partner.example", "xn--bcher-kva.example");
const written = fc.tuple(local, domain).map((parts) => parts.join("@"));
const address = fc.oneof(
  { weight: 60, arbitrary: written },
  { weight: 1, arbitrary: fc.tuple(written, trick).map((parts) => parts.join("")) },
  { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
);
const list = fc.oneof({ weight: 4, arbitrary: fc.array(address, { minLength: 1, maxLength: 4 }) }, { weight: 1, arbitrary: address });
/** Where addresses may stand without anybody being written to. */
const prose = fc.oneof(
  fc.constantFrom(
    "Cc: b@evil.example",
    '","ccRecipients":[{"emailAddress":{"address":"b@evil.example"}}],"x":"',
    "b@evil.example",
    "Hello",
  ),
  trick,
  fc.string({ unit: "grapheme", minLength: 1 }),
);

const letters = fc.record(
  {
    to: list,
    cc: list,
    bcc: list,
    replyTo: list,
    subject: prose,
    body: prose,
    contentType: fc.constantFrom("html", "text"),
    importance: fc.constantFrom("low", "high"),
    saveToSent: fc.boolean(),
  },
  { requiredKeys: ["to", "subject", "body"] },
);
const events = fc.record(
  {
    attendees: list,
    optionalAttendees: list,
    subject: prose,
    body: prose,
    location: prose,
    isOnlineMeeting: fc.boolean(),
    start: fc.constant("2026-11-23T09:00"),
    end: fc.constant("2026-11-23T10:00"),
    timeZone: fc.constant("Europe/Berlin"),
  },
  { requiredKeys: ["subject", "start", "end", "timeZone"] },
);
const meetings = fc.record(
  {
    attendees: list,
    sendInvites: fc.boolean(),
    subject: prose,
    lobby: fc.constantFrom("everyone", "invited"),
    startTime: fc.constant("2026-11-23T09:00"),
    durationMinutes: fc.constant(30),
    timeZone: fc.constant("Europe/Berlin"),
  },
  { requiredKeys: ["subject", "startTime", "durationMinutes", "timeZone"] },
);

/** A field of Graph's own beside the tool's: refused whole, not passed on. */
const smuggled = fc
  .tuple(letters, fc.constantFrom("bccRecipients", "toRecipients", "message", "from"), list)
  .map(([letter, field, those]) => ({ ...letter, [field]: those }));

const array = fc.array(address, { minLength: 1, maxLength: 4 });
const forwards = fc.record({ messageId: fc.constant("AAMk1"), to: array, comment: prose }, { requiredKeys: ["messageId", "to"] });
const changes = fc.record(
  {
    id: fc.constant("AAMk1"),
    attendees: list,
    optionalAttendees: list,
    subject: prose,
    body: prose,
    location: prose,
    timeZone: fc.constant("UTC"),
  },
  { requiredKeys: ["id", "subject", "timeZone"] },
);
const shares = fc.record(
  { itemId: fc.constant("01FILE"), mode: fc.constant("invite"), people: array, role: fc.constantFrom("read", "write") },
  { requiredKeys: ["itemId", "mode", "people"] },
);
const chats = fc.record(
  { recipients: array, message: prose, contentType: fc.constantFrom("text", "markdown") },
  { requiredKeys: ["recipients", "message"] },
);
const assignments = fc.record(
  { planId: fc.constant("plan"), title: prose, assignees: array, notes: prose },
  { requiredKeys: ["planId", "title", "assignees"] },
);
const replies = fc.record(
  { messageId: fc.constant("AAMk1"), body: prose, addTo: array, addCc: array, contentType: fc.constant("text") },
  { requiredKeys: ["messageId", "body", "contentType"] },
);

const me = "0f0e0d0c-1111-4222-8333-444455556666";
/** A directory in which everybody's object id tells the address. */
const idOf = (who: string) =>
  `00000000-0000-4000-8000-${Buffer.from(who)
    .reduce((sum, byte) => (sum * 257 + byte) % 2 ** 47, 7)
    .toString(16)
    .padStart(12, "0")}`;
const author = "author@contoso.example";

function graph({ method, template, path }: Asked): Answer {
  if (/\/(?:sendMail|forward|reply|send)$/.test(template)) return { status: 202 };
  if (template === "/me") return { body: { id: me } };
  if (template === "/users" || template === "/me/chats") return { body: { value: [] } };
  if (template === "/users/{user}") {
    const mail = decodeURIComponent(path.split("/").at(-1) ?? "");
    return { body: { id: idOf(mail), displayName: mail, mail } };
  }
  if (template.endsWith("/invite")) return { body: { value: [{ id: "p" }] } };
  if (template.endsWith("/details")) return method === "GET" ? { body: { "@odata.etag": '"1"' } } : { status: 204 };
  if (method === "GET" && template === "/me/messages/{id}")
    return { body: { id: "AAMk1", isDraft: false, from: { emailAddress: { address: author } }, toRecipients: [], ccRecipients: [] } };
  if (method === "GET" && template === "/me/events/{id}") {
    const time = { dateTime: "2026-11-23T08:00:00.0000000", timeZone: "UTC" };
    return {
      body: { id: "AAMk1", "@odata.etag": '"1"', isOrganizer: true, start: time, end: { ...time, dateTime: "2026-11-23T09:00:00" } },
    };
  }
  return {
    status: 201,
    body: { id: "AAMk", joinWebUrl: "https://teams.example/j", onlineMeeting: { joinUrl: "https://teams.example/j" } },
  };
}

/** Every address in a request's body, but those to which answers go. */
function reached(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(reached);
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    if (key === "replyTo") return [];
    return (key === "address" || key === "upn" || key === "email") && typeof value === "string" ? [value] : reached(value);
  });
}

const listed = (...lists: readonly (readonly string[] | string | undefined)[]): readonly string[] =>
  lists.flatMap((one) => one ?? []).toSorted();

async function sent(name: (typeof sending)[number], input: object) {
  const tool = byName.get(name);
  if (!tool) throw new Error(name);
  const parsed = tool.input.safeParse(input);
  if (!parsed.success) return null;
  const asked: Asked[] = [];
  try {
    await callTool(tool, input, graph, { asked });
  } catch (thrown) {
    /* Where names may stand, what is no address is looked for in the directory. */
    expect(thrown).toMatchObject({ code: expect.stringMatching(/^(?:invalid_arguments|not_found)$/) });
    expect(asked.filter(({ method, template }) => method !== "GET" || !template.startsWith("/users"))).toEqual([]);
    return null;
  }
  return { asked, told: (tool.recipients?.(parsed.data) ?? []).toSorted() };
}

/** Everybody a call's writes reach: by address, or by object id where Teams and Planner want one. */
function reachedBy(asked: readonly Asked[]): readonly string[] {
  return asked
    .filter(({ method }) => method !== "GET")
    .flatMap(({ json, template }) => {
      if (template === "/chats")
        return (JSON.stringify(json).match(/users\('[^']+'\)/g) ?? []).map((user) => user.slice(7, -2)).filter((id) => id !== me);
      if (template === "/planner/tasks") return Object.keys((json as { assignments?: object }).assignments ?? {});
      return reached(json);
    });
}

const unique = (those: readonly string[]) => [...new Set(those)].toSorted();
/** An event has an attendee once, however often and in whatever case the address is given. */
const inviting: ReadonlySet<string> = new Set(["createCalendarEvent", "updateCalendarEvent", "createTeamsMeeting"]);
const once = (those: readonly string[]) => unique(those.map((one) => one.toLowerCase()));

test("sent messages and invitations reach exactly whom their arguments name; what is refused reaches nobody", async () => {
  const delivered = Object.fromEntries(sending.map((name) => [name, 0])) as Record<(typeof sending)[number], number>;
  const calls = fc.oneof(
    {
      weight: 3,
      arbitrary: fc
        .oneof({ weight: 9, arbitrary: letters }, { weight: 1, arbitrary: smuggled })
        .map((input) => ({ name: "sendEmail" as const, input, named: listed(input.to, input.cc, input.bcc) })),
    },
    forwards.map((input) => ({ name: "forwardEmail" as const, input, named: listed(input.to) })),
    events.map((input) => ({ name: "createCalendarEvent" as const, input, named: listed(input.attendees, input.optionalAttendees) })),
    changes.map((input) => ({ name: "updateCalendarEvent" as const, input, named: listed(input.attendees, input.optionalAttendees) })),
    chats.map((input) => ({ name: "sendChatMessage" as const, input, named: listed(input.recipients) })),
    meetings.map((input) => ({ name: "createTeamsMeeting" as const, input, named: listed(input.attendees) })),
    shares.map((input) => ({ name: "shareFile" as const, input, named: listed(input.people) })),
    assignments.map((input) => ({ name: "savePlannerTask" as const, input, named: listed(input.assignees) })),
  );
  await fc.assert(
    fc.asyncProperty(calls, async ({ name, input, named }) => {
      const outcome = await sent(name, input);
      if (outcome === null) return;
      delivered[name] += 1;
      const to = reachedBy(outcome.asked);
      if (name === "sendChatMessage" || name === "savePlannerTask") expect(unique(to)).toEqual(unique(named.map(idOf)));
      else if (inviting.has(name)) expect(once(to)).toEqual(once(named));
      else expect(to.toSorted()).toEqual(named);
      const same = inviting.has(name) ? once : (those: readonly string[]) => those.toSorted();
      expect(same(outcome.told)).toEqual(same(named));
      for (const one of named) expect(one).toMatch(/^[!-?A-~]+@[A-Za-z0-9.-]+$/);
      if (name !== "sendEmail") return;
      const { message } = (outcome.asked[0]?.json ?? {}) as {
        message: Record<string, { emailAddress: { address: string } }[] | undefined>;
      };
      const field = (key: string) => message[key]?.map(({ emailAddress }) => emailAddress.address) ?? [];
      expect([field("toRecipients"), field("ccRecipients"), field("bccRecipients"), field("replyTo")]).toEqual(
        [input.to, input.cc, input.bcc, input.replyTo].map((each) => [each ?? []].flat()),
      );
      expect(Object.keys(message).filter((key) => /recipient/i.test(key)).length).toBeLessThanOrEqual(3);
    }),
    { numRuns: 15_000 },
  );
  for (const name of sending) expect([name, delivered[name] > 500]).toEqual([name, true]);
  expect(Object.values(delivered).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(10_000);
}, 60_000);

test("a reply reaches the author and those its arguments add, and tells of all of them", async () => {
  const tool = byName.get("replyToEmail");
  let delivered = 0;
  await fc.assert(
    fc.asyncProperty(replies, async (input) => {
      if (tool?.input.safeParse(input).success !== true) return;
      delivered += 1;
      const { asked, output } = await callTool(tool, input, graph);
      const to = once(reachedBy(asked));
      expect(to).toEqual(once([author, ...listed(input.addTo, input.addCc)]));
      expect(once(tool.reached?.(output) ?? [])).toEqual(to);
    }),
    { numRuns: 300 },
  );
  expect(delivered).toBeGreaterThan(100);
});
