/** What is attached to a mail: files that come with the call, and files of the caller's OneDrive, whose bytes never pass through here. */
import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import type { GraphClient, GraphRequest, Operation } from "../../graph/request.ts";
import type { ToolContext } from "../define-tool.ts";
import { fewAtOnce } from "../few-at-once.ts";
import { graphId } from "../graph-id.ts";
import { alsoForMailboxes } from "../mailbox.ts";
import { singleLine } from "../single-line.ts";
import { type Draft, unsent } from "./draft.ts";

/** Bytes of one attachment from which on Graph wants an upload session, and below which it refuses one. */
const sessionBytes = 3 * 1024 * 1024;
/** Bytes of all attachments that fit into the request that sends the mail, with room for the mail itself. */
const inlineBytes = sessionBytes - 64 * 1024;
/** Bytes of all attachments together (Graph). A mailbox takes 35 MB unless its administrator allows more. */
const maxBytes = 150 * 1024 * 1024;

const attachment = z.strictObject({
  name: singleLine(255)
    .refine((name) => !/[/\\]/.test(name), "must be a file name without slashes")
    .optional(),
  contentType: z
    .string()
    .refine((type) => type.length <= 127 && /^[\w.+-]+\/[\w.+-]+$/.test(type), "must be a media type such as application/pdf")
    .optional(),
  base64: z
    .string()
    .refine((data) => data.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(data), "must be base64")
    .optional(),
  driveItemId: graphId.optional(),
});
type Given = z.output<typeof attachment>;

export const attachmentsInput = z
  .array(attachment)
  .min(1)
  .max(20)
  .optional()
  .describe("Each: name, contentType and base64; or driveItemId of a file in your OneDrive.");

const readsFile: Operation = "GET /me/drive/items/{itemId}";
const readsContent: Operation = "GET /me/drive/items/{itemId}/content";

/** Every operation that attaching may take. */
export const attachmentOperations: readonly Operation[] = [
  ...alsoForMailboxes(["POST /me/messages/{id}/attachments", "POST /me/messages/{id}/attachments/createUploadSession"]),
  readsFile,
  readsContent,
];

type InlineFile = { readonly name: string; readonly contentType: string; readonly base64: string };
type DriveFile = { readonly itemId: string; readonly name?: string | undefined; readonly contentType?: string | undefined };
type Attachment = ({ readonly kind: "inline" } & InlineFile) | ({ readonly kind: "drive" } & DriveFile);

type Attachments = {
  /** In the caller's order. */
  readonly all: readonly Attachment[];
  /** Every one of them, where one request can carry them with the mail. */
  readonly inline?: readonly InlineFile[];
};

export function takesFiles(attachments: readonly Given[] | undefined): boolean {
  return attachments?.some(({ driveItemId }) => driveItemId !== undefined) === true;
}

/** Whether the mail must be a draft first, for what is attached to it. */
export function takesDraft(attachments: readonly Given[] | undefined): boolean {
  return takesFiles(attachments) || bytesOf(attachments) > inlineBytes;
}

function bytesOf(attachments: readonly Given[] = []): number {
  return attachments.reduce((sum, { base64 = "" }) => sum + decodedBytes(base64), 0);
}

function decodedBytes(base64: string): number {
  return (base64.length / 4) * 3 - (base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0);
}

/** @throws AppError `invalid_arguments`, before anything is asked of Graph */
export function checkedAttachments(given: readonly Given[] | undefined): Attachments {
  const all = (given ?? []).map(checked);
  const inline = all.filter((each) => each.kind === "inline");
  return takesDraft(given) ? { all } : { all, inline };
}

function checked({ name, contentType, base64, driveItemId }: Given, index: number): Attachment {
  const refuse = (message: string): never => {
    const field = `attachments.${index}`;
    throw new AppError("invalid_arguments", `${field} ${message}`, { field });
  };
  if (base64 === undefined) {
    if (driveItemId === undefined) return refuse("needs base64 or driveItemId.");
    return { kind: "drive", itemId: driveItemId, name, contentType };
  }
  if (driveItemId !== undefined) return refuse("has both base64 and driveItemId; give one of them.");
  if (name === undefined || contentType === undefined) return refuse("needs name and contentType beside base64.");
  if (decodedBytes(base64) >= sessionBytes) return refuse("has 3 MB or more; put the file into OneDrive and give its driveItemId.");
  return { kind: "inline", name, contentType, base64 };
}

