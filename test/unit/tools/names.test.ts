/** A name that may belong to several is never resolved by guess, also where Graph's list goes on beyond what was looked at. */
import { describe, expect, test } from "vitest";
import { getChannelMessages } from "../../../src/tools/teams/get-channel-messages.ts";
import { getMeetingTranscript } from "../../../src/tools/teams/get-meeting-transcript.ts";
import { getUser } from "../../../src/tools/people/get-user.ts";
import { listTeams } from "../../../src/tools/teams/list-teams.ts";
import { callTool } from "./call-tool.ts";

const guid = (last: number) => `00000000-0000-4000-8000-00000000000${last}`;
const goesOn = (path: string) => ({ "@odata.nextLink": `https://graph.microsoft.com/v1.0${path}?$skiptoken=2` });
const channel = "19:a@thread.tacv2";

describe("the only one of that name on a page that has a successor", () => {
  test("is not taken for the only person", async () => {
    const call = callTool(getUser, { user: "Kim" }, [{ body: { value: [{ id: guid(1), displayName: "Kim" }], ...goesOn("/users") } }]);

    await expect(call).rejects.toMatchObject({ code: "ambiguous", details: { field: "user", candidates: [`Kim (${guid(1)})`] } });
  });

  test("is not taken for the only team", async () => {
    const call = callTool(getChannelMessages, { teamId: "Sales", channelId: channel }, [
      { body: { value: [{ id: guid(1), displayName: "Sales" }], ...goesOn("/me/joinedTeams") } },
    ]);

    await expect(call).rejects.toMatchObject({ code: "ambiguous", details: { field: "teamId" } });
  });

  test("is not taken for the only channel", async () => {
    const call = callTool(getChannelMessages, { teamId: guid(1), channelId: "General" }, [
      { body: { value: [{ id: channel, displayName: "General" }], ...goesOn(`/teams/${guid(1)}/allChannels`) } },
    ]);

    await expect(call).rejects.toMatchObject({ code: "ambiguous", details: { field: "channelId" } });
  });

  test("is not taken for the only transcript: the list says that there are more", async () => {
    const { output, text } = await callTool(getMeetingTranscript, { meetingId: "MSo1" }, [
      { body: { value: [{ id: "T1" }], ...goesOn("/me/onlineMeetings/MSo1/transcripts") } },
    ]);

    expect(output).toMatchObject({ transcripts: [{ id: "T1" }], hasMore: true });
    expect(text).toContain("There are more");
  });
});

test("a name that is not on the page is not said to be nowhere", async () => {
  const call = callTool(getUser, { user: "Kim" }, [{ body: { value: [{ id: guid(1), displayName: "Kim Lee" }], ...goesOn("/users") } }]);

  await expect(call).rejects.toMatchObject({ code: "not_found", message: expect.stringContaining("among the first 1") });
});

test("teams whose channels are more than a page are said to be cut", async () => {
  const { output } = await callTool(listTeams, { include: "channels" }, [
    { body: { value: [{ id: guid(1), displayName: "Sales" }] } },
    { body: { value: [{ id: channel, displayName: "General" }], ...goesOn(`/teams/${guid(1)}/allChannels`) } },
  ]);

  expect(output).toMatchObject({ hasMore: false, truncated: true });
});
