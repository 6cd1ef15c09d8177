import { Hono } from "hono";
import { expect, test } from "vitest";
import { type FormPurpose, ownForms } from "../../../src/oauth/own-form.ts";
import { audience, keyRing } from "../accounts/vault-fixture.ts";

const purpose: FormPurpose = { path: "/connections", about: "user:alice" };

/** One browser with the cookie of its page, and the token of the form on it. */
async function browser(keys = keyRing()) {
  const forms = ownForms({ publicOrigin: audience, keys });
  const app = new Hono();
  app.get("/page", (c) => c.text(forms.token(c, purpose)));
  const page = await app.request(`${audience}/page`);
  const [cookie = ""] = page.headers.getSetCookie();
  return { forms, token: await page.text(), cookie: cookie.split(";")[0] ?? "" };
}

async function sent(at: FormPurpose, given: Awaited<ReturnType<typeof browser>>, body = `token=${given.token}&end=account`) {
  const app = new Hono();
  let fields: URLSearchParams | null | undefined;
  app.post("/form", async (c) => {
    fields = await given.forms.read(c, at);
    return c.body(null);
  });
  await app.request(`${audience}/form`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", origin: audience, cookie: given.cookie },
    body,
  });
  return fields;
}

test("gives the fields of its own form", async () => {
  expect((await sent(purpose, await browser()))?.get("end")).toBe("account");
});

test.each([
  ["another form", { ...purpose, path: "/connect" }],
  ["another person", { ...purpose, about: "user:bob" }],
  ["a person and form that read the same when run together", { path: '/connections","user', about: "alice" }],
])("is not the form of %s", async (_name, at) => {
  expect(await sent(at, await browser())).toBeNull();
});

test("is not the form of another deployment", async () => {
  const [ours, theirs] = [await browser(), await browser()];
  expect(await sent(purpose, { ...ours, token: theirs.token })).toBeNull();
});

test("more than 4 KiB are no form", async () => {
  const ours = await browser();
  expect(await sent(purpose, ours, `token=${ours.token}&end=${"x".repeat(4_096)}`)).toBeNull();
});
