import { elements, isObject, type Json, type JsonObject, textOf } from "../entity.ts";
import { badRequest } from "../failure.ts";
import { textOfHtml } from "../html-text.ts";
import { type Indexed, indexText, type KqlProperties, matchesKql, parseKql, wordsOf } from "../odata/kql.ts";
import type { Answer, Call, Operation } from "../operation.ts";
import { denied } from "../permissions.ts";
import { projection } from "../projection.ts";
import { checkEntity } from "../request-body.ts";
import { may } from "./drive-target.ts";
import { peopleOf } from "./people.ts";

/** Microsoft Search (learn.microsoft.com/graph/api/search-query): one request per call, hits of compatible types, pages by `from` and `size`. */

type Searchable = { readonly id: string; readonly entity: JsonObject; readonly index: Indexed; readonly summary: string };

type Source = {
  /** One of each list is needed (learn.microsoft.com/graph/api/resources/search-api-overview). */
  readonly scopes: readonly (readonly string[])[];
  readonly properties?: KqlProperties;
  /** What a hit's resource shows. */
  readonly shown: readonly string[];
  readonly rows: (call: Call) => Iterable<Searchable>;
};

/** Types that may stand in one request together (learn.microsoft.com/graph/search-concept-interleaving). */
const groups: readonly (readonly string[])[] = [
  ["message", "chatMessage"],
  ["event"],
  ["drive", "driveItem", "list", "listItem", "site", "externalItem"],
  ["person"],
  ["acronym", "bookmark"],
];

/** learn.microsoft.com/graph/search-concept-messages, …-events: 25 at most; …-files: 500. */
const maxSizes: Readonly<Record<string, number>> = { message: 25, event: 25, chatMessage: 25 };
const maxSize = 500;
const defaultSize = 25;

const fileProperties: KqlProperties = {
  texts: new Set(["author", "filename", "filetype", "fileextension", "path", "title", "contenttype", "site"]),
  dates: new Set(["created", "lastmodifiedtime", "write"]),
};
const itemScopes = ["Files.Read.All", "Files.ReadWrite.All", "Sites.Read.All", "Sites.ReadWrite.All"];
const dayMs = 86_400_000;

const extensionOf = (name: string): string => (/\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1] ?? "").toLowerCase();

/** What the index holds of something with a name, an address on the web and dates: a file, a site, a list item. */
export function indexOfItem(entity: JsonObject, content: string): Indexed {
  const name = textOf(entity.name);
  const by = isObject(entity.createdBy) && isObject(entity.createdBy.user) ? textOf(entity.createdBy.user.displayName) : "";
  let path = textOf(entity.webUrl);
  try {
    path = decodeURIComponent(path);
  } catch {
    /* An address with a bare % in it is indexed as it stands. */
  }
  const texts = {
    author: indexText(by),
    filename: indexText(name),
    filetype: indexText(extensionOf(name)),
    fileextension: indexText(extensionOf(name)),
    path: indexText(path),
    title: indexText(textOf(entity.displayName) || name.replace(/\.[^.]+$/, "")),
  };
  return {
    texts,
    everything: texts.filename + texts.title + texts.author + indexText(content),
    flags: {},
    numbers: {
      created: Date.parse(textOf(entity.createdDateTime)),
      lastmodifiedtime: Date.parse(textOf(entity.lastModifiedDateTime)),
      write: Date.parse(textOf(entity.lastModifiedDateTime)),
      size: typeof entity.size === "number" ? entity.size : 0,
    },
  };
}

const plainIndex = (...parts: readonly string[]): Indexed => ({ texts: {}, everything: indexText(...parts), flags: {}, numbers: {} });

const bodyText = (entity: JsonObject): string => (isObject(entity.body) ? textOfHtml(textOf(entity.body.content)) : "");

const addressText = (value: Json | undefined): string => {
  const held = isObject(value) && isObject(value.emailAddress) ? value.emailAddress : {};
  return `${textOf(held.name)} ${textOf(held.address)}`;
};

