/** People and machines outside Northwind that write to it. Domains are reserved for documentation (RFC 2606), as is the company's. */
export type Address = { readonly name: string; readonly address: string };

export const outsiders = {
  medline: { name: "Medline Supplies – Orders", address: "orders@medline-supplies.example" },
  kestrel: { name: "Kestrel Imaging GmbH", address: "service@kestrel-imaging.example" },
  proudlove: { name: "Harriet Proudlove", address: "h.proudlove@proudlove-legal.example" },
  audit: { name: "Tobias Lindqvist (Lindqvist & Partner)", address: "t.lindqvist@lindqvist-audit.example" },
  landlord: { name: "Spreebogen Immobilien", address: "verwaltung@spreebogen.example" },
  digest: { name: "Clinic Operations Weekly", address: "newsletter@clinicops.example" },
  cloudNews: { name: "The Cloud Ledger", address: "hello@cloudledger.example" },
  travel: { name: "Bahnhof Travel", address: "tickets@bahnhof-travel.example" },
  university: { name: "Prof. Ngozi Adeyemi-O'Brien", address: "n.adeyemi@ulster-health.example" },
  recruiter: { name: 'Søren "Sonny" Ågård', address: "sonny@talent-nord.example" },
  japan: { name: "田中 健一", address: "kenichi.tanaka@sakura-devices.example" },
  bank: { name: "Elbe Handelsbank", address: "kontoservice@elbebank.example" },
  helpdesk: { name: "IT-Servicedesk (external)", address: "support@northw1nd.example" },
  courier: { name: "ParcelPost", address: "no-reply@parcelpost.example" },
  insurer: { name: "Alba Health Insurance", address: "claims@alba-insurance.example" },
} as const satisfies Record<string, Address>;

export type Outsider = keyof typeof outsiders;
