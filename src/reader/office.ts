/** What kind of office document an archive is, by the part it names as its main one (ECMA-376 part 2 §9.3). */
import type { Root } from "hast";
import { openArchive } from "./archive.ts";
import { readDocx } from "./docx.ts";
import { Unreadable } from "./limits.ts";
import { readPptx } from "./pptx.ts";
import { readXlsx } from "./xlsx.ts";
import { relationsOf } from "./xml.ts";

export type Office = { readonly format: "docx" | "pptx"; readonly tree: Root } | { readonly format: "xlsx"; readonly text: string };

/** Nothing but the parts that hold text is ever unpacked: no macro, no embedded document, no archive in the archive. @throws Unreadable */
export async function readOffice(bytes: Uint8Array): Promise<Office> {
  const archive = await openArchive(bytes);
  const main = [...(await relationsOf(archive, "")).values()].find(({ type, external }) => type === "officeDocument" && !external)?.target;
  if (main === undefined || !archive.has(main)) throw new Unreadable("not_supported");
  if (main.startsWith("word/")) return { format: "docx", tree: await readDocx(archive, main) };
  if (main.startsWith("ppt/")) return { format: "pptx", tree: await readPptx(archive, main) };
  if (main.startsWith("xl/") && main.endsWith(".xml")) return { format: "xlsx", text: await readXlsx(archive, main) };
  throw new Unreadable("not_supported");
}
