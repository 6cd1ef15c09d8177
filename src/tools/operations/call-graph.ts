import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import type { Operation } from "../../graph/request.ts";
import { defineTool, type ToolContext } from "../define-tool.ts";
import { cursorInput, pageText } from "../listing.ts";
import { fenced } from "../untrusted.ts";
import { addressesIn, checkCall, isPaged, requestOf, type CheckedCall } from "./call-arguments.ts";
import { declared, indexedOperations, operationNamed, type IndexedOperation } from "./indexed-operations.ts";
import { onlyReads } from "./operation-risk.ts";
import { fitting, fittingOne, knownOf, onlyFields, type Known } from "./known-answer.ts";

const input = z.strictObject({
  operationId: z.string().min(1).max(64),
  pathParams: z.record(z.string(), z.string()).optional(),
  query: z.record(z.string(), z.unknown()).optional().describe("$select, $filter, $top, …"),
  body: z.record(z.string(), z.unknown()).optional(),
  dryRun: z.boolean().optional().describe("Show the request, send nothing."),
  fields: z.array(z.string().min(1).max(64)).min(1).max(40).optional().describe("Only these of the answer."),
  cursor: cursorInput,
});

const record = z.record(z.string(), z.unknown());
const output = z.object({
  /** Of a dry run: what would be sent. */
  request: z.object({ method: z.string(), path: z.string(), body: record.optional() }).optional(),
  /** Handed over for delivery, which is not yet delivered. */
  accepted: z.literal(true).optional(),
  item: record.optional(),
  items: z.array(record).optional(),
  hasMore: z.boolean().optional(),
  cursor: z.string().optional(),
  truncated: z.literal(true).optional(),
  untrusted: z.literal(true).optional(),
});

/** The reading one, or the one that a deployment offers once its setting opens writes. */
function callingGraph(writes: boolean) {
  let operations: readonly Operation[] | null = null;
  const isOpen = ({ risk }: IndexedOperation) => writes || risk === "read";
  return defineTool({
    name: "callGraph",
    title: "Call a further operation",
    description: writes ? "Carry out an operation that searchOperations found." : "Read through an operation that searchOperations found.",
    toolset: "catalogue",
    tier: "core",
    risk: writes ? "delete" : "read",
    scopes: ["User.Read"],
    /** Read from the index when first asked for, so that no other tool waits for it. */
    get operations() {
      operations ??= [...indexedOperations().values()].filter(isOpen).map(declared);
      return operations;
    },
    scopesOf: ({ operationId, dryRun }) => {
      const operation = operationNamed(operationId);
      return operation && isOpen(operation) && dryRun !== true ? [operation.scope] : [];
    },
    riskOf: ({ operationId, dryRun }) => (dryRun === true ? "read" : (operationNamed(operationId)?.risk ?? "read")),
    /* What only reads reaches nobody. */
    ...(writes && { recipients: ({ body }: z.output<typeof input>) => addressesIn(body) }),
    input,
    output,

    async run({ dryRun, ...asked }, { graph }) {
      const call = checkCall(asked);
      if (dryRun === true) return { request: requestOf(call) };
      if (!isOpen(call.operation)) {
        throw new AppError("policy_denied", `${call.operation.operationId} changes something, and ${onlyReads}`, { field: "operationId" });
      }
      return isPaged(call.operation) ? listed(call, asked, graph) : single(call, asked.fields, graph);
    },
    text: ({ request, accepted, item, items, hasMore = false, cursor, truncated }) => {
      if (request) return `Not sent: ${request.method} ${request.path}${request.body ? `\n${JSON.stringify(request.body)}` : ""}`;
      if (items)
        return pageText(
          { hasMore, cursor, truncated },
          items.map((each) => JSON.stringify(each)),
          "Nothing there.",
        );
      if (!item) return accepted ? "Accepted for delivery." : "Done.";
      return `${fenced([JSON.stringify(item)])}${truncated ? "\nShortened: name the fields you need." : ""}`;
    },
  });
}

type Answer = z.input<typeof output>;
type Graph = ToolContext["graph"];

async function listed(
  { operation, params, query, headers }: CheckedCall,
  { fields, cursor }: { readonly fields?: readonly string[] | undefined; readonly cursor?: string | undefined },
  graph: Graph,
): Promise<Answer> {
  const page = await graph.list({
    path: operation.template,
    params,
    query,
    headers,
    bodies: "text",
    item: knownOf(operation.answer?.type ?? ""),
    scopes: [operation.scope],
    cursor,
  });
  const { items, cut } = fitting(page.items.map((item) => onlyFields(item, fields)));
  return {
    items: [...items],
    hasMore: page.hasMore || cut,
    /* The next page begins after what was cut, so it is not offered as what follows. */
    ...(page.cursor !== undefined && !cut && { cursor: page.cursor }),
    ...((page.truncated || cut) && { truncated: true as const }),
    untrusted: true,
  };
}

async function single(
  { operation, params, query, headers, body }: CheckedCall,
  fields: readonly string[] | undefined,
  graph: Graph,
): Promise<Answer> {
  const { method, template, answer, risk, scope } = operation;
  const answered = await graph.request({
    method,
    path: template,
    params,
    query,
    headers: { ...headers, ...(await matching(operation, params, graph)) },
    ...(body !== undefined && { body }),
    ...(risk === "read" && { bodies: "text" as const }),
    scopes: [scope],
    response: answerOf(operation),
    idempotency: risk === "read" ? "safe" : "once",
  });
  if (answer === null || answered === null) return risk === "send" ? { accepted: true } : {};
  if (Array.isArray(answered)) {
    const { items, cut } = fitting(answered.map((item: Known) => onlyFields(item, fields)));
    return { items: [...items], hasMore: cut, ...(cut && { truncated: true as const }), untrusted: true };
  }
  const { item, cut } = fittingOne(onlyFields(answered as Known, fields));
  return { item: { ...item }, ...(cut && { truncated: true as const }), untrusted: true };
}

const tagged = z.object({ "@odata.etag": z.string() });

/** Planner takes a change only with the version it is a change of (learn.microsoft.com/graph/api/resources/planner-overview). */
async function matching({ method, template, scope }: IndexedOperation, params: CheckedCall["params"], graph: Graph) {
  if (!template.startsWith("/planner/") || (method !== "PATCH" && method !== "DELETE")) return {};
  const read = await graph.request({ method: "GET", path: template, params, scopes: [scope], response: tagged, idempotency: "safe" });
  return { "if-match": read["@odata.etag"] };
}

/** Null where Graph answers without content; a list as its items. */
function answerOf({ answer }: IndexedOperation): z.ZodType<Known | readonly Known[] | null> {
  if (answer === null) return z.unknown().transform(() => null);
  if (answer.collection) return z.object({ value: z.array(knownOf(answer.type)) }).transform(({ value }) => value);
  return z.union([z.null(), knownOf(answer.type)]);
}

export const callGraph = callingGraph(false);

/** The same tool where `CALL_GRAPH_WRITES` is on. */
export const callGraphWithWrites = callingGraph(true);
