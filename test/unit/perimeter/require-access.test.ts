import { describe, expect, test, vi } from "vitest";
import { refuseAccess, requireAccess } from "../../../src/perimeter/require-access.ts";
import { type AccessRefusal } from "../../../src/perimeter/access-token.ts";
import { misconfigured, notFound } from "../../../src/perimeter/refusal.ts";
import { accessTeam, serviceToken } from "../../support/access-team.ts";

const assertion = "cf-access-jwt-assertion";
const email = "cf-access-authenticated-user-email";

async function door() {
  const team = await accessTeam();
  const enter = async (headers: Record<string, string>) => {
    const admission = await requireAccess(new Request("https://mcp.corp.example/mcp", { headers }), team.check, team.keepAlive);
    return admission.admitted ? admission.identity : admission.refusal.reason;
  };
  return { team, enter };
}

describe("only the assertion opens the door", () => {
  test("a good one does", async () => {
    const { team, enter } = await door();

    expect(await enter({ [assertion]: team.token() })).toMatchObject({ kind: "user", email: "alice@corp.example" });
  });

  test.each<[string, (token: string) => Record<string, string>]>([
    ["nothing", () => ({})],
    ["the cookie alone", (token) => ({ cookie: `CF_Authorization=${token}` })],
    ["the e-mail header alone", () => ({ [email]: "ceo@corp.example" })],
    ["a bearer", (token) => ({ authorization: `Bearer ${token}` })],
    ["the managed-OAuth header", (token) => ({ "cf-access-token": token })],
    ["a twin with underscores", (token) => ({ cf_access_jwt_assertion: token })],
  ])("%s does not", async (_name, headers) => {
    const { team, enter } = await door();

    expect(await enter(headers(team.token()))).toBe("jwt_missing");
    expect(team.asked).toEqual([]);
  });

  test("two of them do not", async () => {
    const { team, enter } = await door();

    expect(await enter({ [assertion]: `${team.token()}, ${team.token()}` })).toBe("jwt_malformed");
  });
});

describe("signs of tampering around a good assertion", () => {
  test("the e-mail Access sends beside it, in its own case, is no sign", async () => {
    const { team, enter } = await door();

    expect(await enter({ [assertion]: team.token(), [email]: "Alice@corp.example" })).toMatchObject({ email: "alice@corp.example" });
  });

  test("another e-mail beside it", async () => {
    const { team, enter } = await door();

    expect(await enter({ [assertion]: team.token(), [email]: "ceo@corp.example" })).toBe("identity_header_conflict");
  });

  test("any e-mail beside a service token", async () => {
    const { team, enter } = await door();

    expect(await enter({ [assertion]: team.serviceToken() })).toMatchObject({ commonName: serviceToken });
    expect(await enter({ [assertion]: team.serviceToken(), [email]: "alice@corp.example" })).toBe("identity_header_conflict");
  });

  test("the same person's other session in the cookie is no sign", async () => {
    const { team, enter } = await door();
    const older = team.token({ iat: team.clock.now / 1000 - 60 });

    expect(await enter({ [assertion]: team.token(), cookie: `theme=dark; CF_Authorization=${older}` })).toMatchObject({ kind: "user" });
  });

  test("another person in the cookie", async () => {
    const { team, enter } = await door();
    const bob = team.token({ sub: "b0b", email: "bob@corp.example" });

    expect(await enter({ [assertion]: team.token(), cookie: `CF_Authorization=${bob}` })).toBe("assertion_conflict");
  });

  test("another person in a second cookie of the name", async () => {
    const { team, enter } = await door();
    const bob = team.token({ sub: "b0b", email: "bob@corp.example" });

    expect(await enter({ [assertion]: team.token(), cookie: `CF_Authorization=${team.token()}; CF_Authorization=${bob}` })).toBe(
      "assertion_conflict",
    );
  });

  test("a person in the cookie of a service token", async () => {
    const { team, enter } = await door();

    expect(await enter({ [assertion]: team.serviceToken(), cookie: `CF_Authorization=${team.token()}` })).toBe("assertion_conflict");
  });

  test("another service token in the cookie of a service token", async () => {
    const { team, enter } = await door();
    const other = team.serviceToken({ common_name: "ffffffffffffffffffffffffffffffff.access" });

    expect(await enter({ [assertion]: team.serviceToken(), cookie: `CF_Authorization=${other}` })).toBe("assertion_conflict");
  });

  test("the same service token's other assertion in the cookie is no sign", async () => {
    const { team, enter } = await door();
    const older = team.serviceToken({ iat: team.clock.now / 1000 - 60 });

    expect(await enter({ [assertion]: team.serviceToken(), cookie: `CF_Authorization=${older}` })).toMatchObject({ kind: "service" });
  });

  test("a service token in the cookie of a person", async () => {
    const { team, enter } = await door();

    expect(await enter({ [assertion]: team.token(), cookie: `CF_Authorization=${team.serviceToken()}` })).toBe("assertion_conflict");
  });

  test("another cookie whose name only looks alike is none of Access's", async () => {
    const { team, enter } = await door();
    const bob = team.token({ sub: "b0b", email: "bob@corp.example" });

    expect(await enter({ [assertion]: team.token(), cookie: `CF_AuthorizationX=${bob}; XF_Authorization=${bob}` })).toMatchObject({
      kind: "user",
    });
  });

  test("four cookies of the name are looked at, and no fifth", async () => {
    const { team, enter } = await door();
    const bob = `CF_Authorization=${team.token({ sub: "b0b", email: "bob@corp.example" })}`;
    const after = (some: number) => [...Array.from({ length: some }, () => "CF_Authorization=none"), bob].join("; ");

    expect(await enter({ [assertion]: team.token(), cookie: after(3) })).toBe("assertion_conflict");
    expect(await enter({ [assertion]: team.token(), cookie: after(4) })).toMatchObject({ kind: "user" });
  });

  test("the assertion itself in the cookie is not verified twice", async () => {
    const team = await accessTeam();
    const now = vi.fn(team.check.now);
    const headers = { [assertion]: team.token(), cookie: `CF_Authorization=${team.token()}` };
    const request = new Request("https://mcp.corp.example/connect", { headers });

    expect(await requireAccess(request, { ...team.check, now }, team.keepAlive)).toMatchObject({ admitted: true });
    expect(now).toHaveBeenCalledTimes(1);
  });

  test("an expired cookie proves nothing", async () => {
    const { team, enter } = await door();
    const old = team.token({ sub: "b0b", email: "bob@corp.example", exp: team.clock.now / 1000 - 3600, iat: team.clock.now / 1000 - 7200 });

    expect(await enter({ [assertion]: team.token(), cookie: `CF_Authorization=${old}` })).toMatchObject({ email: "alice@corp.example" });
  });
});

