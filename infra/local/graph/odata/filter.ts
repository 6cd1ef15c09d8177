import { badRequest, GraphFailure, parseFailure, unknownProperty } from "../failure.ts";
import { elements, isObject, type JsonObject, textOf, valueAt } from "../entity.ts";
import { enumMembers, findProperty, structuredType } from "../schema.ts";
import { bareLiteral, type Literal, parseDateTime } from "./literal.ts";

/**
 * `$filter`, parsed and typed once (learn.microsoft.com/graph/filter-query-parameter; OASIS odata-v4.01 part 2 §5.1.1).
 * Covers what the tools need: comparisons, `in`, `and`, `or`, `not`, `startswith`, `endswith`, `contains`, and `any` with one `eq`
 * where a resource documents it. Every other lambda is refused.
 */
type Comparison = "eq" | "ne" | "gt" | "ge" | "lt" | "le";
type TextFunction = "startswith" | "endswith" | "contains";

export type Path = {
  /** As the schema spells it, joined by `/`. */
  readonly text: string;
  readonly names: readonly string[];
  /** Edm primitive, the name of an enumeration, or `Open`. */
  readonly type: string;
};

export type Filter =
  | { readonly kind: "compare"; readonly path: Path; readonly operator: Comparison; readonly literal: Literal }
  | { readonly kind: "in"; readonly path: Path; readonly literals: readonly Literal[] }
  | { readonly kind: "text"; readonly function: TextFunction; readonly path: Path; readonly value: string }
  /** Some element of the collection at `collection` has `value` at `element`; `path` is the two joined. */
  | { readonly kind: "any"; readonly collection: string; readonly element: string; readonly path: Path; readonly value: string }
  | { readonly kind: "and" | "or"; readonly left: Filter; readonly right: Filter }
  | { readonly kind: "not"; readonly inner: Filter };

type Token =
  | { readonly kind: "word"; readonly text: string; readonly at: number }
  | { readonly kind: "string"; readonly text: string; readonly at: number }
  | { readonly kind: "mark"; readonly text: "(" | ")" | ","; readonly at: number }
  | { readonly kind: "end"; readonly text: ""; readonly at: number };

/** Longest expression Graph's front end takes before it gives up; a guard for our own recursion as well. */
const maxDepth = 100;

function syntaxError(at: number, source: string): GraphFailure {
  return badRequest(`Invalid filter clause: Syntax error at position ${at} in '${source}'.`);
}

function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const char = source.charAt(at);
    if (char === " ") {
      at += 1;
    } else if (char === "(" || char === ")" || char === ",") {
      tokens.push({ kind: "mark", text: char, at });
      at += 1;
    } else if (char === "'") {
      const start = at;
      let text = "";
      for (at += 1; ; at += 1) {
        const next = source.charAt(at);
        if (next === "")
          throw badRequest(`Invalid filter clause: There is an unterminated string literal at position ${at} in '${source}'.`);
        if (next !== "'") text += next;
        else if (source.charAt(at + 1) === "'") {
          text += "'";
          at += 1;
        } else break;
      }
      at += 1;
      tokens.push({ kind: "string", text, at: start });
    } else {
      const word = /^[\w./:+@-]+/u.exec(source.slice(at))?.[0];
      if (word === undefined)
        throw badRequest(`Invalid filter clause: Syntax error: character '${char}' is not valid at position ${at} in '${source}'.`);
      tokens.push({ kind: "word", text: word, at });
      at += word.length;
    }
  }
  tokens.push({ kind: "end", text: "", at: source.length });
  return tokens;
}

/** Type of a property of an open type: whatever it is compared with. */
const openValue = "Open";

/**
 * Resolves `from/emailAddress/address` against a type of the schema.
 *
 * @param through single-valued navigation properties the path may lead through
 */
