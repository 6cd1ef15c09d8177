/** What the relay does with Graph's answer before it goes back: documents read, bodies turned into what is seen of them, sessions filled, addresses kept back. */
import { answerDocument, convertBodies, followContent } from "./documents.ts";
import { opensSession, openSource } from "./call-with-source.ts";
import { type Finished, type GraphAnswered, type GraphAsked, type GraphReach, readGraph } from "./graph-exchange.ts";
import { fillSession } from "./upload.ts";
import { changeUrls } from "./urls.ts";

/** @param accessToken the one Graph accepted; sent to Graph alone */
export async function finish(
  reach: GraphReach,
  asked: GraphAsked,
  accessToken: string,
  response: Response,
  sealUrl: (url: string) => Promise<string>,
  signal: AbortSignal,
): Promise<Finished> {
  const { reading, bodies, source } = asked.message;
  if (reading && response.status < 400) return answerDocument(reach, response, reading, signal);
  const read = await readGraph(response, signal);
  const filled =
    source && opensSession(asked) && read.kind === "graph" && response.ok
      ? await fill(reach, asked, source.path, accessToken, read, signal)
      : { outcome: read };
  const { outcome } = filled;
  if (outcome.kind !== "graph" || outcome.body === null) return filled;
  const converted = bodies && outcome.status < 400 ? await convertBodies(reach, outcome.body, bodies, signal) : outcome.body;
  return { ...filled, outcome: { ...outcome, body: await changeUrls(converted, sealUrl) } };
}

async function fill(
  reach: GraphReach,
  { requestId }: GraphAsked,
  path: string,
  accessToken: string,
  opened: GraphAnswered,
  signal: AbortSignal,
): Promise<Finished> {
  const follow = async () => followContent(reach, await openSource(reach, requestId, path, accessToken, signal), signal);
  return fillSession(reach, opened, follow, signal);
}