describe("what a refused caller sees", () => {
  const requestId = "0193a8c2-0000-4000-8000-000000000001";
  const denials: AccessRefusal[] = [
    { reason: "jwt_missing" },
    { reason: "jwt_malformed" },
    { reason: "alg_not_allowed", alg: "none" },
    { reason: "crit_unsupported" },
    { reason: "kid_missing" },
    { reason: "kid_unknown" },
    { reason: "bad_signature" },
    { reason: "iss_mismatch" },
    { reason: "aud_mismatch" },
    { reason: "type_not_app" },
    { reason: "exp_missing" },
    { reason: "expired", expiredAt: 1, now: 2 },
    { reason: "too_long_lived" },
    { reason: "not_yet_valid" },
    { reason: "principal_ambiguous" },
    { reason: "email_missing" },
    { reason: "email_invalid" },
    { reason: "identity_header_conflict" },
    { reason: "assertion_conflict" },
  ];

  test.each(denials)("$reason: 403, byte for byte the same, no hint how to authenticate", async (refusal) => {
    const response = refuseAccess(refusal, requestId);

    expect(response.status).toBe(403);
    expect(await response.text()).toBe(
      `{"error":"access_denied","error_description":"Request was not admitted by the access perimeter.","request_id":"${requestId}"}`,
    );
    expect(Object.fromEntries(response.headers)).toEqual({
      "cache-control": "no-store",
      "content-type": "application/json",
      "x-content-type-options": "nosniff",
    });
  });

  test.each<AccessRefusal>([
    { reason: "jwks_unavailable" },
    { reason: "jwks_invalid" },
    { reason: "jwks_timeout" },
    { reason: "jwks_stale" },
  ])("$reason: 503, come back in 5 s", async (refusal) => {
    const response = refuseAccess(refusal, requestId);

    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("5");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual({
      error: "temporarily_unavailable",
      error_description: "The access perimeter cannot verify requests right now.",
      request_id: requestId,
    });
  });

  test("an address where nothing is: 404 that names the one of MCP", async () => {
    const response = notFound(requestId);

    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      error: "not_found",
      error_description: "There is nothing at this address. MCP clients use /mcp.",
      request_id: requestId,
    });
  });

  test("a server without its settings: 503 that names none of them", async () => {
    const response = misconfigured(requestId);

    expect(response.status).toBe(503);
    expect(await response.text()).toBe(
      `{"error":"misconfigured","error_description":"This server is not configured completely. Its operator finds the list in the Worker's log.","request_id":"${requestId}"}`,
    );
  });
});