const sources: Readonly<Record<string, Source>> = {
  message: {
    scopes: [["Mail.Read"]],
    shown: [
      "createdDateTime",
      "lastModifiedDateTime",
      "receivedDateTime",
      "sentDateTime",
      "hasAttachments",
      "internetMessageId",
      "subject",
      "bodyPreview",
      "importance",
      "conversationId",
      "isRead",
      "isDraft",
      "webLink",
      "parentFolderId",
      "sender",
      "from",
      "replyTo",
    ],
    *rows(call) {
      const mailbox = call.world.mailbox(call.owner);
      for (const message of mailbox.messages.toReversed())
        yield {
          id: textOf(message.entity.id),
          entity: message.entity,
          index: mailbox.indexed(message),
          summary: bodyText(message.entity),
        };
    },
  },
  event: {
    scopes: [["Calendars.Read"]],
    shown: [
      "createdDateTime",
      "lastModifiedDateTime",
      "subject",
      "bodyPreview",
      "importance",
      "isAllDay",
      "isCancelled",
      "isOrganizer",
      "hasAttachments",
      "iCalUId",
      "webLink",
      "start",
      "end",
      "location",
      "organizer",
      "attendees",
      "type",
    ],
    *rows(call) {
      const calendar = call.world.calendar(call.owner);
      for (const { entity } of calendar.view(calendar.defaultId, call.now - 365 * dayMs, call.now + 365 * dayMs))
        yield {
          id: textOf(entity.id),
          entity,
          index: plainIndex(
            textOf(entity.subject),
            bodyText(entity),
            addressText(entity.organizer),
            ...elements(entity.attendees).map(addressText),
          ),
          summary: bodyText(entity),
        };
    },
  },
  chatMessage: {
    scopes: [
      ["Chat.Read", "Chat.ReadWrite"],
      ["ChannelMessage.Read.All", "Group.Read.All", "Group.ReadWrite.All"],
    ],
    shown: [
      "id",
      "createdDateTime",
      "lastModifiedDateTime",
      "subject",
      "importance",
      "webUrl",
      "from",
      "channelIdentity",
      "chatId",
      "etag",
    ],
    *rows(call) {
      for (const team of call.world.teams.joinedBy(call.owner))
        for (const channel of call.world.teams.channelsFor(team, call.owner))
          for (const entity of channel.messages.values())
            yield {
              id: entity.id,
              entity,
              index: plainIndex(textOf(entity.subject), bodyText(entity)),
              summary: bodyText(entity),
            };
    },
  },
  driveItem: {
    scopes: [itemScopes],
    properties: fileProperties,
    shown: [
      "id",
      "name",
      "size",
      "webUrl",
      "createdBy",
      "createdDateTime",
      "lastModifiedBy",
      "lastModifiedDateTime",
      "fileSystemInfo",
      "parentReference",
    ],
    *rows(call) {
      for (const item of call.world.itemsWithin(call.owner)) {
        if (!may(call, item, "read")) continue;
        const { entity, content, mimeType } = item;
        const text = mimeType.startsWith("text/") ? new TextDecoder().decode(content) : "";
        yield { id: entity.id, entity, index: indexOfItem(entity, text), summary: text };
      }
    },
  },
  site: {
    scopes: [["Sites.Read.All", "Sites.ReadWrite.All"]],
    properties: fileProperties,
    shown: ["id", "name", "displayName", "description", "webUrl", "createdDateTime", "lastModifiedDateTime"],
    *rows(call) {
      for (const site of call.world.sites.all)
        if (site.isMember(call.caller))
          yield {
            id: site.id,
            entity: site.entity,
            index: indexOfItem(site.entity, textOf(site.entity.description)),
            summary: textOf(site.entity.description),
          };
    },
  },
  listItem: {
    scopes: [["Sites.Read.All", "Sites.ReadWrite.All"]],
    properties: fileProperties,
    shown: ["id", "webUrl", "createdDateTime", "lastModifiedDateTime", "fields"],
    *rows(call) {
      for (const site of call.world.sites.all) {
        if (!site.isMember(call.caller)) continue;
        for (const list of site.lists)
          for (const item of list.items.values()) {
            const title = textOf(item.fields.Title);
            const entity = {
              id: item.id,
              webUrl: `${textOf(list.entity.webUrl)}/DispForm.aspx?ID=${item.id}`,
              createdDateTime: new Date(item.created.at).toISOString(),
              lastModifiedDateTime: new Date(item.modified.at).toISOString(),
              fields: { title },
            };
            const text = Object.values(item.fields).map(textOf).join(" ");
            yield { id: item.id, entity, index: indexOfItem({ ...entity, displayName: title }, text), summary: text };
          }
      }
    },
  },
  person: {
    scopes: [["People.Read", "People.Read.All"]],
    shown: ["id", "displayName", "givenName", "surname", "jobTitle", "department", "userPrincipalName", "scoredEmailAddresses", "phones"],
    *rows(call) {
      for (const entity of peopleOf(call)) {
        const texts = ["displayName", "givenName", "surname", "jobTitle", "department", "userPrincipalName"].map((name) =>
          textOf(entity[name]),
        );
        yield { id: entity.id, entity, index: plainIndex(...texts), summary: "" };
      }
    },
  },
};

