import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { defineTool } from "../define-tool.ts";
import { cursorInput, listOf, mapPage, pageText } from "../listing.ts";
import { file, fileLine, graphItem, itemFields, readItem } from "./item.ts";
import {
  chosenDrive,
  childrenOf,
  driveInput,
  driveOperations,
  itemReference,
  namesOf,
  pathInput,
  pathOperations,
  placeOf,
  scopesOfReference,
  walkToFolder,
} from "./place.ts";

export const listFiles = defineTool({
  name: "listFiles",
  title: "List files",
  description: "Files and folders of OneDrive or a SharePoint library.",
  toolset: "files",
  tier: "core",
  risk: "read",
  scopes: ["Files.Read"],
  optionalScopes: ["Files.Read.All"],
  scopesOf: ({ drive, itemId }) => (drive === "me" ? scopesOfReference(itemId, "Files.Read") : ["Files.Read.All"]),
  operations: [...pathOperations, ...driveOperations],
  input: z.strictObject({
    drive: driveInput.default("me").describe("me, a drive id or a site id."),
    path: pathInput.optional().describe("Folder, such as Projects/2027; the root unless said."),
    itemId: itemReference.optional().describe("Folder by id."),
    count: z.int().min(1).max(100).default(25),
    cursor: cursorInput,
  }),
  output: listOf(file),

  async run({ drive, path, itemId, count, cursor }, { graph }) {
    if (path !== undefined && itemId !== undefined) {
      throw new AppError("invalid_arguments", "path and itemId both name the folder; give one of them.", { field: "itemId" });
    }
    const referred = itemId === undefined ? undefined : placeOf(itemId);
    if (referred?.drive.base === "/drives/{driveId}" && drive !== "me" && drive !== referred.drive.params.driveId) {
      throw new AppError("invalid_arguments", "itemId lies in another drive; leave drive out.", { field: "drive" });
    }
    const names = path === undefined ? [] : namesOf("path", path);
    const chosen = referred?.drive.base === "/drives/{driveId}" ? referred.drive : await chosenDrive(drive, graph);
    const place = referred === undefined ? await walkToFolder("path", names, graph, chosen) : { drive: chosen, itemId: referred.itemId };
    const page = await graph.list({ ...childrenOf(place), query: { $top: count, $select: itemFields }, item: graphItem, cursor });
    return mapPage(page, (item) => readItem(item, place.drive));
  },
  text: (page) =>
    pageText(
      page,
      page.items.map((item) => fileLine({ ...item, folder: undefined })),
      "The folder is empty.",
    ),
});
