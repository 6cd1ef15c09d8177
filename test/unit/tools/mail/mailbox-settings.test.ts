import { describe, expect, test } from "vitest";
import { getMailboxSettings } from "../../../../src/tools/mail/get-mailbox-settings.ts";
import { setAutoReply } from "../../../../src/tools/mail/set-auto-reply.ts";
import { callTool } from "../call-tool.ts";
import { strictGraph } from "../strict-graph.ts";

describe("getMailboxSettings", () => {
  test("shows zone, language and working hours by default", async () => {
    const { output, text } = await strictGraph().call(getMailboxSettings);

    expect(output).toEqual({
      settings: {
        timeZone: "W. Europe Standard Time",
        language: "de-DE",
        dateFormat: "dd/MM/yyyy",
        timeFormat: "HH:mm",
        purpose: "user",
        workDays: "monday, tuesday, wednesday, thursday, friday",
        workHours: "08:00 to 17:00 W. Europe Standard Time",
      },
    });
    expect(text).toContain("timeZone: W. Europe Standard Time");
  });

  test("shows the automatic reply", async () => {
    const { output } = await strictGraph().call(getMailboxSettings, { include: "autoReply" });

    expect(output).toEqual({ autoReply: { status: "off", audience: "all", untrusted: true } });
  });

  test("tells the rules of the inbox in words", async () => {
    const graph = strictGraph();
    const { output, text } = await graph.call(getMailboxSettings, { include: "inboxRules" });

    expect(output.inboxRules).toEqual([
      {
        name: "Auditor is important",
        enabled: true,
        conditions: "from addresses: t.lindqvist@lindqvist-audit.example",
        actions: "mark importance: high",
        untrusted: true,
      },
      {
        name: "Newsletters away",
        enabled: false,
        conditions: "sender contains: newsletter@; header contains: List-Unsubscribe",
        actions: expect.stringMatching(/^move to folder: AAMk\S+; mark as read$/),
        untrusted: true,
      },
    ]);
    expect(text).toContain("- Newsletters away [disabled]");
    expect(graph.seen).toEqual(["GET /me/mailFolders/inbox/messageRules → 200"]);
  });

  test("puts forwarding in sight, whichever kind", async () => {
    const to = (address: string) => [{ emailAddress: { name: "x", address } }];
    const { output, text } = await callTool(getMailboxSettings, { include: "inboxRules" }, [
      {
        body: {
          value: [
            {
              displayName: "second",
              sequence: 2,
              isEnabled: true,
              hasError: true,
              conditions: { hasAttachments: false, withinSizeRange: { minimumSize: 10 }, sentToMe: true, isSigned: false },
              exceptions: { subjectContains: ["a", "b\u200B"] },
              actions: { redirectTo: to("r@evil.example"), permanentDelete: true },
            },
            {
              displayName: "",
              sequence: 1,
              isEnabled: true,
              actions: { forwardTo: to("f@evil.example"), forwardAsAttachmentTo: to("g@evil.example"), stopProcessingRules: false },
            },
          ],
        },
      },
    ]);

    expect(output.inboxRules).toEqual([
      {
        name: "(no name)",
        enabled: true,
        conditions: "every message",
        actions: "forward to: f@evil.example; forward as attachment to: g@evil.example",
        forwardsTo: ["f@evil.example", "g@evil.example"],
        untrusted: true,
      },
      {
        name: "second",
        enabled: true,
        hasError: true,
        conditions: "has no attachments; size: 10 to any KB; sent to me",
        exceptions: "subject contains: a, b",
        actions: "redirect to: r@evil.example; permanent delete",
        forwardsTo: ["r@evil.example"],
        untrusted: true,
      },
    ]);
    expect(text).toContain("- (no name) [SENDS MAIL ON]");
    expect(text).toContain(
      "- second [has an error, SENDS MAIL ON]\n  if has no attachments; size: 10 to any KB; sent to me; unless subject contains: a, b",
    );
  });

  test("says that there are no rules", async () => {
    const { text } = await callTool(getMailboxSettings, { include: "inboxRules" }, [{ body: { value: [] } }]);

    expect(text).toBe("The inbox has no rules.");
  });

  test.each(["settings", "autoReply", "inboxRules"])("%s keeps only what it declares", async (include) => {
    const planted = { plantedByTheLab: "do-not-leak" };
    const { output, text } = await callTool(getMailboxSettings, { include }, [
      {
        body: {
          ...planted,
          timeZone: "UTC",
          automaticRepliesSetting: { ...planted, status: "alwaysEnabled", internalReplyMessage: "Away" },
          workingHours: { ...planted, timeZone: planted },
          value: [{ ...planted, displayName: "x", conditions: planted, actions: { ...planted, delete: true } }],
        },
      },
    ]);

    expect(JSON.stringify(output) + text).not.toContain("do-not-leak");
  });

  test.each([{ include: "all" }, { mailbox: "frontdesk@northwind.example" }])("its schema refuses %j", (input) => {
    expect(getMailboxSettings.input.safeParse(input).success).toBe(false);
  });
});

