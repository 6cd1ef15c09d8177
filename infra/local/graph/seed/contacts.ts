import type { Person } from "../../company.ts";
import { type Outsider, outsiders } from "./outsiders.ts";

type SeedContact = {
  readonly displayName: string;
  readonly givenName: string;
  readonly surname: string;
  readonly companyName: string;
  readonly address: string;
  readonly mobilePhone: string;
  readonly jobTitle: string;
};

const contact = (
  who: Outsider,
  givenName: string,
  surname: string,
  companyName: string,
  mobilePhone: string,
  jobTitle: string,
): SeedContact => ({
  displayName: `${givenName} ${surname}`.trim(),
  givenName,
  surname,
  companyName,
  address: outsiders[who].address,
  mobilePhone,
  jobTitle,
});

/** Personal contacts: outsiders everybody deals with, and one canary of their own. */
export function contactsOf(person: Person): readonly SeedContact[] {
  return [
    contact("proudlove", "Harriet", "Proudlove", "Proudlove Legal", "+44 20 5552 0001", "Solicitor"),
    contact("audit", "Tobias", "Lindqvist", "Lindqvist & Partner", "+46 8 5552 0002", "Auditor"),
    contact("kestrel", "Kestrel", "Service", "Kestrel Imaging GmbH", "+49 30 5552 0003", "Service desk"),
    contact("japan", "健一", "田中", "Sakura Devices", "+81 3 5552 0004", "Sales"),
    contact("university", "Ngozi", "Adeyemi-O'Brien", "Ulster Health", "+44 28 5552 0005", "Professor"),
    contact("recruiter", "Søren", "Ågård", "Talent Nord", "+45 5552 0006", "Recruiter"),
    contact("medline", "Medline", "Orders", "Medline Supplies", "+49 40 5552 0007", "Orders"),
    contact("landlord", "Spreebogen", "Verwaltung", "Spreebogen Immobilien", "+49 30 5552 0008", "Landlord"),
    {
      displayName: `Canary Contact of ${person.displayName}`,
      givenName: "Canary",
      surname: person.surname,
      companyName: "",
      address: `canary.${person.name}@private.example`,
      mobilePhone: "+49 151 5552 0009",
      jobTitle: "",
    },
  ];
}
