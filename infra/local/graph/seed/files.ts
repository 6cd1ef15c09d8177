import type { Person } from "../../company.ts";
import { docx, pdf, pptx, xlsx } from "./documents.ts";
import { workbookSeeds } from "./workbooks.ts";

export type SeedEntry = {
  readonly name: string;
  readonly daysAgo: number;
  /** Handles of people it is shared with, to read. */
  readonly sharedWith?: readonly string[];
  /** Id of a sensitivity label. */
  readonly label?: string;
} & (
  | { readonly entries: readonly SeedEntry[] }
  /** `earlier`: contents before this one, newest first. */
  | { readonly content: Uint8Array; readonly earlier?: readonly Uint8Array[] }
);

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Sensitivity label of the company's confidential papers. */
export const confidentialLabel = "0f2e1d3c-5b6a-4978-8a9b-c0d1e2f3a4b5";

/** A few documents in each OneDrive. */
export function filesOf(person: Person): readonly SeedEntry[] {
  return [
    {
      name: "Budget 2027 v3.csv",
      daysAgo: 2,
      content: bytes("line,2026,2027\nImaging,410000,452500\nStaff,2180000,2264000\nRent,388000,401000\nIT,164000,171500\n"),
      earlier: [
        bytes("line,2026,2027\nImaging,410000,449000\nStaff,2180000,2264000\nRent,388000,401000\n"),
        bytes("line,2026,2027\nImaging,410000,440000\n"),
      ],
    },
    {
      name: "Handover notes.md",
      daysAgo: 9,
      content: bytes(
        `# Handover\n\nWritten by ${person.displayName}.\n\n- keys are with reception\n- the fax number is wrong on the website\n`,
      ),
    },
    { name: "R&D plan 100% (final).txt", daysAgo: 21, content: bytes("Phase 1 ends in March. O'Brien signs.\n") },
    {
      name: "welcome.html",
      daysAgo: 200,
      content: bytes(`<!doctype html><title>Welcome</title><p>Welcome to Northwind, ${person.givenName}.</p>`),
    },
    {
      name: "Projects",
      daysAgo: 60,
      entries: [
        {
          name: "Sleep study",
          daysAgo: 45,
          entries: [
            { name: "Protocol.docx", daysAgo: 12, label: confidentialLabel, content: protocol() },
            { name: "Enrolment.xlsx", daysAgo: 4, content: enrolment() },
            { name: "Kick-off.pptx", daysAgo: 40, content: kickOff() },
          ],
        },
        { name: "Imaging", daysAgo: 30, entries: [{ name: "Quote, MRI (signed).pdf", daysAgo: 28, content: quote() }] },
        { name: "Readme.txt", daysAgo: 60, content: bytes("One folder for each project.\n") },
      ],
    },
    ...(person.name === "jonas.weber"
      ? [{ name: "Closing checklist.docx", daysAgo: 6, sharedWith: ["amara.okafor"], content: closingChecklist() }]
      : []),
  ];
}

/** The document library of a site; its papers have no writer of their own. */
export const libraryEntries: readonly SeedEntry[] = [
  {
    name: "Policies",
    daysAgo: 300,
    entries: [{ name: "Hand hygiene.docx", daysAgo: 120, content: docx("Hand hygiene", ["Thirty seconds, every patient, every time."]) }],
  },
  {
    name: "Rota week 48.xlsx",
    daysAgo: 3,
    content: xlsx(workbookSeeds["Rota week 48.xlsx"].sheets),
  },
];

function protocol(): Uint8Array {
  return docx(
    "Sleep study protocol",
    [
      "Principal investigator: Dr Aoife O'Brien.",
      "Participants are enrolled until 31 March 2027 & followed for a year.",
      "Überwachung: jede Nacht.",
    ],
    [
      ["Visit", "Week"],
      ["Screening", "0"],
      ["Polysomnography", "6"],
    ],
  );
}

function enrolment(): Uint8Array {
  return xlsx(workbookSeeds["Enrolment.xlsx"].sheets);
}

function kickOff(): Uint8Array {
  return pptx([
    ["Sleep study kick-off", "Two clinics, one protocol"],
    ["Timeline", "First patient in: January"],
  ]);
}

function quote(): Uint8Array {
  return pdf([
    ["Quote 2211 for Northwind Clinics", "MRI scanner, 1.5 T: EUR 452,500", "Valid until 31 January 2027"],
    ["Page 2: delivery within twelve weeks"],
  ]);
}

function closingChecklist(): Uint8Array {
  return docx("Closing checklist", ["Accruals are booked by the third working day.", "Bank reconciliation is signed by two people."]);
}
