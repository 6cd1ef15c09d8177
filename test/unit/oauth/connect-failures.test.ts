/** What nobody foresaw behind `/connect` belongs to the composition root, which leaves a record of it and repeats nothing. */
import { expect, test, vi } from "vitest";
import { connectFixture } from "./connect-fixture.ts";

test("an unforeseen failure is handed on, neither answered nor written down here", async () => {
  const written = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const fixture = await connectFixture();
  vi.spyOn(fixture.vault, "standing").mockReturnValue({
    tenantId: "t",
    objectId: "o",
    userPrincipalName: "alice@corp.example",
    email: "alice@corp.example",
    bindingRule: "upn",
    grantedScopes: [],
    linkedAt: Number.NaN,
    needsSignIn: false,
  });

  await expect(fixture.browser().send("/connect")).rejects.toThrow(RangeError);
  expect(written).not.toHaveBeenCalled();
});

test.each([
  ["/connect", "PUT"],
  ["/callback", "POST"],
])("%s by %s leaves its record", async (path, method) => {
  const fixture = await connectFixture();
  const response = await fixture.browser().send(path, { method });

  expect(response.status).toBe(405);
  expect(fixture.events).toEqual([{ kind: "link", outcome: "refused", reason: "method_refused", httpStatus: 405 }]);
});
