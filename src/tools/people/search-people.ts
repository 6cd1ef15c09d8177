import { z } from "zod";
import { defineTool } from "../define-tool.ts";
import { listOf, pageText } from "../listing.ts";
import { singleLine } from "../single-line.ts";
import { listPeople, person, personLine } from "./person.ts";

export const searchPeople = defineTool({
  name: "searchPeople",
  title: "Search people",
  description: "People you work with whose name or address matches, most relevant first.",
  toolset: "people",
  tier: "core",
  risk: "read",
  scopes: ["People.Read"],
  operations: ["GET /me/people"],
  input: z.strictObject({ query: singleLine(200), count: z.int().min(1).max(50).default(10) }),
  output: listOf(person),

  async run({ query, count }, { graph }) {
    const { items, hasMore } = await listPeople(graph, { count, search: query, field: "query" });
    return { items, hasMore };
  },
  text: (page) => pageText(page, page.items.map(personLine), "Nobody matches."),
});
