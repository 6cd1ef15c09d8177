import { elements, isObject, type Json, type JsonObject, textOf } from "./entity.ts";
import { badRequest } from "./failure.ts";

/** Several requests in one, each answered with its own status (learn.microsoft.com/graph/json-batching). */
const maxRequests = 20;

type Part = {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json | undefined;
  readonly dependsOn: readonly string[];
};

export type BatchAnswer = { readonly id: string; readonly status: number; readonly headers: Record<string, string>; readonly body?: Json };

/** @throws GraphFailure 400 for a batch Graph would not begin */
export function readBatch(body: JsonObject): readonly Part[] {
  const requests = elements(body.requests);
  if (requests.length === 0) throw badRequest("Invalid batch payload format.");
  if (requests.length > maxRequests) throw badRequest(`Number of batch request steps exceeds the maximum value of ${maxRequests}.`);
  const seen = new Set<string>();
  return requests.map((each) => {
    const request = isObject(each) ? each : {};
    const [id, method, url] = [textOf(request.id), textOf(request.method).toUpperCase(), textOf(request.url)];
    if (id === "" || method === "" || url === "") throw badRequest("Invalid batch payload format: id, method and url are required.");
    if (seen.has(id)) throw badRequest(`Duplicate id '${id}' in the batch.`);
    const dependsOn = elements(request.dependsOn).map(textOf);
    if (dependsOn.some((other) => !seen.has(other))) throw badRequest(`Request '${id}' depends on one that does not come before it.`);
    seen.add(id);
    if (!url.startsWith("/") || url.startsWith("/$batch")) throw badRequest(`Invalid request URL in the batch: '${url}'.`);
    const headers = Object.entries(isObject(request.headers) ? request.headers : {}).map(([name, value]) => [name, textOf(value)] as const);
    return { id, method, url, headers: Object.fromEntries(headers), body: request.body, dependsOn };
  });
}

/** In order; what depends on a request that failed is not carried out (424). */
export async function runBatch(
  parts: readonly Part[],
  send: (part: Part) => Promise<{ readonly status: number; readonly headers: Headers; readonly text: string }>,
): Promise<readonly BatchAnswer[]> {
  const failed = new Set<string>();
  const answers: BatchAnswer[] = [];
  for (const part of parts) {
    if (part.dependsOn.some((id) => failed.has(id))) {
      failed.add(part.id);
      const error = { code: "FailedDependency", message: "A request this one depends on has failed." };
      answers.push({ id: part.id, status: 424, headers: {}, body: { error } });
      continue;
    }
    const { status, headers, text } = await send(part);
    if (status >= 400) failed.add(part.id);
    const kept = [...headers].filter(([name]) => ["content-type", "retry-after", "location", "etag"].includes(name));
    answers.push({ id: part.id, status, headers: Object.fromEntries(kept), ...(text !== "" && { body: bodyOf(text, headers) }) });
  }
  return answers;
}

function bodyOf(text: string, headers: Headers): Json {
  return headers.get("content-type")?.startsWith("application/json") === true
    ? (JSON.parse(text) as Json)
    : Buffer.from(text).toString("base64");
}