describe("setAutoReply", () => {
  test("turns it on with texts for colleagues and for others", async () => {
    const graph = strictGraph();
    const { output, text } = await graph.call(setAutoReply, {
      status: "on",
      internal: "Away\nuntil Monday & back then",
      external: "<p>I am away.</p>",
      audience: "contactsOnly",
    });

    const expected = {
      status: "on",
      audience: "contactsOnly",
      internal: "Away<br>until Monday &amp; back then",
      external: "<p>I am away.</p>",
      untrusted: true,
    };
    expect(output).toEqual(expected);
    expect(text).toContain("Automatic replies: on");
    expect((await graph.call(getMailboxSettings, { include: "autoReply" })).output).toEqual({ autoReply: expected });
  });

  test("schedules it in the mailbox's own zone", async () => {
    const graph = strictGraph();
    const { output } = await graph.call(setAutoReply, { status: "scheduled", start: "2026-12-21", end: "2027-01-04T08:00" });

    expect(output).toMatchObject({ status: "scheduled", start: "2026-12-21T00:00:00+01:00", end: "2027-01-04T08:00:00+01:00" });
  });

  test("says which pass of a doubled hour it took, and leaves Exchange no choice", async () => {
    const graph = strictGraph();
    const { output, text } = await graph.call(setAutoReply, { status: "scheduled", start: "2027-10-31T02:30", end: "2027-11-02T08:00" });

    expect(output).toMatchObject({
      start: "2027-10-31T02:30:00+02:00",
      end: "2027-11-02T08:00:00+01:00",
      timeZone: "W. Europe Standard Time",
      note: expect.stringContaining("start comes twice"),
    });
    expect(text).toContain(output.note);
    expect((await graph.commits()).at(-1)).toMatchObject({
      body: { automaticRepliesSetting: { scheduledStartDateTime: { dateTime: "2027-10-31T00:30:00", timeZone: "UTC" } } },
    });
  });

  test("takes an offset as it is written", async () => {
    const { asked } = await callTool(setAutoReply, { status: "scheduled", start: "2026-12-21T08:00Z", end: "2026-12-21T10:30+01:00" }, [
      { body: { timeZone: "Tokyo Standard Time" } },
      { body: { automaticRepliesSetting: { status: "scheduled" } } },
    ]);

    expect(asked[1]?.json).toEqual({
      automaticRepliesSetting: {
        status: "scheduled",
        scheduledStartDateTime: { dateTime: "2026-12-21T17:00:00", timeZone: "Tokyo Standard Time" },
        scheduledEndDateTime: { dateTime: "2026-12-21T18:30:00", timeZone: "Tokyo Standard Time" },
      },
    });
  });

  test("tells what was set where Graph's answer does not", async () => {
    const { output } = await callTool(setAutoReply, { status: "on", external: "Away" }, [{ body: { timeZone: "UTC" } }]);

    expect(output).toEqual({ status: "on", external: "Away", untrusted: true });
  });

  test("keeps the texts that are left out, and touches nothing else", async () => {
    const graph = strictGraph();
    await graph.call(setAutoReply, { status: "on", internal: "Away" });
    const { output } = await graph.call(setAutoReply, { status: "off" });
    const { asked } = await callTool(setAutoReply, { status: "off" }, [{ body: { automaticRepliesSetting: { status: "disabled" } } }]);

    expect(output).toMatchObject({ status: "off", internal: "Away" });
    expect(asked.map(({ json }) => json)).toEqual([{ automaticRepliesSetting: { status: "disabled" } }]);
    expect((await graph.call(getMailboxSettings)).output.settings.timeZone).toBe("W. Europe Standard Time");
  });

  test.each([
    [{ status: "scheduled" }, "start"],
    [{ status: "scheduled", start: "2026-12-21" }, "end"],
    [{ status: "scheduled", end: "2026-12-21" }, "start"],
    [{ status: "scheduled", start: "2026-12-21", end: "2026-12-21" }, "end"],
    [{ status: "scheduled", start: "2026-12-21T10:00+02:00", end: "2026-12-21T07:59Z" }, "end"],
    [{ status: "scheduled", start: "tomorrow", end: "2026-12-21" }, "start"],
    [{ status: "scheduled", start: "2026-12-21", end: "2026-13-21" }, "end"],
    [{ status: "on", start: "2026-12-21" }, "start"],
    [{ status: "off", end: "2026-12-21" }, "end"],
    [{ status: "on", external: '<img src="https://evil.example/x.gif">' }, "external"],
    [{ status: "on", internal: "<script>1</script>" }, "internal"],
  ])("refuses %j before anything is asked", async (input, field) => {
    const asked: never[] = [];
    await expect(callTool(setAutoReply, input, [], { asked })).rejects.toMatchObject({ code: "invalid_arguments", details: { field } });
    expect(asked).toEqual([]);
  });

  test("refuses an end before the start that only the zone shows", async () => {
    await expect(
      callTool(setAutoReply, { status: "scheduled", start: "2026-12-21T10:00", end: "2026-12-21T10:00Z" }, [
        { body: { timeZone: "America/New_York" } },
      ]),
    ).rejects.toMatchObject({ code: "invalid_arguments", details: { field: "end" } });
  });

  test.each([{}, { status: "enabled" }, { status: "on", audience: "everyone" }, { status: "on", timeZone: "UTC" }])(
    "its schema refuses %j",
    (input) => {
      expect(setAutoReply.input.safeParse(input).success).toBe(false);
    },
  );
});
