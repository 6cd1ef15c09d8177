/** Teams of the company. Members by their short handle; everybody of the crowd belongs to `Northwind All`. */
type SeedTeam = {
  readonly name: string;
  readonly description: string;
  readonly members: readonly string[] | "everyone";
  readonly channels: readonly { readonly name: string; readonly description: string; readonly privateTo?: readonly string[] }[];
};

export const seedTeams: readonly SeedTeam[] = [
  {
    name: "Northwind All",
    description: "News for everybody at Northwind Clinics",
    members: "everyone",
    channels: [
      { name: "General", description: "Announcements" },
      { name: "Canteen", description: "What is for lunch" },
    ],
  },
  {
    name: "Finance",
    description: "Budget, audit, closing",
    members: ["amara.okafor", "jonas.weber"],
    channels: [
      { name: "General", description: "Finance, everything else" },
      { name: "Budget 2027", description: "Planning round" },
      { name: "Budget 2027 (archive)", description: "Last year's round" },
      { name: "Audit", description: "With Lindqvist & Partner", privateTo: ["jonas.weber"] },
    ],
  },
  {
    name: "Clinics Leadership",
    description: "Wards, rotas, quality",
    members: ["amara.okafor", "mei.tanaka", "rafael.costa"],
    channels: [
      { name: "General", description: "Leadership" },
      { name: "Rota", description: "Who works when" },
      { name: "Quality & Safety – O'Brien study", description: "Sleep study" },
    ],
  },
  {
    name: "IT Support",
    description: "Tickets and maintenance",
    members: ["rafael.costa", "jonas.weber"],
    channels: [
      { name: "General", description: "Support" },
      { name: "Incidents", description: "What is broken now" },
    ],
  },
];
