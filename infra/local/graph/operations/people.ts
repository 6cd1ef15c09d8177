import type { Person } from "../../company.ts";
import { answerCollection, answerEntity, personal } from "../collection.ts";
import { type Entity, type Json, type JsonObject, textOf } from "../entity.ts";
import { badRequest, GraphFailure } from "../failure.ts";
import { wordsOf } from "../odata/kql.ts";
import type { Answer, Call, Operation } from "../operation.ts";
import { pathsOf, someFilter } from "../odata/filter.ts";
import type { QueryRules } from "../odata/query.ts";
import type { SearchText } from "../odata/search-text.ts";
import { denied } from "../permissions.ts";
import { projection } from "../projection.ts";
import { isCrowd } from "../store/world.ts";
import { contactsOf } from "../seed/contacts.ts";
import { basicUserProperties, defaultUserProperties } from "../store/directory.ts";
import { idSpace, uuidOf } from "../store/ids.ts";

/** Users of the directory, people near the caller, personal contacts, mailbox settings. */

/** learn.microsoft.com/graph/api/user-list: page 100 by default, 999 at most. Filters: learn.microsoft.com/graph/aad-advanced-queries. */
const userRules: QueryRules = {
  type: "user",
  options: ["$select", "$filter", "$orderby", "$top", "$count", "$search", "$skiptoken"],
  defaultTop: 100,
  maxTop: 999,
  filterable: [
    "id",
    "displayName",
    "givenName",
    "surname",
    "mail",
    "userPrincipalName",
    "mailNickname",
    "department",
    "jobTitle",
    "officeLocation",
    "city",
    "country",
    "companyName",
    "accountEnabled",
    "userType",
    "employeeId",
    "mobilePhone",
    "usageLocation",
    "preferredLanguage",
  ],
  sortable: ["displayName", "userPrincipalName", "createdDateTime", "givenName", "surname", "mail", "department", "jobTitle", "city"],
};
const oneUserRules: QueryRules = { type: "user", options: ["$select", "$expand"], expandable: [] };
/** learn.microsoft.com/graph/api/user-list-people */
const peopleRules: QueryRules = {
  type: "person",
  options: ["$select", "$filter", "$top", "$skip", "$search"],
  defaultTop: 10,
  maxTop: 1000,
  filterable: ["personType/class", "personType/subclass", "displayName", "givenName", "surname"],
};
/** learn.microsoft.com/graph/api/user-list-contacts: of the addresses, `any` with `eq` on `address` and nothing else. */
const contactRules: QueryRules = {
  type: "contact",
  options: ["$select", "$filter", "$orderby", "$top", "$skip", "$count"],
  defaultTop: 10,
  maxTop: 1000,
  orderingRule: true,
  filterable: [
    "displayName",
    "givenName",
    "surname",
    "companyName",
    "jobTitle",
    "fileAs",
    "createdDateTime",
    "lastModifiedDateTime",
    "mobilePhone",
    "department",
  ],
  anyEquals: ["emailAddresses/address"],
  sortable: ["displayName", "givenName", "surname", "companyName", "jobTitle", "fileAs", "createdDateTime", "lastModifiedDateTime"],
};

const unsupported = (message: string): GraphFailure => new GraphFailure(400, "Request_UnsupportedQuery", message);

/** May this caller read everything of everybody, or only the basic profile? */
const readsFullProfiles = (call: Call): boolean =>
  ["User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"].some((scope) => call.scopes.has(scope));

export function showUser(call: Call): (person: Person) => Json {
  const project = projection({ type: "user", defaults: defaultUserProperties }, call.query.select);
  const full = readsFullProfiles(call);
  return (person) => {
    const shown = project(call.world.directory.entityOf(person));
    if (!full && person !== call.caller)
      for (const name of Object.keys(shown)) if (!basicUserProperties.has(name)) shown[name] = Array.isArray(shown[name]) ? [] : null;
    return shown;
  };
}

