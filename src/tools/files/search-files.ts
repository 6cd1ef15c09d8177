import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { segmentRefusal } from "../../graph/path.ts";
import type { GraphClient } from "../../graph/request.ts";
import { compact } from "../compact.ts";
import { defineTool, type ToolContext } from "../define-tool.ts";
import { cursorInput, listOf, mapPage, pageText } from "../listing.ts";
import { siteOperations, whichSite } from "../sharepoint/site.ts";
import { singleLine } from "../single-line.ts";
import { oneLine } from "../visible-text.ts";
import { file, fileLine, type GraphItem, graphItem, itemFields, readItem } from "./item.ts";
import { driveOf, onAnyDrive, ownDrive } from "./place.ts";

const found = z.object({ ...file.shape, summary: z.string().optional() });
type Found = z.output<typeof found>;

const answer = z.object({
  value: z.array(
    z.object({
      hitsContainers: z
        .array(
          z.object({
            hits: z.array(z.object({ summary: z.string().nullish(), resource: graphItem })).nullish(),
            moreResultsAvailable: z.boolean().nullish(),
          }),
        )
        .nullish(),
    }),
  ),
});

/** What Microsoft Search gives out of one query (search: paging). */
const maxHits = 1000;
/** Results of a drive's search that one page holds where only some are wanted. */
const typedPage = 200;

export const searchFiles = defineTool({
  name: "searchFiles",
  title: "Search files",
  description: "Files by words in their name or content: in your OneDrive, a drive, a site, or everywhere you have access.",
  toolset: "files",
  tier: "core",
  risk: "read",
  scopes: ["Files.Read"],
  optionalScopes: ["Files.Read.All", "Sites.Read.All"],
  scopesOf: ({ scope }) => (scope === "me" ? [] : scope === "site" ? ["Files.Read.All", "Sites.Read.All"] : ["Files.Read.All"]),
  operations: [...onAnyDrive(["GET /root/search(q='{query}')"]), "POST /search/query", ...siteOperations],
  input: z.strictObject({
    query: singleLine(200),
    scope: z.enum(["me", "drive", "site", "tenant"]).default("me"),
    in: z.string().min(1).max(700).optional().describe("Drive id, or site id, address or name, for scope drive or site."),
    fileTypes: z
      .array(z.string().regex(/^[A-Za-z0-9]{1,10}$/))
      .min(1)
      .max(10)
      .optional()
      .describe("Extensions: docx, pdf."),
    count: z.int().min(1).max(50).default(10),
    cursor: cursorInput,
  }),
  output: listOf(found),

  async run({ query, scope, in: within, fileTypes, count, cursor }, { graph, progress }) {
    const needsPlace = scope === "drive" || scope === "site";
    if (needsPlace !== (within !== undefined)) {
      throw new AppError("invalid_arguments", needsPlace ? `in is needed with scope ${scope}.` : "in goes with scope drive or site.", {
        field: "in",
      });
    }
    if (scope === "me" || scope === "drive") return searchDrive({ query, driveId: within, fileTypes, count, cursor }, { graph, progress });
    const words = wholeExpression(query);
    const address = within === undefined ? undefined : await addressOf(within, graph);
    const asked = [
      `(${words})`,
      ...(fileTypes === undefined ? [] : [`(${fileTypes.map((type) => `filetype:${type}`).join(" OR ")})`]),
      ...(address === undefined ? [] : [`path:"${address}"`]),
    ].join(" AND ");
    return searchEverywhere(asked, count, cursor, graph);
  },
  text: (page) =>
    pageText(
      page,
      page.items.flatMap((item) => [fileLine(item), ...(item.summary === undefined ? [] : [`  ${item.summary}`])]),
      "No files found.",
    ),
});

type DriveSearch = {
  readonly query: string;
  readonly driveId: string | undefined;
  readonly fileTypes: readonly string[] | undefined;
  readonly count: number;
  readonly cursor: string | undefined;
};

