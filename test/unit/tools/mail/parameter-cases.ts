/** What each parameter of the mail tools makes of the Graph request. */
import type { Answer, Asked } from "../../graph/graph-answering.ts";
import { asks, body, keptFromGraph, output, path, paths, q, reading, recipients, type RoomCases } from "../parameter-case.ts";

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

const several = { with: { ids: ["AAMkone", "AAMktwo"] }, see: asks, expect: 2 };

/** Empty pages, each with one behind it. */
const pages = ({ template, path: filled }: Asked): Answer =>
  template === "/me/mailFolders"
    ? { body: { value: [{ id: "AAMkprojects", displayName: "Projects" }] } }
    : { body: { value: [], "@odata.nextLink": `https://graph.microsoft.com${filled}?$skip=10` } };
const since = "receivedDateTime ge 1900-01-01T00:00:00Z and ";

const draft = {
  id: "AAMkdraft",
  subject: "S",
  isDraft: true,
  webLink: "https://outlook.example/draft",
  body: { contentType: "text", content: "Quoted" },
  from: { emailAddress: { address: "ben@contoso.example" } },
  toRecipients: [{ emailAddress: { address: "ben@contoso.example" } }],
  ccRecipients: [{ emailAddress: { address: "cy@contoso.example" } }],
  bccRecipients: [],
};

/** A mailbox that takes drafts and sends. */
function sending({ method, template }: Asked): Answer {
  if (template.endsWith("/drive/items/{itemId}")) return { body: { name: "plan.txt", size: 2, file: { mimeType: "text/plain" } } };
  if (method === "PATCH" || template.endsWith("/messages") || template.includes("/create")) return { status: 201, body: draft };
  return method === "GET" ? { body: draft } : { status: 202 };
}
/** The same, where what is answered was received. */
const received = (asked: Asked): Answer => (asked.method === "GET" ? { body: { ...draft, isDraft: false } } : sending(asked));
const draftPath = "/v1.0/me/messages/AAMkdraft";
const file = { name: "a.txt", contentType: "text/plain", base64: "aGk=" };

