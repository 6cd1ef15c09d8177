import type { Person } from "../../company.ts";
import { type Entity, isObject, type Json, type JsonObject, textOf } from "../entity.ts";
import { itemNotFound, malformedId } from "../failure.ts";
import { textOfHtml } from "../html-text.ts";
import { type Indexed, indexText } from "../odata/kql.ts";
import type { FolderKey, Letter } from "../seed/letter.ts";
import { rulesOf } from "../seed/rules.ts";
import { attachmentEntity, attachmentOfLetter } from "./attachment.ts";
import { type IdSpace, idSpace, uuidOf } from "./ids.ts";
import { initialSettings } from "./mailbox-settings.ts";

export type Folder = {
  readonly id: string;
  readonly displayName: string;
  readonly parentId: string;
  readonly hidden: boolean;
  /** Oldest first, so that an arriving message is appended. */
  readonly messages: StoredMessage[];
  readonly children: Folder[];
};

export type ExtendedProperty = { readonly id: string; readonly value: string };

export type StoredMessage = {
  readonly entity: Entity;
  readonly immutableId: string;
  /** Epoch ms. */
  readonly receivedAt: number;
  readonly folder: Folder;
  readonly attachments: readonly Entity[];
  readonly extended: readonly ExtendedProperty[];
  /** What the search index holds; made when the message is first looked at by a search. */
  index: Indexed | null;
};

/** A message on its way into a folder. `properties` are checked by then. */
export type NewMessage = {
  readonly properties: JsonObject;
  readonly attachments: readonly JsonObject[];
  readonly extended: readonly ExtendedProperty[];
  readonly receivedAt: number;
  /** Kept where an existing item moves on (a draft that is sent); otherwise a new one is made. */
  readonly immutableId?: string;
};

const names: Readonly<Record<FolderKey | "outbox", string>> = {
  inbox: "Inbox",
  drafts: "Drafts",
  sentitems: "Sent Items",
  deleteditems: "Deleted Items",
  junkemail: "Junk Email",
  archive: "Archive",
  outbox: "Outbox",
  projects: "Projects",
  budget: "Budget 2027",
  offers: "Offers",
  awkward: "R&D / 100% O'Brien #3",
};

/** Names the service understands in place of an id (learn.microsoft.com/graph/api/resources/mailfolder). */
const wellKnown: ReadonlySet<string> = new Set([
  "inbox",
  "drafts",
  "sentitems",
  "deleteditems",
  "junkemail",
  "archive",
  "outbox",
  "msgfolderroot",
]);

const iso = (instant: number): string => `${new Date(instant).toISOString().slice(0, 19)}Z`;

const people = (list: Json | undefined): readonly JsonObject[] =>
  Array.isArray(list) ? list.map((one: Json) => (isObject(one) && isObject(one.emailAddress) ? one.emailAddress : {})) : [];

function indexOf(message: Pick<StoredMessage, "entity" | "attachments" | "receivedAt">): Indexed {
  const { entity, attachments } = message;
  const body = isObject(entity.body) ? textOf(entity.body.content) : "";
  const party = (list: readonly JsonObject[]): string => indexText(...list.flatMap((one) => [textOf(one.name), textOf(one.address)]));
  const texts = {
    from: party(people([entity.from ?? null])),
    to: party(people(entity.toRecipients)),
    cc: party(people(entity.ccRecipients)),
    bcc: party(people(entity.bccRecipients)),
    subject: indexText(textOf(entity.subject)),
    body: indexText(textOfHtml(body)),
    attachment: indexText(...attachments.map((one) => textOf(one.name))),
    importance: indexText(textOf(entity.importance)),
    category: indexText(...(Array.isArray(entity.categories) ? entity.categories.map((one: Json) => textOf(one)) : [])),
    kind: " email ",
  };
  const recipients = texts.to + texts.cc + texts.bcc;
  return {
    texts: { ...texts, recipients, participants: texts.from + recipients },
    everything: texts.from + recipients + texts.subject + texts.body + texts.attachment,
    flags: { hasattachments: entity.hasAttachments === true, isread: entity.isRead === true },
    numbers: { received: message.receivedAt, sent: message.receivedAt, size: body.length },
  };
}

/** One person's mailbox: folders, messages, drafts. Made when somebody first looks into it. */
export class Mailbox {
  readonly owner: Person;
  readonly ids: IdSpace;
  readonly root: Folder;
  /** All messages, oldest first. */
  readonly messages: StoredMessage[] = [];
  readonly #folders = new Map<string, Folder>();
  readonly #byKey = new Map<string, Folder>();
  readonly #byId = new Map<string, StoredMessage>();
  /** Rules of the inbox, in the order they run. */
  readonly rules: readonly Entity[];
  /** `mailboxSettings`. */
  settings: JsonObject;
  #serial = 0;
  #changes = 0;

