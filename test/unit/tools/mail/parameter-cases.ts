/** What each parameter of the tools that read and change mail makes of the Graph request. */
import type { Answer, Asked } from "../../graph/graph-answering.ts";
import { body, path, q, type Seen, type ToolCases } from "../parameter-case.ts";

const mailbox = "desk@contoso.example";
const desk = "/v1.0/users/desk%40contoso.example";
const message = {
  id: "AAMkone",
  conversationId: "AAQkone",
  webLink: "https://outlook.example/one",
  body: { contentType: "text", content: "0123456789" },
};
const attached = { "@odata.type": "#microsoft.graph.fileAttachment", id: "AAMkfile", name: "a.txt" };

function graph({ method, template, reading }: Asked): Answer {
  if (reading?.as === "base64") return { body: { kind: "base64", base64: "aGk=", contentType: "text/plain", bytes: 2 } };
  if (reading) return { body: { kind: "text", text: "hello", totalChars: 5, format: "text", bytes: 5 } };
  if (method === "DELETE") return { status: 204 };
  if (method !== "GET") return { body: { id: "AAMknew" } };
  if (template.endsWith("/mailboxSettings"))
    return { body: { timeZone: "Tokyo Standard Time", automaticRepliesSetting: { status: "disabled" } } };
  if (template.endsWith("/{attachmentId}")) return { body: attached };
  if (template.endsWith("/attachments")) return { body: { value: [attached] } };
  if (template.endsWith("/messages"))
    return {
      body: {
        value: [
          { ...message, uniqueBody: message.body },
          { ...message, id: "AAMktwo" },
        ],
      },
    };
  if (template.endsWith("olders")) return { body: { value: [{ id: "AAMkprojects", displayName: "Projects", childFolderCount: 1 }] } };
  return { body: message };
}

// oxlint-disable-next-line typescript/no-explicit-any -- an output of any tool
const output = (look: (output: any) => unknown) => (seen: Seen) => look(seen.output);
const asks = (seen: Seen) => seen.all.length;
const reading = (seen: Seen) => seen.last.reading;
const several = { with: { ids: ["AAMkone", "AAMktwo"] }, see: asks, expect: 2 };

