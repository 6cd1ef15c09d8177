/** SharePoint sites by id, by address or by name. */
import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { decoded, segmentRefusal } from "../../graph/path.ts";
import type { GraphClient, Operation } from "../../graph/request.ts";
import { fieldsOf } from "../listing.ts";
import { oneNamed } from "../named.ts";

export const siteOperations = [
  "GET /sites",
  "GET /sites/{siteId}",
  "GET /sites/{hostname}:/sites/{siteName}",
  "GET /sites/{hostname}:/teams/{siteName}",
] as const satisfies readonly Operation[];

export const graphSite = z.object({
  id: z.string(),
  name: z.string().nullish(),
  displayName: z.string().nullish(),
  description: z.string().nullish(),
  webUrl: z.string().nullish(),
  lastModifiedDateTime: z.string().nullish(),
});
export type GraphSite = z.output<typeof graphSite>;

const select = fieldsOf(graphSite);

/** A site's id as Graph gives it: `host,site-guid,web-guid`. */
const isId = (site: string): boolean => site === "root" || site.split(",").length === 3;

/** An argument that names a site. */
export const siteInput = z
  .string()
  .min(1)
  .max(700)
  .refine((site) => /^https:\/\/[\x21-\x7e]+$/.test(site) || segmentRefusal(site, true) === null, "must be a site's id, address or name");

/** Sites found by words; 25 at most. */
export async function sitesFound(query: string, graph: GraphClient) {
  return graph.list({ path: "/sites", query: { search: query, $select: select, $top: 25 }, item: graphSite, scopes: ["Sites.Read.All"] });
}

/** `host` and, below `/sites` or `/teams`, the site's own name. @throws AppError `invalid_arguments` for any other address */
function addressOf(
  field: string,
  url: string,
): { readonly hostname: string; readonly kind?: "sites" | "teams"; readonly siteName?: string } {
  const refuse = (): never => {
    throw new AppError(
      "invalid_arguments",
      `${field} must be the https address of a site: https://host/sites/Name or https://host/teams/Name.`,
      {
        field,
      },
    );
  };
  if (!URL.canParse(url)) return refuse();
  const { protocol, hostname, port, username, pathname } = new URL(url);
  if (protocol !== "https:" || port !== "" || username !== "" || !/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(hostname)) return refuse();
  const [kind = "", name = ""] = pathname.split("/").slice(1);
  if (kind === "") return { hostname };
  const below = kind.toLowerCase();
  const siteName = decoded(name);
  return (below === "sites" || below === "teams") && siteName ? { hostname, kind: below, siteName } : refuse();
}

/** The site an address leads to, also from a page or library deep in it. */
export async function siteByUrl(field: string, url: string, graph: GraphClient): Promise<GraphSite> {
  const { hostname, kind, siteName } = addressOf(field, url);
  return graph.request({
    method: "GET",
    ...(kind === undefined || siteName === undefined
      ? { path: "/sites/{siteId}", params: { siteId: hostname } }
      : {
          path: kind === "sites" ? "/sites/{hostname}:/sites/{siteName}" : "/sites/{hostname}:/teams/{siteName}",
          params: { hostname, siteName },
        }),
    query: { $select: select },
    response: graphSite,
    idempotency: "safe",
    scopes: ["Sites.Read.All"],
  });
}

/** @throws AppError `invalid_arguments`, `not_found` or `ambiguous` naming the argument, with candidates */
export async function whichSite(field: string, site: string, graph: GraphClient): Promise<Pick<GraphSite, "id" | "webUrl">> {
  if (isId(site)) return { id: site };
  if (site.startsWith("https://")) return siteByUrl(field, site, graph);
  const { items } = await sitesFound(site, graph);
  const named = items.map((one) => ({ ...one, displayName: one.displayName ?? one.name ?? "" }));
  return oneNamed(field, "site", site, named);
}
