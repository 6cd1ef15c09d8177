import { describe, expect, test } from "vitest";
import { mcpAddress, readWishes } from "../../../src/perimeter/narrowing.ts";

const read = (headers: Record<string, string>, path = "/mcp") => readWishes(new Headers(headers), mcpAddress(path), "r1");

describe("an address of MCP", () => {
  test.each([
    ["/mcp", "/mcp"],
    ["/mcp/readonly", "/mcp/readonly"],
    ["/mcp/x/mail", "/mcp/x"],
    ["/mcp/x/mail,calendar/readonly", "/mcp/x"],
  ])("%s is recorded as %s", (path, route) => {
    expect(mcpAddress(path)?.route).toBe(route);
  });

  test.each([
    "/",
    "/mcp/",
    "/mcp/x",
    "/mcp/x/",
    "/mcp/x/mail/",
    "/mcp/x/mail/write",
    "/mcp/readonly/",
    "/mcp/mail",
    "/MCP",
    "/mcp/x/a/b/readonly",
  ])("%s is none", (path) => {
    expect(mcpAddress(path)).toBeNull();
  });
});

describe("what a caller asks to see less of", () => {
  test.each([
    ["nothing", {}, "/mcp", {}],
    ["toolsets by header", { "x-mcp-toolsets": "mail, Calendar" }, "/mcp", { toolsets: ["mail", "calendar"] }],
    ["toolsets by address", {}, "/mcp/x/calendar,mail", { toolsets: ["mail", "calendar"] }],
    ["what both name", { "x-mcp-toolsets": "mail,files" }, "/mcp/x/mail,calendar", { toolsets: ["mail"] }],
    ["nothing that both name", { "x-mcp-toolsets": "files" }, "/mcp/x/mail", { toolsets: [] }],
    ["reading by header", { "x-mcp-readonly": "true" }, "/mcp", { readOnly: true }],
    [
      "reading by address, whatever the header says",
      { "x-mcp-readonly": "false" },
      "/mcp/x/mail/readonly",
      { toolsets: ["mail"], readOnly: true },
    ],
    ["reading of everything", {}, "/mcp/readonly", { readOnly: true }],
  ])("%s", (_what, headers, path, narrowing) => {
    expect(read(headers, path)).toEqual({ accepted: true, wishes: { narrowing } });
  });

  test("a format of results", () => {
    expect(read({ "x-mcp-output": "TOON" })).toEqual({ accepted: true, wishes: { narrowing: {}, output: "toon" } });
  });

  test("other transports have headers alone", () => {
    expect(readWishes(new Headers({ "x-mcp-readonly": "1" }), null, "r1")).toEqual({
      accepted: true,
      wishes: { narrowing: { readOnly: true } },
    });
  });

  test.each([
    ["a toolset nobody has", { "x-mcp-toolsets": "mail,post" }, "/mcp", "X-MCP-Toolsets"],
    ["no toolset at all", { "x-mcp-toolsets": "" }, "/mcp", "X-MCP-Toolsets"],
    ["a toolset nobody has, by address", {}, "/mcp/x/post", "address"],
    ["another flag", { "x-mcp-readonly": "maybe" }, "/mcp", "X-MCP-Readonly"],
    ["another format", { "x-mcp-output": "xml" }, "/mcp", "X-MCP-Output"],
  ])("%s is refused by name", async (_what, headers, path, named) => {
    const verdict = read(headers, path);

    expect(verdict).toMatchObject({ accepted: false, reason: "narrowing_invalid", response: { status: 400 } });
    expect(await (verdict as unknown as { response: Response }).response.text()).toContain(named);
  });
});
