import { beforeAll, describe, expect, test } from "vitest";
import { getMeetingTranscript } from "../../../../src/tools/teams/get-meeting-transcript.ts";
import { getOnlineMeeting } from "../../../../src/tools/teams/get-online-meeting.ts";
import { spokenText, wholeCues } from "../../../../src/tools/teams/web-vtt.ts";
import type { Asked } from "../../graph/graph-answering.ts";
import { callTool } from "../call-tool.ts";
import { strictGraph } from "../strict-graph.ts";

const graph = strictGraph();
const joinUrls = new Map<string, string>();

beforeAll(async () => {
  const day = 86_400_000;
  const at = (days: number) => new Date(Date.now() + days * day).toISOString();
  const { value } = await graph.ask("GET", `/me/calendarView?startDateTime=${at(-20)}&endDateTime=${at(0)}&$top=200`);
  for (const { subject, onlineMeeting } of value) if (onlineMeeting) joinUrls.set(subject, onlineMeeting.joinUrl);
});

const linkOf = (subject: string): string => joinUrls.get(subject) ?? expect.unreachable(`no link of ${subject}`);

describe("getOnlineMeeting", () => {
  test("is found by its join link, and by the id that gives", async () => {
    const byLink = await graph.call(getOnlineMeeting, { joinUrl: linkOf("Operations stand-up") });
    const byId = await graph.call(getOnlineMeeting, { meetingId: byLink.output.id });

    expect(byId.output).toEqual(byLink.output);
    expect(byLink.output).toMatchObject({
      subject: "Operations stand-up",
      organizer: "Amara Okafor <amara.okafor@northwind.example> (presenter)",
      lobby: "organization",
      presenters: "everyone",
      chatId: expect.stringMatching(/^19:meeting_/),
      untrusted: true,
    });
    expect(byLink.output.attendees).toHaveLength(3);
    expect(byLink.output.attendance).toBeUndefined();
    expect(byLink.text).toContain(`id=${byLink.output.id}`);
  });

  test("tells the organizer who attended each session, and for how long", async () => {
    const { output, text } = await graph.call(getOnlineMeeting, { joinUrl: linkOf("Operations stand-up"), include: "attendance" });

    expect(output.attendance).toHaveLength(2);
    expect(output.attendance[0].start > output.attendance[1].start).toBe(true);
    expect(output.attendance[0]).toMatchObject({
      participants: 4,
      attended: expect.arrayContaining(["Mei Tanaka <mei.tanaka@clinics.northwind.example> Presenter 9 min"]),
    });
    expect(text).toContain("Amara Okafor <amara.okafor@northwind.example> Organizer 15 min");
  });

  test("attendance is not for those invited", async () => {
    const asked = graph.call(getOnlineMeeting, { joinUrl: linkOf("Retrospective: phishing exercise"), include: "attendance" });
    await expect(asked).rejects.toMatchObject({ code: "graph_forbidden" });
  });

  test("a link that is nobody's is not found", async () => {
    await expect(graph.call(getOnlineMeeting, { joinUrl: "https://teams.microsoft.com/l/meetup-join/none" })).rejects.toMatchObject({
      code: "not_found",
      details: { field: "joinUrl" },
    });
  });

  test("asks for attendance only where it is wanted, and needs its scope then", () => {
    const scopesOf = (input: object) => getOnlineMeeting.scopesOf?.(getOnlineMeeting.input.parse(input));
    expect([scopesOf({ meetingId: "MSo" }), scopesOf({ meetingId: "MSo", include: "attendance" })]).toEqual([
      [],
      ["OnlineMeetingArtifact.Read.All"],
    ]);
  });

  test("says that earlier sessions are left out", async () => {
    const reports = Array.from({ length: 6 }, (_, index) => ({ id: `r${index}`, meetingStartDateTime: `2026-11-0${index + 1}T09:00:00Z` }));
    const { output, text } = await callTool(getOnlineMeeting, { meetingId: "MSo", include: "attendance" }, ({ template }) => {
      if (template.endsWith("Records")) return { body: { value: [] } };
      return { body: template.endsWith("Reports") ? { value: reports } : { id: "MSo" } };
    });

    expect(output).toMatchObject({ attendance: { length: 5 }, truncated: true });
    expect(text).toContain("earlier sessions are left out");
  });

  test("keeps only what it declares", async () => {
    const leak = { secret: "do-not-leak" };
    const person = { upn: "ben@contoso.example", role: "attendee", identity: { user: { displayName: "Ben", id: "do-not-leak" }, ...leak } };
    const { output, text } = await callTool(getOnlineMeeting, { meetingId: "MSo", include: "attendance" }, ({ template }) => {
      if (template.endsWith("Records")) return { body: { value: [{ emailAddress: "ben@contoso.example", identity: leak, ...leak }] } };
      if (template.endsWith("Reports")) return { body: { value: [{ id: "r", ...leak }] } };
      return {
        body: {
          id: "MSo",
          participants: { organizer: person, attendees: [person] },
          joinMeetingIdSettings: { passcode: "do-not-leak" },
          audioConferencing: leak,
          ...leak,
        },
      };
    });

    expect(output.attendance[0].attended).toEqual(["? <ben@contoso.example> 0 min"]);
    expect(JSON.stringify(output) + text).not.toContain("do-not-leak");
  });
});

