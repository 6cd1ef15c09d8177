/** What a caller asks to see less of, by header or by address; it can only take away from what the deployment offers. */
import { narrowedByBoth, type Narrowing, type OutputFormat, outputFormats, type Toolset, toolsets } from "../core/selection.ts";
import { refusal } from "./refusal.ts";
import type { Refused } from "./request-guard.ts";

/** The address without what it narrows, for records: `/mcp`, `/mcp/x` or `/mcp/readonly`. */
export type McpAddress = { readonly route: "/mcp" | "/mcp/x" | "/mcp/readonly"; readonly toolsets?: string; readonly readOnly: boolean };

export type Wishes = { readonly narrowing: Narrowing; readonly output?: OutputFormat | undefined };

type WishesVerdict = { readonly accepted: true; readonly wishes: Wishes } | ({ readonly accepted: false } & Refused);

/** `/mcp`, `/mcp/readonly`, `/mcp/x/mail,calendar` and `/mcp/x/mail,calendar/readonly`; null for any other address. */
export function mcpAddress(pathname: string): McpAddress | null {
  if (pathname === "/mcp") return { route: "/mcp", readOnly: false };
  if (pathname === "/mcp/readonly") return { route: "/mcp/readonly", readOnly: true };
  const match = /^\/mcp\/x\/([^/]+)(\/readonly)?$/.exec(pathname);
  return match?.[1] === undefined ? null : { route: "/mcp/x", toolsets: match[1], readOnly: match[2] !== undefined };
}

/**
 * Address and headers together: a tool has to be named by both where both name toolsets.
 *
 * @param address null on the routes of other transports
 */
export function readWishes(headers: Headers, address: McpAddress | null, requestId: string): WishesVerdict {
  const refuse = (description: string): WishesVerdict => ({
    accepted: false,
    reason: "narrowing_invalid",
    response: refusal(400, "narrowing_invalid", description, requestId),
  });
  const byAddress = toolsetsOf(address?.toolsets ?? null);
  const byHeader = toolsetsOf(headers.get("x-mcp-toolsets"));
  if (byAddress === null || byHeader === null) {
    const where = byAddress === null ? "The address" : "X-MCP-Toolsets";
    return refuse(`${where} names toolsets separated by commas: any of ${toolsets.join(", ")}.`);
  }
  const readonly = flagOf(headers.get("x-mcp-readonly"));
  if (readonly === null) return refuse("X-MCP-Readonly is true or false.");
  const output = outputOf(headers.get("x-mcp-output"));
  if (output === null) return refuse(`X-MCP-Output is one of ${outputFormats.join(", ")}.`);
  const narrowing = narrowedByBoth(
    { toolsets: byAddress, readOnly: address?.readOnly === true ? true : undefined },
    { toolsets: byHeader, readOnly: readonly ? true : undefined },
  );
  return { accepted: true, wishes: { narrowing, ...(output !== undefined && { output }) } };
}

/** Undefined where nothing is named, null where something else than toolsets is. */
function toolsetsOf(text: string | null): readonly Toolset[] | null | undefined {
  if (text === null) return undefined;
  const names = text.split(",").map((name) => name.trim().toLowerCase());
  const known = toolsets.filter((name) => names.includes(name));
  return known.length === new Set(names).size ? known : null;
}

function flagOf(text: string | null): boolean | null {
  if (text === null) return false;
  switch (text.trim().toLowerCase()) {
    case "true":
    case "1":
      return true;
    case "false":
    case "0":
      return false;
    default:
      return null;
  }
}

function outputOf(text: string | null): OutputFormat | null | undefined {
  if (text === null) return undefined;
  return outputFormats.find((format) => format === text.trim().toLowerCase()) ?? null;
}
