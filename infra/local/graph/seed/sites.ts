import type { Json } from "../entity.ts";
import { libraryEntries, type SeedEntry } from "./files.ts";

/** SharePoint sites of the company. Members by their short handle. */
type SeedColumn = {
  readonly name: string;
  readonly displayName: string;
  readonly kind: "text" | "number" | "boolean" | "dateTime" | "choice" | "personOrGroup";
  readonly choices?: readonly string[];
  readonly indexed?: true;
  readonly required?: true;
  readonly multiline?: true;
};

type SeedList = {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly columns: readonly SeedColumn[];
  readonly items: readonly Readonly<Record<string, Json>>[];
};

type SeedSite = {
  /** Server-relative address; empty for the root site. */
  readonly path: string;
  readonly displayName: string;
  readonly description: string;
  readonly members: readonly string[] | "everyone";
  readonly library: readonly SeedEntry[];
  readonly lists: readonly SeedList[];
};

export const sharePointHost = "northwind.sharepoint.example";

const title: SeedColumn = { name: "Title", displayName: "Title", kind: "text", required: true };

export const seedSites: readonly SeedSite[] = [
  { path: "", displayName: "Northwind", description: "Home of the intranet", members: "everyone", library: [], lists: [] },
  {
    path: "/sites/ClinicOperations",
    displayName: "Clinic Operations",
    description: "Rotas, equipment, incidents",
    members: "everyone",
    library: libraryEntries,
    lists: [
      {
        name: "Equipment",
        displayName: "Equipment register",
        description: "What we own and when it is serviced",
        columns: [
          title,
          { name: "Status", displayName: "Status", kind: "choice", choices: ["In use", "Repair", "Retired"], indexed: true },
          { name: "Room", displayName: "Location", kind: "text" },
          { name: "Price", displayName: "Price", kind: "number" },
          { name: "NextService", displayName: "Next service", kind: "dateTime" },
          { name: "Insured", displayName: "Insured", kind: "boolean" },
          { name: "Keeper", displayName: "Keeper", kind: "personOrGroup" },
          { name: "Remarks", displayName: "Remarks", kind: "text", multiline: true },
        ],
        items: [
          {
            Title: "MRI scanner 1.5 T",
            Status: "In use",
            Room: "Berlin 0.14",
            Price: 452_500,
            NextService: "2027-02-01T08:00:00Z",
            Insured: true,
            KeeperLookupId: "11",
            Remarks: "Quench button is behind the door.",
          },
          {
            Title: "Ultrasound cart",
            Status: "Repair",
            Room: "London 1.02",
            Price: 38_000,
            NextService: "2026-12-15T08:00:00Z",
            Insured: true,
          },
          {
            Title: "Defibrillator",
            Status: "In use",
            Room: "Berlin 0.01",
            Price: 2_100,
            NextService: "2027-06-01T08:00:00Z",
            Insured: false,
          },
          { Title: "X-ray O'Brien 90", Status: "Retired", Room: "Cellar", Price: 0, Insured: false },
        ],
      },
      {
        name: "Incidents",
        displayName: "Incidents",
        description: "What went wrong",
        columns: [
          title,
          { name: "Severity", displayName: "Severity", kind: "number", indexed: true },
          { name: "Closed", displayName: "Closed", kind: "boolean" },
        ],
        items: Array.from({ length: 30 }, (_, index) => ({
          Title: `Incident ${String(index + 1).padStart(2, "0")}`,
          Severity: (index % 3) + 1,
          Closed: index % 2 === 0,
        })),
      },
    ],
  },
  {
    path: "/teams/ClinicOpenings",
    displayName: "Clinic Openings",
    description: "New houses",
    members: ["amara.okafor", "mei.tanaka"],
    library: [],
    lists: [],
  },
  {
    path: "/sites/FinanceBoard",
    displayName: "Finance Board",
    description: "Closed circle",
    members: ["jonas.weber"],
    library: [],
    lists: [],
  },
];
