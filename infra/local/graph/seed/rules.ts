import type { Person } from "../../company.ts";
import type { Entity, JsonObject } from "../entity.ts";
import type { IdSpace } from "../store/ids.ts";
import type { FolderKey } from "./letter.ts";
import { outsiders } from "./outsiders.ts";

/** Rules of the inbox. One mailbox has a rule nobody there made: what an intruder leaves behind to read along and to hide it. */
type Rule = {
  readonly displayName: string;
  readonly conditions: JsonObject;
  readonly actions: JsonObject;
  readonly isEnabled?: false;
};

const noName = ".";

function rulesOfPerson(person: Person, folderId: (key: FolderKey) => string): readonly Rule[] {
  if (person.name === "jonas.weber")
    return [
      {
        displayName: noName,
        conditions: { subjectContains: ["invoice", "payment", "IBAN"], hasAttachments: true },
        actions: {
          forwardTo: [{ emailAddress: { name: "jw", address: "jw.archive@freemail.example" } }],
          moveToFolder: folderId("archive"),
          markAsRead: true,
          stopProcessingRules: true,
        },
      },
    ];
  if (person.name === "amara.okafor")
    return [
      {
        displayName: "Auditor is important",
        conditions: { fromAddresses: [{ emailAddress: { ...outsiders.audit } }] },
        actions: { markImportance: "high", stopProcessingRules: false },
      },
      {
        displayName: "Newsletters away",
        conditions: { senderContains: ["newsletter@"], headerContains: ["List-Unsubscribe"] },
        actions: { moveToFolder: folderId("archive"), markAsRead: true },
        isEnabled: false,
      },
    ];
  return [];
}

export function rulesOf(person: Person, folderId: (key: FolderKey) => string, ids: IdSpace): readonly Entity[] {
  return rulesOfPerson(person, folderId).map(({ isEnabled = true, ...rule }, index) => ({
    id: `AQAA${ids.changeKey(`rule:${index}`).replace(/[+/]/g, "x").slice(0, 7)}=`,
    sequence: index + 1,
    isEnabled,
    hasError: false,
    isReadOnly: false,
    ...rule,
  }));
}
