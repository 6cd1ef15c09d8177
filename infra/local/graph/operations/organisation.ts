import type { Person } from "../../company.ts";
import { answerCollection, answerEntity } from "../collection.ts";
import { type Entity, type Json, type JsonObject, textOf } from "../entity.ts";
import { badRequest, GraphFailure } from "../failure.ts";
import { wordsOf } from "../odata/kql.ts";
import type { QueryRules } from "../odata/query.ts";
import type { SearchText } from "../odata/search-text.ts";
import type { Answer, Call, Operation } from "../operation.ts";
import { denied } from "../permissions.ts";
import { projection } from "../projection.ts";
import { managers, photo, withoutPhoto } from "../seed/organisation.ts";
import { groupsOf, type StoredGroup } from "../store/groups.ts";
import { showUser } from "./people.ts";

/** Who reports to whom, who is in which group, and people's pictures. */

const oneUserRules: QueryRules = { type: "user", options: ["$select", "$expand"], expandable: [] };
const usersRules: QueryRules = { type: "user", options: ["$select", "$top", "$count", "$skiptoken"], defaultTop: 100, maxTop: 999 };
const memberOfRules: QueryRules = { type: "group", options: ["$select", "$top", "$count", "$skiptoken"], defaultTop: 100, maxTop: 999 };
/** learn.microsoft.com/graph/api/group-list */
const groupRules: QueryRules = {
  type: "group",
  options: ["$select", "$filter", "$orderby", "$top", "$count", "$search", "$skiptoken"],
  defaultTop: 100,
  maxTop: 999,
  filterable: ["id", "displayName", "mail", "mailNickname", "mailEnabled", "securityEnabled", "visibility"],
  sortable: ["displayName"],
};
const photoRules: QueryRules = { type: "profilePhoto", options: ["$select"] };

const missing = (what: string): GraphFailure =>
  new GraphFailure(
    404,
    "Request_ResourceNotFound",
    `Resource '${what}' does not exist or one of its queried reference-property objects are not present.`,
  );

/** Whom the path means; the caller under `/me`. Of others nothing is told to a token that may read only its owner. */
function userOf(call: Call): Person {
  const [wanted] = call.params;
  if (wanted === undefined) return call.caller;
  const person = call.world.directory.byObjectId(wanted) ?? call.world.directory.byEmail(wanted);
  if (person === undefined) throw missing(wanted);
  const others = ["User.ReadBasic.All", "User.Read.All", "Directory.Read.All"].some((scope) => call.scopes.has(scope));
  if (person !== call.caller && !others) throw denied("directory", [], []);
  return person;
}

const typed = (entity: Json): Json => ({ "@odata.type": "#microsoft.graph.user", ...(entity as JsonObject) });

function manager(call: Call): Answer {
  const person = userOf(call);
  const found = call.world.directory.byName.get(managers[person.name] ?? "");
  if (found === undefined) throw missing("manager");
  return answerEntity(call, "directoryObjects", typed(showUser(call)(found)) as JsonObject);
}

function listPeople(call: Call, rows: readonly Person[], context: string): Answer {
  const show = showUser(call);
  return answerCollection(call, {
    rules: usersRules,
    rows,
    entityOf: (person) => call.world.directory.entityOf(person),
    show: (person) => typed(show(person)),
    paging: "$skiptoken",
    context,
  });
}

function directReports(call: Call): Answer {
  const person = userOf(call);
  const { people } = call.world.directory;
  return listPeople(
    call,
    people.filter(({ name }) => managers[name] === person.name),
    "directoryObjects",
  );
}

/** Without one of these a group shows no more than that it is there (learn.microsoft.com/graph/permissions-overview#limited-information…). */
const readsGroups = (call: Call): boolean =>
  ["Group.ReadBasic.All", "GroupMember.ReadBasic.All", "GroupMember.Read.All", "Group.Read.All", "Directory.Read.All"].some((scope) =>
    call.scopes.has(scope),
  );

function showGroup(call: Call): (group: StoredGroup) => JsonObject {
  const project = projection({ type: "group", always: ["@odata.type"] }, call.query.select);
  const open = readsGroups(call);
  return ({ entity }) => {
    const shown = project(entity);
    if (open) return shown;
    return Object.fromEntries(
      Object.entries(shown).map(([name, value]): [string, Json] => [
        name,
        name === "id" || name === "@odata.type" ? value : Array.isArray(value) ? [] : null,
      ]),
    );
  };
}

