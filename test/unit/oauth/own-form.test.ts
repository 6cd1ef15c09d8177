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

async function sent(
  at: FormPurpose,
  given: Awaited<ReturnType<typeof browser>>,
  body = `token=${given.token}&end=account`,
  from: Readonly<Record<string, string>> = { origin: audience },
) {
  const app = new Hono();
  let fields: URLSearchParams | null | undefined;
  app.post("/form", async (c) => {
    fields = await given.forms.read(c, at);
    return c.body(null);
  });
  await app.request(`${audience}/form`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", cookie: given.cookie, ...from },
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

test.each<[string, Readonly<Record<string, string>>]>([
  ["our origin, where the browser says no more", { origin: audience }],
  ["our origin and our site", { origin: audience, "sec-fetch-site": "same-origin" }],
  ["an origin that our own page kept to itself", { origin: "null", "sec-fetch-site": "same-origin" }],
])("believes a browser that says %s", async (_name, from) => {
  expect(await sent(purpose, await browser(), undefined, from)).not.toBeNull();
});

test.each<[string, Readonly<Record<string, string>>]>([
  ["no origin", {}],
  ["no origin, from our site", { "sec-fetch-site": "same-origin" }],
  ["an origin kept back, and nothing of the site", { origin: "null" }],
  ["an origin kept back by another site", { origin: "null", "sec-fetch-site": "cross-site" }],
  ["an origin kept back by a host beside ours", { origin: "null", "sec-fetch-site": "same-site" }],
  ["another origin", { origin: "https://evil.example" }],
  ["another origin that claims our site", { origin: "https://evil.example", "sec-fetch-site": "same-origin" }],
  ["our origin from another site", { origin: audience, "sec-fetch-site": "cross-site" }],
])("does not believe a browser that says %s", async (_name, from) => {
  expect(await sent(purpose, await browser(), undefined, from)).toBeNull();
});
