/** What people and models type to search mail, as KQL that Exchange reads the way they meant it. */
import { AppError } from "../../core/errors.ts";

/** Message properties `$search` knows (learn.microsoft.com/graph/search-query-parameter). */
const properties: ReadonlySet<string> = new Set(
  "attachment bcc body category cc from hasattachment hasattachments importance isread kind participants received recipients sent size subject to".split(
    " ",
  ),
);

type Token = { readonly kind: "term" | "and" | "not" | "open" | "close"; readonly text: string };

const tokenForm = /\s*(?:([()])|([A-Za-z]+)(:|<>|>=|<=|=|>|<)("[^"]*"|[^\s()":=<>][^\s()"]*)|("[^"]*")|([^\s()"]+))/y;

/**
 * The query as one well-formed KQL expression. Words with an operator in them that belongs to no property (`RE:`, `a=b`) are quoted.
 *
 * @throws AppError `invalid_arguments` for unbalanced quotes or parentheses, or an operator without its operands
 */
export function searchExpression(query: string): string {
  const tokens = tokenize(query);
  let at = 0;
  const refuse = (): never => {
    throw new AppError(
      "invalid_arguments",
      "query has unbalanced parentheses, or AND, OR or NOT without words around it. Put such words in quotes.",
      {
        field: "query",
      },
    );
  };
  const operand = (): void => {
    while (tokens[at]?.kind === "not") at += 1;
    const token = tokens[at];
    at += 1;
    if (token?.kind === "term") return;
    if (token?.kind !== "open") return refuse();
    expression();
    if (tokens[at]?.kind !== "close") return refuse();
    at += 1;
  };
  const expression = (): void => {
    operand();
    while (at < tokens.length && tokens[at]?.kind !== "close") {
      if (tokens[at]?.kind === "and") at += 1;
      operand();
    }
  };
  if (tokens.length > maxTokens) return refuse();
  expression();
  return at < tokens.length ? refuse() : tokens.map(({ text }) => text).join(" ");
}

/** Keeps the reader's recursion shallow; no search has this many words. */
const maxTokens = 100;

function tokenize(query: string): readonly Token[] {
  const tokens: Token[] = [];
  const text = query.trim();
  for (let at = 0; at < text.length; at = tokenForm.lastIndex) {
    tokenForm.lastIndex = at;
    const match = tokenForm.exec(text);
    if (!match) throw new AppError("invalid_arguments", "query has an unbalanced double quote.", { field: "query" });
    const [whole, parenthesis, property, , , phrase, word] = match;
    const trimmed = whole.trim();
    if (parenthesis !== undefined) tokens.push({ kind: parenthesis === "(" ? "open" : "close", text: trimmed });
    else if (phrase !== undefined) tokens.push({ kind: "term", text: trimmed });
    else if (property !== undefined && properties.has(property.toLowerCase())) tokens.push({ kind: "term", text: trimmed });
    else if (word === "AND" || word === "OR") tokens.push({ kind: "and", text: word });
    else if (word === "NOT") tokens.push({ kind: "not", text: word });
    else tokens.push({ kind: "term", text: /[:=<>]/.test(trimmed) ? `"${trimmed.replaceAll('"', "")}"` : trimmed });
  }
  return tokens;
}