/** `"displayName:ama" AND "mail:…"`: words of the display name by their beginning, other properties as a whole by theirs. */
function userSearch(search: SearchText): (user: JsonObject) => boolean {
  switch (search.kind) {
    case "and":
    case "or": {
      const left = userSearch(search.left);
      const right = userSearch(search.right);
      return search.kind === "and" ? (user) => left(user) && right(user) : (user) => left(user) || right(user);
    }
    case "not": {
      const inner = userSearch(search.inner);
      return (user) => !inner(user);
    }
    case "phrase": {
      const [, name = "", value = ""] = /^([A-Za-z]+):([\s\S]*)$/.exec(search.text) ?? [];
      if (!search.quoted || name === "")
        throw badRequest(`Invalid $search clause '${search.text}': write "property:value" in double quotes.`);
      const property = ["displayName", "mail", "userPrincipalName", "givenName", "surname", "mailNickname", "jobTitle", "department"].find(
        (known) => known.toLowerCase() === name.toLowerCase(),
      );
      if (property === undefined) throw unsupported(`Unsupported property '${name}' in the $search clause of resource 'User'.`);
      if (property !== "displayName") return (user) => textOf(user[property]).toLowerCase().startsWith(value.toLowerCase());
      const wanted = wordsOf(value);
      return (user) => {
        const words = wordsOf(textOf(user.displayName));
        return wanted.length > 0 && wanted.every((word) => words.some((one) => one.startsWith(word)));
      };
    }
  }
}

function listUsers(call: Call): Answer {
  const { query } = call;
  const needsEventual = (what: string): GraphFailure =>
    unsupported(
      `Request with ${what} query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'`,
    );
  if (query.search !== null && !call.eventual) throw needsEventual("$search");
  if (query.count && !call.eventual) throw needsEventual("$count");
  if (query.filter !== null) {
    const { parsed } = query.filter;
    if (someFilter(parsed, (part) => part.kind === "text" && part.function === "contains"))
      throw unsupported("Unsupported Query. The function 'contains' is not supported for resource 'User'.");
    const advanced = someFilter(
      parsed,
      (part) =>
        part.kind === "not" ||
        (part.kind === "text" && part.function === "endswith") ||
        (part.kind === "compare" && (part.operator === "ne" || part.operator === "gt" || part.operator === "lt")),
    );
    if ((advanced || query.orderBy.length > 0) && !(call.eventual && query.count))
      throw unsupported("Operator or sorting with a filter needs $count=true and the header 'ConsistencyLevel: eventual'.");
    if (!readsFullProfiles(call) && pathsOf(parsed).some((path) => !basicUserProperties.has(path.text))) throw denied("directory", [], []);
  }
  const test = query.search === null ? null : userSearch(query.search);
  const { directory } = call.world;
  const all = directory.all();
  const rows = test === null ? all : all.filter(test);
  const show = showUser(call);
  return answerCollection(call, {
    rules: userRules,
    rows,
    entityOf: (user) => user,
    show: (user) => {
      const person = directory.byObjectId(user.id);
      return person === undefined ? null : show(person);
    },
    naturalOrder: "displayName",
    paging: "$skiptoken",
    context: "users",
  });
}

function getUser(call: Call): Answer {
  const wanted = call.params[0] ?? "";
  const person = call.world.directory.byObjectId(wanted) ?? call.world.directory.byEmail(wanted);
  const others = readsFullProfiles(call) || call.scopes.has("User.ReadBasic.All");
  if (!others && person !== call.caller) throw denied("directory", [], []);
  if (person === undefined)
    throw new GraphFailure(
      404,
      "Request_ResourceNotFound",
      `Resource '${wanted}' does not exist or one of its queried reference-property objects are not present.`,
    );
  return answerEntity(call, "users", showUser(call)(person) as JsonObject);
}

/** Ranked by how near they are: the four colleagues, then personal contacts. Made once per person. */
const nearby = new WeakMap<Person, readonly Entity[]>();

export function peopleOf(call: Call): readonly Entity[] {
  const known = nearby.get(call.owner);
  if (known !== undefined) return known;
  const colleagues = call.world.directory.people.filter((person) => person !== call.owner && !isCrowd(person)).slice(0, 25);
  const entity = (id: string, properties: JsonObject, address: string, score: number): Entity => ({
    id,
    birthday: "",
    personNotes: "",
    isFavorite: false,
    yomiCompany: "",
    department: null,
    officeLocation: null,
    profession: "",
    websites: [],
    postalAddresses: [],
    imAddress: `sip:${address}`,
    ...properties,
    scoredEmailAddresses: [{ address, relevanceScore: score, selectionLikelihood: "notSpecified" }],
  });
  const list = [
    ...colleagues.map((person, index) =>
      entity(
        person.objectId,
        {
          displayName: person.displayName,
          givenName: person.givenName,
          surname: person.surname,
          jobTitle: person.jobTitle,
          companyName: "Northwind Clinics",
          department: person.department,
          officeLocation: person.officeLocation,
          userPrincipalName: person.email,
          phones: [{ type: "mobile", number: person.mobilePhone }],
          personType: { class: "Person", subclass: "OrganizationUser" },
        },
        person.email,
        30 - index,
      ),
    ),
    ...contactsOf(call.owner).map((contact, index) =>
      entity(
        uuidOf(`person:${call.owner.objectId}:${contact.address}`),
        {
          displayName: contact.displayName,
          givenName: contact.givenName,
          surname: contact.surname,
          jobTitle: contact.jobTitle,
          companyName: contact.companyName,
          userPrincipalName: null,
          phones: [{ type: "mobile", number: contact.mobilePhone }],
          personType: { class: "Person", subclass: "PersonalContact" },
        },
        contact.address,
        4 - index / 10,
      ),
    ),
  ];
  nearby.set(call.owner, list);
  return list;
}

