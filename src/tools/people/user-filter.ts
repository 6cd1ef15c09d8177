/** The few conditions on users a caller may state, read strictly and written anew. */
import { AppError } from "../../core/errors.ts";
import { odataString } from "../../graph/path.ts";

/** What `User.ReadBasic.All` lets one see of others. */
const fields: ReadonlySet<string> = new Set(["displayName", "givenName", "surname", "mail", "userPrincipalName"]);
/** Directory rule: `endsWith` works on these two only, as an advanced query. */
const endsWithFields: ReadonlySet<string> = new Set(["mail", "userPrincipalName"]);

const condition = /\s*(?:(startswith|endswith)\(\s*(\w+)\s*,\s*'((?:[^']|'')*)'\s*\)|(\w+)\s+eq\s+'((?:[^']|'')*)')\s*/iy;

export type UserFilter = { readonly text: string; /** Needs `ConsistencyLevel: eventual` and `$count`. */ readonly advanced: boolean };

/** @throws AppError `invalid_arguments` for anything but the listed form */
export function userFilter(filter: string): UserFilter {
  const refuse = (why: string): never => {
    throw new AppError(
      "invalid_arguments",
      `filter ${why}. Form: field eq 'value', startswith(field,'value') or endswith(mail,'value'), joined by and; fields ${[...fields].join(", ")}.`,
      { field: "filter" },
    );
  };
  const written: string[] = [];
  let advanced = false;
  for (let at = 0; ;) {
    condition.lastIndex = at;
    const match = condition.exec(filter);
    if (!match) return refuse("is not in the form this server takes");
    const [whole, operator, functionField, functionValue = "", equalField, equalValue = ""] = match;
    const field = functionField ?? equalField ?? "";
    if (!fields.has(field)) return refuse(`names the field ${field.slice(0, 40)}, which cannot be asked for`);
    const value = odataString((operator === undefined ? equalValue : functionValue).replaceAll("''", "'"));
    if (operator?.toLowerCase() === "endswith") {
      if (!endsWithFields.has(field)) return refuse("uses endswith on a field other than mail and userPrincipalName");
      advanced = true;
    }
    written.push(operator === undefined ? `${field} eq ${value}` : `${operator.toLowerCase()}(${field},${value})`);
    at += whole.length;
    if (at === filter.length) return { text: written.join(" and "), advanced };
    const joint = /^and(?=\s)/i.exec(filter.slice(at));
    if (!joint) return refuse("joins conditions by something other than and");
    at += joint[0].length;
  }
}
