/** Least privilege, held against Microsoft's permissions reference: every tool asks for what its operations need, and for nothing else. */
import { describe, expect, test } from "vitest";
import { scopesIncluding } from "../../../src/accounts/granted-scopes.ts";
import { sharedScope } from "../../../src/graph/mailbox.ts";
import { catalog } from "../../../src/tools/catalog.ts";
import { resources } from "../../../src/tools/resources.ts";
import { keyOf, placeOf, scopesOpening } from "./reference.ts";

/** Operations that the reference leaves out, with the one whose entry holds for them. Each was reviewed. */
const inherits: readonly (readonly [RegExp, string])[] = [
  [/\/attachments\/\{\}(?:\/\$value)?$/, "/attachments"],
  [/\/photo\/\$value$/, "/photo"],
  [/\/me\/messages\/\{\}\/replyall$/, "/me/messages/{}/reply"],
  [/\/me\/calendarview$/, "/users/{}/calendarview"],
  [/\/drives\/\{\}\/root\/children$/, "/drives/{}/items/{}/children"],
  [/\/drives\/\{\}\/root$/, "/drives/{}/items/{}"],
  [/\/drives\/\{\}\/items\/\{\}:\/\{\}:\/createuploadsession$/, "/me/drive/items/{}:/{}:/createuploadsession"],
  [/\/sites\/\{\}:\/(?:teams|sites)\/\{\}$/, "/sites/{}"],
];

/** Scopes the reference leaves out of an entry: what search needs for two of its kinds stands only where those kinds are described. */
const beside: Readonly<Record<string, readonly string[]>> = { "post /search/query": ["ChannelMessage.Read.All", "People.Read"] };

/** The operation whose entry counts: itself, or the reviewed one. */
function entryOf(operation: string): string {
  const key = keyOf(operation);
  const [form, entry] = scopesOpening(key) ? [] : (inherits.find(([each]) => each.test(key)) ?? []);
  return form && entry !== undefined ? key.replace(form, entry) : operation;
}

function openedBy(operation: string): ReadonlySet<string> | undefined {
  const opening = scopesOpening(entryOf(operation));
  return opening && new Set([...opening, ...(beside[keyOf(operation)] ?? [])]);
}

/** Every property of the way is in the schema, or the way ends in an action the reference knows. */
function isInSchema(operation: string): boolean {
  const entry = entryOf(operation);
  return placeOf(entry.slice(entry.indexOf(" ") + 1)) !== undefined;
}

const tools = [...catalog, ...resources.map(({ tool }) => tool)].filter(
  ({ name, operations }) => name !== "callGraph" && operations.length > 0,
);

describe.each(tools.map((tool) => [tool.name, tool] as const))("%s", (_name, { operations, scopes, optionalScopes = [] }) => {
  const asked = [...scopes, ...optionalScopes];

  test("declares operations that exist", () => {
    expect(operations.filter((operation) => !isInSchema(operation))).toEqual([]);
    expect(operations.filter((operation) => openedBy(operation) === undefined)).toEqual([]);
  });

  test("asks for a scope that opens each of them", () => {
    const closed = operations.filter((operation) => {
      const opening = openedBy(operation);
      return opening && !asked.some((scope) => [...opening].some((each) => each === scope || scopesIncluding(each).includes(scope)));
    });
    expect(closed).toEqual([]);
  });

  test("asks for no scope that opens none of them", () => {
    const opening = new Set(operations.flatMap((operation) => [...(openedBy(operation) ?? [])]));
    expect(asked.filter((scope) => ![...opening].some((each) => each === scope || sharedScope(each) === scope))).toEqual([]);
  });
});
