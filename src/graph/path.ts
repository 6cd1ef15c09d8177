/** Path templates and query strings: the only place where a caller's text becomes part of a Graph URL. */
import { AppError } from "../core/errors.ts";
import type { QueryValue } from "./request.ts";

/** Characters one path parameter may have. */
const maxParameterLength = 1024;

/** Parameters that may contain commas: a site id is `host,site-guid,web-guid`; words to search have them as people write them. */
const commaParameters: ReadonlySet<string> = new Set(["siteId", "query"]);

const placeholder = /\{([A-Za-z][A-Za-z0-9]*)\}/g;

/** Why a value may not be a path segment, or null where it may. */
export function segmentRefusal(value: string, commas: boolean): string | null {
  return refusalOf(value, commas, /[/\\?#%;]/, "contains one of / \\ ? # % ;");
}

/**
 * Why a name may not be a path segment between colons, where percent-encoded signs stay those of a name: `R&D 100% #1; final.txt`.
 * Whatever a server makes of it that decodes once more, and again (`%252F` becomes `%2F` becomes `/`), must be one segment too.
 */
export function nameRefusal(name: string): string | null {
  let form = name;
  for (;;) {
    const refusal = refusalOf(form, true, /[/\\?]/, "contains one of / \\ ?, or stands for one when decoded");
    if (refusal !== null) return refusal;
    const normal = form.normalize("NFKC");
    form = normal.replace(/(?:%[0-9A-F]{2})+/gi, decodedLoosely);
    if (form === normal) return null;
  }
}

/**
 * No UTF-8 can be an overlong `/` (`%C0%AF`) to a server that does not look. Otherwise each byte may be read by itself: those of ASCII mean what
 * they mean, the others nothing that leaves a segment (`100%added`).
 */
const decodedLoosely = (run: string): string =>
  decoded(run) ??
  (/%(?:C[01]|E0|F0)/i.test(run) ? "/" : run.replace(/%([0-9A-F]{2})/gi, (_byte, hex: string) => byteAlone(parseInt(hex, 16))));

const byteAlone = (byte: number): string => (byte < 0x80 ? String.fromCharCode(byte) : "_");

function refusalOf(value: string, commas: boolean, signs: RegExp, words: string): string | null {
  if (value === "") return "is empty";
  if (value.length > maxParameterLength) return `is longer than ${maxParameterLength} characters`;
  if (!value.isWellFormed()) return "is not valid Unicode";
  /* Both as given and as a server that normalises would read it (`．．／` becomes `../`). */
  for (const form of [value, value.normalize("NFKC")]) {
    if (/[\p{Cc}\p{Cf}\p{Cn}\p{Zl}\p{Zp}\uFFFD]/u.test(form)) return "contains control or invisible characters";
    if (signs.test(form)) return words;
    /* What follows a semicolon is no part of the segment to some servers (RFC 3986 §3.3). */
    if (/^[.\s]+(?:;|$)/.test(form)) return "is a dot segment";
    if (form.startsWith("$")) return "starts with $";
    if (!commas && form.includes(",")) return "contains a comma";
    /* `/items/root:/…` goes on by names (onedrive: addressing by path); what people write may end so, an id never does. */
    if (!commas && (form.startsWith(":") || form.endsWith(":"))) return "begins or ends with a colon";
  }
  return null;
}

function parameterRefusal(parameter: string, value: string): string | null {
  return parameter === "fileName" ? nameRefusal(value) : segmentRefusal(value, commaParameters.has(parameter));
}

/** Graph reads bare parentheses and quotes between colons as those of a function (onedrive-api-docs issues 565 and 956). */
const asInNames = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;

/** `value` as one path segment's text, percent-encoded. @throws AppError `invalid_arguments` naming the parameter */
function encodeParameter(name: string, value: string, quoted: boolean): string {
  const refusal = parameterRefusal(name, value);
  if (refusal !== null)
    throw new AppError("invalid_arguments", `${name} ${refusal}; give the id as Microsoft Graph returned it.`, { field: name });
  const encoded = encodeURIComponent(quoted ? value.replaceAll("'", "''") : value);
  return name === "fileName" ? encoded.replace(/['()]/g, asInNames) : encoded;
}

/**
 * `/me/messages/{id}` with its parameters in place, each one encoded segment or part of one.
 * A placeholder inside single quotes (`range(address='{address}')`) is an OData string literal.
 *
 * @throws AppError `invalid_arguments` for a value that could leave its segment; `internal` for a template without its values
 */
export function fillTemplate(template: string, params: Readonly<Record<string, string>> = {}): string {
  return template.replace(placeholder, (_whole, name: string, offset: number) => {
    const value = params[name];
    if (value === undefined) throw new AppError("internal", "A Graph path was asked for without all its values.", { field: name });
    return encodeParameter(name, value, template[offset - 1] === "'");
  });
}

/** The one annotation Graph takes in a query: what an upload does where the name is taken (driveItem: upload content). */
const conflictBehavior = "@microsoft.graph.conflictBehavior";

/** Query string without `?`: `$`-names as they are, values encoded, lists joined by commas, undefined left out. */
export function encodeQuery(query: Readonly<Record<string, QueryValue>> = {}): string {
  return Object.entries(query)
    .flatMap(([name, value]) => {
      if (value === undefined) return [];
      if (!/^\$?[A-Za-z]+$/.test(name) && name !== conflictBehavior)
        throw new AppError("internal", "A Graph query option has an impossible name.");
      const text = Array.isArray(value) ? value.join(",") : String(value);
      return [`${name}=${encodeURIComponent(text.toWellFormed())}`];
    })
    .join("&");
}

/** An OData string literal: quotes around it, quotes inside doubled (OData 4.01 URL conventions §5.1.1.6.1). */
export function odataString(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/**
 * A whole `$search` value: the expression in double quotes, so that it cannot add a second clause.
 *
 * @throws AppError `invalid_arguments` where quotes are unbalanced or a backslash or control character is in it
 */
export function searchPhrase(field: string, expression: string): string {
  if (/[\\\p{Cc}]/u.test(expression))
    throw new AppError("invalid_arguments", `${field} must not contain backslashes or line breaks.`, { field });
  if (expression.split('"').length % 2 === 0)
    throw new AppError("invalid_arguments", `${field} has an unbalanced double quote.`, { field });
  return `"${expression.replaceAll('"', '\\"')}"`;
}

/** One encoded character of a filled segment: RFC 3986 `pchar` as `encodeURIComponent` writes it. */
const encodedCharacter = "(?:[A-Za-z0-9\\-._~!'()*]|%[0-9A-F]{2})";

export type PathPattern = {
  /** One group per parameter. */
  readonly expression: RegExp;
  /** Their names. */
  readonly parameters: readonly string[];
};

/** What a filled path of this template looks like under one API version. */
export function patternOf(template: string, version: string): PathPattern {
  const escape = (literal: string) => literal.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  // A separator with a group in it: literal, name, literal, name, literal.
  const parts = template.split(placeholder);
  const source = parts.map((part, index) => (index % 2 === 1 ? `(${encodedCharacter}+)` : escape(part))).join("");
  return {
    expression: new RegExp(`^/${escape(version)}${source}$`),
    parameters: parts.filter((_, index) => index % 2 === 1),
  };
}

/** Whether `path` is this pattern filled with values `fillTemplate` would have taken. */
export function fits(pattern: PathPattern, path: string): boolean {
  const match = pattern.expression.exec(path);
  if (!match) return false;
  return match.slice(1).every((text, index) => {
    const value = decoded(text);
    return value !== null && parameterRefusal(pattern.parameters[index] ?? "", value) === null;
  });
}

/** Percent-decoded, or null where it is no UTF-8. */
export function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
