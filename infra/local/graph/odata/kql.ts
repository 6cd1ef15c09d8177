import { badRequest } from "../failure.ts";
import { parseDateTime } from "./literal.ts";

/**
 * Keyword Query Language as Exchange reads it in `$search` of messages
 * (learn.microsoft.com/sharepoint/dev/general-development/keyword-query-language-kql-syntax-reference;
 * properties: learn.microsoft.com/graph/search-query-parameter#using-search-on-message-collections).
 */
export type Kql =
  | { readonly kind: "text"; readonly property: string | null; readonly words: readonly string[]; readonly prefix: boolean }
  | { readonly kind: "flag"; readonly property: string; readonly value: boolean }
  /** Half-open range; epoch ms for dates, bytes for sizes. */
  | { readonly kind: "range"; readonly property: string; readonly from: number; readonly to: number }
  | { readonly kind: "and" | "or"; readonly left: Kql; readonly right: Kql }
  | { readonly kind: "not"; readonly inner: Kql };

/** Properties a restriction may name; any other name is looked for as a word. */
export type KqlProperties = { readonly texts: ReadonlySet<string>; readonly dates: ReadonlySet<string> };

const textProperties = new Set([
  "from",
  "to",
  "cc",
  "bcc",
  "recipients",
  "participants",
  "subject",
  "body",
  "attachment",
  "importance",
  "category",
  "kind",
]);
const messageProperties: KqlProperties = { texts: textProperties, dates: new Set(["received", "sent"]) };
const dayMs = 86_400_000;

/** Words as the index holds them: letters and digits, lower case. */
export function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

type Token =
  | { readonly kind: "phrase"; readonly text: string }
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "relation"; readonly text: string }
  | { readonly kind: "mark"; readonly text: "(" | ")" };

function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const char = source.charAt(at);
    if (/\s/.test(char)) at += 1;
    else if (char === "(" || char === ")") {
      tokens.push({ kind: "mark", text: char });
      at += 1;
    } else if (char === '"') {
      const end = source.indexOf('"', at + 1);
      if (end < 0) throw badRequest(`Syntax error: unbalanced quotation mark at position ${at} in '${source}'.`);
      tokens.push({ kind: "phrase", text: source.slice(at + 1, end) });
      at = end + 1;
    } else {
      const relation = /^(?:>=|<=|<>|[:=<>])/.exec(source.slice(at))?.[0];
      if (relation !== undefined) {
        tokens.push({ kind: "relation", text: relation });
        at += relation.length;
        continue;
      }
      const word = /^[^\s()":=<>]+/.exec(source.slice(at))?.[0] ?? char;
      tokens.push({ kind: "word", text: word });
      at += word.length;
    }
  }
  return tokens;
}

/** First instant and end of the day a KQL date names: ISO, US order, `today`, `yesterday`. */
function dayRange(text: string, now: number): readonly [number, number] {
  const midnight = Math.floor(now / dayMs) * dayMs;
  const lower = text.toLowerCase();
  if (lower === "today") return [midnight, midnight + dayMs];
  if (lower === "yesterday") return [midnight - dayMs, midnight];
  const us = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  const iso = us === null ? text : `${us[3]}-${us[1]?.padStart(2, "0")}-${us[2]?.padStart(2, "0")}`;
  if (/^\d{4}-\d\d-\d\d$/.test(iso)) {
    const start = parseDateTime(`${iso}T00:00:00Z`);
    if (start !== null) return [start, start + dayMs];
  }
  const instant = parseDateTime(iso);
  if (instant !== null) return [instant, instant + 1000];
  throw badRequest(`Syntax error: '${text}' is not a date.`);
}

function rangeOf(property: string, relation: string, text: string, now: number, isDate: boolean): Kql {
  const [first, second] = text.split("..");
  const read = (value: string): readonly [number, number] => {
    if (isDate) return dayRange(value, now);
    const size = Number(value);
    if (!Number.isFinite(size)) throw badRequest(`Syntax error: '${value}' is not a number.`);
    return [size, size + 1];
  };
  const [start, end] = read(first ?? "");
  if (second !== undefined) return { kind: "range", property, from: start, to: read(second)[1] };
  switch (relation) {
    case ">":
      return { kind: "range", property, from: end, to: Infinity };
    case ">=":
      return { kind: "range", property, from: start, to: Infinity };
    case "<":
      return { kind: "range", property, from: -Infinity, to: start };
    case "<=":
      return { kind: "range", property, from: -Infinity, to: end };
    default:
      return { kind: "range", property, from: start, to: end };
  }
}

