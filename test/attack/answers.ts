/** The answers an attacker may get, compared byte by byte with what came; the names are those of the attack sheets. */
import { isDeepStrictEqual } from "node:util";
import type { AuditKind } from "../../src/audit/event.ts";
import type { ToolAnswer, RpcAnswer } from "../support/mcp-post.ts";

/** An answer as it came over the wire. */
export type Seen = { readonly status: number; readonly headers: Headers; readonly text: string };

export type Answer = {
  /** `P403` */
  readonly name: string;
  /** What of `seen` is not as it must be; null where all of it is. */
  readonly problem: (seen: Seen) => string | null;
  /** Kind of line that tells of such a refusal; any where it is left out. */
  readonly kind?: AuditKind;
  /** Refused before a principal exists: nothing may have been stored, fetched, or sent to the gateway. */
  readonly isPerimeter?: true;
};

export async function seen(asked: Response | Promise<Response>): Promise<Seen> {
  const response = await asked;
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;

/** The JSON refusal of our own doors: its every byte, the request id masked. */
function ownJson(status: number, error: string, description: string, headers: Readonly<Record<string, string>> = {}): Answer["problem"] {
  const body = JSON.stringify({ error, error_description: description, request_id: "<uuid>" });
  return (answer) =>
    statusProblem(answer, status) ??
    (answer.text.replace(uuid, "<uuid>") === body ? null : `body ${excerpt(answer.text)}`) ??
    headerProblem(answer, {
      "content-type": "application/json",
      "cache-control": "no-store",
      "www-authenticate": null,
      "set-cookie": null,
      location: null,
      ...headers,
    });
}

/** Not admitted by the perimeter. */
export const P403: Answer = {
  name: "P403",
  kind: "admission",
  isPerimeter: true,
  problem: ownJson(403, "access_denied", "Request was not admitted by the access perimeter."),
};

/** The perimeter cannot tell right now, and stays closed. */
export const P503: Answer = {
  name: "P503",
  kind: "admission",
  isPerimeter: true,
  problem: ownJson(503, "temporarily_unavailable", "The access perimeter cannot verify requests right now.", { "retry-after": "5" }),
};

export const misconfigured503: Answer = {
  name: "503 misconfigured",
  kind: "config",
  isPerimeter: true,
  problem: ownJson(503, "misconfigured", "This server is not configured completely. Its operator finds the list in the Worker's log."),
};

/** Admitted, and told that there is nothing here. */
export const notFound404: Answer = {
  name: "404",
  kind: "admission",
  problem: ownJson(404, "not_found", "There is nothing at this address. MCP clients use /mcp."),
};

/** A JSON refusal of the request's form: `{ error, error_description, request_id }` with that status and code. */
export function refusal(status: number, error: string, headers: Readonly<Record<string, string | null>> = {}): Answer {
  return {
    name: `${status} ${error}`,
    problem: (answer) => {
      const body = jsonOf(answer.text) as Record<string, unknown> | null;
      const keys = body === null ? [] : Object.keys(body);
      return (
        statusProblem(answer, status) ??
        (body?.["error"] === error && isDeepStrictEqual(keys, ["error", "error_description", "request_id"])
          ? null
          : `body ${excerpt(answer.text)}`) ??
        headerProblem(answer, { "cache-control": "no-store", "www-authenticate": null, ...headers })
      );
    },
  };
}

/** RFC 6750 §3, RFC 9728 §5.1: says where to get a bearer, and what is wrong with the one that came. */
export function B401(resourceMetadata: string, error?: "invalid_token"): Answer {
  return {
    name: error === undefined ? "B401" : `B401 ${error}`,
    problem: (answer) => {
      const challenge = answer.headers.get("www-authenticate") ?? "";
      return (
        statusProblem(answer, 401) ??
        (challenge.startsWith("Bearer ") && challenge.includes(`resource_metadata="${resourceMetadata}"`)
          ? null
          : `www-authenticate ${challenge || "absent"}`) ??
        (error === undefined
          ? /error=/.test(challenge)
            ? `www-authenticate ${challenge}`
            : null
          : challenge.includes(`error="${error}"`)
            ? null
            : `www-authenticate ${challenge}`)
      );
    },
  };
}

/** RFC 6750 §3.1: the bearer is good, but not for this. */
export function S403(scope: string): Answer {
  return {
    name: `S403 ${scope}`,
    problem: (answer) => {
      const challenge = answer.headers.get("www-authenticate") ?? "";
      const isSo = challenge.startsWith("Bearer ") && challenge.includes('error="insufficient_scope"') && challenge.includes(scope);
      return statusProblem(answer, 403) ?? (isSo ? null : `www-authenticate ${challenge || "absent"}`);
    },
  };
}

/** RFC 6749 §5.2: an OAuth error in JSON, never to be stored. */
export function O(code: string, status: 400 | 401 = 400): Answer {
  return {
    name: `O(${code})`,
    problem: (answer) =>
      statusProblem(answer, status) ??
      ((jsonOf(answer.text) as { readonly error?: unknown } | null)?.error === code ? null : `body ${excerpt(answer.text)}`) ??
      headerProblem(answer, { "cache-control": /no-store/, location: null }),
  };
}

/** A page of our own: no redirect, no script, nothing frames it. */
export const L400: Answer = page("L400", 400);

export function page(name: string, status: number): Answer {
  return {
    name,
    problem: (answer) =>
      statusProblem(answer, status) ??
      headerProblem(answer, {
        location: null,
        "content-type": /^text\/html/,
        "content-security-policy": /default-src 'none'.*frame-ancestors 'none'/,
        "x-frame-options": "DENY",
        "cache-control": /no-store/,
        "referrer-policy": "no-referrer",
      }) ??
      (/<script/i.test(answer.text) ? "a script in the page" : null),
  };
}

/** RFC 6749 §4.1.2.1, RFC 9207: back to the validated redirect URI with the error, the client's state and our issuer. */
export function R302(code: string, to: { readonly redirectUri: string; readonly state: string; readonly issuer: string }): Answer {
  return {
    name: `R302(${code})`,
    problem: (answer) => {
      const location = URL.parse(answer.headers.get("location") ?? "");
      if (![302, 303].includes(answer.status)) return statusProblem(answer, 302);
      if (!location || `${location.origin}${location.pathname}` !== to.redirectUri)
        return `location ${answer.headers.get("location") ?? "absent"}`;
      const query = location.searchParams;
      const told = [query.getAll("error"), query.getAll("state"), query.getAll("iss"), query.getAll("code")];
      return isDeepStrictEqual(told, [[code], [to.state], [to.issuer], []]) ? null : `location ${location.href}`;
    },
  };
}

/** JSON-RPC 2.0 §5.1: an error and nothing else. */
export function J(status: number, code: number | readonly number[]): Answer {
  const codes = typeof code === "number" ? [code] : code;
  return {
    name: `J(${status},${codes.join("|")})`,
    problem: (answer) => {
      const body = jsonOf(answer.text) as (RpcAnswer<unknown> & { readonly jsonrpc?: unknown }) | null;
      const isError = body?.jsonrpc === "2.0" && body.result === undefined && codes.includes(body.error?.code ?? 0);
      return statusProblem(answer, status) ?? (isError ? null : `body ${excerpt(answer.text)}`);
    },
  };
}

/** A tool result with `isError`: a code for programs, a request id for the operator, whether to try again. */
export function T(code: string | readonly string[]): Answer {
  const codes = typeof code === "string" ? [code] : code;
  return {
    name: `T(${codes.join("|")})`,
    kind: "call.outcome",
    problem: (answer) => {
      const { result } = (jsonOf(answer.text) ?? {}) as RpcAnswer<ToolAnswer>;
      const error = result?.structuredContent?.error as Record<string, unknown> | undefined;
      const isSo =
        result?.isError === true &&
        codes.includes(String(error?.["code"])) &&
        typeof error?.["retryable"] === "boolean" &&
        new RegExp(`^${uuid.source}$`).test(String(error["requestId"]));
      return statusProblem(answer, 200) ?? (isSo ? null : `body ${excerpt(answer.text)}`);
    },
  };
}

/** 200, and neither an error of the protocol nor one of a tool. */
export const done: Answer = {
  name: "200",
  problem: (answer) => {
    const body = jsonOf(answer.text) as RpcAnswer<ToolAnswer> | null;
    const isError = body?.error !== undefined || body?.result?.isError === true;
    return statusProblem(answer, 200) ?? (isError ? `body ${excerpt(answer.text)}` : null);
  },
};

/** That status; whatever else came is the case's to look at. */
export function status(expected: number, headers: Readonly<Record<string, string | RegExp | null>> = {}): Answer {
  return { name: String(expected), problem: (answer) => statusProblem(answer, expected) ?? headerProblem(answer, headers) };
}

/** Whichever of these it is; every one of them is right. */
export function anyOf(...answers: readonly Answer[]): Answer {
  const kinds = new Set(answers.map(({ kind }) => kind));
  const [kind] = kinds;
  return {
    name: answers.map(({ name }) => name).join(" or "),
    problem: (answer) => {
      const problems = answers.map(({ problem }) => problem(answer));
      return problems.includes(null) ? null : (problems[0] ?? null);
    },
    ...(kinds.size === 1 && kind !== undefined && { kind }),
  };
}

function statusProblem(answer: Seen, expected: number): string | null {
  return answer.status === expected ? null : `${answer.status} ${excerpt(answer.text)}`;
}

/** Null: must not be there. */
function headerProblem(answer: Seen, expected: Readonly<Record<string, string | RegExp | null>>): string | null {
  for (const [name, wanted] of Object.entries(expected)) {
    const value = answer.headers.get(name);
    const isSo = wanted instanceof RegExp ? wanted.test(value ?? "") : value === wanted;
    if (!isSo) return `${answer.status} with ${name}: ${value ?? "absent"}`;
  }
  return null;
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function excerpt(text: string): string {
  const line = text
    .replace(/<style[^]*?<\/style>|<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return line.length > 120 ? `${line.slice(0, 120)}…` : line;
}