  constructor(owner: Person, letters: readonly Letter[], startedAt: number) {
    this.owner = owner;
    this.ids = idSpace(owner.objectId);
    this.root = this.#addFolder("msgfolderroot", "Top of Information Store", null);
    for (const key of ["archive", "deleteditems", "drafts", "inbox", "junkemail", "outbox", "projects", "awkward", "sentitems"] as const)
      this.#addFolder(key, names[key], this.root);
    this.#addFolder("budget", names.budget, this.#folder("projects"));
    this.#addFolder("offers", names.offers, this.#folder("budget"));
    this.settings = initialSettings(owner, this.#folder("archive").id);
    this.rules = rulesOf(owner, (key) => this.#folder(key).id, this.ids);
    for (const letter of letters.toSorted((a, b) => b.minutesAgo - a.minutesAgo)) this.#addLetter(letter, startedAt);
  }

  #addFolder(key: string, displayName: string, parent: Folder | null): Folder {
    const id = this.ids.container(key);
    const folder: Folder = {
      id,
      displayName,
      parentId: parent?.id ?? this.ids.container("store"),
      hidden: false,
      messages: [],
      children: [],
    };
    parent?.children.push(folder);
    this.#folders.set(id, folder);
    this.#byKey.set(key, folder);
    return folder;
  }

  #folder(key: string): Folder {
    const folder = this.#byKey.get(key);
    if (folder === undefined) throw new Error(`No such folder key: ${key}`);
    return folder;
  }

  wellKnown(key: FolderKey): Folder {
    return this.#folder(key);
  }

  /** By id or well-known name; otherwise the 400 or 404 of Exchange. */
  folder(idOrName: string): Folder {
    const name = idOrName.toLowerCase();
    if (wellKnown.has(name)) return this.#folder(name);
    const folder = this.#folders.get(idOrName);
    if (folder !== undefined) return folder;
    throw looksLikeId(idOrName) ? itemNotFound() : malformedId();
  }

  /** By id of either kind. */
  message(id: string): StoredMessage {
    const message = this.#byId.get(id);
    if (message !== undefined) return message;
    throw looksLikeId(id) ? itemNotFound() : malformedId();
  }

  insert(folder: Folder, message: NewMessage): StoredMessage {
    this.#serial += 1;
    const serial = String(this.#serial);
    const immutableId = message.immutableId ?? this.ids.immutable(serial);
    const id = this.ids.item(serial);
    const { properties } = message;
    const body = isObject(properties.body) ? properties.body : { contentType: "text", content: "" };
    const text = body.contentType === "html" ? textOfHtml(textOf(body.content)) : textOf(body.content);
    const at = iso(message.receivedAt);
    const sender = { emailAddress: { name: this.owner.displayName, address: this.owner.email } };
    const attachments = message.attachments.map((attachment, index) => attachmentEntity(id, `${serial}.${index}`, attachment, at));
    const entity: Entity = {
      "@odata.etag": `W/"${this.ids.changeKey(serial)}"`,
      id,
      createdDateTime: at,
      lastModifiedDateTime: at,
      changeKey: this.ids.changeKey(serial),
      categories: [],
      receivedDateTime: at,
      sentDateTime: at,
      hasAttachments: attachments.some((one) => one.isInline !== true),
      internetMessageId: `<${uuidOf(`${this.owner.objectId}:${serial}`)}@${this.owner.email.split("@")[1]}>`,
      subject: null,
      bodyPreview: text.replace(/\s+/g, " ").slice(0, 255),
      importance: "normal",
      parentFolderId: folder.id,
      conversationId: this.ids.conversation(textOf(properties.subject).replace(/^(?:re|fw|aw): */i, "")),
      conversationIndex: Buffer.from(`\u0001\u0001${serial.padStart(20, "0")}`, "latin1").toString("base64"),
      isDeliveryReceiptRequested: null,
      isReadReceiptRequested: false,
      isRead: false,
      isDraft: false,
      webLink: webLinkOf(id),
      inferenceClassification: "focused",
      sender,
      from: sender,
      toRecipients: [],
      ccRecipients: [],
      bccRecipients: [],
      replyTo: [],
      flag: { flagStatus: "notFlagged" },
      uniqueBody: body,
      ...properties,
      body,
    };
    const stored: StoredMessage = {
      entity,
      immutableId,
      receivedAt: message.receivedAt,
      folder,
      attachments,
      extended: message.extended,
      index: null,
    };
    return this.#place(stored);
  }

  #place(stored: StoredMessage): StoredMessage {
    place(stored.folder.messages, stored);
    place(this.messages, stored);
    this.#byId.set(stored.entity.id, stored);
    this.#byId.set(stored.immutableId, stored);
    return stored;
  }

  /** Into another folder, under a new ordinary id, its attachments as well; the immutable one stays (learn.microsoft.com/graph/outlook-immutable-id). */
  move(message: StoredMessage, folder: Folder, now: number): StoredMessage {
    this.#serial += 1;
    const serial = String(this.#serial);
    const id = this.ids.item(serial);
    this.remove(message);
    return this.#place({
      ...message,
      folder,
      attachments: message.attachments.map((one, index) =>
        attachmentEntity(id, `${serial}.${index}`, one, textOf(one.lastModifiedDateTime)),
      ),
      entity: { ...message.entity, ...this.#stamp(now), id, parentFolderId: folder.id, webLink: webLinkOf(id) },
    });
  }

