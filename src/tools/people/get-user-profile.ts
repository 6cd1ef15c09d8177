import { z } from "zod";
import { defineTool } from "../define-tool.ts";
import { fieldsOf } from "../listing.ts";
import { oneLine } from "../visible-text.ts";

const profile = z.object({
  id: z.string(),
  displayName: z.string().nullable(),
  givenName: z.string().nullable(),
  surname: z.string().nullable(),
  userPrincipalName: z.string(),
  mail: z.string().nullable(),
  jobTitle: z.string().nullable(),
  mobilePhone: z.string().nullable(),
  businessPhones: z.array(z.string()),
  officeLocation: z.string().nullable(),
  preferredLanguage: z.string().nullable(),
});

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
    return graph.request({ method: "GET", path: "/me", query: { $select: fieldsOf(profile) }, response: profile, idempotency: "safe" });
  },
  text: (me) =>
    Object.entries(me)
      .filter(([, value]) => value !== null && value.length > 0)
      .map(([name, value]) => `${name}: ${oneLine(Array.isArray(value) ? value.join(", ") : String(value))}`)
      .join("\n"),
});
