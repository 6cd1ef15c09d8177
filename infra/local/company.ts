/**
 * Northwind Clinics, the small company that lives in the local estate: one tenant, two mail domains, four people, six service tokens.
 * Every emulator reads its people from here, so that Access, Entra, Graph and the estate's printed contract cannot disagree.
 */

export type Person = {
  /** Short handle used in commands and logs of the estate. */
  readonly name: string;
  readonly displayName: string;
  readonly givenName: string;
  readonly surname: string;
  /** Address Access knows the person by; equals the Microsoft user principal name, save for letter case. */
  readonly email: string;
  /** Access `sub` (UUID). */
  readonly accessSubject: string;
  /** Microsoft Entra object id (UUID). */
  readonly objectId: string;
  readonly jobTitle: string;
  readonly department: string;
  readonly officeLocation: string;
  readonly mobilePhone: string;
  /** IANA zone of the mailbox. */
  readonly timeZone: string;
};

export type Service = {
  readonly name: string;
  /** Access service token id, `<hex>.access`; becomes `common_name`. */
  readonly clientId: string;
  /** Setting of the Worker that names it; one that stands in none is nobody there. */
  readonly namedIn?: "AUTOMATION_SERVICE_TOKENS" | "PORTAL_SERVICE_TOKENS" | "LIST_ONLY_CALLERS" | "OPERATOR_SERVICE_TOKENS";
};

export const tenantId = "6f1d2c3b-8a4e-4f57-9b60-2f7c1e5a9d10";
export const foreignTenantId = "0c9b7a65-1d2e-4f3a-8b4c-5d6e7f809112";
export const mailDomains = ["northwind.example", "clinics.northwind.example"] as const;

const person = (
  name: string,
  givenName: string,
  surname: string,
  domain: (typeof mailDomains)[number],
  ids: { accessSubject: string; objectId: string },
  work: Pick<Person, "jobTitle" | "department" | "officeLocation" | "mobilePhone" | "timeZone">,
): Person => ({
  name,
  givenName,
  surname,
  displayName: `${givenName} ${surname}`,
  email: `${name}@${domain}`,
  ...ids,
  ...work,
});

/** The last person has no linked Microsoft account when the estate starts. */
export const people: readonly Person[] = [
  person(
    "amara.okafor",
    "Amara",
    "Okafor",
    "northwind.example",
    { accessSubject: "7335d417-61da-459d-899c-0a01c76a2f94", objectId: "1f0a7c52-3d1b-4c58-9d0e-5b7f6a1c2e31" },
    {
      jobTitle: "Operations Director",
      department: "Operations",
      officeLocation: "Berlin 4.12",
      mobilePhone: "+49 30 5550 0101",
      timeZone: "Europe/Berlin",
    },
  ),
  person(
    "jonas.weber",
    "Jonas",
    "Weber",
    "northwind.example",
    { accessSubject: "b2c4e8a1-0f3d-4b6a-9c7e-1d2f3a4b5c6d", objectId: "2a1b8d63-4e2c-4d69-8e1f-6c8a7b2d3f42" },
    {
      jobTitle: "Finance Controller",
      department: "Finance",
      officeLocation: "Berlin 3.07",
      mobilePhone: "+49 30 5550 0102",
      timeZone: "Europe/Berlin",
    },
  ),
  person(
    "mei.tanaka",
    "Mei",
    "Tanaka",
    "clinics.northwind.example",
    { accessSubject: "c9d8e7f6-a5b4-4c3d-8e2f-0a9b8c7d6e5f", objectId: "3b2c9e74-5f3d-4e7a-9f20-7d9b8c3e4a53" },
    {
      jobTitle: "Head of Clinical Services",
      department: "Clinics",
      officeLocation: "London 1.02",
      mobilePhone: "+44 20 5550 0103",
      timeZone: "Europe/London",
    },
  ),
  person(
    "rafael.costa",
    "Rafael",
    "Costa",
    "clinics.northwind.example",
    { accessSubject: "d1e2f3a4-b5c6-4d7e-8f90-a1b2c3d4e5f6", objectId: "4c3daf85-6a4e-4f8b-8a31-8eac9d4f5b64" },
    {
      jobTitle: "IT Support Lead",
      department: "IT",
      officeLocation: "London 1.09",
      mobilePhone: "+44 20 5550 0104",
      timeZone: "America/New_York",
    },
  ),
];

