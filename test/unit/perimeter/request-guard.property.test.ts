import * as fc from "fast-check";
import { expect, test } from "vitest";
import { guardMcp, screen } from "../../../src/perimeter/request-guard.ts";

const requestId = "0193a8c2-0000-4000-8000-000000000001";
const origins = new Set(["https://mcp.corp.example"]);
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

test("any bytes as a body: handed on as the very text they are, or a JSON-RPC error with 400", async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json().map((text) => new TextEncoder().encode(text)),
    fc.string({ unit: "binary" }).map((text) => new TextEncoder().encode(text)),
  );
  await fc.assert(
    fc.asyncProperty(bytes, async (body) => {
      const request = new Request("https://mcp.corp.example/mcp", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: new Uint8Array(body),
      });
      const guarded = await guardMcp(request, origins, requestId);
      if (guarded.accepted) {
        expect(guarded.text).toBe(utf8.decode(body));
        expect(guarded.parsed).toEqual(JSON.parse(guarded.text));
        return;
      }
      expect(guarded.response.status).toBe(400);
      expect(["body_not_utf8", "json_invalid", "batch_refused"]).toContain(guarded.reason);
      expect(await guarded.response.json()).toMatchObject({ jsonrpc: "2.0", id: null });
    }),
    { numRuns: 1_000 },
  );
});

test("no host but ours, and no origin but ours, whatever they look like", async () => {
  const lookalike = fc
    .tuple(
      fc.constantFrom("", "a.", "mcp.corp.example@", "xn--"),
      fc.constantFrom("mcp.corp.example", "MCP.corp.example", "mcp.corp.examp1e"),
      fc.constantFrom("", ".", ".evil.com", ":443", ":8443", "/", "#"),
    )
    .map((parts) => parts.join(""));
  await fc.assert(
    fc.asyncProperty(fc.oneof(lookalike, fc.string({ unit: fc.constantFrom(..."abc.:@/-_0[]".split("")) })), async (name) => {
      fc.pre(name !== "mcp.corp.example");
      const asked = {
        url: "https://mcp.corp.example/mcp",
        method: "POST",
        headers: new Headers({ host: name, origin: `https://${name}` }),
      };
      expect(screen(asked as unknown as Request, new Set(["mcp.corp.example"]), requestId)?.reason).toBe("host_not_allowed");
      expect(await guardMcp(asked as unknown as Request, origins, requestId)).toMatchObject({ reason: "origin_refused" });
    }),
    { numRuns: 1_000 },
  );
});