async function searchDrive(
  { query, driveId, fileTypes, count, cursor }: DriveSearch,
  { graph, progress }: Pick<ToolContext, "graph" | "progress">,
) {
  const refusal = segmentRefusal(query, true);
  if (refusal !== null) throw new AppError("invalid_arguments", `query ${refusal}; search for words.`, { field: "query" });
  if (driveId !== undefined && (segmentRefusal(driveId, false) !== null || driveId.includes(":"))) {
    throw new AppError("invalid_arguments", "in must be a drive's id.", { field: "in" });
  }
  const drive = driveId === undefined ? ownDrive : driveOf(driveId);
  const search = { path: `${drive.base}/root/search(q='{query}')`, params: { ...drive.params, query }, item: graphItem };
  const read = (item: GraphItem): Found => readItem(item, drive);
  if (fileTypes === undefined) {
    return mapPage(await graph.list({ ...search, query: { $top: count, $select: itemFields }, cursor }), read);
  }

  /* A drive's own search knows no file types: its results are read until enough of those types are found. */
  const ends = fileTypes.map((type) => `.${type.toLowerCase()}`);
  const of = [drive.base, driveId ?? "", query, ...ends];
  const from = cursor === undefined ? 0 : Number(await graph.openPosition(cursor, of));
  const found: GraphItem[] = [];
  let next: string | undefined;
  for (let pages = 1; ; pages += 1) {
    const page = await graph.list({ ...search, query: { $top: typedPage, $select: itemFields }, cursor: next });
    progress(pages);
    found.push(...page.items.filter(({ name }) => ends.some((end) => name?.toLowerCase().endsWith(end))));
    const items = found.slice(from, from + count).map(read);
    if (found.length > from + count) {
      return { items, hasMore: true, cursor: await graph.sealPosition(String(from + count), of) };
    }
    if (page.cursor === undefined) return { ...page, items };
    next = page.cursor;
  }
}

async function searchEverywhere(queryString: string, count: number, cursor: string | undefined, graph: GraphClient) {
  const of = [queryString, String(count)];
  const from = cursor === undefined ? 0 : Number(await graph.openPosition(cursor, of));
  const { value } = await graph.request({
    method: "POST",
    path: "/search/query",
    body: { requests: [{ entityTypes: ["driveItem"], query: { queryString }, from, size: count }] },
    response: answer,
    idempotency: "safe",
    scopes: ["Files.Read.All"],
  });
  const containers = value.flatMap(({ hitsContainers }) => hitsContainers ?? []);
  const hits = containers.flatMap((container) => container.hits ?? []);
  const next = from + hits.length;
  const hasMore = hits.length > 0 && containers.some(({ moreResultsAvailable }) => moreResultsAvailable === true);
  return {
    items: hits.map(readHit),
    hasMore,
    ...(hasMore && next < maxHits ? { cursor: await graph.sealPosition(String(next), of) } : {}),
    ...(hasMore && next >= maxHits ? { truncated: true as const } : {}),
  };
}

function readHit({
  summary,
  resource,
}: {
  readonly summary?: string | null | undefined;
  readonly resource: z.output<typeof graphItem>;
}): Found {
  const driveId = resource.parentReference?.driveId;
  const item = readItem(resource, driveId ? driveOf(driveId) : ownDrive);
  const words = summary ? oneLine(summary.replace(/<\/?c\d+>/g, "").replace(/<ddd\/>/g, "…"), 240) : "";
  return compact<Found>({ ...item, summary: words === "" ? undefined : words });
}

/** The words as they stand, where nothing in them can reach beyond the parentheses put around them. @throws AppError `invalid_arguments` */
function wholeExpression(query: string): string {
  const refuse = (): never => {
    throw new AppError("invalid_arguments", "query has unbalanced quotes or parentheses.", { field: "query" });
  };
  const parts = query.split('"');
  if (parts.length % 2 === 0) return refuse();
  let depth = 0;
  for (const character of parts.filter((_, index) => index % 2 === 0).join("")) {
    depth += character === "(" ? 1 : character === ")" ? -1 : 0;
    if (depth < 0) return refuse();
  }
  return depth === 0 ? query : refuse();
}

/** The site's address, to search below it. */
async function addressOf(site: string, graph: GraphClient): Promise<string> {
  const { id, webUrl } = await whichSite("in", site, graph);
  const known =
    webUrl ??
    (
      await graph.request({
        method: "GET",
        path: "/sites/{siteId}",
        params: { siteId: id },
        query: { $select: ["id", "webUrl"] },
        response: z.object({ webUrl: z.string() }),
        idempotency: "safe",
        scopes: ["Sites.Read.All"],
      })
    ).webUrl;
  if (known.includes('"')) throw new AppError("upstream_invalid", "Microsoft Graph gave the site an impossible address; it was not used.");
  return known;
}
