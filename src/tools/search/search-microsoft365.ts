import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { parseJson } from "../../core/json.ts";
import type { GraphClient } from "../../graph/request.ts";
import { defineTool } from "../define-tool.ts";
import { fewAtOnce } from "../few-at-once.ts";
import { cursorInput, listOf, pageText } from "../listing.ts";
import { singleLine } from "../single-line.ts";
import { oneLine } from "../visible-text.ts";
import { hit, type Hit, readHits, searchAnswer, type SearchType, types } from "./hit.ts";

/** Types one request may ask for together (learn.microsoft.com/graph/search-concept-interleaving). */
const groups: readonly (readonly SearchType[])[] = [["message"], ["event"], ["driveItem", "listItem", "site"], ["chatMessage"], ["person"]];

const scopeOf: Readonly<Record<SearchType, readonly string[]>> = {
  message: [],
  event: ["Calendars.Read"],
  driveItem: ["Files.Read.All"],
  listItem: ["Sites.Read.All"],
  site: ["Sites.Read.All"],
  chatMessage: ["Chat.Read", "ChannelMessage.Read.All"],
  person: ["People.Read"],
};
const scopesOfTypes = (asked: readonly SearchType[]) => [...new Set(asked.flatMap((type) => scopeOf[type]))];

/** Results of one group that can be paged to (our cap). */
const maxDepth = 1_000;

/** How far each group has been read; null: to its end. */
const position = z.array(z.int().min(0).nullable());

export const searchMicrosoft365 = defineTool({
  name: "searchMicrosoft365",
  title: "Search Microsoft 365",
  description: "Searches mail, events and files, or other types, at once.",
  toolset: "search",
  tier: "core",
  risk: "read",
  scopes: ["Mail.Read"],
  optionalScopes: scopesOfTypes(types),
  scopesOf: (input) => scopesOfTypes(input.types),
  operations: ["POST /search/query"],
  input: z.strictObject({
    query: singleLine(500).describe("Words or KQL, such as filetype:docx budget."),
    types: z.array(z.enum(types)).min(1).max(types.length).default(["message", "event", "driveItem"]),
    count: z.int().min(1).max(25).default(10),
    cursor: cursorInput,
  }),
  output: listOf(hit).extend({ failed: z.array(z.string()).optional() }),

  async run({ query, types: asked, count, cursor }, { graph }) {
    checkExpression(query);
    const chosen = groups.map((group) => group.filter((type) => asked.includes(type))).filter((group) => group.length > 0);
    const of = [query, JSON.stringify(chosen), String(count)];
    const from = cursor === undefined ? chosen.map(() => 0) : position.parse(parseJson(await graph.openPosition(cursor, of)));

    const found = await fewAtOnce([...chosen.entries()], ([index, group]) => searched(group, from[index] ?? null, query, count, graph));
    const [failure] = found.flatMap((one) => (one.error ? [one.error] : []));
    if (failure && found.every(({ error, hits }) => error || hits.length === 0)) throw failure;

    /* Ranks of different groups cannot be compared: the best of each comes first, then the second of each. */
    const taken = found.map(() => 0);
    const items: Hit[] = [];
    for (let rank = 0; rank < count; rank += 1) {
      for (const [index, { hits }] of found.entries()) {
        const one = hits[rank];
        if (!one || items.length >= count) continue;
        items.push(one);
        taken[index] = rank + 1;
      }
    }
    const next = found.map(({ hits, more, error }, index) => {
      const at = (from[index] ?? 0) + (taken[index] ?? 0);
      return error || (taken[index] ?? 0) < hits.length || more ? at : null;
    });
    const reachable = next.map((at) => (at === null || at >= maxDepth ? null : at));
    const hasMore = next.some((at, index) => at !== null && !found[index]?.error);
    const goesOn = reachable.some((at, index) => at !== null && !found[index]?.error);
    const failed = chosen.filter((_, index) => found[index]?.error).flat();
    return {
      items,
      hasMore,
      ...(goesOn ? { cursor: await graph.sealPosition(JSON.stringify(reachable), of) } : {}),
      ...(hasMore && !goesOn ? { truncated: true as const } : {}),
      ...(failed.length > 0 ? { failed } : {}),
    };
  },
  text: (page) =>
    pageText(page, page.items.flatMap(lines), "Nothing found.") +
    (page.failed ? `\nCould not be searched: ${page.failed.join(", ")}. Try again.` : ""),
});

type Found = { readonly hits: readonly Hit[]; readonly more: boolean; readonly error?: AppError };

async function searched(
  group: readonly SearchType[],
  from: number | null,
  query: string,
  size: number,
  graph: GraphClient,
): Promise<Found> {
  if (from === null) return { hits: [], more: false };
  const answer = await graph.attempt({
    method: "POST",
    path: "/search/query",
    body: { requests: [{ entityTypes: group, query: { queryString: query }, from, size }] },
    response: searchAnswer,
    scopes: group.flatMap((type) => (type === "message" ? ["Mail.Read"] : scopeOf[type])),
    idempotency: "safe",
  });
  return answer.ok ? readHits(answer.value, group) : { hits: [], more: false, error: answer.error };
}

/** @throws AppError `invalid_arguments` for quotes or parentheses that do not match */
function checkExpression(query: string): void {
  let depth = 0;
  const bare = query.replace(/"[^"]*"/g, " ");
  for (const character of bare) {
    depth += character === "(" ? 1 : character === ")" ? -1 : 0;
    if (depth < 0) break;
  }
  if (depth !== 0 || bare.includes('"') || query.trim() === "")
    throw new AppError("invalid_arguments", "query must have words in it, and quotes and parentheses that match.", { field: "query" });
}

function lines({ type, id, title, summary, date, from, driveId }: Hit): readonly string[] {
  const head = [type, oneLine(title, 70), date ?? "", from ? oneLine(from, 40) : ""].filter(Boolean).join(" | ");
  return [`- ${head}`, `  id=${id}${driveId ? ` drive=${driveId}` : ""}`, ...(summary ? [`  ${oneLine(summary, 70)}`] : [])];
}
