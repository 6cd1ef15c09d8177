import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { parseJson } from "../../core/json.ts";
import type { GraphClient } from "../../graph/request.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { graphId } from "../graph-id.ts";
import { cursorInput } from "../listing.ts";
import { fenced, untrusted } from "../untrusted.ts";
import { checkOneMeeting, meetingByUrl, meetingInput, meetingOfUrl } from "./meeting.ts";
import { spokenText, wholeCues } from "./web-vtt.ts";

const graphTranscript = z.object({ id: z.string(), createdDateTime: z.string().nullish(), endDateTime: z.string().nullish() });

const transcript = z.object({ id: z.string(), start: z.string().optional(), end: z.string().optional() });

const output = z.object({
  meetingId: z.string(),
  transcriptId: z.string().optional(),
  text: z.string().optional(),
  hasMore: z.boolean(),
  cursor: z.string().optional(),
  transcripts: z.array(transcript).optional(),
  untrusted,
});

const scope = "OnlineMeetingTranscript.Read.All";

export const getMeetingTranscript = defineTool({
  name: "getMeetingTranscript",
  title: "Get a meeting transcript",
  description: "What was said in a Teams meeting; where there are several transcripts, their list.",
  toolset: "teams",
  tier: "extended",
  risk: "read",
  scopes: [scope],
  optionalScopes: ["OnlineMeetings.Read"],
  scopesOf: ({ joinUrl }) => (joinUrl === undefined ? [] : ["OnlineMeetings.Read"]),
  operations: [
    meetingByUrl,
    "GET /me/onlineMeetings/{meetingId}/transcripts",
    "GET /me/onlineMeetings/{meetingId}/transcripts/{transcriptId}/content",
  ],
  input: z.strictObject({
    ...meetingInput,
    transcriptId: graphId.optional(),
    maxChars: z.int().min(1).max(50_000).default(20_000),
    cursor: cursorInput,
  }),
  output,

  async run({ meetingId, joinUrl, transcriptId, maxChars, cursor }, { graph }) {
    checkOneMeeting({ meetingId, joinUrl });
    /* A cursor knows the meeting and the transcript it goes on in. */
    const of = [meetingId ?? "", joinUrl ?? "", transcriptId ?? ""];
    const place = cursor === undefined ? undefined : placed(await graph.openPosition(cursor, of));
    const meeting = place?.meetingId ?? meetingId ?? (await meetingOfUrl(joinUrl ?? "", z.object({ id: z.string() }), graph)).id;
    const chosen = place?.transcriptId ?? transcriptId ?? (await onlyTranscript(meeting, graph));
    if (typeof chosen !== "string") return { meetingId: meeting, ...chosen, untrusted: true as const };

    const from = place?.from ?? 0;
    const part = await graph.readText({
      path: "/me/onlineMeetings/{meetingId}/transcripts/{transcriptId}/content",
      params: { meetingId: meeting, transcriptId: chosen },
      query: { $format: "text/vtt" },
      as: "text",
      from,
      maxChars,
      contentType: "text/vtt",
    });
    const rest = part.totalChars > from + part.text.length;
    const read = rest ? wholeCues(part.text) : part.text;
    const next =
      rest && read.length > 0 ? JSON.stringify({ meetingId: meeting, transcriptId: chosen, from: from + read.length }) : undefined;
    return compact<z.output<typeof output>>({
      meetingId: meeting,
      transcriptId: chosen,
      text: spokenText(read),
      hasMore: next !== undefined,
      cursor: next === undefined ? undefined : await graph.sealPosition(next, of),
      transcripts: undefined,
      untrusted: true,
    });
  },
  text: ({ meetingId, transcriptId, text, hasMore, cursor, transcripts }) => {
    if (transcripts?.length === 0) return "The meeting has no transcript.";
    if (transcripts) {
      const lines = transcripts.map(({ id, start, end }) => `- ${start ?? ""} – ${end ?? ""} | id=${id}`);
      const others = hasMore ? ["There are more than can be listed."] : [];
      return ["Several transcripts; give transcriptId.", ...lines, ...others, `meetingId=${meetingId}`].join("\n");
    }
    const more = cursor === undefined ? [] : [`More: cursor=${cursor}`];
    return [fenced([text ?? ""]), `transcriptId=${transcriptId ?? ""} meetingId=${meetingId}`, ...more].join("\n");
  },
});

const position = z.strictObject({ meetingId: z.string(), transcriptId: z.string(), from: z.int().min(1) });

function placed(sealed: string): z.output<typeof position> {
  const read = position.safeParse(parseJson(sealed)).data;
  if (read === undefined) throw new AppError("invalid_cursor", "The cursor is not one of this tool.", { field: "cursor" });
  return read;
}

/** The id of the meeting's only transcript, or the list of all, newest first, where there is not exactly one. */
async function onlyTranscript(
  meetingId: string,
  graph: GraphClient,
): Promise<string | { readonly transcripts: z.output<typeof transcript>[]; readonly hasMore: boolean }> {
  const { items, hasMore } = await graph.list({
    path: "/me/onlineMeetings/{meetingId}/transcripts",
    params: { meetingId },
    item: graphTranscript,
  });
  const [first] = items;
  if (first !== undefined && items.length === 1 && !hasMore) return first.id;
  const transcripts = items
    .toSorted((a, b) => ((a.createdDateTime ?? "") < (b.createdDateTime ?? "") ? 1 : -1))
    .map(({ id, createdDateTime, endDateTime }) =>
      compact<z.output<typeof transcript>>({ id, start: createdDateTime ?? undefined, end: endDateTime ?? undefined }),
    );
  return { transcripts, hasMore };
}
