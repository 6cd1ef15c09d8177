/** One line about an operation, made of its names by rule. */
import type { IndexedOperation } from "./indexed-operations.ts";

const owners: Readonly<Record<string, string>> = {
  me: "you",
  users: "a person",
  groups: "a group",
  teams: "a team",
  chats: "a chat",
  sites: "a site",
};

/** "Create a reply: message of a mail folder of you" reads well enough, and needs nobody to write 1,700 lines. */
export function summaryOf({ method, template, answer, called }: IndexedOperation): string {
  const segments = template.slice(1).split("/");
  const names = segments.filter((segment) => !segment.startsWith("{")).map((segment) => wordsOf(segment.split("(")[0] ?? ""));
  const last = names.at(-1) ?? "";
  const chain = segments
    .slice(0, -1)
    .filter((segment) => !segment.startsWith("{"))
    .map((segment, position) => (position === 0 ? (owners[segment] ?? wordsOf(segment)) : singular(wordsOf(segment.split("(")[0] ?? ""))))
    .toReversed();
  const endsInKey = segments.at(-1)?.startsWith("{") === true;
  const parents = (endsInKey ? chain.slice(1) : chain).slice(0, 3);
  const of = parents.length === 0 ? "" : ` of ${parents.join(", ")}`;
  if (called) return `${capital(last)}: ${parents[0] ?? ""}${parents.length > 1 ? ` of ${parents.slice(1).join(", ")}` : ""}`;
  switch (method) {
    case "GET":
      return answer?.collection ? `List ${last}${of}` : `Get ${endsInKey ? singular(last) : last}${of}`;
    case "POST":
      return `Create ${singular(last)}${of}`;
    case "PATCH":
      return `Update ${singular(last)}${of}`;
    case "PUT":
      return `Replace ${singular(last)}${of}`;
    case "DELETE":
      return last === "$ref" ? `Remove from ${names.at(-2) ?? ""}${of}` : `Delete ${singular(last)}${of}`;
  }
}

/** `createReplyAll` → `create reply all` */
export function wordsOf(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, " ").toLowerCase();
}

export function singular(words: string): string {
  return words
    .replace(/ies$/, "y")
    .replace(/sses$/, "ss")
    .replace(/(?<=[^s])s$/, "");
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
