/** Where a source file says no: the branches in which a surviving mutant could be an open door. */
import { parseAst } from "vitest/node";

/** Offsets into the source, UTF-16, the end exclusive. */
export type Span = { readonly start: number; readonly end: number };

type Node = Span & { readonly type: string } & Readonly<Record<string, unknown>>;

/** Names of functions that make a refusal, and of those that decide about one: `refused`, `segmentRefusal`, `accessDenied`. */
const saysNo = /refus|denied|unavailable|misconfigured|notfound|toolarge|unopened|timeout/i;
/** The word with which a verdict of ours says that it is one. */
const verdicts: ReadonlySet<string> = new Set(["admitted", "accepted", "verified", "found", "readable"]);

/**
 * A branch refuses when it throws, or returns a refusal: a call of a function named after one, an object with a `reason` or a verdict of
 * `false`, or the bare null, undefined or false with which a check says no. Its condition belongs to it. A function named after a refusal
 * is one from end to end.
 */
export function refusingBranches(source: string): readonly Span[] {
  const spans: Span[] = [];
  visit(parseAst(source, { lang: "ts" }) as unknown as Node, (node) => {
    switch (node.type) {
      case "IfStatement":
      case "ConditionalExpression":
        for (const arm of [node["consequent"], node["alternate"]]) {
          if (isNode(arm) && refuses(arm)) spans.push(spanOf(node["test"]), spanOf(arm));
        }
        break;
      case "SwitchCase":
      case "CatchClause":
      case "ReturnStatement":
      case "ThrowStatement":
        if (refuses(node)) spans.push(spanOf(node));
        break;
      case "FunctionDeclaration":
        if (isNode(node["id"]) && saysNo.test(String(node["id"]["name"]))) spans.push(spanOf(node));
        break;
      default:
    }
  });
  return spans;
}

/** Whether a statement throws or returns a refusal, or an expression is one. */
function refuses(branch: Node): boolean {
  if (!/Statement$|^SwitchCase$|^CatchClause$/.test(branch.type)) return isRefusal(branch);
  let found = false;
  visit(branch, (node) => {
    if (node.type === "ThrowStatement") found = true;
    if (node.type === "ReturnStatement") found ||= isNode(node["argument"]) ? isRefusal(node["argument"]) : true;
  });
  return found;
}

function isRefusal(expression: Node): boolean {
  if (expression.type === "Literal" && (expression["value"] === null || expression["value"] === false)) return true;
  if (expression.type === "Identifier" && expression["name"] === "undefined") return true;
  let found = false;
  visit(expression, (node) => {
    const { callee, key, value } = node;
    if (node.type === "CallExpression" && isNode(callee)) found ||= saysNo.test(String(callee["name"]));
    if (node.type !== "Property" || !isNode(key)) return;
    found ||= key["name"] === "reason" || (verdicts.has(String(key["name"])) && isNode(value) && value["value"] === false);
  });
  return found;
}

function visit(node: Node, see: (node: Node) => void): void {
  see(node);
  for (const child of Object.values(node).flat()) if (isNode(child)) visit(child, see);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

function spanOf(node: unknown): Span {
  const { start, end } = node as Node;
  return { start, end };
}