  /** Changes properties of a message, which keeps its place and its ids. `properties` are checked by then. */
  change(message: StoredMessage, properties: JsonObject, now: number): StoredMessage {
    return this.#replace(message, { ...message, entity: { ...message.entity, ...properties, ...this.#stamp(now) }, index: null });
  }

  #replace(message: StoredMessage, changed: StoredMessage): StoredMessage {
    for (const list of [message.folder.messages, this.messages]) {
      const at = list.lastIndexOf(message);
      if (at >= 0) list[at] = changed;
    }
    this.#byId.set(message.entity.id, changed);
    this.#byId.set(message.immutableId, changed);
    return changed;
  }

  /** What every change of an item renews. */
  #stamp(now: number): { readonly "@odata.etag": string; readonly changeKey: string; readonly lastModifiedDateTime: string } {
    this.#changes += 1;
    const changeKey = this.ids.changeKey(`change.${this.#changes}`);
    return { "@odata.etag": `W/"${changeKey}"`, changeKey, lastModifiedDateTime: iso(now) };
  }

  remove(message: StoredMessage): void {
    for (const list of [message.folder.messages, this.messages]) {
      const at = list.lastIndexOf(message);
      if (at >= 0) list.splice(at, 1);
    }
    this.#byId.delete(message.entity.id);
    this.#byId.delete(message.immutableId);
  }

  /** Adds an attachment to a message, which keeps its place and its ids. */
  attach(message: StoredMessage, attachment: JsonObject): Entity {
    const added = attachmentEntity(
      message.entity.id,
      `${message.immutableId.slice(-12)}.${message.attachments.length}`,
      attachment,
      textOf(message.entity.lastModifiedDateTime),
    );
    this.#replace(message, {
      ...message,
      attachments: [...message.attachments, added],
      entity: { ...message.entity, hasAttachments: message.entity.hasAttachments === true || added.isInline !== true },
      index: null,
    });
    return added;
  }

  #addLetter(letter: Letter, startedAt: number): void {
    const receivedAt = Math.floor((startedAt - letter.minutesAgo * 60_000) / 1000) * 1000;
    const recipients = (list: readonly { readonly name: string; readonly address: string }[] | undefined): readonly JsonObject[] =>
      (list ?? []).map(({ name, address }) => ({ emailAddress: { name, address } }));
    const from = { emailAddress: { ...letter.from } };
    const domain = letter.from.address.split("@")[1] ?? "unknown.example";
    const draft = letter.folder === "drafts";
    this.insert(this.#folder(letter.folder), {
      receivedAt,
      extended: [],
      attachments: [...(letter.attachment === undefined ? [] : [letter.attachment]), ...(letter.attachments ?? [])].map(attachmentOfLetter),
      properties: {
        subject: letter.subject,
        body:
          letter.html === undefined
            ? { contentType: "text", content: `${letter.text ?? ""}${letter.quoted ?? ""}` }
            : { contentType: "html", content: letter.html },
        ...(letter.quoted === undefined ? {} : { uniqueBody: { contentType: "text", content: letter.text ?? "" } }),
        from,
        sender: from,
        toRecipients: recipients(letter.to),
        ccRecipients: recipients(letter.cc),
        isRead: letter.read ?? false,
        isDraft: draft,
        importance: letter.importance ?? "normal",
        flag: { flagStatus: letter.flagged === true ? "flagged" : "notFlagged" },
        categories: letter.categories ?? [],
        inferenceClassification: letter.bulk === true ? "other" : "focused",
        ...(letter.topic === undefined ? {} : { conversationId: this.ids.conversation(letter.topic) }),
        ...(draft
          ? {}
          : {
              internetMessageHeaders: [
                {
                  name: "Received",
                  value: `from mail.${domain} (192.0.2.25) by edge.northwind.example; ${new Date(receivedAt).toUTCString()}`,
                },
                { name: "Authentication-Results", value: `spf=pass smtp.mailfrom=${domain}; dkim=pass; dmarc=pass` },
                { name: "X-MS-Exchange-Organization-SCL", value: letter.folder === "junkemail" ? "9" : "1" },
                { name: "X-Originating-IP", value: "[192.0.2.25]" },
              ],
            }),
      },
    });
  }

  /** Index of a message for KQL; made once. */
  indexed(message: StoredMessage): Indexed {
    return (message.index ??= indexOf(message));
  }
}

const webLinkOf = (id: string): string =>
  `https://outlook.office365.com/owa/?ItemID=${encodeURIComponent(id)}&exvsurl=1&viewmodel=ReadMessageItem`;

/** Keeps a list oldest first; what arrives is nearly always the newest. */
function place(list: StoredMessage[], message: StoredMessage): void {
  let at = list.length;
  while (at > 0 && (list[at - 1]?.receivedAt ?? 0) > message.receivedAt) at -= 1;
  if (at === list.length) list.push(message);
  else list.splice(at, 0, message);
}

/** Shape of an id Exchange could have issued; anything else is "malformed", not "not found". */
const looksLikeId = (text: string): boolean => /^AA[A-Za-z0-9_-]{40,}={0,2}$/.test(text);