export const mailParameters: RoomCases = {
  getEmails: {
    graph: pages,
    base: {},
    parameters: {
      count: { with: { count: 20 }, see: q("$top"), expect: "20" },
      folder: [
        { with: { folder: "sent" }, see: path, expect: "/v1.0/me/mailFolders/sentitems/messages" },
        { with: { folder: "Drafts" }, see: path, expect: "/v1.0/me/mailFolders/drafts/messages" },
        { with: { folder: "projects" }, see: path, expect: "/v1.0/me/mailFolders/AAMkprojects/messages" },
      ],
      unreadOnly: { with: { unreadOnly: true }, see: q("$filter"), expect: `${since}isRead eq false` },
      from: {
        with: { from: "o'neil@contoso.example" },
        see: q("$filter"),
        expect: `${since}from/emailAddress/address eq 'o''neil@contoso.example'`,
      },
      since: { with: { since: "2026-11-01T10:00:00+02:00" }, see: q("$filter"), expect: "receivedDateTime ge 2026-11-01T08:00:00Z" },
      until: { with: { until: "2026-11-02" }, see: q("$filter"), expect: `${since}receivedDateTime lt 2026-11-02T00:00:00Z` },
      hasAttachments: { with: { hasAttachments: false }, see: q("$filter"), expect: `${since}hasAttachments eq false` },
      fields: [
        { with: { fields: ["subject", "body"] }, see: q("$select"), expect: "id,subject,body" },
        { with: { fields: ["body"] }, see: (seen) => seen.last.bodies, expect: "text" },
      ],
      mailbox: {
        with: { mailbox: "desk@contoso.example" },
        see: path,
        expect: "/v1.0/users/desk%40contoso.example/mailFolders/inbox/messages",
      },
      cursor: { with: {}, see: q("$skip"), expect: "10" },
    },
  },
  searchEmails: {
    graph: pages,
    base: { query: "budget" },
    parameters: {
      query: [
        { with: { query: "from:ben budget" }, see: q("$search"), expect: '"from:ben budget"' },
        { with: { query: '"quarter end" 2027' }, see: q("$search"), expect: '"\\"quarter end\\" 2027"' },
      ],
      count: { with: { count: 50 }, see: q("$top"), expect: "50" },
      folder: { with: { folder: "inbox" }, see: path, expect: "/v1.0/me/mailFolders/inbox/messages" },
      from: { with: { from: "ben@contoso.example" }, see: q("$search"), expect: '"(budget) AND from:\\"ben@contoso.example\\""' },
      subject: { with: { subject: "year end" }, see: q("$search"), expect: '"(budget) AND subject:\\"year end\\""' },
      mailbox: { with: { mailbox: "desk@contoso.example" }, see: path, expect: "/v1.0/users/desk%40contoso.example/messages" },
      cursor: { with: {}, see: q("$skip"), expect: "10" },
    },
  },
  sendEmail: {
    graph: sending,
    base: { to: "ben@contoso.example", subject: "S", body: "<p>B</p>" },
    parameters: {
      to: [
        {
          with: { to: ["a@contoso.example", "b@contoso.example"] },
          see: body((json) => json.message.toRecipients),
          expect: recipients("a@contoso.example", "b@contoso.example"),
        },
        { with: { to: "a@contoso.example" }, see: body((json) => json.message.toRecipients), expect: recipients("a@contoso.example") },
      ],
      subject: { with: { subject: "Grüße" }, see: body((json) => json.message.subject), expect: "Grüße" },
      body: { with: { body: "<b>x</b>" }, see: body((json) => json.message.body), expect: { contentType: "html", content: "<b>x</b>" } },
      contentType: {
        with: { contentType: "text", body: "1 < 2 <script>" },
        see: body((json) => json.message.body),
        expect: { contentType: "text", content: "1 < 2 <script>" },
      },
      cc: { with: { cc: "c@contoso.example" }, see: body((json) => json.message.ccRecipients), expect: recipients("c@contoso.example") },
      bcc: {
        with: { bcc: ["d@contoso.example"] },
        see: body((json) => json.message.bccRecipients),
        expect: recipients("d@contoso.example"),
      },
      importance: { with: { importance: "high" }, see: body((json) => json.message.importance), expect: "high" },
      replyTo: {
        with: { replyTo: ["e@contoso.example"] },
        see: body((json) => json.message.replyTo),
        expect: recipients("e@contoso.example"),
      },
      attachments: {
        with: { attachments: [file] },
        see: body((json) => json.message.attachments),
        expect: [{ "@odata.type": "#microsoft.graph.fileAttachment", name: "a.txt", contentType: "text/plain", contentBytes: "aGk=" }],
      },
      idempotencyKey: keptFromGraph,
      saveToSent: { with: { saveToSent: false }, see: body((json) => json.saveToSentItems), expect: false },
      mailbox: {
        with: { mailbox: "frontdesk@contoso.example" },
        see: path,
        expect: "/v1.0/users/frontdesk%40contoso.example/sendMail",
      },
    },
  },
  createEmailDraft: {
    graph: sending,
    base: { body: "<p>B</p>" },
    parameters: {
      mode: [
        { with: { mode: "reply", sourceId: "AAMkone" }, see: paths, expect: ["/v1.0/me/messages/AAMkone/createReply", draftPath] },
        { with: { mode: "replyAll", sourceId: "AAMkone" }, see: paths, expect: ["/v1.0/me/messages/AAMkone/createReplyAll", draftPath] },
        { with: { mode: "forward", sourceId: "AAMkone" }, see: paths, expect: ["/v1.0/me/messages/AAMkone/createForward", draftPath] },
        { with: { mode: "new" }, see: paths, expect: ["/v1.0/me/messages"] },
      ],
      sourceId: {
        with: { mode: "reply", sourceId: "AAMk+two=" },
        see: ({ all }) => all[0]?.path,
        expect: "/v1.0/me/messages/AAMk%2Btwo%3D/createReply",
      },
      to: { with: { to: ["a@contoso.example"] }, see: body((json) => json.toRecipients), expect: recipients("a@contoso.example") },
      cc: { with: { cc: ["c@contoso.example"] }, see: body((json) => json.ccRecipients), expect: recipients("c@contoso.example") },
      bcc: { with: { bcc: ["d@contoso.example"] }, see: body((json) => json.bccRecipients), expect: recipients("d@contoso.example") },
      subject: { with: { subject: "Grüße" }, see: body((json) => json.subject), expect: "Grüße" },
      body: {
        with: { mode: "reply", sourceId: "AAMkone", body: "<b>x</b>" },
        see: body((json) => json.body),
        expect: { contentType: "html", content: "<div><b>x</b></div><br><div>Quoted</div>" },
      },
      contentType: {
        with: { contentType: "text", body: "1 < 2" },
        see: body((json) => json.body),
        expect: { contentType: "text", content: "1 < 2" },
      },
      attachments: [
        { with: { attachments: [file] }, see: body((json) => [json.name, json.contentBytes]), expect: ["a.txt", "aGk="] },
        {
          with: { attachments: [{ driveItemId: "01FILE" }] },
          see: paths,
          expect: ["/v1.0/me/drive/items/01FILE", "/v1.0/me/messages", "/v1.0/me/messages/AAMkdraft/attachments"],
        },
      ],
      mailbox: { with: { mailbox }, see: path, expect: `${desk}/messages` },
    },
  },
  sendEmailDraft: {
    graph: sending,
    base: { id: "AAMkdraft" },
    parameters: {
      id: { with: { id: "AAMk+two=" }, see: paths, expect: ["/v1.0/me/messages/AAMk%2Btwo%3D", "/v1.0/me/messages/AAMkdraft/send"] },
      mailbox: { with: { mailbox }, see: paths, expect: [`${desk}/messages/AAMkdraft`, `${desk}/messages/AAMkdraft/send`] },
    },
  },
  replyToEmail: {
    graph: received,
    base: { messageId: "AAMkone", body: "<p>B</p>" },
    parameters: {
      messageId: { with: { messageId: "AAMk+two=" }, see: path, expect: "/v1.0/me/messages/AAMk%2Btwo%3D/reply" },
      body: { with: { body: "<b>x</b>" }, see: body((json) => json.comment), expect: "<b>x</b>" },
      replyAll: [
        { with: { replyAll: true }, see: path, expect: "/v1.0/me/messages/AAMkone/replyAll" },
        { with: { replyAll: true }, see: body((json) => json.message.ccRecipients), expect: recipients("cy@contoso.example") },
        { with: { replyAll: false }, see: body((json) => json.message.ccRecipients), expect: [] },
      ],
      addTo: {
        with: { addTo: ["a@contoso.example"] },
        see: body((json) => json.message.toRecipients),
        expect: recipients("ben@contoso.example", "a@contoso.example"),
      },
      addCc: {
        with: { addCc: ["c@contoso.example"] },
        see: body((json) => json.message.ccRecipients),
        expect: recipients("c@contoso.example"),
      },
      contentType: { with: { contentType: "text", body: "1 < 2" }, see: body((json) => json.comment), expect: "1 &lt; 2" },
      mailbox: { with: { mailbox }, see: paths, expect: [`${desk}/messages/AAMkone`, `${desk}/messages/AAMkone/reply`] },
      idempotencyKey: keptFromGraph,
    },
  },
  forwardEmail: {
    graph: sending,
    base: { messageId: "AAMkone", to: ["ben@contoso.example"] },
    parameters: {
      messageId: { with: { messageId: "AAMk+two=" }, see: path, expect: "/v1.0/me/messages/AAMk%2Btwo%3D/forward" },
      to: { with: { to: ["a@contoso.example"] }, see: body((json) => json.toRecipients), expect: recipients("a@contoso.example") },
      comment: { with: { comment: "a < b" }, see: body((json) => json.comment), expect: "a &lt; b" },
      mailbox: { with: { mailbox }, see: path, expect: `${desk}/messages/AAMkone/forward` },
      idempotencyKey: keptFromGraph,
    },
  },
  getEmail: {
    graph,
    base: { id: "AAMkone" },
    parameters: {
      id: { with: { id: "AAMk+two=" }, see: path, expect: "/v1.0/me/messages/AAMk%2Btwo%3D" },
      bodyFormat: [
        { with: {}, see: ({ last }) => last.bodies, expect: "text" },
        { with: { bodyFormat: "markdown" }, see: ({ last }) => last.bodies, expect: "markdown" },
        { with: { bodyFormat: "html" }, see: ({ last }) => last.bodies, expect: "html" },
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