/** The words around the first hit, as the service marks them: `<c0>…</c0>`, with `<ddd/>` where something is left out. */
function summaryOf(text: string, queryText: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  const words = wordsOf(queryText);
  const hit = [...line.matchAll(/[\p{L}\p{N}]+/gu)].find(([word]) => words.includes(word.toLowerCase()));
  const at = hit === undefined ? 0 : hit.index;
  const from = Math.max(at - 80, 0);
  const to = Math.min(at + 160, line.length);
  const end = hit === undefined ? at : at + hit[0].length;
  const marked = hit === undefined ? line.slice(from, to) : `${line.slice(from, at)}<c0>${hit[0]}</c0>${line.slice(end, to)}`;
  return `${from > 0 ? "<ddd/>" : ""}${marked}${to < line.length ? "<ddd/>" : ""}`;
}

type Asked = { readonly types: readonly string[]; readonly text: string; readonly from: number; readonly size: number };

const supported: ReadonlySet<string> = new Set(["entityTypes", "query", "from", "size", "fields", "region", "enableTopResults"]);

function readRequest(call: Call): Asked {
  const { requests, ...others } = call.body;
  const unknown = Object.keys(others).find((name) => !name.includes("@"));
  if (unknown !== undefined)
    throw badRequest(`The parameter '${unknown}' in the request payload is not a valid parameter for the operation 'query'.`);
  if (!Array.isArray(requests) || requests.length === 0) throw badRequest("Required parameter 'requests' is missing.");
  if (requests.length > 1) throw badRequest("Only one search request is supported at a time.");
  const request = checkEntity("searchRequest", requests[0] ?? null);
  for (const name of Object.keys(request))
    if (!supported.has(name)) throw badRequest(`'${name}' is not supported with these entity types.`);

  const types = elements(request.entityTypes).map(textOf);
  if (types.length === 0) throw badRequest("At least one entity type is required.");
  if (!groups.some((group) => types.every((type) => group.includes(type))))
    throw badRequest(`The entity type combination '${types.join(", ")}' is not supported.`);
  const query = isObject(request.query) ? request.query : {};
  const text = textOf(query.queryString).trim();
  if (text === "") throw badRequest("The query string is required.");
  const from = typeof request.from === "number" ? request.from : 0;
  const size = typeof request.size === "number" ? request.size : defaultSize;
  const most = Math.min(...types.map((type) => maxSizes[type] ?? maxSize));
  if (from < 0) throw badRequest("The value of 'from' must not be negative.");
  if (size < 1 || size > most) throw badRequest(`The value of 'size' must be between 1 and ${most}.`);
  return { types, text, from, size };
}

/** Hits of mail and events are named as Exchange does, not as a path takes it (learn.microsoft.com/graph/api/user-translateexchangeids: ewsId, restId). */
const asExchangeId = (id: string): string => id.replaceAll("-", "/").replaceAll("_", "+");

function runQuery(call: Call): Answer {
  const { types, text, from, size } = readRequest(call);
  const chosen = types.map((type) => [type, sources[type]] as const);
  for (const [, source] of chosen)
    for (const accepted of source?.scopes ?? [itemScopes])
      if (!accepted.some((scope) => call.scopes.has(scope))) throw denied("search", accepted, [...call.scopes]);

  const found: { readonly type: string; readonly row: Searchable; readonly source: Source; readonly order: number }[] = [];
  for (const [type, source] of chosen) {
    if (source === undefined) continue;
    const kql = parseKql(text, call.now, source.properties);
    let order = 0;
    for (const row of source.rows(call)) if (matchesKql(kql, row.index)) found.push({ type, row, source, order: (order += 1) });
  }
  /* Types are interleaved: the first of each, then the second of each. */
  found.sort((left, right) => left.order - right.order);
  const hits = found.slice(from, from + size).map(({ type, row, source }, index) => ({
    hitId: type === "message" || type === "event" ? asExchangeId(row.id) : row.id,
    rank: from + index + 1,
    summary: summaryOf(row.summary, text),
    resource: { "@odata.type": `#microsoft.graph.${type}`, ...projection({ type }, source.shown)(row.entity) },
  }));
  const container: JsonObject = {
    ...(hits.length === 0 ? {} : { hits }),
    total: found.length,
    moreResultsAvailable: from + size < found.length,
  };
  return {
    status: 200,
    body: {
      "@odata.context": `${call.origin}/v1.0/$metadata#Collection(microsoft.graph.searchResponse)`,
      value: [{ searchTerms: wordsOf(text), hitsContainers: [container] }],
    },
  };
}

export const searchOperations: readonly Operation[] = [{ method: "POST", template: "/search/query", workload: "search", run: runQuery }];