/** Every word of the search begins a word of the name or the address (learn.microsoft.com/graph/people-example). */
function personSearch(search: SearchText): (person: Entity) => boolean {
  if (search.kind !== "phrase") throw badRequest("Only one phrase is supported in the $search of people.");
  const wanted = wordsOf(search.text);
  return (person) => {
    const address = (person.scoredEmailAddresses as readonly JsonObject[])[0]?.address;
    const words = [...wordsOf(textOf(person.displayName)), ...wordsOf(textOf(address))];
    return wanted.length > 0 && wanted.every((word) => words.some((one) => one.startsWith(word)));
  };
}

function listPeople(call: Call): Answer {
  const { query } = call;
  if (query.search !== null && query.filter !== null) throw badRequest("The query parameter '$filter' is not supported with '$search'.");
  const all = peopleOf(call);
  const project = projection({ type: "person", always: ["id"] }, query.select);
  return answerCollection(call, {
    rules: peopleRules,
    rows: query.search === null ? all : all.filter(personSearch(query.search)),
    entityOf: (person) => person,
    show: project,
    paging: "$skip",
    context: personal(call, "people"),
  });
}

const contactBooks = new WeakMap<Person, readonly Entity[]>();

function contactEntities(call: Call): readonly Entity[] {
  const known = contactBooks.get(call.owner);
  if (known !== undefined) return known;
  const ids = idSpace(call.owner.objectId);
  const at = new Date(call.world.startedAt - 120 * 86_400_000).toISOString();
  const list = contactsOf(call.owner)
    .map((contact): Entity => {
      const serial = `contact:${contact.address}`;
      return {
        "@odata.etag": `W/"${ids.changeKey(serial)}"`,
        id: ids.item(serial),
        createdDateTime: at,
        lastModifiedDateTime: at,
        changeKey: ids.changeKey(serial),
        categories: [],
        parentFolderId: ids.container("contacts"),
        birthday: null,
        fileAs: `${contact.surname}, ${contact.givenName}`,
        displayName: contact.displayName,
        givenName: contact.givenName,
        surname: contact.surname,
        initials: "",
        middleName: null,
        nickName: null,
        title: null,
        imAddresses: [],
        jobTitle: contact.jobTitle,
        companyName: contact.companyName,
        department: null,
        officeLocation: null,
        profession: null,
        businessHomePage: null,
        assistantName: null,
        manager: null,
        homePhones: [],
        mobilePhone: contact.mobilePhone,
        businessPhones: [],
        spouseName: null,
        personalNotes: "",
        children: [],
        homeAddress: {},
        businessAddress: {},
        otherAddress: {},
        emailAddresses: [{ name: contact.displayName, address: contact.address }],
        primaryEmailAddress: { name: contact.displayName, address: contact.address },
      };
    })
    .toSorted((a, b) => textOf(a.displayName).localeCompare(textOf(b.displayName)));
  contactBooks.set(call.owner, list);
  return list;
}

function listContacts(call: Call): Answer {
  const project = projection({ type: "contact", always: ["@odata.etag", "id"] }, call.query.select);
  return answerCollection(call, {
    rules: contactRules,
    rows: contactEntities(call),
    entityOf: (contact) => contact,
    show: project,
    paging: "$skip",
    context: personal(call, "contacts"),
  });
}

export const peopleOperations: readonly Operation[] = [
  {
    method: "GET",
    template: "/me",
    grant: "profile",
    workload: "directory",
    query: oneUserRules,
    run: (call) => answerEntity(call, "users", showUser(call)(call.caller) as JsonObject),
  },
  { method: "GET", template: "/users", grant: "users", workload: "directory", query: userRules, run: listUsers },
  { method: "GET", template: "/users/{id}", grant: "profile", workload: "directory", query: oneUserRules, run: getUser },
  { method: "GET", template: "/me/people", grant: "people", workload: "exchange", query: peopleRules, run: listPeople },
  { method: "GET", template: "/me/contacts", grant: "contacts", workload: "exchange", query: contactRules, run: listContacts },
];
