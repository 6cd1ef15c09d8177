import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { defineTool } from "../define-tool.ts";
import { graphId } from "../graph-id.ts";
import { type Column, columnNamed, columnsOf, fieldName, listInput, listOperations, whichList } from "./list.ts";
import { siteInput, siteOperations, whichSite } from "./site.ts";

const value = z
  .unknown()
  .refine((held) => held === null || ["string", "number", "boolean"].includes(typeof held), "must be text, a number, true, false or null");

/** Characters of one value; SharePoint's own limit for several lines of text. */
const maxText = 63_999;

export const saveListItem = defineTool({
  name: "saveListItem",
  title: "Save a SharePoint list item",
  description: "Adds an item to a SharePoint list, or with itemId changes the given columns of one.",
  toolset: "sharepoint",
  tier: "extended",
  risk: "write",
  scopes: ["Sites.ReadWrite.All"],
  operations: [
    ...siteOperations,
    ...listOperations,
    "GET /sites/{siteId}/lists/{listId}/items/{itemId}",
    "POST /sites/{siteId}/lists/{listId}/items",
    "PATCH /sites/{siteId}/lists/{listId}/items/{itemId}/fields",
  ],
  input: z.strictObject({
    siteId: siteInput.describe("Id, address or name."),
    listId: listInput.describe("Id or name."),
    itemId: graphId.optional(),
    fields: z.record(z.string().min(1).max(255), value).describe("Column name: text, number, true/false or null."),
  }),
  output: z.object({ id: z.string(), created: z.boolean(), fields: z.array(z.string()) }),

  async run({ siteId, listId, itemId, fields }, { graph }) {
    const given = Object.entries(fields);
    if (given.length === 0) throw new AppError("invalid_arguments", "fields is empty; give at least one column.", { field: "fields" });
    for (const [name, held] of given) {
      if (typeof held === "string" && (!held.isWellFormed() || held.length > maxText)) {
        throw new AppError("invalid_arguments", `fields.${name.slice(0, 60)} must be valid text of at most ${maxText} characters.`, {
          field: "fields",
        });
      }
    }
    const site = await whichSite("siteId", siteId, graph);
    const list = await whichList(listId, site.id, graph);
    const columns = await columnsOf(site.id, list, graph);
    const values = given.map(([name, held]) => valueFor(columnNamed("fields", name, columns), held));
    const body = Object.fromEntries(values);
    if (values.length !== Object.keys(body).length) {
      throw new AppError("invalid_arguments", "fields names one column twice.", { field: "fields" });
    }
    const params = { siteId: site.id, listId: list };
    if (itemId === undefined) {
      const { id } = await graph.request({
        method: "POST",
        path: "/sites/{siteId}/lists/{listId}/items",
        params,
        body: { fields: body },
        response: z.object({ id: z.string() }),
        idempotency: "once",
      });
      return { id, created: true, fields: Object.keys(body) };
    }
    const { eTag } = await graph.request({
      method: "GET",
      path: "/sites/{siteId}/lists/{listId}/items/{itemId}",
      params: { ...params, itemId },
      query: { $select: ["id", "eTag"] },
      response: z.object({ eTag: z.string() }),
      idempotency: "safe",
    });
    await graph.request({
      method: "PATCH",
      path: "/sites/{siteId}/lists/{listId}/items/{itemId}/fields",
      params: { ...params, itemId },
      headers: { "if-match": eTag },
      body,
      response: z.object({}),
      idempotency: "safe",
    });
    return { id: itemId, created: false, fields: Object.keys(body) };
  },
  text: ({ id, created, fields }) => `${created ? "Added" : "Changed"}: id=${id} (${fields.join(", ")})`,
});

/** The field's own name and its value as the column takes it. @throws AppError `invalid_arguments` */
function valueFor(column: Column, held: unknown): [string, unknown] {
  const { name, kind, readOnly } = column;
  const refuse = (why: string): never => {
    throw new AppError("invalid_arguments", `fields.${name.slice(0, 60)} ${why}.`, { field: "fields" });
  };
  if (readOnly) return refuse("is kept by SharePoint itself and cannot be set");
  if (held === null) return [fieldName(column), null];
  switch (kind) {
    case "number":
      return typeof held === "number" ? [name, held] : refuse("must be a number");
    case "boolean":
      return typeof held === "boolean" ? [name, held] : refuse("must be true or false");
    case "dateTime":
      return typeof held === "string" && !Number.isNaN(Date.parse(held)) ? [name, new Date(held).toISOString()] : refuse("must be a date");
    case "lookup":
      return /^\d{1,10}$/.test(textOf(held))
        ? [fieldName(column), textOf(held)]
        : refuse("takes the number of a person or item in the site");
    case "text":
      return [name, textOf(held)];
  }
}

const textOf = (held: unknown): string => (typeof held === "string" ? held : JSON.stringify(held));
