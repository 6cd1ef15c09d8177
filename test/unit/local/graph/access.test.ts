import { describe, expect, test } from "vitest";
import { graph, origin } from "./graph-under-test.ts";

describe("who may ask", () => {
  test("a good token reads its own profile", async () => {
    const reply = await graph().get("/v1.0/me");
    expect([reply.status, reply.json.mail]).toEqual([200, "amara.okafor@northwind.example"]);
  });

  test("no bearer is 401 with Graph's error shape and a challenge", async () => {
    const reply = await graph().send(new Request(`${origin}/v1.0/me`, { headers: { "client-request-id": "c-1" } }));
    expect(reply.status).toBe(401);
    expect(reply.json.error.code).toBe("InvalidAuthenticationToken");
    expect(Object.keys(reply.json.error.innerError)).toEqual(["date", "request-id", "client-request-id"]);
    expect(reply.json.error.innerError["client-request-id"]).toBe("c-1");
    expect(reply.json.error.innerError["request-id"]).toBe(reply.headers.get("request-id"));
    expect(reply.headers.get("www-authenticate")).toContain("Bearer");
  });

  test.each([
    ["an unknown token", graph(), "nobody"],
    ["an expired token", graph({ expiresInSeconds: -1 }), "amara.okafor"],
    ["another tenant's token", graph({ tenant: "0c9b7a65-1d2e-4f3a-8b4c-5d6e7f809112" }), "amara.okafor"],
  ])("%s is 401", async (_name, world, as) => {
    const reply = await world.get("/v1.0/me", { as });
    expect([reply.status, reply.json.error.code]).toEqual([401, "InvalidAuthenticationToken"]);
  });
});

describe("what a token may do", () => {
  test.each([
    ["Mail.ReadWrite", "/v1.0/me/messages"],
    ["Mail.ReadBasic", "/v1.0/me/mailFolders"],
    ["Calendars.Read", "/v1.0/me/calendars"],
    ["Team.ReadBasic.All", "/v1.0/me/joinedTeams"],
    ["User.ReadBasic.All", "/v1.0/users"],
    ["People.Read", "/v1.0/me/people"],
  ])("%s opens %s", async (scope, path) => {
    expect((await graph({ scopes: [scope] }).get(path)).status).toBe(200);
  });

  test.each([
    ["/v1.0/me/messages", "ErrorAccessDenied"],
    ["/v1.0/me/calendars", "ErrorAccessDenied"],
    ["/v1.0/me/joinedTeams", "Forbidden"],
    ["/v1.0/users", "Authorization_RequestDenied"],
    ["/v1.0/me/people", "ErrorAccessDenied"],
    ["/v1.0/me/mailboxSettings", "ErrorAccessDenied"],
  ])("%s without its scope is 403 in its service's words", async (path, code) => {
    const reply = await graph({ scopes: ["Files.Read"] }).get(path);
    expect([reply.status, reply.json.error.code]).toEqual([403, code]);
  });

  test("reading mail does not send it", async () => {
    const world = graph({ scopes: ["Mail.ReadWrite"] });
    const reply = await world.post("/v1.0/me/sendMail", {
      message: { toRecipients: [{ emailAddress: { address: "mei.tanaka@clinics.northwind.example" } }] },
    });
    expect([reply.status, reply.json.error.code]).toEqual([403, "ErrorAccessDenied"]);
  });

  test("Mail.ReadBasic shows no body and no preview", async () => {
    const [message] = (await graph({ scopes: ["Mail.ReadBasic"] }).get("/v1.0/me/messages?$top=1")).json.value;
    expect(message.subject).toBeTypeOf("string");
    expect(message).not.toHaveProperty("body");
    expect(message).not.toHaveProperty("bodyPreview");
  });

  test("User.ReadBasic.All shows nothing but the basic profile of others", async () => {
    const world = graph({ scopes: ["User.ReadBasic.All"] });
    const reply = await world.get("/v1.0/users/jonas.weber@northwind.example");
    expect([reply.json.displayName, reply.json.jobTitle]).toEqual(["Jonas Weber", null]);
  });

  test("another person's mailbox is 403", async () => {
    const reply = await graph().get("/v1.0/users/jonas.weber@northwind.example/messages");
    expect([reply.status, reply.json.error.code]).toEqual([403, "ErrorAccessDenied"]);
  });

  test("one's own mailbox opens by address as well", async () => {
    expect((await graph().get("/v1.0/users/amara.okafor@northwind.example/messages?$top=1")).status).toBe(200);
  });
});

describe("paths", () => {
  test("segments are matched in any letter case", async () => {
    expect((await graph().get("/v1.0/ME/MailFolders/INBOX/messages?$top=1")).status).toBe(200);
  });

  test.each([
    ["/v1.0/me/nonsense", "Resource not found for the segment 'nonsense'."],
    ["/v1.0/me/messages/AAMkabc/$value", "Resource not found for the segment '$value'."],
    ["/beta/me", "Invalid version: beta"],
  ])("%s is 400", async (path, message) => {
    const reply = await graph().get(path);
    expect([reply.status, reply.json.error.code, reply.json.error.message]).toEqual([400, "BadRequest", message]);
  });

  test("a method the path does not take is 405", async () => {
    const reply = await graph().patch("/v1.0/me/messages", {});
    expect([reply.status, reply.headers.get("allow")]).toEqual([405, "GET, POST"]);
  });
});

describe("headers", () => {
  test("client-request-id comes back only when asked for", async () => {
    const world = graph();
    const silent = await world.get("/v1.0/me", { headers: { "client-request-id": "c-2" } });
    const echoed = await world.get("/v1.0/me", { headers: { "client-request-id": "c-2", "return-client-request-id": "true" } });
    expect([silent.headers.get("client-request-id"), echoed.headers.get("client-request-id")]).toEqual([null, "c-2"]);
  });

  test("every answer has a request-id of its own", async () => {
    const world = graph();
    const ids = await Promise.all([world.get("/v1.0/me"), world.get("/v1.0/me")]);
    expect(ids[0]?.headers.get("request-id")).not.toBe(ids[1]?.headers.get("request-id"));
  });
});
