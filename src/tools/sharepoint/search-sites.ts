import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import type { GraphClient } from "../../graph/request.ts";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { listOf, pageText } from "../listing.ts";
import { singleLine } from "../single-line.ts";
import { untrusted } from "../untrusted.ts";
import { oneLine } from "../visible-text.ts";
import { graphList, listsRequest } from "./list.ts";
import { type GraphSite, siteByUrl, siteOperations, sitesFound } from "./site.ts";

const graphDrive = z.object({ id: z.string(), name: z.string().nullish(), webUrl: z.string().nullish() });
const named = z.object({ id: z.string(), name: z.string(), webUrl: z.string().optional() });
type Named = z.output<typeof named>;

const site = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().optional(),
  webUrl: z.string().optional(),
  modified: z.string().optional(),
  drives: z.array(named).optional(),
  lists: z.array(named).optional(),
  untrusted,
});
type Site = z.output<typeof site>;

/** Sites whose drives or lists are asked for with them. */
const maxDetailed = 5;

export const searchSites = defineTool({
  name: "searchSites",
  title: "Find SharePoint sites",
  description: "SharePoint sites by words or address, with their libraries (drives) or lists.",
  toolset: "sharepoint",
  tier: "core",
  risk: "read",
  scopes: ["Sites.Read.All"],
  operations: [...siteOperations, "GET /sites/{siteId}/drives", "GET /sites/{siteId}/lists"],
  input: z.strictObject({
    query: singleLine(200).optional(),
    url: z.string().max(700).optional().describe("Any address in the site."),
    include: z.enum(["drives", "lists"]).optional().describe(`Of the first ${maxDetailed} sites.`),
  }),
  output: listOf(site),

  async run({ query, url, include }, { graph, progress }) {
    if ((query === undefined) === (url === undefined)) {
      throw new AppError("invalid_arguments", "Give exactly one of query and url.", { field: query === undefined ? "query" : "url" });
    }
    const page =
      url === undefined ? await sitesFound(query ?? "", graph) : { items: [await siteByUrl("url", url, graph)], hasMore: false as const };
    const items: Site[] = [];
    for (const [index, found] of page.items.entries()) {
      const details = include === undefined || index >= maxDetailed ? {} : { [include]: await detailsOf[include](found.id, graph) };
      items.push({ ...readSite(found), ...details });
      if (include !== undefined && index < maxDetailed) progress(index + 1, Math.min(page.items.length, maxDetailed));
    }
    return { items, hasMore: page.hasMore };
  },
  text: (page) => pageText(page, page.items.flatMap(siteLines), "No sites."),
});

const detailsOf = { drives: drivesOf, lists: listsOf };

function readSite({ id, name, displayName, description, webUrl, lastModifiedDateTime }: GraphSite): Site {
  return compact<Site>({
    id,
    name: oneLine(displayName ?? name ?? "", 120),
    description: description ? oneLine(description, 200) : undefined,
    webUrl: webUrl ?? undefined,
    modified: lastModifiedDateTime ?? undefined,
    drives: undefined,
    lists: undefined,
    untrusted: true,
  });
}

const readNamed = ({
  id,
  name,
  webUrl,
}: {
  readonly id: string;
  readonly name: string;
  readonly webUrl?: string | null | undefined;
}): Named => compact<Named>({ id, name: oneLine(name, 120), webUrl: webUrl ?? undefined });

async function drivesOf(siteId: string, graph: GraphClient): Promise<Named[]> {
  const { items } = await graph.list({
    path: "/sites/{siteId}/drives",
    params: { siteId },
    query: { $select: ["id", "name", "webUrl"], $top: 50 },
    item: graphDrive,
  });
  return items.map(({ id, name, webUrl }) => readNamed({ id, name: name ?? "", webUrl }));
}

async function listsOf(siteId: string, graph: GraphClient): Promise<Named[]> {
  const { items } = await graph.list({ ...listsRequest(siteId), item: graphList });
  return items.map(({ id, displayName, name, webUrl }) => readNamed({ id, name: displayName ?? name ?? "", webUrl }));
}

function siteLines({ id, name, description, webUrl, drives, lists }: Site): readonly string[] {
  return [
    `- ${[name, description, webUrl, `id=${id}`].filter(Boolean).join(" | ")}`,
    ...(drives ?? []).map((drive) => `  drive ${drive.name} | id=${drive.id}`),
    ...(lists ?? []).map((list) => `  list ${list.name} | id=${list.id}`),
  ];
}
