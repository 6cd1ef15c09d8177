/** An online meeting by its id or its join link. */
import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { odataString } from "../../graph/path.ts";
import type { GraphClient, Operation } from "../../graph/request.ts";
import { graphId } from "../graph-id.ts";

export const meetingByUrl = "GET /me/onlineMeetings" satisfies Operation;

export const meetingInput = {
  meetingId: graphId.optional(),
  joinUrl: z
    .string()
    .max(2_048)
    .refine((url) => /^https:\/\/[a-z0-9.-]+\/[^\s'"<>\\]+$/i.test(url), "must be the meeting's https join link")
    .optional(),
};

type Asked = { readonly meetingId?: string | undefined; readonly joinUrl?: string | undefined };

/** @throws AppError `invalid_arguments` */
export function checkOneMeeting({ meetingId, joinUrl }: Asked): void {
  if ((meetingId === undefined) === (joinUrl === undefined)) {
    throw new AppError("invalid_arguments", "Give either meetingId or joinUrl.", {
      field: meetingId === undefined ? "meetingId" : "joinUrl",
    });
  }
}

/** The meeting behind a join link, as much of it as the schema keeps. @throws AppError `not_found` */
export async function meetingOfUrl<S extends z.ZodType>(joinUrl: string, meeting: S, graph: GraphClient): Promise<z.output<S>> {
  const { value } = await graph.request({
    method: "GET",
    path: "/me/onlineMeetings",
    query: { $filter: `JoinWebUrl eq ${odataString(joinUrl)}` },
    response: z.object({ value: z.array(meeting) }),
    idempotency: "safe",
    scopes: ["OnlineMeetings.Read"],
  });
  const [found] = value;
  if (found === undefined) throw new AppError("not_found", "You have no online meeting with that join link.", { field: "joinUrl" });
  return found;
}