const driveItem = z.object({
  name: z.string(),
  size: z.number(),
  file: z.object({ mimeType: z.string().nullish() }).nullish(),
});

type Measured = Attachment & { readonly name: string; readonly size: number };

/**
 * Looks at the files on OneDrive before anything is written, so that what cannot be attached is refused while nothing has happened.
 *
 * @throws AppError naming the attachment that is not there, no file or too large
 */
export async function measured({ all }: Attachments, graph: GraphClient): Promise<readonly Measured[]> {
  const found = await fewAtOnce([...all.entries()], ([index, each]) => measure(each, `attachments.${index}`, graph));
  if (found.reduce((sum, { size }) => sum + size, 0) > maxBytes) {
    throw new AppError("invalid_arguments", "attachments are over 150 MB in all; share links to the files instead.", {
      field: "attachments",
    });
  }
  return found;
}

async function measure(each: Attachment, field: string, graph: GraphClient): Promise<Measured> {
  if (each.kind === "inline") return { ...each, size: decodedBytes(each.base64) };
  const read = await graph.attempt({
    method: "GET",
    path: "/me/drive/items/{itemId}",
    params: { itemId: each.itemId },
    query: { $select: ["id", "name", "size", "file"] },
    response: driveItem,
    idempotency: "safe",
    scopes: ["Files.Read"],
  });
  if (!read.ok) {
    const { code, message, details, cause } = read.error;
    throw new AppError(code, `${field}.driveItemId: ${message}`, { ...details, field: `${field}.driveItemId`, cause });
  }
  const { name, size, file } = read.value;
  if (!file) throw new AppError("invalid_arguments", `${field}.driveItemId names no file.`, { field: `${field}.driveItemId` });
  return { ...each, size, name: each.name ?? name, contentType: each.contentType ?? file.mimeType ?? undefined };
}

/** One after the other: Exchange refuses two changes of one draft at a time. @throws AppError with the draft's id; nothing was sent */
export async function attach(
  draft: Draft,
  attachments: readonly Measured[],
  { graph, progress }: Pick<ToolContext, "graph" | "progress">,
): Promise<void> {
  for (const [index, each] of attachments.entries()) {
    const attached = await graph.attempt({ ...attaching(each, draft), response: z.unknown(), idempotency: "once" });
    if (!attached.ok) throw unsent(attached.error, draft);
    progress(index + 1, attachments.length);
  }
}

function attaching(each: Measured, { id, mailbox }: Draft): Omit<GraphRequest<z.ZodUnknown>, "response" | "idempotency"> {
  const to = { method: "POST", params: { id }, mailbox } as const;
  if (each.kind === "inline")
    return { ...to, path: "/me/messages/{id}/attachments", body: fileAttachment(each), scopes: ["Mail.ReadWrite"] };
  const { name, contentType, size, itemId } = each;
  const source = { path: "/me/drive/items/{itemId}/content", params: { itemId } };
  const scopes = ["Mail.ReadWrite", "Files.Read"];
  return size < sessionBytes
    ? { ...to, path: "/me/messages/{id}/attachments", body: fileAttachment({ name, contentType }), source, scopes }
    : {
        ...to,
        path: "/me/messages/{id}/attachments/createUploadSession",
        body: { AttachmentItem: { attachmentType: "file", name, size, contentType } },
        source,
        scopes,
      };
}

/** Graph's `fileAttachment`; without bytes where the relay puts them in. */
export function fileAttachment({
  name,
  contentType,
  base64,
}: {
  readonly name: string;
  readonly contentType?: string | undefined;
  readonly base64?: string;
}) {
  return { "@odata.type": "#microsoft.graph.fileAttachment", name, contentType, contentBytes: base64 };
}