/** Mailboxes several people work in and nobody signs in to. */
export const sharedMailboxes: readonly Person[] = [
  person(
    "frontdesk",
    "Front",
    "Desk",
    "northwind.example",
    { accessSubject: "f0f1f2f3-f4f5-4f6f-8f7f-f8f9fafbfcfd", objectId: "6e5fc1a7-8c60-4bad-8c53-a0ceb06b7d86" },
    {
      jobTitle: "Front Desk",
      department: "Operations",
      officeLocation: "Berlin 0.01",
      mobilePhone: "+49 30 5550 0100",
      timeZone: "Europe/Berlin",
    },
  ),
];

/** Who may work in whose mailbox or calendar. */
export const delegations: readonly {
  /** Addresses. */
  readonly owner: string;
  readonly to: string;
  readonly rights: "read" | "full";
  readonly workload: "all" | "calendar";
}[] = [
  { owner: "frontdesk@northwind.example", to: "amara.okafor@northwind.example", rights: "full", workload: "all" },
  { owner: "frontdesk@northwind.example", to: "jonas.weber@northwind.example", rights: "read", workload: "all" },
  { owner: "mei.tanaka@clinics.northwind.example", to: "amara.okafor@northwind.example", rights: "read", workload: "calendar" },
];

/** An account of another company: signs in at Entra, belongs to nobody at Northwind. */
export const stranger: Person = person(
  "stranger",
  "Sam",
  "Stranger",
  "northwind.example",
  { accessSubject: "e0e1e2e3-e4e5-4e6e-8e7e-e8e9eaebeced", objectId: "5d4eb096-7b5f-4a9c-9b42-9fbdae5a6c75" },
  { jobTitle: "Visitor", department: "None", officeLocation: "None", mobilePhone: "+1 555 0199", timeZone: "UTC" },
);

export const services: readonly Service[] = [
  { name: "nightly-report", clientId: "4b8f3b1f0c9d4e7a8b6c5d4e3f2a1b0c.access" },
  { name: "former-supplier", clientId: "9e8d7c6b5a4f4e3d2c1b0a9f8e7d6c5b.access" },
  { name: "automation", clientId: "1c7e5a90b3d84f26a1e0c9d8b7f6a5e4.access", namedIn: "AUTOMATION_SERVICE_TOKENS" },
  { name: "portal", clientId: "2d8f6ba1c4e95037b2f1dae9c807b6f5.access", namedIn: "PORTAL_SERVICE_TOKENS" },
  { name: "sync", clientId: "3e907cb2d5fa6148c302ebfad918c706.access", namedIn: "LIST_ONLY_CALLERS" },
  { name: "operator", clientId: "4fa18dc3e60b7259d413fc0bea29d817.access", namedIn: "OPERATOR_SERVICE_TOKENS" },
];

/** Host of the company's MCP server portal; nothing answers there. */
export const portalHost = "portal.northwind.example";

/** `--people N`: further linked people for load, derived so that two runs agree. */
export function crowd(count: number): readonly Person[] {
  return Array.from({ length: count }, (_, index) => {
    const serial = String(index + 1).padStart(5, "0");
    return person(
      `person.${serial}`,
      "Person",
      serial,
      index % 2 === 0 ? "northwind.example" : "clinics.northwind.example",
      { accessSubject: `aaaaaaaa-0000-4000-8000-0000000${serial}`, objectId: `bbbbbbbb-0000-4000-8000-0000000${serial}` },
      {
        jobTitle: "Clinician",
        department: "Clinics",
        officeLocation: "London 2.01",
        mobilePhone: `+44 20 5551 ${serial}`,
        timeZone: "Europe/London",
      },
    );
  });
}
