import type { Call } from "../operation.ts";
import { textOf } from "../entity.ts";

/**
 * The mail by which Exchange tells people of a meeting: invitation, update, cancellation, answer
 * (learn.microsoft.com/graph/api/resources/eventmessage). Those who work here find it in their inbox.
 *
 * @param what `Canceled: `, `Accepted: `, …, in front of the meeting's subject
 */
export function notify(call: Call, address: string, what: string, subject: string, comment: string): void {
  const person = call.world.directory.byEmail(address);
  if (person === undefined || person === call.owner) return;
  const mailbox = call.world.mailbox(person);
  const from = { emailAddress: { name: call.owner.displayName, address: call.owner.email } };
  mailbox.insert(mailbox.wellKnown("inbox"), {
    receivedAt: call.now,
    extended: [],
    attachments: [],
    properties: {
      "@odata.type": "#microsoft.graph.eventMessage",
      subject: `${what}${textOf(subject)}`,
      body: { contentType: "html", content: `<p>${comment.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</p>` },
      from,
      sender: from,
      toRecipients: [{ emailAddress: { name: person.displayName, address: person.email } }],
    },
  });
}