function listGroups(call: Call, rows: readonly StoredGroup[], rules: QueryRules, context: string): Answer {
  return answerCollection(call, {
    rules,
    rows,
    entityOf: ({ entity }): Entity => entity,
    show: showGroup(call),
    naturalOrder: "displayName",
    paging: "$skiptoken",
    context,
  });
}

function memberOf(call: Call): Answer {
  const person = userOf(call);
  return listGroups(
    call,
    groupsOf(call.world.directory).filter((group) => group.isMember(person)),
    memberOfRules,
    "directoryObjects",
  );
}

/** `"displayName:bud"`: words by their beginning. */
function groupSearch(search: SearchText): (group: StoredGroup) => boolean {
  if (search.kind === "and" || search.kind === "or") {
    const [left, right] = [groupSearch(search.left), groupSearch(search.right)];
    return search.kind === "and" ? (group) => left(group) && right(group) : (group) => left(group) || right(group);
  }
  const [, name = "", value = ""] = search.kind === "phrase" ? (/^([A-Za-z]+):([\s\S]*)$/.exec(search.text) ?? []) : [];
  const property = ["displayName", "description", "mail", "mailNickname"].find((known) => known.toLowerCase() === name.toLowerCase());
  if (search.kind !== "phrase" || !search.quoted || property === undefined)
    throw badRequest("Invalid $search clause of resource 'Group': write \"displayName:value\" in double quotes.");
  const wanted = wordsOf(value);
  return ({ entity }) => {
    const words = wordsOf(textOf(entity[property]));
    return wanted.length > 0 && wanted.every((word) => words.some((one) => one.startsWith(word)));
  };
}

function allGroups(call: Call): Answer {
  const { search, count } = call.query;
  if ((search !== null || count) && !call.eventual)
    throw new GraphFailure(
      400,
      "Request_UnsupportedQuery",
      "Request with $search or $count query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
    );
  const all = groupsOf(call.world.directory);
  return listGroups(call, search === null ? all : all.filter(groupSearch(search)), groupRules, "groups");
}

function members(call: Call): Answer {
  const id = (call.params[0] ?? "").toLowerCase();
  if (!/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(id))
    throw new GraphFailure(400, "Request_BadRequest", `Invalid object identifier '${id}'.`);
  const group = groupsOf(call.world.directory).find(({ entity }) => entity.id === id);
  if (group === undefined) throw missing(id);
  return listPeople(call, call.world.directory.people.filter(group.isMember), "directoryObjects");
}

/** learn.microsoft.com/graph/api/profilephoto-get */
function pictured(call: Call): Person {
  const person = userOf(call);
  if (withoutPhoto.has(person.name))
    throw new GraphFailure(
      404,
      "ImageNotFound",
      "Exception of type 'Microsoft.Fast.Profile.Core.Exception.ImageNotFoundException' was thrown.",
    );
  return person;
}

const read = { method: "GET", workload: "directory" } as const;
/** The reference lists no `$value`; it takes what the photo takes. */
const photoGrant = "profile";

const forBoth = (template: string, operation: Omit<Operation, "template" | "method" | "workload">): readonly Operation[] =>
  ["/me", "/users/{id}"].map((root) => ({ ...read, ...operation, template: `${root}/${template}` }));

export const organisationOperations: readonly Operation[] = [
  ...forBoth("manager", { query: oneUserRules, run: manager }),
  ...forBoth("directReports", { query: usersRules, run: directReports }),
  ...forBoth("memberOf", { query: memberOfRules, run: memberOf }),
  ...forBoth("photo", {
    query: photoRules,
    run: (call) => {
      pictured(call);
      return answerEntity(call, "users/photo", { "@odata.mediaContentType": "image/png", id: "1x1", height: 1, width: 1 });
    },
  }),
  ...forBoth("photo/$value", {
    grant: photoGrant,
    run: (call) => {
      pictured(call);
      return { status: 200, raw: { type: "image/png", bytes: photo } };
    },
  }),
  { ...read, template: "/groups", query: groupRules, run: allGroups },
  { ...read, template: "/groups/{id}/members", query: usersRules, run: members },
];
