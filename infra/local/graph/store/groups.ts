import type { Person } from "../../company.ts";
import { type Entity, textOf } from "../entity.ts";
import { structuredType } from "../schema.ts";
import { seedGroups } from "../seed/organisation.ts";
import { seedTeams } from "../seed/teams.ts";
import type { Directory } from "./directory.ts";
import { uuidOf } from "./ids.ts";

export type StoredGroup = { readonly entity: Entity; readonly isMember: (person: Person) => boolean };

const made = new WeakMap<Directory, readonly StoredGroup[]>();

/** The tenant's groups by display name: one behind each team, and the directory's own (learn.microsoft.com/graph/api/resources/group). */
export function groupsOf(directory: Directory): readonly StoredGroup[] {
  const known = made.get(directory);
  if (known !== undefined) return known;
  const domain = directory.people[0]?.email.split("@")[1] ?? "northwind.example";
  const unset = Object.fromEntries(
    [...(structuredType("group")?.properties.values() ?? [])]
      .filter((property) => !property.navigation)
      .map((property) => [property.name, property.collection ? [] : null]),
  );
  const group = (
    id: string,
    { name, description, members }: { name: string; description: string; members: readonly string[] | "everyone" },
    kind: "unified" | "security" | "distribution",
  ): StoredGroup => {
    const nickname = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "");
    return {
      isMember: (person) => members === "everyone" || members.includes(person.name),
      entity: {
        ...unset,
        "@odata.type": "#microsoft.graph.group",
        id,
        createdDateTime: "2024-02-05T08:00:00Z",
        displayName: name,
        description,
        groupTypes: kind === "unified" ? ["Unified"] : [],
        mail: kind === "security" ? null : `${nickname}@${domain}`,
        mailEnabled: kind !== "security",
        mailNickname: nickname,
        securityEnabled: kind === "security",
        visibility: members === "everyone" ? "Public" : "Private",
        resourceProvisioningOptions: kind === "unified" ? ["Team"] : [],
      },
    };
  };
  const groups = [
    ...seedTeams.map((team) => group(uuidOf(`team:${team.name}`), team, "unified")),
    ...seedGroups.map((one) => group(uuidOf(`group:${one.name}`), one, one.kind)),
  ].toSorted((a, b) => textOf(a.entity.displayName).localeCompare(textOf(b.entity.displayName)));
  made.set(directory, groups);
  return groups;
}