export function resolvePath(typeName: string, source: string, through: readonly string[] = []): Path {
  const names: string[] = [];
  let type = structuredType(typeName);
  let leaf = typeName;
  for (const segment of source.split("/")) {
    if (type === undefined) throw unknownProperty(segment, leaf);
    const property = findProperty(type, segment);
    if (property === undefined && type.open) {
      names.push(segment);
      leaf = openValue;
      type = undefined;
      continue;
    }
    if (property === undefined) throw unknownProperty(segment, type.name);
    /* `fields` of a list item: one value, though the schema has it as a navigation property. */
    const isOpenValue = !property.collection && structuredType(property.type)?.open === true;
    if (property.collection || (property.navigation && !isOpenValue && !through.includes(property.name)))
      throw badRequest(
        `Invalid filter clause: The child type '${property.type}' of '${property.name}' is a collection and needs a lambda.`,
      );
    names.push(property.name);
    leaf = property.type;
    type = structuredType(leaf);
  }
  return { text: names.join("/"), names, type: leaf };
}

const edm: Readonly<Record<Literal["type"], string>> = {
  String: "Edm.String",
  Boolean: "Edm.Boolean",
  Number: "Edm.Int32",
  DateTimeOffset: "Edm.DateTimeOffset",
  Date: "Edm.Date",
  Guid: "Edm.Guid",
  Null: "null",
};

const operatorNames: Readonly<Record<Comparison, string>> = {
  eq: "Equal",
  ne: "NotEqual",
  gt: "GreaterThan",
  ge: "GreaterThanOrEqual",
  lt: "LessThan",
  le: "LessThanOrEqual",
};

/** The literal as the property's type wants it, or the parser's complaint about incompatible operands. */
function fit(path: Path, literal: Literal, operator: Comparison): Literal {
  const incompatible = (): GraphFailure =>
    badRequest(
      `Invalid filter clause: A binary operator with incompatible types was detected. Found operand types 'Edm.${path.type}' and '${edm[literal.type]}' for operator kind '${operatorNames[operator]}'.`,
    );
  if (literal.type === "Null" || path.type === openValue) return literal;
  switch (path.type) {
    case "String":
      // A bare guid is promoted to a string; a bare word never gets here.
      if (literal.type === "String") return literal;
      if (literal.type === "Guid") return { type: "String", value: literal.value };
      throw incompatible();
    case "Boolean":
      if (literal.type === "Boolean") return literal;
      throw incompatible();
    case "Int32":
    case "Int64":
    case "Double":
      if (literal.type === "Number") return literal;
      throw incompatible();
    case "DateTimeOffset":
      if (literal.type === "DateTimeOffset") return literal;
      if (literal.type === "Date") return { type: "DateTimeOffset", value: parseDateTime(`${literal.value}T00:00:00Z`) ?? 0 };
      throw incompatible();
    default: {
      const members = enumMembers(path.type);
      if (members === undefined || literal.type !== "String") throw incompatible();
      const member = members.find((name) => name.toLowerCase() === literal.value.toLowerCase());
      if (member === undefined)
        throw badRequest(`Invalid filter clause: The string '${literal.value}' is not a valid enumeration type constant.`);
      return { type: "String", value: member };
    }
  }
}

const comparisons: ReadonlySet<string> = new Set(Object.keys(operatorNames));
const functions: ReadonlySet<string> = new Set(["startswith", "endswith", "contains"]);

/** `a:a/address`: the variable's name is the caller's choice, but what is compared is a property of that variable. */
const lambdaOperand = /^([A-Za-z_]\w*):\1\/([A-Za-z_]\w*)$/;

/**
 * Parses a filter over a type of the schema; throws the 400 Graph answers for a malformed one.
 *
 * @param anyEquals paths such as `emailAddresses/address` that may be asked as the whole filter
 *   `emailAddresses/any(a:a/address eq 'x')`
 * @param tolower whether `contains(tolower(title), 'x')` is understood
 */