export const mailParameters: Readonly<Record<string, ToolCases>> = {
  getEmail: {
    graph,
    base: { id: "AAMkone" },
    parameters: {
      id: { with: { id: "AAMk+two=" }, see: path, expect: "/v1.0/me/messages/AAMk%2Btwo%3D" },
      bodyFormat: [
        { with: {}, see: ({ last }) => last.bodies, expect: "text" },
        { with: { bodyFormat: "markdown" }, see: ({ last }) => last.bodies, expect: "markdown" },
        { with: { bodyFormat: "html" }, see: ({ last }) => last.bodies, expect: undefined },
      ],
      maxChars: { with: { maxChars: 3 }, see: output((one) => one.body), expect: "012" },
      headers: { with: { headers: true }, see: (seen) => q("$select")(seen)?.endsWith(",internetMessageHeaders"), expect: true },
      mailbox: { with: { mailbox }, see: path, expect: `${desk}/messages/AAMkone` },
    },
  },
  getEmailThread: {
    graph,
    base: { conversationId: "AAQk" },
    parameters: {
      conversationId: { with: { conversationId: "o'neil" }, see: q("$filter"), expect: "conversationId eq 'o''neil'" },
      messageId: {
        with: { conversationId: undefined, messageId: "AAMkone" },
        see: ({ all }) => all.map((asked) => asked.parameters.get("$filter") ?? asked.path),
        expect: ["/v1.0/me/messages/AAMkone", "conversationId eq 'AAQkone'"],
      },
      count: { with: { count: 1 }, see: output(({ items, hasMore }) => [items.length, hasMore]), expect: [1, true] },
      maxCharsEach: { with: { maxCharsEach: 2 }, see: output(({ items }) => items[0].body), expect: "01" },
      mailbox: { with: { mailbox }, see: path, expect: `${desk}/messages` },
    },
  },
  getEmailAttachment: {
    graph,
    base: { messageId: "AAMkone" },
    parameters: {
      messageId: { with: { messageId: "AAMktwo" }, see: path, expect: "/v1.0/me/messages/AAMktwo/attachments" },
      attachmentId: {
        with: { attachmentId: "AAMkfile", mode: "text" },
        see: ({ all }) => all.map((asked) => asked.path.slice("/v1.0/me/messages/AAMkone".length)),
        expect: ["/attachments/AAMkfile", "/attachments/AAMkfile/$value"],
      },
      mode: [
        { with: { mode: "text" }, see: reading, expect: { as: "text", from: 0, maxChars: 20_000, name: "a.txt" } },
        { with: { mode: "base64" }, see: output((one) => one.base64), expect: "aGk=" },
        { with: { mode: "link" }, see: output((one) => one.url), expect: message.webLink },
      ],
      maxChars: { with: { mode: "text", maxChars: 9 }, see: (seen) => reading(seen)?.maxChars, expect: 9 },
      mailbox: { with: { mailbox }, see: path, expect: `${desk}/messages/AAMkone/attachments` },
    },
  },
  listMailFolders: {
    graph,
    base: {},
    parameters: {
      parent: { with: { parent: "sent", depth: 1 }, see: path, expect: "/v1.0/me/mailFolders/sentitems/childFolders" },
      depth: [
        { with: { depth: 1 }, see: asks, expect: 1 },
        { with: { depth: 3 }, see: asks, expect: 3 },
      ],
      mailbox: { with: { mailbox, depth: 1 }, see: path, expect: `${desk}/mailFolders` },
    },
  },
  updateEmail: {
    graph,
    base: { ids: ["AAMkone"], isRead: true },
    parameters: {
      ids: several,
      isRead: { with: { isRead: false }, see: body((json) => json), expect: { isRead: false } },
      flag: { with: { flag: "complete" }, see: body((json) => json.flag), expect: { flagStatus: "complete" } },
      categories: { with: { categories: ["Red"] }, see: body((json) => json.categories), expect: ["Red"] },
      importance: { with: { importance: "low" }, see: body((json) => json.importance), expect: "low" },
      mailbox: { with: { mailbox }, see: path, expect: `${desk}/messages/AAMkone` },
    },
  },
  moveEmail: {
    graph,
    base: { ids: ["AAMkone"], folder: "archive" },
    parameters: {
      ids: several,
      folder: [
        { with: { folder: "trash" }, see: body((json) => json), expect: { destinationId: "deleteditems" } },
        { with: { folder: "Projects" }, see: body((json) => json), expect: { destinationId: "AAMkprojects" } },
      ],
      mailbox: {
        with: { mailbox, folder: "Projects" },
        see: ({ all }) => all.map((asked) => asked.path),
        expect: [`${desk}/mailFolders`, `${desk}/messages/AAMkone/move`],
      },
    },
  },
  deleteEmail: {
    graph,
    base: { ids: ["AAMkone"] },
    parameters: { ids: several, mailbox: { with: { mailbox }, see: path, expect: `${desk}/messages/AAMkone` } },
  },
  getMailboxSettings: {
    graph: (asked) => (asked.template.endsWith("/messageRules") ? { body: { value: [] } } : graph(asked)),
    base: {},
    parameters: {
      include: [
        { with: {}, see: q("$select"), expect: "timeZone,language,dateFormat,timeFormat,userPurpose,workingHours" },
        { with: { include: "autoReply" }, see: q("$select"), expect: "automaticRepliesSetting" },
        { with: { include: "inboxRules" }, see: path, expect: "/v1.0/me/mailFolders/inbox/messageRules" },
      ],
    },
  },
  setAutoReply: {
    graph: (asked) => (asked.method === "PATCH" ? { body: { automaticRepliesSetting: { status: "disabled" } } } : graph(asked)),
    base: { status: "on" },
    parameters: {
      status: { with: { status: "off" }, see: body((json) => json), expect: { automaticRepliesSetting: { status: "disabled" } } },
      internal: { with: { internal: "a < b" }, see: body((json) => json.automaticRepliesSetting.internalReplyMessage), expect: "a &lt; b" },
      external: {
        with: { external: "<b>x</b>" },
        see: body((json) => json.automaticRepliesSetting.externalReplyMessage),
        expect: "<b>x</b>",
      },
      start: {
        with: { status: "scheduled", start: "2026-12-01", end: "2026-12-02" },
        see: body((json) => json.automaticRepliesSetting.scheduledStartDateTime),
        expect: { dateTime: "2026-12-01T00:00:00", timeZone: "Tokyo Standard Time" },
      },
      end: {
        with: { status: "scheduled", start: "2026-12-01", end: "2026-12-01T12:00Z" },
        see: body((json) => json.automaticRepliesSetting.scheduledEndDateTime),
        expect: { dateTime: "2026-12-01T21:00:00", timeZone: "Tokyo Standard Time" },
      },
      audience: { with: { audience: "none" }, see: body((json) => json.automaticRepliesSetting.externalAudience), expect: "none" },
    },
  },
};
