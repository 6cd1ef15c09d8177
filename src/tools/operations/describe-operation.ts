import { z } from "zod";
import { scopesLacking } from "../../accounts/granted-scopes.ts";
import { defineTool, type Standing } from "../define-tool.ts";
import { requireOperation } from "./call-arguments.ts";
import { writable } from "./checked-body.ts";
import { expandable, queryOptionsOf } from "./checked-query.ts";
import { readIndex, type TypeRef } from "./graph-types.ts";
import type { BodyShape, IndexedOperation } from "./indexed-operations.ts";
import { onlyReads } from "./operation-risk.ts";
import { summaryOf } from "./operation-summary.ts";

/** Levels of a body that are described. */
const depth = 2;
/** Members of one enumeration, and properties of one object, that are named. */
const maxNamed = 40;

export const describeOperation = defineTool({
  name: "describeOperation",
  title: "Describe an operation",
  description: "What an operation takes, its body, risk and permission, and whether you may call it now.",
  toolset: "catalogue",
  tier: "core",
  risk: "read",
  scopes: [],
  operations: [],
  needsAccount: false,
  input: z.strictObject({ operationId: z.string().min(1).max(64) }),
  output: z.object({
    operationId: z.string(),
    summary: z.string(),
    method: z.string(),
    path: z.string(),
    risk: z.string(),
    scope: z.string(),
    adminConsent: z.boolean(),
    pathParams: z.record(z.string(), z.string()),
    query: z.array(z.string()),
    expand: z.array(z.string()).optional(),
    body: z.unknown().optional(),
    answer: z.string(),
    fields: z.array(z.string()).optional(),
    allowed: z.boolean(),
    why: z.string().optional(),
  }),

  async run({ operationId }, { standing }) {
    const operation = requireOperation(operationId);
    const { method, template, risk, scope, adminConsent, pathParameters, body, answer } = operation;
    const expand = answer === null ? [] : expandable(answer.type);
    const fields = answer === null ? [] : plainFields(answer.type);
    const why = hindrance(operation, await standing());
    return {
      operationId,
      summary: summaryOf(operation),
      method,
      path: template,
      risk,
      scope,
      adminConsent,
      pathParams: Object.fromEntries(pathParameters.map(({ name, type }) => [name, type])),
      query: [...queryOptionsOf(operation)],
      ...(expand.length > 0 && method === "GET" && { expand: [...expand] }),
      ...(body !== null && { body: bodySchema(body) }),
      answer: answer === null ? "nothing" : `${answer.collection ? "list of " : ""}${answer.type}`,
      ...(fields.length > 0 && { fields }),
      allowed: why === null,
      ...(why !== null && { why }),
    };
  },
  text: ({
    operationId,
    summary,
    method,
    path,
    risk,
    scope,
    adminConsent,
    pathParams,
    query,
    expand,
    body,
    answer,
    fields,
    allowed,
    why,
  }) =>
    [
      `${operationId}: ${summary}. ${method} ${path}`,
      `risk ${risk}; permission ${scope}${adminConsent ? " (an administrator consents)" : ""}; ${allowed ? "allowed now" : `not now: ${why}`}`,
      ...(Object.keys(pathParams).length > 0
        ? [
            `pathParams: ${Object.entries(pathParams)
              .map(([name, type]) => `${name} ${type}`)
              .join(", ")}`,
          ]
        : []),
      ...(query.length > 0 ? [`query: ${query.join(", ")}${expand ? ` ($expand: ${expand.join(", ")})` : ""}`] : []),
      ...(body === undefined ? [] : [`body: ${JSON.stringify(body)}`]),
      `answer: ${answer}${fields ? ` with ${fields.join(", ")}` : ""}`,
    ].join("\n"),
});

/** What stands in the way of a call right now; null where nothing does. */
function hindrance({ risk, scope, adminConsent }: IndexedOperation, { account, connectUrl, tools }: Standing): string | null {
  const tool = tools.find(({ name }) => name === "callGraph");
  if (!tool || tool.effect === "deny") return "callGraph is not offered to you.";
  if (risk !== "read" && tool.risk === "read") return onlyReads;
  if (!account.linked || account.needsSignIn) return `link your Microsoft account at ${connectUrl}`;
  if (scopesLacking([scope], account.grantedScopes).length === 0) return null;
  return `${scope} is not granted${adminConsent ? " and an administrator has to consent to it" : ""}. Once an administrator lists it in EXTRA_SCOPES, grant it at ${connectUrl}`;
}

function plainFields(type: string): string[] {
  return [...(readIndex().types.typeOf(type)?.properties.values() ?? [])].flatMap(({ name, navigation }) => (navigation ? [] : [name]));
}

/** Names and types, two levels deep; an enumeration as its members. */
function bodySchema(body: BodyShape): unknown {
  if (body.kind === "type") return described({ type: body.type, collection: false }, depth);
  return Object.fromEntries(body.parameters.map((parameter) => [parameter.name, described(parameter, depth)]));
}

function described({ type, collection }: TypeRef, levels: number): unknown {
  const { typeOf, membersOf } = readIndex().types;
  const members = membersOf(type);
  const known = typeOf(type);
  const one =
    members !== undefined
      ? members.slice(0, maxNamed).join("|")
      : known === undefined || levels === 0 || type === "Json"
        ? type
        : Object.fromEntries(
            writable(known)
              .filter(({ navigation, collection: many }) => !navigation || many)
              .slice(0, maxNamed)
              .map((property) => [property.name, described(property, property.navigation ? 0 : levels - 1)]),
          );
  return collection ? [one] : one;
}