export function parseFilter(typeName: string, source: string, anyEquals: readonly string[] = [], tolower = false): Filter {
  const tokens = tokenize(source);
  let position = 0;
  let depth = 0;
  const peek = (): Token => tokens[position] ?? { kind: "end", text: "", at: source.length };
  const take = (): Token => {
    const token = peek();
    position += 1;
    return token;
  };
  const expect = (mark: "(" | ")" | ","): void => {
    const token = take();
    if (token.kind !== "mark" || token.text !== mark) throw syntaxError(token.at, source);
  };
  const isWord = (text: string): boolean => peek().kind === "word" && peek().text === text;

  const literal = (): Literal => {
    const token = take();
    if (token.kind === "string") return { type: "String", value: token.text };
    const bare = token.kind === "word" ? bareLiteral(token.text) : null;
    if (bare === null) throw syntaxError(token.at, source);
    return bare;
  };

  const unsupportedLambda = (): GraphFailure =>
    badRequest("Invalid filter clause: lambda expressions are not supported for this resource.");

  const any = (collectionName: string): Filter => {
    const type = structuredType(typeName);
    const property = type === undefined ? undefined : findProperty(type, collectionName);
    if (property === undefined) throw unknownProperty(collectionName, typeName);
    expect("(");
    const operand = take();
    const operator = take();
    const value = take();
    expect(")");
    const name = operand.kind === "word" ? lambdaOperand.exec(operand.text)?.[2] : undefined;
    const elementType = structuredType(property.type);
    const element = name === undefined || elementType === undefined ? undefined : findProperty(elementType, name);
    const text = `${property.name}/${element?.name}`;
    const isEqual = operator.kind === "word" && operator.text === "eq";
    if (element === undefined || !anyEquals.includes(text) || !isEqual || value.kind !== "string") throw unsupportedLambda();
    return {
      kind: "any",
      collection: property.name,
      element: element.name,
      path: { text, names: [property.name, element.name], type: element.type },
      value: value.text,
    };
  };

  const primary = (): Filter => {
    const token = take();
    if (token.kind === "mark" && token.text === "(") {
      const inner = either();
      expect(")");
      return inner;
    }
    if (token.kind !== "word") throw syntaxError(token.at, source);
    if (token.text === "not") return { kind: "not", inner: nested(primary) };
    const next = peek();
    if (next.kind === "mark" && next.text === "(") {
      if (anyEquals.length > 0 && token.text.endsWith("/any")) return any(token.text.slice(0, -"/any".length));
      if (/\/(?:any|all)$/.test(token.text)) throw unsupportedLambda();
      if (!functions.has(token.text)) throw badRequest(`Invalid filter clause: An unknown function with name '${token.text}' was found.`);
      expect("(");
      const folded = tolower && isWord("tolower");
      if (folded) {
        take();
        expect("(");
      }
      const operand = take();
      if (operand.kind !== "word") throw syntaxError(operand.at, source);
      const path = resolvePath(typeName, operand.text);
      if (folded) expect(")");
      expect(",");
      const value = literal();
      expect(")");
      if ((path.type !== "String" && path.type !== openValue) || value.type !== "String")
        throw badRequest(
          `Invalid filter clause: No function signature for the function with name '${token.text}' matches the specified arguments.`,
        );
      return { kind: "text", function: token.text as TextFunction, path, value: value.value };
    }
    if (bareLiteral(token.text) !== null) throw badRequest("Invalid filter clause: the left side of a comparison must be a property.");
    const path = resolvePath(typeName, token.text);
    if (isWord("in")) {
      take();
      expect("(");
      const literals = [fit(path, literal(), "eq")];
      while (peek().kind === "mark" && peek().text === ",") {
        take();
        literals.push(fit(path, literal(), "eq"));
      }
      expect(")");
      return { kind: "in", path, literals };
    }
    const operator = peek();
    if (operator.kind === "word" && comparisons.has(operator.text)) {
      take();
      const comparison = operator.text as Comparison;
      return { kind: "compare", path, operator: comparison, literal: fit(path, literal(), comparison) };
    }
    if (path.type === "Boolean") return { kind: "compare", path, operator: "eq", literal: { type: "Boolean", value: true } };
    throw syntaxError(operator.at, source);
  };
  const nested = (parse: () => Filter): Filter => {
    depth += 1;
    if (depth > maxDepth) throw parseFailure("The recursion limit has been exceeded while parsing the filter.");
    const result = parse();
    depth -= 1;
    return result;
  };
  const both = (): Filter => {
    let left = nested(primary);
    while (isWord("and")) {
      take();
      left = { kind: "and", left, right: nested(primary) };
    }
    return left;
  };
  const either = (): Filter => {
    let left = nested(both);
    while (isWord("or")) {
      take();
      left = { kind: "or", left, right: nested(both) };
    }
    return left;
  };

  const filter = either();
  if (peek().kind !== "end") throw syntaxError(peek().at, source);
  if (filter.kind !== "any" && someFilter(filter, ({ kind }) => kind === "any")) throw unsupportedLambda();
  return filter;
}

