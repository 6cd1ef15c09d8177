import type { Person } from "../../company.ts";
import type { Letter } from "./letter.ts";
import type { Address } from "./outsiders.ts";

/**
 * Mail between the people of Northwind, told once: the sender finds it in Sent Items, every recipient in the inbox,
 * so that no two mailboxes disagree.
 */
type Exchange = {
  readonly hoursAgo: number;
  readonly from: string;
  readonly to: readonly string[];
  readonly cc?: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly topic?: string;
  readonly importance?: "low" | "high";
  readonly attachment?: Letter["attachment"];
  /** The message this one answers stands below it, as mail programs put it there. */
  readonly quotes?: true;
};

const amara = "amara.okafor";
const jonas = "jonas.weber";
const mei = "mei.tanaka";
const rafael = "rafael.costa";

const budgetSheet = {
  name: "Budget 2027 v3.csv",
  contentType: "text/csv",
  text: "line,2026,2027\nImaging,410000,452500\nStaff,2180000,2264000\nRent,388000,401000\nIT,164000,171500\n",
};

const exchanges: readonly Exchange[] = [
  {
    hoursAgo: 3,
    from: amara,
    to: [jonas],
    cc: [mei],
    subject: "Budget 2027: imaging line before Thursday",
    topic: "budget-2027",
    importance: "high",
    text: "Jonas,\n\nKestrel want 452,500 for the imaging line. Can you confirm that the controller's figure is still 430,000 before I go back to them on Thursday?\n\nThe signed version has to be with Lindqvist by the 30th.\n\nAmara",
  },
  {
    hoursAgo: 2,
    from: jonas,
    to: [amara],
    cc: [mei],
    subject: "RE: Budget 2027: imaging line before Thursday",
    topic: "budget-2027",
    attachment: budgetSheet,
    text: "430,000 is what the board saw. v3 attached has 452,500 in it, marked in yellow; I would not sign that.\n\nBest\nJonas",
  },
  {
    hoursAgo: 27,
    from: mei,
    to: [amara],
    subject: "Ward 3 rota for the holidays",
    text: "Hi Amara,\n\nthe rota for 24–27 December is one nurse short on the late shift. Agency cover is 38 €/h. May I book it?\n\nMei",
  },
  { hoursAgo: 25, from: amara, to: [mei], subject: "RE: Ward 3 rota for the holidays", text: "Yes, book it, cost centre 4410.\n\nA." },
  {
    hoursAgo: 30,
    from: rafael,
    to: [amara, jonas, mei],
    subject: "Planned maintenance on Saturday 22:00",
    text: "Mail and calendars will be read-only from 22:00 to about 23:30 on Saturday while we move the identity servers. Nothing to do on your side.\n\nRafael, IT Support",
  },
  {
    hoursAgo: 50,
    from: jonas,
    to: [rafael],
    subject: "Laptop for the new controller",
    text: "Rafael, Ida starts on the 1st. Same model as mine, please, and access to the finance share (read only for the first month).",
  },
  {
    hoursAgo: 49,
    from: rafael,
    to: [jonas],
    subject: "RE: Laptop for the new controller",
    text: "Ordered, arrives in 5 working days. Ticket NW-4821.",
  },
  {
    hoursAgo: 74,
    from: mei,
    to: [rafael],
    subject: "Printer in room 1.02 again",
    text: 'It says "PC LOAD LETTER". Again. Could somebody please look at it for good?',
  },
  {
    hoursAgo: 73,
    from: rafael,
    to: [mei],
    subject: "RE: Printer in room 1.02 again",
    text: "On my way. If it is the fuser we swap the whole thing.",
  },
  {
    hoursAgo: 98,
    from: amara,
    to: [jonas, mei, rafael],
    subject: "Agenda: operations meeting",
    text: "1. Budget 2027\n2. Imaging contract (Kestrel)\n3. Audit findings, what is still open\n4. Any other business\n\nPlease send me your figures by noon the day before.",
  },
  {
    hoursAgo: 122,
    from: jonas,
    to: [amara],
    subject: "Invoice 2026-1187 does not match the order",
    text: "Medline billed 60 boxes, the delivery note says 48. I am holding payment until they send a credit note.",
  },
  {
    hoursAgo: 121,
    from: amara,
    to: [jonas],
    subject: "RE: Invoice 2026-1187 does not match the order",
    text: "Good catch. Please keep me in copy.",
  },
  {
    hoursAgo: 146,
    from: mei,
    to: [amara, jonas],
    subject: "Patient satisfaction, third quarter",
    text: "Overall 4.6 of 5 (4.4 in Q2). Waiting time is still the weakest item: 3.1.\n\nI suggest a second reception desk between 8 and 10.",
  },
  {
    hoursAgo: 170,
    from: rafael,
    to: [amara],
    subject: "Phishing exercise: results",
    text: "7 of 112 people entered a password, down from 19. I have written to the seven personally. No names in the report.",
  },
  {
    hoursAgo: 194,
    from: amara,
    to: [rafael],
    subject: "Access to the Kestrel portal",
    text: "Could you set up accounts for Mei and two of her leads? They need upload rights, nothing else.",
  },
  {
    hoursAgo: 218,
    from: jonas,
    to: [mei],
    subject: "Travel expenses September",
    text: "Two receipts are missing (taxi 14 Sept, hotel 15 Sept). Without them I can only pay the flat rate.",
  },
  {
    hoursAgo: 217,
    from: mei,
    to: [jonas],
    subject: "RE: Travel expenses September",
    text: "Found them in my coat. Scans follow tomorrow.",
  },
  {
    hoursAgo: 266,
    from: amara,
    to: [mei],
    subject: "Thank you",
    text: "The inspection went well because of you. Thank you, and please tell the team.\n\nAmara",
  },
  {
    hoursAgo: 314,
    from: rafael,
    to: [jonas, mei],
    subject: "New sign-in: what changes on Monday",
    text: "From Monday every sign-in asks for a second factor. Please register a second device before then: a phone that is lost on Sunday is a locked account on Monday.",
  },
  {
    hoursAgo: 362,
    from: jonas,
    to: [amara, mei, rafael],
    subject: "Month-end closing: dates",
    text: "Cut-off is the last working day, 12:00. Anything later goes into the next month.",
  },
  {
    hoursAgo: 410,
    from: mei,
    to: [amara],
    subject: "Study proposal from Ulster",
    text: "Prof. Adeyemi-O'Brien asks whether we would take part in a sleep study (n = 40). Ethics vote is there. I would like to say yes.",
  },
  {
    hoursAgo: 458,
    from: amara,
    to: [jonas],
    subject: "Lease Berlin: option for a further five years",
    text: "Spreebogen offer 2.1 % a year instead of the index. Worth it?",
  },
  {
    hoursAgo: 457,
    from: jonas,
    to: [amara],
    subject: "RE: Lease Berlin: option for a further five years",
    text: "If inflation stays above 2.1 %, yes. I would take it.",
  },
  {
    hoursAgo: 530,
    from: rafael,
    to: [amara, jonas, mei],
    subject: "Wi-Fi guests: new password on the 1st",
    text: "The guest password changes on the first of each month from now on. Reception has it; please do not put it in mail.",
  },
  {
    hoursAgo: 720,
    from: mei,
    to: [amara, jonas],
    subject: "Night shift pool: pilot in March?",
    topic: "night-shift-pool",
    text: "Both,\n\nI would like to try a shared night shift pool for wards 2 and 3 in March. Six nurses have said yes.\n\nMei",
  },
  {
    hoursAgo: 718,
    from: jonas,
    to: [mei, amara],
    subject: "RE: Night shift pool: pilot in March?",
    topic: "night-shift-pool",
    quotes: true,
    text: "What does it cost? The night bonus alone is 25 %.",
  },
  {
    hoursAgo: 717,
    from: mei,
    to: [jonas, amara],
    subject: "RE: Night shift pool: pilot in March?",
    topic: "night-shift-pool",
    quotes: true,
    text: "About 4,100 EUR for the month, less 2,600 EUR agency cover we would not need.",
  },
  {
    hoursAgo: 714,
    from: amara,
    to: [mei, jonas],
    subject: "RE: Night shift pool: pilot in March?",
    topic: "night-shift-pool",
    quotes: true,
    text: "Fine with me if the works council agrees. Who asks them?",
  },
  {
    hoursAgo: 700,
    from: mei,
    to: [amara, jonas],
    subject: "RE: Night shift pool: pilot in March?",
    topic: "night-shift-pool",
    quotes: true,
    text: "I did. They agree, for one month, with a review on 2 April.",
  },
  {
    hoursAgo: 698,
    from: jonas,
    to: [amara, mei],
    subject: "RE: Night shift pool: pilot in March?",
    topic: "night-shift-pool",
    quotes: true,
    text: "Then I book 1,500 EUR net on cost centre 4410.",
  },
];

