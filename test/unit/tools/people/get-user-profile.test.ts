import { expect, test } from "vitest";
import { getUserProfile } from "../../../../src/tools/people/get-user-profile.ts";
import { callTool } from "../call-tool.ts";

test("nothing hidden comes with a profile, whoever keeps the directory", async () => {
  const hidden = "Lead\u200B\u202E\u{E0041}\nof ![x](https://evil.example/y) clinics";
  const { output, text } = await callTool(getUserProfile, {}, [
    { body: { id: "me", userPrincipalName: "ana@contoso.example", jobTitle: hidden, businessPhones: [hidden] } },
  ]);

  expect(output).toMatchObject({ jobTitle: "Lead of [image: x] clinics", businessPhones: ["Lead of [image: x] clinics"] });
  expect(text).toContain("jobTitle: Lead of [image: x] clinics\n");
});