function restriction(property: string, relation: string, value: Token, now: number, { texts, dates }: KqlProperties): Kql {
  const name = property.toLowerCase();
  if (dates.has(name) || name === "size") return rangeOf(name, relation, value.text, now, dates.has(name));
  if (name === "hasattachment" || name === "hasattachments" || name === "isread") {
    const flag = value.text.toLowerCase();
    if (flag !== "true" && flag !== "false") throw badRequest(`Syntax error: '${property}' takes true or false.`);
    return { kind: "flag", property: name === "isread" ? "isread" : "hasattachments", value: flag === "true" };
  }
  if (!texts.has(name)) {
    // An unknown property is no restriction: Exchange looks for the words themselves.
    return { kind: "text", property: null, words: [...wordsOf(property), ...wordsOf(value.text)], prefix: false };
  }
  const text: Kql = { kind: "text", property: name, words: wordsOf(value.text), prefix: value.kind === "word" && value.text.endsWith("*") };
  return relation === "<>" ? { kind: "not", inner: text } : text;
}

export function parseKql(source: string, now: number, properties: KqlProperties = messageProperties): Kql {
  const tokens = tokenize(source);
  let position = 0;
  const peek = (): Token | undefined => tokens[position];
  const fail = (): never => {
    throw badRequest(`Syntax error in the search query '${source}'.`);
  };
  const isOperator = (name: string): boolean => peek()?.kind === "word" && peek()?.text === name;
  const primary = (): Kql => {
    const token = peek() ?? fail();
    position += 1;
    if (token.kind === "mark") {
      if (token.text === ")") return fail();
      const inner = either();
      if (peek()?.text !== ")") return fail();
      position += 1;
      return inner;
    }
    if (token.kind === "relation") return fail();
    if (token.kind === "word" && token.text === "NOT") return { kind: "not", inner: primary() };
    if (token.kind === "word" && token.text.startsWith("-") && token.text.length > 1)
      return { kind: "not", inner: { kind: "text", property: null, words: wordsOf(token.text), prefix: false } };
    if (token.kind === "word" && (token.text === "AND" || token.text === "OR")) return fail();
    const relation = peek();
    if (token.kind === "word" && relation?.kind === "relation") {
      position += 1;
      const value = peek();
      if (value === undefined || value.kind === "mark" || value.kind === "relation") return fail();
      position += 1;
      return restriction(token.text, relation.text, value, now, properties);
    }
    return { kind: "text", property: null, words: wordsOf(token.text), prefix: token.kind === "word" && token.text.endsWith("*") };
  };
  const both = (): Kql => {
    let left = primary();
    for (let next = peek(); next !== undefined && next.text !== ")" && !isOperator("OR"); next = peek()) {
      if (isOperator("AND")) position += 1;
      left = { kind: "and", left, right: primary() };
    }
    return left;
  };
  const either = (): Kql => {
    let left = both();
    while (isOperator("OR")) {
      position += 1;
      left = { kind: "or", left, right: both() };
    }
    return left;
  };
  if (tokens.length === 0) return fail();
  const result = either();
  if (position < tokens.length) fail();
  return result;
}

/** What a message looks like to the index. Texts are words joined by single spaces, with one at each end. */
export type Indexed = {
  readonly texts: Readonly<Record<string, string>>;
  readonly everything: string;
  readonly flags: Readonly<Record<string, boolean>>;
  readonly numbers: Readonly<Record<string, number>>;
};

export const indexText = (...parts: readonly string[]): string => ` ${parts.flatMap(wordsOf).join(" ")} `;

export function matchesKql(query: Kql, item: Indexed): boolean {
  switch (query.kind) {
    case "and":
      return matchesKql(query.left, item) && matchesKql(query.right, item);
    case "or":
      return matchesKql(query.left, item) || matchesKql(query.right, item);
    case "not":
      return !matchesKql(query.inner, item);
    case "flag":
      return item.flags[query.property] === query.value;
    case "range": {
      const value = item.numbers[query.property];
      return value !== undefined && value >= query.from && value < query.to;
    }
    case "text": {
      const text = query.property === null ? item.everything : (item.texts[query.property] ?? "");
      return query.words.length > 0 && text.includes(` ${query.words.join(" ")}${query.prefix ? "" : " "}`);
    }
  }
}
