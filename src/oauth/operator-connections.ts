/** `/operator/connections`: an operator's tool lists and ends anyone's connections, by e-mail. */
import { z } from "zod";
import type { Directory } from "../accounts/directory.ts";
import { whereabouts } from "../core/errors.ts";
import type { PrincipalId } from "../core/identity.ts";
import { parseJson } from "../core/json.ts";
import { readTextCapped } from "../core/read-capped.ts";
import type { Connections } from "./connections.ts";

export type OperatorConnectionsOptions = {
  readonly connections: Connections;
  readonly directory: Pick<Directory, "findByEmail">;
  /** Who lets clients in: in mode `access` only accounts can be ended here. */
  readonly authorization: "access" | "oauth";
};

/** What the record keeps of one request at this door; each ending leaves its own row in the person's ledger. */
export type OperatorEvent = {
  readonly kind: "connection";
  readonly outcome: "done" | "refused" | "failed";
  readonly reason: string;
  readonly httpStatus: number;
};

/** A service token that stands in `OPERATOR_SERVICE_TOKENS`. */
export type OperatorCaller = {
  readonly principalId: PrincipalId;
  readonly requestId: string;
  readonly audit: (event: OperatorEvent) => void;
};

const bodyBytes = 4096;
const address = z.email();
const wish = z.strictObject({
  email: address,
  end: z.union([z.enum(["clients", "account", "all"]), z.strictObject({ grantId: z.string().regex(/^[\w-]{1,64}$/) })]),
});

/** Handles `GET ?email=` and `POST` for operators. */
export function createOperatorConnections({ connections, directory, authorization }: OperatorConnectionsOptions) {
  return async function answer(request: Request, caller: OperatorCaller): Promise<Response> {
    try {
      switch (request.method) {
        case "GET":
          return await list(request, caller);
        case "POST":
          return await end(request, caller);
        default:
          return refuse(caller, 405, "method_refused", "Use GET or POST.", { allow: "GET, POST" });
      }
    } catch (thrown) {
      console.error(JSON.stringify({ requestId: caller.requestId, error: whereabouts(thrown) }));
      return failed(caller, { error: "connections_unavailable", error_description: "Not everything that was needed answered. Try again." });
    }
  };

  async function list(request: Request, caller: OperatorCaller): Promise<Response> {
    const email = address.safeParse(new URL(request.url).searchParams.get("email"));
    if (!email.success) return refuse(caller, 400, "operator_request_invalid", "Name one person: ?email=…");
    const principals = await principalsOf(email.data);
    if (principals.length === 0) return nobody(caller);
    const people = await Promise.all(
      principals.map(async (principal) => {
        const { clients, account } = await connections.of(principal);
        return { principal, account, clients };
      }),
    );
    return done(caller, "connections_listed", { email: email.data.toLowerCase(), authorization, people });
  }

  async function end(request: Request, caller: OperatorCaller): Promise<Response> {
    const isJson = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() === "application/json";
    const text = isJson ? await readTextCapped(request, bodyBytes).catch(() => null) : null;
    const asked = wish.safeParse(parseJson(text ?? ""));
    if (!asked.success)
      return refuse(caller, 400, "operator_request_invalid", 'Send JSON: {"email", "end": {"grantId"} | "clients" | "account" | "all"}.');
    const { email, end: what } = asked.data;
    if (authorization === "access" && what !== "account" && what !== "all")
      return refuse(
        caller,
        409,
        "clients_not_ours",
        "Cloudflare Access lets clients in here: end the account, and the person's sessions in Access.",
      );
    const principals = await principalsOf(email);
    if (principals.length === 0) return nobody(caller);

    const ending = { by: caller.principalId, requestId: caller.requestId };
    const results = await Promise.all(principals.map((principal) => endOf(principal, what, ending)));
    const isPartial = results.some(({ failures }) => failures.length > 0);
    if (typeof what === "object" && !isPartial && results.every(({ clients }) => clients.length === 0))
      return refuse(caller, 404, "connection_unknown", "This person has no connection of that id.");
    const body = { email: email.toLowerCase(), ended: results };
    return isPartial ? failed(caller, body) : done(caller, "connections_ended", body);
  }

  /** One principal's part of it; whatever fails is said and stops nothing else. */
  async function endOf(
    principal: PrincipalId,
    what: z.output<typeof wish>["end"],
    ending: { readonly by: PrincipalId; readonly requestId: string },
  ) {
    const failures: string[] = [];
    let clients: readonly string[] = [];
    let account = false;
    const attempt = (name: string, step: () => Promise<void>) => step().catch(() => void failures.push(name));
    if (what !== "account" && authorization === "oauth") {
      await attempt("clients", async () => {
        const ended = await endClients(principal, what, ending);
        clients = ended.grantIds;
        if (ended.kind === "refused_only") failures.push("grant_store");
      });
    }
    if (what === "account" || what === "all") {
      await attempt("account", async () => {
        account = await connections.endAccount(principal, ending);
      });
    }
    return { principal, clients, account, failures };
  }

  async function endClients(
    principal: PrincipalId,
    what: "clients" | "all" | { readonly grantId: string },
    ending: Parameters<Connections["endClients"]>[1],
  ) {
    if (typeof what === "string") return connections.endClients(principal, ending);
    // The id belongs to one of the person's principals at most; the others hear nothing of it.
    const { clients } = await connections.of(principal);
    if (!clients.some(({ grantId }) => grantId === what.grantId)) return { kind: "ended", grantIds: [] } as const;
    return connections.endClient(principal, what.grantId, ending);
  }

  async function principalsOf(email: string): Promise<readonly PrincipalId[]> {
    const entries = await directory.findByEmail(email);
    return entries.map(({ principal }) => principal);
  }
}

function nobody(caller: OperatorCaller): Response {
  return refuse(caller, 404, "person_unknown", "Nobody has linked an account under this e-mail address.");
}

function done(caller: OperatorCaller, reason: string, body: object): Response {
  caller.audit({ kind: "connection", outcome: "done", reason, httpStatus: 200 });
  return Response.json({ ...body, requestId: caller.requestId }, { headers: { "cache-control": "no-store" } });
}

/** 503: what was ended stays ended, and the same request again finishes it. */
function failed(caller: OperatorCaller, body: object): Response {
  caller.audit({ kind: "connection", outcome: "failed", reason: "connections_unavailable", httpStatus: 503 });
  return Response.json(
    { ...body, requestId: caller.requestId },
    { status: 503, headers: { "cache-control": "no-store", "retry-after": "5" } },
  );
}

function refuse(
  caller: OperatorCaller,
  status: number,
  reason: string,
  sentence: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  caller.audit({ kind: "connection", outcome: "refused", reason, httpStatus: status });
  return Response.json(
    { error: reason, error_description: sentence, request_id: caller.requestId },
    { status, headers: { "cache-control": "no-store", ...headers } },
  );
}
