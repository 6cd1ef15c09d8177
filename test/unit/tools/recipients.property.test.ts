/** No hidden recipient: whom Graph is told to reach is exactly whom the arguments name, and whom policy and record are told of. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { catalog } from "../../../src/tools/catalog.ts";
import type { Answer, Asked } from "../graph/graph-answering.ts";
import { callTool } from "./call-tool.ts";

const sending = ["sendEmail", "createCalendarEvent", "createTeamsMeeting"] as const;
const byName = new Map(catalog.map((tool) => [tool.name, tool]));

test("are all the tools that name recipients", () => {
  expect(catalog.filter((tool) => tool.recipients !== undefined).map((tool) => tool.name)).toEqual([...sending]);
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

function graph({ template }: Asked): Answer {
  if (template === "/me/sendMail") return { status: 202 };
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
    return (key === "address" || key === "upn") && typeof value === "string" ? [value] : reached(value);
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
    expect(thrown).toMatchObject({ code: "invalid_arguments" });
    expect(asked).toEqual([]);
    return null;
  }
  return { asked, told: (tool.recipients?.(parsed.data) ?? []).toSorted() };
}

test("10,000 sent messages and invitations reach exactly whom their arguments name; what is refused reaches nobody", async () => {
  const delivered = { sendEmail: 0, createCalendarEvent: 0, createTeamsMeeting: 0 };
  const calls = fc.oneof(
    {
      weight: 3,
      arbitrary: fc
        .oneof({ weight: 9, arbitrary: letters }, { weight: 1, arbitrary: smuggled })
        .map((input) => ({ name: "sendEmail" as const, input, named: listed(input.to, input.cc, input.bcc) })),
    },
    {
      weight: 1,
      arbitrary: events.map((input) => ({
        name: "createCalendarEvent" as const,
        input,
        named: listed(input.attendees, input.optionalAttendees),
      })),
    },
    { weight: 1, arbitrary: meetings.map((input) => ({ name: "createTeamsMeeting" as const, input, named: listed(input.attendees) })) },
  );
  await fc.assert(
    fc.asyncProperty(calls, async ({ name, input, named }) => {
      const outcome = await sent(name, input);
      if (outcome === null) return;
      delivered[name] += 1;
      const writes = outcome.asked.filter(({ method }) => method === "POST");
      expect(writes).toHaveLength(1);
      expect(reached(writes[0]?.json).toSorted()).toEqual(named);
      expect(outcome.told).toEqual(named);
      for (const one of named) expect(one).toMatch(/^[!-?A-~]+@[A-Za-z0-9.-]+$/);
      if (name !== "sendEmail") return;
      const { message } = (writes[0]?.json ?? {}) as { message: Record<string, { emailAddress: { address: string } }[] | undefined> };
      const field = (key: string) => message[key]?.map(({ emailAddress }) => emailAddress.address) ?? [];
      expect([field("toRecipients"), field("ccRecipients"), field("bccRecipients"), field("replyTo")]).toEqual(
        [input.to, input.cc, input.bcc, input.replyTo].map((given) => [given ?? []].flat()),
      );
      expect(Object.keys(message).filter((key) => /recipient/i.test(key)).length).toBeLessThanOrEqual(3);
    }),
    { numRuns: 15_000 },
  );
  for (const name of sending) expect(delivered[name]).toBeGreaterThan(500);
  expect(Object.values(delivered).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(10_000);
}, 60_000);
