/** Who reports to whom, groups beside the teams, and whose picture the directory has. People by their short handle. */

export const managers: Readonly<Record<string, string>> = {
  "jonas.weber": "amara.okafor",
  "mei.tanaka": "amara.okafor",
  "rafael.costa": "mei.tanaka",
};

export type SeedGroup = {
  readonly name: string;
  readonly description: string;
  readonly kind: "security" | "distribution";
  readonly members: readonly string[];
};

export const seedGroups: readonly SeedGroup[] = [
  { name: "Budget approvers", description: "May release payments", kind: "security", members: ["amara.okafor", "jonas.weber"] },
  { name: "Clinic leads", description: "Mail to all who lead a clinic", kind: "distribution", members: ["amara.okafor", "mei.tanaka"] },
  { name: "Break-glass administrators", description: "Emergency access", kind: "security", members: ["rafael.costa"] },
];

export const withoutPhoto: ReadonlySet<string> = new Set(["rafael.costa"]);

/** One grey pixel (PNG). */
export const photo: Uint8Array<ArrayBuffer> = new Uint8Array(
  Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==", "base64"),
);
