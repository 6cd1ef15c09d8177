import { z } from "zod";
import type { GraphClient } from "../../graph/request.ts";
import { defineTool } from "../define-tool.ts";
import { fewAtOnce } from "../few-at-once.ts";
import { listOf, pageText } from "../listing.ts";
import { mailboxInput, scopesOfMailbox } from "../mailbox.ts";
import { untrusted } from "../untrusted.ts";
import { oneLine } from "../visible-text.ts";
import { folderOperations, resolveFolder } from "./folder.ts";

const graphFolder = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  childFolderCount: z.int().nullish(),
  unreadItemCount: z.int().nullish(),
  totalItemCount: z.int().nullish(),
});
type GraphFolder = z.output<typeof graphFolder>;

const folder = z.object({
  id: z.string(),
  /** Names from the top of what is listed, joined by `/`. */
  path: z.string(),
  unread: z.int(),
  total: z.int(),
  /** Folders right in it, listed or not. */
  folders: z.int(),
  untrusted,
});
type Folder = z.output<typeof folder>;

/** Folders of one answer, and how many of them are looked into, which takes a request each. */
const limits = { folders: 500, lookedInto: 20 } as const;

export const listMailFolders = defineTool({
  name: "listMailFolders",
  title: "List mail folders",
  description: "Mail folders with unread and total counts, subfolders below their parent.",
  toolset: "mail",
  tier: "extended",
  risk: "read",
  scopes: ["Mail.ReadBasic"],
  /* There is no Mail.ReadBasic.Shared to ask for. */
  optionalScopes: ["Mail.Read.Shared"],
  scopesOf: ({ mailbox }) => scopesOfMailbox(mailbox, ["Mail.Read"]),
  operations: folderOperations,
  input: z.strictObject({
    parent: z.string().min(1).max(1024).optional().describe("Only what is in this folder; as getEmails' folder."),
    depth: z.int().min(1).max(4).default(2),
    mailbox: mailboxInput,
  }),
  output: listOf(folder),

  async run({ parent, depth, mailbox }, { graph }) {
    const top = parent === undefined ? undefined : await resolveFolder(parent, graph, { mailbox, field: "parent" });
    const { items, cut } = await folderTree(top, depth, mailbox, graph);
    return { items, hasMore: cut, ...(cut && { truncated: true as const }) };
  },
  text: (page) =>
    pageText(
      page,
      page.items.map(({ path, unread, total, folders, id }) => {
        const counts = [`${unread} unread of ${total}`, ...(folders > 0 ? [`${folders} folders in it`] : [])];
        return `- ${path} | ${counts.join(" | ")}\n  id=${id}`;
      }),
      "No folders.",
    ),
});

/** Reads a tree of folders level by level, within the limits of one call; each folder stands before those in it. */
async function folderTree(top: string | undefined, depth: number, mailbox: string | undefined, graph: GraphClient) {
  const inside = new Map<string | undefined, readonly GraphFolder[]>();
  let cut = false;
  let open: readonly (string | undefined)[] = [top];
  for (let level = 0; level < depth && open.length > 0; level += 1) {
    const taken = open.slice(0, Math.max(limits.lookedInto - inside.size, 0));
    cut ||= taken.length < open.length;
    const found = await fewAtOnce(taken, (id) => foldersIn(id, mailbox, graph));
    for (const [index, { items, truncated }] of found.entries()) {
      inside.set(taken[index], items);
      cut ||= truncated === true;
    }
    open = found.flatMap(({ items }) => items.filter(({ childFolderCount }) => (childFolderCount ?? 0) > 0).map(({ id }) => id));
  }
  const listed = (id: string | undefined, path: string, levels: number): readonly Folder[] =>
    (inside.get(id) ?? []).flatMap((from) => {
      const one = read(from, path);
      return levels > 1 ? [one, ...listed(from.id, one.path, levels - 1)] : [one];
    });
  const items = listed(top, "", depth);
  return { items: items.slice(0, limits.folders), cut: cut || items.length > limits.folders };
}

function foldersIn(id: string | undefined, mailbox: string | undefined, graph: GraphClient) {
  return graph.all(
    {
      ...(id === undefined ? { path: "/me/mailFolders" } : { path: "/me/mailFolders/{folder}/childFolders", params: { folder: id } }),
      mailbox,
      query: { $select: ["id", "displayName", "childFolderCount", "unreadItemCount", "totalItemCount"] },
      scopes: mailbox === undefined ? ["Mail.ReadBasic"] : ["Mail.Read"],
      item: graphFolder,
    },
    limits.folders,
  );
}

function read(from: GraphFolder, path: string): Folder {
  const name = oneLine(from.displayName ?? "", 255) || "(no name)";
  return {
    id: from.id,
    path: path === "" ? name : `${path}/${name}`,
    unread: from.unreadItemCount ?? 0,
    total: from.totalItemCount ?? 0,
    folders: from.childFolderCount ?? 0,
    untrusted: true,
  };
}
