/** The few conditions on list items a caller may state, read strictly and written anew. */
import { AppError } from "../../core/errors.ts";
import { odataString } from "../../graph/path.ts";
import { instantOf, readWritten, utcText } from "../time/moment.ts";
import { utc } from "../time/zone.ts";
import { type Column, columnNamed } from "./list.ts";

const operators = "eq|ne|lt|le|gt|ge";
const condition = new RegExp(
  `\\s*(?:startswith\\(\\s*(\\w+|'(?:[^']|'')+')\\s*,\\s*'((?:[^']|'')*)'\\s*\\)|(\\w+|'(?:[^']|'')+')\\s+(${operators})\\s+('(?:[^']|'')*'|[\\w.:+-]+))\\s*`,
  "iy",
);

type Condition = {
  readonly column: string;
  readonly operator: string;
  /** As written; in quotes where that says it is text. */
  readonly value: string;
};

const unquoted = (text: string): string => (text.startsWith("'") ? text.slice(1, -1).replaceAll("''", "'") : text);

/** @throws AppError `invalid_arguments` for anything but the listed form */
export function readFilter(filter: string): readonly Condition[] {
  const refuse = (): never => {
    throw new AppError(
      "invalid_arguments",
      `filter must be conditions such as Status eq 'Open' or startswith(Title,'A'), joined by and; operators ${operators.replaceAll("|", ", ")}; a column's name with spaces in quotes.`,
      { field: "filter" },
    );
  };
  const read: Condition[] = [];
  for (let at = 0; ;) {
    condition.lastIndex = at;
    const match = condition.exec(filter);
    if (!match) return refuse();
    const [whole, prefixed, prefix, compared = "", operator = "", value = ""] = match;
    read.push(
      prefixed === undefined
        ? { column: unquoted(compared), operator: operator.toLowerCase(), value }
        : { column: unquoted(prefixed), operator: "startswith", value: `'${prefix}'` },
    );
    at += whole.length;
    if (at === filter.length) return read;
    const joint = /^and(?=\s)/i.exec(filter.slice(at));
    if (!joint) return refuse();
    at += joint[0].length;
  }
}

/** @throws AppError `invalid_arguments` where a value does not fit its column, `not_found` for a column that is not there */
export function writeFilter(
  conditions: readonly Condition[],
  columns: readonly Column[],
): { readonly text: string; readonly indexed: boolean } {
  const found = conditions.map((each) => ({ ...each, column: columnNamed("filter", each.column, columns) }));
  return {
    text: found
      .map(({ column, operator, value }) => {
        const literal = literalOf(column, unquoted(value), operator);
        return operator === "startswith" ? `startswith(fields/${column.name},${literal})` : `fields/${column.name} ${operator} ${literal}`;
      })
      .join(" and "),
    indexed: found.every(({ column }) => column.indexed),
  };
}

function literalOf({ name, kind }: Column, value: string, operator: string): string {
  const refuse = (what: string): never => {
    throw new AppError("invalid_arguments", `filter compares ${name.slice(0, 60)}, which ${what}.`, { field: "filter" });
  };
  if (operator === "startswith" && kind !== "text") return refuse("is no text");
  switch (kind) {
    case "number":
      return /^-?\d{1,15}(?:\.\d{1,10})?$/.test(value) ? value : refuse("is a number");
    case "boolean":
      /* SharePoint takes true for no and false for yes (sp-dev-docs issues 4750 and 5594); 1 and 0 are read as they are meant. */
      return /^(?:true|false)$/i.test(value) ? (value.toLowerCase() === "true" ? "1" : "0") : refuse("is true or false");
    case "dateTime":
      return odataString(utcText(instantOf("filter", readWritten("filter", value), utc)));
    case "lookup":
      return refuse("holds a person or an item of another list and cannot be filtered by");
    case "text":
      return odataString(value);
  }
}
