import { answerCollection, answerEntity } from "../collection.ts";
import { type JsonObject, textOf } from "../entity.ts";
import { badRequest, GraphFailure } from "../failure.ts";
import type { Answer, Call, Operation } from "../operation.ts";
import { wordsOf } from "../odata/kql.ts";
import type { QueryRules } from "../odata/query.ts";
import { projection } from "../projection.ts";
import type { Site } from "../store/sites.ts";
import { driveEntity } from "./drive.ts";

/** SharePoint sites: found by words, by address, by id (learn.microsoft.com/graph/api/resources/site). */
const siteRules: QueryRules = { type: "site", options: ["$select"] };
const sitesRules: QueryRules = { type: "site", options: ["$select", "$top", "$skiptoken"], defaultTop: 200, maxTop: 500 };
const driveRules: QueryRules = { type: "drive", options: ["$select"] };
const drivesRules: QueryRules = { type: "drive", options: ["$select", "$top", "$skiptoken"], defaultTop: 200, maxTop: 999 };

export const siteMissing = (): GraphFailure => new GraphFailure(404, "itemNotFound", "Requested site could not be found");

/** A site the caller may see; any other is not there. */
function seen(call: Call, site: Site | undefined): Site {
  if (site === undefined || !site.isMember(call.caller)) throw siteMissing();
  return site;
}

export const siteOf = (call: Call): Site => seen(call, call.world.sites.byId(call.params[0] ?? ""));

const shown = (call: Call, site: Site): JsonObject => projection({ type: "site", always: ["id"] }, call.query.select)(site.entity);

const answerSite = (call: Call, site: Site): Answer => answerEntity(call, "sites", shown(call, site));

const byPath =
  (kind: "sites" | "teams") =>
  (call: Call): Answer =>
    answerSite(call, seen(call, call.world.sites.byPath(call.params[0] ?? "", `/${kind}/${call.params[1] ?? ""}`)));

/** Without `search` only applications may list sites. */
function searchSites(call: Call): Answer {
  const search = call.query.custom.get("search");
  if (search === undefined) throw new GraphFailure(403, "accessDenied", "Cannot enumerate sites");
  for (const name of call.query.custom.keys()) if (name !== "search") throw badRequest(`The query parameter '${name}' is not supported.`);
  const words = wordsOf(search);
  const rows = call.world.sites.all.filter((site) => {
    const held = wordsOf([site.entity.displayName, site.entity.name, site.entity.description].map(textOf).join(" "));
    return site.isMember(call.caller) && words.every((word) => held.some((one) => one.startsWith(word)));
  });
  return answerCollection(call, {
    rules: sitesRules,
    rows,
    entityOf: (site) => site.entity,
    show: (site) => shown(call, site),
    paging: "$skiptoken",
    context: "sites",
  });
}

function getDrive(call: Call): Answer {
  const project = projection({ type: "drive", always: ["id"] }, call.query.select);
  return answerEntity(call, "drives", project(driveEntity(siteOf(call).drive)));
}

function listDrives(call: Call): Answer {
  return answerCollection(call, {
    rules: drivesRules,
    rows: [driveEntity(siteOf(call).drive)],
    entityOf: (drive) => drive,
    show: projection({ type: "drive", always: ["id"] }, call.query.select),
    paging: "$skiptoken",
    context: "drives",
  });
}

export const siteOperations: readonly Operation[] = [
  { method: "GET", template: "/sites", workload: "files", query: sitesRules, run: searchSites },
  { method: "GET", template: "/sites/{id}", workload: "files", query: siteRules, run: (call) => answerSite(call, siteOf(call)) },
  /* The reference has the two under one name, `/sites/{id}:/{id}`. */
  { method: "GET", template: "/sites/{id}:/sites/{id}", grant: "sites", workload: "files", query: siteRules, run: byPath("sites") },
  { method: "GET", template: "/sites/{id}:/teams/{id}", grant: "sites", workload: "files", query: siteRules, run: byPath("teams") },
  { method: "GET", template: "/sites/{id}/drive", workload: "files", query: driveRules, run: getDrive },
  { method: "GET", template: "/sites/{id}/drives", workload: "files", query: drivesRules, run: listDrives },
];
