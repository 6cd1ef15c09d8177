import type { Person } from "../../company.ts";

type SeedFile = { readonly name: string; readonly mimeType: string; readonly text: string; readonly daysAgo: number };

/** A few documents in each OneDrive. */
export function filesOf(person: Person): readonly SeedFile[] {
  return [
    {
      name: "Budget 2027 v3.csv",
      mimeType: "text/csv",
      daysAgo: 2,
      text: "line,2026,2027\nImaging,410000,452500\nStaff,2180000,2264000\nRent,388000,401000\nIT,164000,171500\n",
    },
    {
      name: "Handover notes.md",
      mimeType: "text/markdown",
      daysAgo: 9,
      text: `# Handover\n\nWritten by ${person.displayName}.\n\n- keys are with reception\n- the fax number is wrong on the website\n`,
    },
    { name: "R&D plan 100% (final).txt", mimeType: "text/plain", daysAgo: 21, text: "Phase 1 ends in March. O'Brien signs.\n" },
    {
      name: "welcome.html",
      mimeType: "text/html",
      daysAgo: 200,
      text: `<!doctype html><title>Welcome</title><p>Welcome to Northwind, ${person.givenName}.</p>`,
    },
  ];
}
