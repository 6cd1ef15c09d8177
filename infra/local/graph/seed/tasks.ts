import type { Person } from "../../company.ts";

export type SeedTask = {
  readonly title: string;
  readonly status: "notStarted" | "inProgress" | "completed" | "waitingOnOthers";
  readonly importance?: "low" | "normal" | "high";
  /** Days from the start of the estate. */
  readonly dueIn?: number;
  readonly body?: string;
};

export type SeedList = { readonly name: string; readonly wellKnown: "none" | "defaultList"; readonly tasks: readonly SeedTask[] };

/** To Do lists of a person; two of the same name, since To Do allows that. */
export function todoListsOf(person: Person): readonly SeedList[] {
  return [
    {
      name: "Tasks",
      wellKnown: "defaultList",
      tasks: [
        {
          title: "Order toner for reception",
          status: "notStarted",
          dueIn: 3,
          body: "The printer by the entrance.",
        },
        { title: `Renew ${person.givenName}'s badge`, status: "notStarted", importance: "high", dueIn: -2 },
        { title: "Send the minutes of the board", status: "completed", dueIn: -7 },
        { title: "Read the new waste rules", status: "notStarted" },
      ],
    },
    {
      name: "Q1 Budget",
      wellKnown: "none",
      tasks: [
        { title: "Check imaging quotes", status: "inProgress", dueIn: 10 },
        { title: "Wait for the landlord's answer", status: "waitingOnOthers", dueIn: 20 },
      ],
    },
    { name: "Follow-up", wellKnown: "none", tasks: [{ title: "Call the hospital pharmacy", status: "notStarted" }] },
    { name: "Follow-up", wellKnown: "none", tasks: [] },
  ];
}

export type SeedPlannerTask = {
  readonly title: string;
  readonly bucket: string;
  readonly percent: 0 | 50 | 100;
  readonly dueIn?: number;
  /** Handles of people. */
  readonly assignees: readonly string[];
  readonly notes?: string;
  readonly checklist?: readonly string[];
};

export type SeedPlan = {
  readonly title: string;
  /** Handles of the people of the plan's group. */
  readonly members: readonly string[];
  readonly buckets: readonly string[];
  readonly tasks: readonly SeedPlannerTask[];
};

export const seedPlans: readonly SeedPlan[] = [
  {
    title: "Clinic move",
    members: ["amara.okafor", "jonas.weber", "mei.tanaka"],
    buckets: ["To do", "In progress"],
    tasks: [
      {
        title: "Label the crates",
        bucket: "To do",
        percent: 0,
        dueIn: 5,
        assignees: ["amara.okafor"],
        notes: "Blue for imaging, green for reception.",
        checklist: ["Imaging", "Reception"],
      },
      { title: "Book the lorry", bucket: "In progress", percent: 50, dueIn: 2, assignees: ["amara.okafor", "jonas.weber"] },
      { title: "Choose a mover", bucket: "To do", percent: 100, dueIn: -10, assignees: ["amara.okafor"] },
      { title: "Forward the post", bucket: "To do", percent: 0, assignees: ["mei.tanaka"] },
    ],
  },
  {
    title: "Year end",
    members: ["jonas.weber"],
    buckets: ["Closing"],
    tasks: [{ title: "Reconcile the ledgers", bucket: "Closing", percent: 0, assignees: ["jonas.weber"] }],
  },
];
