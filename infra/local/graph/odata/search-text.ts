import { badRequest } from "../failure.ts";

/**
 * The outer grammar of `$search` (OASIS odata-v4.01 part 2 §5.1.8): quoted phrases and bare words, combined by AND, OR, NOT.
 * Inside a phrase `\"` and `\\` stand for themselves (learn.microsoft.com/graph/search-query-parameter).
 */
export type SearchText =
  | { readonly kind: "phrase"; readonly text: string; readonly quoted: boolean }
  | { readonly kind: "and" | "or"; readonly left: SearchText; readonly right: SearchText }
  | { readonly kind: "not"; readonly inner: SearchText };

type Token = { readonly kind: "phrase" | "word" | "mark"; readonly text: string; readonly at: number };

function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const char = source.charAt(at);
    if (/\s/.test(char)) {
      at += 1;
    } else if (char === "(" || char === ")") {
      tokens.push({ kind: "mark", text: char, at });
      at += 1;
    } else if (char === '"') {
      const start = at;
      let text = "";
      for (at += 1; ; at += 1) {
        const next = source.charAt(at);
        if (next === "") throw badRequest(`Syntax error: There is an unterminated string literal at position ${at} in '${source}'.`);
        if (next === '"') break;
        if (next === "\\") {
          const escaped = source.charAt(at + 1);
          if (escaped !== '"' && escaped !== "\\")
            throw badRequest(`Syntax error: invalid escape sequence at position ${at} in '${source}'.`);
          text += escaped;
          at += 1;
        } else text += next;
      }
      at += 1;
      tokens.push({ kind: "phrase", text, at: start });
    } else {
      const word = /^[\p{L}\p{N}]+/u.exec(source.slice(at))?.[0];
      if (word === undefined) throw badRequest(`Syntax error: character '${char}' is not valid at position ${at} in '${source}'.`);
      tokens.push({ kind: "word", text: word, at });
      at += word.length;
    }
  }
  return tokens;
}

export function parseSearchText(source: string): SearchText {
  const tokens = tokenize(source);
  let position = 0;
  const peek = (): Token | undefined => tokens[position];
  const fail = (): never => {
    throw badRequest(`Syntax error at position ${peek()?.at ?? source.length} in '${source}'.`);
  };
  const isOperator = (name: string): boolean => peek()?.kind === "word" && peek()?.text === name;
  const primary = (): SearchText => {
    const token = peek() ?? fail();
    position += 1;
    if (token.kind === "mark") {
      if (token.text !== "(") return fail();
      const inner = either();
      if (peek()?.text !== ")") return fail();
      position += 1;
      return inner;
    }
    if (token.kind === "word" && token.text === "NOT") return { kind: "not", inner: primary() };
    if (token.kind === "word" && (token.text === "AND" || token.text === "OR")) return fail();
    return { kind: "phrase", text: token.text, quoted: token.kind === "phrase" };
  };
  const both = (): SearchText => {
    let left = primary();
    for (let next = peek(); next !== undefined && next.text !== ")" && !isOperator("OR"); next = peek()) {
      if (isOperator("AND")) position += 1;
      left = { kind: "and", left, right: primary() };
    }
    return left;
  };
  const either = (): SearchText => {
    let left = both();
    while (isOperator("OR")) {
      position += 1;
      left = { kind: "or", left, right: both() };
    }
    return left;
  };
  if (tokens.length === 0) throw badRequest("Syntax error: the value of '$search' is empty.");
  const result = either();
  if (position < tokens.length) fail();
  return result;
}