describe("getMeetingTranscript", () => {
  test("of a meeting with one: its words, by speaker and time", async () => {
    const { output, text } = await graph.call(getMeetingTranscript, { joinUrl: linkOf("Retrospective: phishing exercise") });

    expect(output.text.split("\n")[0]).toBe(
      "00:00 Rafael Costa: Good afternoon. This is the retrospective of the phishing exercise, thirty minutes, and it is being transcribed.",
    );
    expect(output.text).toMatch(/Jonas Weber: A caller read this to us[^\n]*\n[^\n]*Rafael Costa: That was all\./);
    expect(output.text).not.toMatch(/-->|<v/);
    expect(output).toMatchObject({ hasMore: false, untrusted: true });
    expect(text).toMatch(/<(untrusted-[0-9a-f]{8})>[\s\S]*<\/\1>/);
  });

  test("in parts: every part whole utterances, all parts together the whole", async () => {
    const joinUrl = linkOf("Retrospective: phishing exercise");
    const whole = (await graph.call(getMeetingTranscript, { joinUrl })).output.text;
    const parts: string[] = [];
    let cursor: string | undefined;
    for (let part = 0; part === 0 || cursor !== undefined; part += 1) {
      const { output, text } = await graph.call(getMeetingTranscript, {
        joinUrl,
        maxChars: 2_000,
        ...(cursor === undefined ? {} : { cursor }),
      });
      expect(output.hasMore).toBe(output.cursor !== undefined);
      expect(text.includes(`More: cursor=${output.cursor}`)).toBe(output.hasMore);
      parts.push(output.text);
      cursor = output.cursor;
    }

    expect(parts.length).toBeGreaterThan(3);
    expect(parts.join("\n")).toBe(whole);
  });

  test("of several: their list first, then the one that is named", async () => {
    const joinUrl = linkOf("Operations stand-up");
    const { output, text } = await graph.call(getMeetingTranscript, { joinUrl });
    const [newest, oldest] = output.transcripts;
    const read = (transcriptId: string) => graph.call(getMeetingTranscript, { meetingId: output.meetingId, transcriptId });

    expect(output).toMatchObject({ hasMore: false });
    expect(newest.start > oldest.start).toBe(true);
    expect(text).toContain(`id=${newest.id}`);
    expect((await read(newest.id)).output.text).toContain("Amara Okafor: Three questions");
    expect((await read(oldest.id)).output.text).toContain("Mei Tanaka: The CT service window");
  });

  test("a list keeps only what it declares", async () => {
    const transcript = {
      id: "a",
      createdDateTime: "2026-11-20T14:00:00Z",
      transcriptContentUrl: "do-not-leak",
      meetingOrganizer: { user: "do-not-leak" },
    };
    const { output, text } = await callTool(getMeetingTranscript, { meetingId: "MSo" }, [
      { body: { value: [transcript, { ...transcript, id: "b" }] } },
    ]);

    expect(output.transcripts).toHaveLength(2);
    expect(JSON.stringify(output) + text).not.toContain("do-not-leak");
  });

  test("of none says so", async () => {
    const { output, text } = await graph.call(getMeetingTranscript, { joinUrl: linkOf("Interview: head of nursing") });
    expect([output.transcripts, text]).toEqual([[], "The meeting has no transcript."]);
  });

  test("a cursor goes on in its own meeting only", async () => {
    const joinUrl = linkOf("Retrospective: phishing exercise");
    const { cursor } = (await graph.call(getMeetingTranscript, { joinUrl, maxChars: 500 })).output;
    graph.seen.length = 0;

    for (const input of [
      { joinUrl: linkOf("Operations stand-up"), cursor },
      { joinUrl, transcriptId: "MSM", cursor },
      { joinUrl, cursor: "x" },
    ]) {
      await expect(graph.call(getMeetingTranscript, input)).rejects.toMatchObject({ code: "invalid_cursor", details: { field: "cursor" } });
    }
    expect(graph.seen).toEqual([]);
  });

  test("asks for the text of the content alone, as WebVTT", async () => {
    const { asked } = await callTool(getMeetingTranscript, { meetingId: "MSo", transcriptId: "MSM", maxChars: 30 }, [
      { body: { kind: "text", text: "WEBVTT\n\n00:00.000 --> 00:01.000\n", totalChars: 31, format: "text", bytes: 31 } },
    ]);

    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      path: "/v1.0/me/onlineMeetings/MSo/transcripts/MSM/content",
      reading: { as: "text", from: 0, maxChars: 30 },
    });
    expect(asked[0]?.parameters.get("$format")).toBe("text/vtt");
  });
});