export function correspondenceOf(person: Person, people: ReadonlyMap<string, Person>): readonly Letter[] {
  const address = (name: string): Address | null => {
    const found = people.get(name);
    return found === undefined ? null : { name: found.displayName, address: found.email };
  };
  const letters: Letter[] = [];
  for (const [index, exchange] of exchanges.entries()) {
    const answered = exchange.quotes === true ? exchanges[index - 1] : undefined;
    const sent = exchange.from === person.name;
    const received = exchange.to.includes(person.name) || exchange.cc?.includes(person.name) === true;
    const from = address(exchange.from);
    if (from === null || (!sent && !received)) continue;
    const present = (names: readonly string[]): readonly Address[] => names.map(address).filter((one) => one !== null);
    letters.push({
      folder: sent ? "sentitems" : "inbox",
      minutesAgo: exchange.hoursAgo * 60 + 7,
      from,
      to: present(exchange.to),
      cc: present(exchange.cc ?? []),
      subject: exchange.subject,
      text: exchange.text,
      ...(answered === undefined ? {} : { quoted: `\n\n-----Original Message-----\nSubject: ${answered.subject}\n\n${answered.text}` }),
      topic: exchange.topic ?? `exchange-${exchange.subject.replace(/^RE: /, "")}`,
      read: sent || index % 3 !== 0,
      ...(exchange.importance === undefined ? {} : { importance: exchange.importance }),
      ...(exchange.attachment === undefined ? {} : { attachment: exchange.attachment }),
    });
  }
  return letters;
}
