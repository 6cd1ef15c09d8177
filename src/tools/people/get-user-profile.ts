import { z } from "zod";
import { compact } from "../compact.ts";
import { defineTool } from "../define-tool.ts";
import { fieldsOf } from "../listing.ts";
import { oneLine } from "../visible-text.ts";

const graphProfile = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  givenName: z.string().nullish(),
  surname: z.string().nullish(),
  userPrincipalName: z.string(),
  mail: z.string().nullish(),
  jobTitle: z.string().nullish(),
  mobilePhone: z.string().nullish(),
  businessPhones: z.array(z.string()),
  officeLocation: z.string().nullish(),
  preferredLanguage: z.string().nullish(),
});

const profile = z.object({
  id: z.string(),
  displayName: z.string().optional(),
  givenName: z.string().optional(),
  surname: z.string().optional(),
  userPrincipalName: z.string(),
  mail: z.string().optional(),
  jobTitle: z.string().optional(),
  mobilePhone: z.string().optional(),
  businessPhones: z.array(z.string()),
  officeLocation: z.string().optional(),
  preferredLanguage: z.string().optional(),
});
type Profile = z.output<typeof profile>;

export const getUserProfile = defineTool({
  name: "getUserProfile",
  title: "Get my profile",
  description: "Your own Microsoft 365 profile: name, addresses, job, phones.",
  toolset: "people",
  tier: "core",
  risk: "read",
  scopes: ["User.Read"],
  operations: ["GET /me"],
  input: z.strictObject({}),
  output: profile,

  async run(_input, { graph }) {
    const me = await graph.request({
      method: "GET",
      path: "/me",
      query: { $select: fieldsOf(graphProfile) },
      response: graphProfile,
      idempotency: "safe",
    });
    const line = (text: string | null | undefined) => (text ? oneLine(text, 254) : undefined);
    return compact<Profile>({
      id: me.id,
      displayName: line(me.displayName),
      givenName: line(me.givenName),
      surname: line(me.surname),
      userPrincipalName: oneLine(me.userPrincipalName, 254),
      mail: line(me.mail),
      jobTitle: line(me.jobTitle),
      mobilePhone: line(me.mobilePhone),
      businessPhones: me.businessPhones.map((phone) => oneLine(phone, 60)),
      officeLocation: line(me.officeLocation),
      preferredLanguage: line(me.preferredLanguage),
    });
  },
  text: (me) =>
    Object.entries(me)
      .filter(([, value]) => value !== undefined && value.length > 0)
      .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(", ") : String(value)}`)
      .join("\n"),
});
