import type { Person } from "../../company.ts";
import type { Entity } from "../entity.ts";
import { structuredType } from "../schema.ts";
import { uuidOf } from "./ids.ts";

/** The tenant's users. Built once; entities are made when first asked for. */
export type Directory = {
  readonly people: readonly Person[];
  readonly byObjectId: (id: string) => Person | undefined;
  /** By mail address or user principal name, any letter case. */
  readonly byEmail: (address: string) => Person | undefined;
  readonly byName: ReadonlyMap<string, Person>;
  readonly entityOf: (person: Person) => Entity;
  /** All users, by display name as the directory lists them. */
  readonly all: () => readonly Entity[];
};

/** What the directory returns when nothing is selected (learn.microsoft.com/graph/api/resources/user). */
export const defaultUserProperties = [
  "businessPhones",
  "displayName",
  "givenName",
  "id",
  "jobTitle",
  "mail",
  "mobilePhone",
  "officeLocation",
  "preferredLanguage",
  "surname",
  "userPrincipalName",
] as const;

/** What `User.ReadBasic.All` shows of somebody else; the rest reads as null (learn.microsoft.com/graph/permissions-reference#userreadbasicall). */
export const basicUserProperties: ReadonlySet<string> = new Set([
  "id",
  "displayName",
  "givenName",
  "surname",
  "mail",
  "userPrincipalName",
  "photo",
  "securityIdentifier",
]);

function userEntity(person: Person): Entity {
  const [, domain = ""] = person.email.split("@");
  const place = person.officeLocation.split(" ")[0] ?? "";
  const unset = Object.fromEntries(
    [...(structuredType("user")?.properties.values() ?? [])]
      .filter((property) => !property.navigation)
      .map((property) => [property.name, property.collection ? [] : null]),
  );
  return {
    ...unset,
    id: person.objectId,
    accountEnabled: true,
    businessPhones: [person.mobilePhone.replace(/\d{2}$/, "00")],
    city: place,
    companyName: "Northwind Clinics",
    country: place === "Berlin" ? "Germany" : "United Kingdom",
    createdDateTime: "2024-02-05T08:00:00Z",
    department: person.department,
    displayName: person.displayName,
    employeeId: uuidOf(`employee:${person.objectId}`).slice(0, 6).toUpperCase(),
    employeeType: "Employee",
    givenName: person.givenName,
    jobTitle: person.jobTitle,
    mail: person.email,
    mailNickname: person.name,
    mobilePhone: person.mobilePhone,
    officeLocation: person.officeLocation,
    preferredLanguage: place === "Berlin" ? "de-DE" : "en-GB",
    proxyAddresses: [`SMTP:${person.email}`, `smtp:${person.name}@alias.${domain}`],
    surname: person.surname,
    usageLocation: place === "Berlin" ? "DE" : "GB",
    userPrincipalName: person.email,
    userType: "Member",
  };
}

/** @param unlisted found by address and id only */
export function createDirectory(people: readonly Person[], unlisted: readonly Person[] = []): Directory {
  const everybody = [...people, ...unlisted];
  const byId = new Map(everybody.map((person) => [person.objectId.toLowerCase(), person]));
  const byEmail = new Map(everybody.map((person) => [person.email.toLowerCase(), person]));
  const entities = new Map<string, Entity>();
  let listed: readonly Entity[] | null = null;
  const entityOf = (person: Person): Entity => {
    let entity = entities.get(person.objectId);
    if (entity === undefined) entities.set(person.objectId, (entity = userEntity(person)));
    return entity;
  };
  return {
    people,
    byObjectId: (id) => byId.get(id.toLowerCase()),
    byEmail: (address) => byEmail.get(address.toLowerCase()),
    byName: new Map(everybody.map((person) => [person.name, person])),
    entityOf,
    all: () => (listed ??= people.toSorted((a, b) => a.displayName.localeCompare(b.displayName)).map(entityOf)),
  };
}