/** Paths in the order in which the filter names them: the ordering rule of `$orderby` needs it. */
export function pathsOf(filter: Filter): readonly Path[] {
  switch (filter.kind) {
    case "and":
    case "or":
      return [...pathsOf(filter.left), ...pathsOf(filter.right)];
    case "not":
      return pathsOf(filter.inner);
    default:
      return [filter.path];
  }
}

/** True where some part of the filter satisfies `test`. */
export function someFilter(filter: Filter, test: (part: Filter) => boolean): boolean {
  if (test(filter)) return true;
  if (filter.kind === "and" || filter.kind === "or") return someFilter(filter.left, test) || someFilter(filter.right, test);
  return filter.kind === "not" && someFilter(filter.inner, test);
}

type Scalar = string | number | boolean | null;

/** Graph compares text without regard to case; instants as instants. */
function scalarAt(entity: JsonObject, path: Path): Scalar {
  const value = valueAt(entity, path.names);
  if (path.type === "DateTimeOffset") return typeof value === "string" ? Date.parse(value) : null;
  if (typeof value === "string") return value.toLowerCase();
  return typeof value === "number" || typeof value === "boolean" ? value : null;
}

const fold = (literal: Literal): Scalar => (typeof literal.value === "string" ? literal.value.toLowerCase() : literal.value);

function compare(left: Scalar, operator: Comparison, right: Scalar): boolean {
  if (operator === "eq") return left === right;
  if (operator === "ne") return left !== right;
  if (left === null || right === null) return false;
  switch (operator) {
    case "gt":
      return left > right;
    case "ge":
      return left >= right;
    case "lt":
      return left < right;
    case "le":
      return left <= right;
  }
}

export type Predicate = (entity: JsonObject) => boolean;

/** Turns a parsed filter into a function, so that nothing is interpreted per row. */
export function compileFilter(filter: Filter): Predicate {
  switch (filter.kind) {
    case "and": {
      const left = compileFilter(filter.left);
      const right = compileFilter(filter.right);
      return (entity) => left(entity) && right(entity);
    }
    case "or": {
      const left = compileFilter(filter.left);
      const right = compileFilter(filter.right);
      return (entity) => left(entity) || right(entity);
    }
    case "not": {
      const inner = compileFilter(filter.inner);
      return (entity) => !inner(entity);
    }
    case "in": {
      const values = new Set(filter.literals.map(fold));
      return (entity) => values.has(scalarAt(entity, filter.path));
    }
    case "any": {
      const wanted = filter.value.toLowerCase();
      return (entity) =>
        elements(entity[filter.collection]).some((one) => isObject(one) && textOf(one[filter.element]).toLowerCase() === wanted);
    }
    case "compare": {
      const right = fold(filter.literal);
      return (entity) => compare(scalarAt(entity, filter.path), filter.operator, right);
    }
    case "text": {
      const wanted = filter.value.toLowerCase();
      return (entity) => {
        const value = scalarAt(entity, filter.path);
        if (typeof value !== "string") return false;
        if (filter.function === "contains") return value.includes(wanted);
        return filter.function === "startswith" ? value.startsWith(wanted) : value.endsWith(wanted);
      };
    }
  }
}
