/** The product's entry inside workerd: what the doors answer before anybody is known. */
import { exports } from "cloudflare:workers";
import { expect, test, vi } from "vitest";

const ask = (path: string, init: { readonly method?: string; readonly body?: string } = {}, host = "mcp.example.com") =>
  exports.default.fetch(new Request(`https://${host}${path}`, { ...init, headers: { host } }));

test("answers liveness without detail and without Access", async () => {
  const response = await ask("/healthz");

  expect([response.status, await response.text()]).toEqual([200, "ok\n"]);
});

test.each([
  "/",
  "/mcp",
  "/mcp/x/mail",
  "/sse",
  "/messages?sessionId=x",
  "/connect",
  "/callback",
  "/connections",
  "/operator/connections",
  "/operator/clients",
  "/approve",
  "/soc",
  "/authorize",
  "/token",
  "/register",
  "/.well-known/oauth-authorization-server",
  "/HEALTHZ",
  "//healthz",
  "//x/healthz",
  "//x/mcp",
  "/\\x/healthz",
  "//x/egress/chat/completions",
  "/healthz/",
  "/EGRESS/chat/completions",
])("keeps %s behind Access", async (path) => {
  const response = await ask(path, { method: "POST", body: "{}" });

  expect(response.status).toBe(403);
  expect(response.headers.get("www-authenticate")).toBeNull();
  expect(await response.json()).toEqual({
    error: "access_denied",
    error_description: "Request was not admitted by the access perimeter.",
    request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});

test("answers for its own hosts only", async () => {
  const response = await ask("/healthz", {}, "evil.example.com");

  expect(response.status).toBe(403);
});

test("knows the gateway by its credential alone", async () => {
  const response = await ask("/egress/chat/completions", { method: "POST", body: "{}" });

  expect([response.status, await response.json()]).toEqual([401, { error: { code: "relay_caller_unknown" } }]);
});

test.each([
  [{ botManagement: { ja4: "t13d1516h2_8daaf6152771_02713d6af862" } }, "t13d1516h2_8daaf6152771_02713d6af862"],
  [{ botManagement: { ja4: 7 } }, undefined],
  [{}, undefined],
])("of a connection that Cloudflare describes as %j the record keeps the fingerprint %s", async (cf, clientJa4) => {
  const lines = vi.spyOn(console, "log").mockReturnValue(undefined);
  const host = "mcp.example.com";

  await exports.default.fetch(new Request(`https://${host}/mcp`, { headers: { host }, cf }));

  const written = lines.mock.calls.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>);
  lines.mockRestore();
  expect(written).toEqual([expect.objectContaining({ reason: "jwt_missing" })]);
  expect(written[0]?.["clientJa4"]).toBe(clientJa4);
});