describe.each([getOnlineMeeting, getMeetingTranscript])("$name", (tool) => {
  test.each([
    ["meetingId", {}],
    ["joinUrl", { meetingId: "MSo", joinUrl: "https://teams.microsoft.com/l/meetup-join/x" }],
  ])("names %s where there is not exactly one locator, before anything is asked", async (field, input) => {
    const asked: Asked[] = [];
    await expect(callTool(tool, input, [], { asked })).rejects.toMatchObject({ code: "invalid_arguments", details: { field } });
    expect(asked).toEqual([]);
  });

  test.each([
    { meetingId: "a/b" },
    { joinUrl: "http://teams.microsoft.com/x" },
    { joinUrl: "https://x/' or 1 eq 1" },
    { joinUrl: "javascript:x" },
  ])("its input takes no %o", (input) => {
    expect(tool.input.safeParse(input).success).toBe(false);
  });
});

describe("WebVTT", () => {
  test.each([
    ["WEBVTT\n\n01:02:03.000 --> 01:02:04.000\n<v Ana>Hi</v>\n", "01:02:03 Ana: Hi"],
    [
      "WEBVTT\r\n\r\n02:03.000 --> 02:04.000 align:start\r\n<v.loud Ana B>Hi <i>you</i></v>\r\nand more\r\n",
      "02:03 Ana B: Hi you\nand more",
    ],
    ["1\n00:00.000 --> 00:01.000\nNo speaker\u200B", "1\n00:00 No speaker"],
    ["no transcript at all", "no transcript at all"],
  ])("%j reads %j", (vtt, text) => {
    expect(spokenText(vtt)).toBe(text);
  });

  test("a part ends with its last whole cue, or is kept as it is", () => {
    expect(wholeCues("WEBVTT\n\n00:00.000 --> 00:01.000\nA\n\n00:01.000 --> 00")).toBe("WEBVTT\n\n00:00.000 --> 00:01.000\nA\n\n");
    expect(wholeCues("one long utterance")).toBe("one long utterance");
  });
});
