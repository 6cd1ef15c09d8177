/** What a refused caller learns: little, always the same shape, never a hint which door is weak. */

/** P403: the perimeter did not admit the request. No `WWW-Authenticate`: there is nothing to negotiate here. */
export function accessDenied(requestId: string): Response {
  return refusal(403, "access_denied", "Request was not admitted by the access perimeter.", requestId);
}

/** P503: we cannot tell right now; never an open door and never "invalid token". */
export function temporarilyUnavailable(requestId: string): Response {
  return refusal(503, "temporarily_unavailable", "The access perimeter cannot verify requests right now.", requestId, {
    "retry-after": "5",
  });
}

export function misconfigured(requestId: string): Response {
  return refusal(
    503,
    "misconfigured",
    "This server is not configured completely. Its operator finds the list in the Worker's log.",
    requestId,
  );
}

export function notFound(requestId: string): Response {
  return refusal(404, "not_found", "There is nothing at this address. MCP clients use /mcp.", requestId);
}

export function refusal(
  status: number,
  error: string,
  description: string,
  requestId: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return Response.json(
    { error, error_description: description, request_id: requestId },
    { status, headers: { "cache-control": "no-store", "x-content-type-options": "nosniff", ...headers } },
  );
}
