export type Cell = string | number;
export type SeedWorkbook = {
  readonly sheets: Readonly<Record<string, readonly (readonly Cell[])[]>>;
  /** A sheet's used range as a table, its first row the headers. */
  readonly tables: Readonly<Record<string, string>>;
};

/** What is in the workbooks of each OneDrive, by the file's name. */
export const workbookSeeds = {
  "Enrolment.xlsx": {
    sheets: {
      Enrolment: [
        ["Site", "Enrolled", "Target"],
        ["Berlin", 42, 60],
        ["London", 37, 60],
      ],
      Notes: [["Screening failures are not counted."]],
    },
    tables: { Sites: "Enrolment" },
  },
  "Rota week 48.xlsx": {
    sheets: {
      Rota: [
        ["Day", "Early", "Late"],
        ["Mon", "Tanaka", "Costa"],
        ["Tue", "Costa", "Weber"],
      ],
    },
    tables: {},
  },
} as const satisfies Readonly<Record<string, SeedWorkbook>>;
