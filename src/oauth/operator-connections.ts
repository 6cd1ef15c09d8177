/** `/operator/connections`: an operator's tool lists and ends anyone's connections, by e-mail. */
import { z } from "zod";
import type { Directory } from "../accounts/directory.ts";
import type { PrincipalId } from "../core/identity.ts";
import type { Connections } from "./connections.ts";
import { noteThrown, type OperatorCaller, operatorDoor, readWish } from "./operator-door.ts";

export type OperatorConnectionsOptions = {
  readonly connections: Connections;
  readonly directory: Pick<Directory, "findByEmail">;
  /** Who lets clients in: in mode `access` only accounts can be ended here. */
  readonly authorization: "access" | "oauth";
};

const address = z.email();
const wish = z.strictObject({
  email: address,
  end: z.union([z.enum(["clients", "account", "all"]), z.strictObject({ grantId: z.string().regex(/^[\w-]{1,64}$/) })]),
});

const unavailable = { reason: "connections_unavailable" } as const;

/** Each ending leaves its own row in the person's ledger, too. */
const { done, failed, refuse } = operatorDoor("connection");

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
          return refuse(caller, { status: 405, reason: "method_refused", sentence: "Use GET or POST.", allow: "GET, POST" });
      }
    } catch (thrown) {
      noteThrown(caller, thrown);
      const sentence = "Not everything that was needed answered. Try again.";
      return failed(caller, unavailable, { error: unavailable.reason, error_description: sentence });
    }
  };

  async function list(request: Request, caller: OperatorCaller): Promise<Response> {
    const email = address.safeParse(new URL(request.url).searchParams.get("email"));
    if (!email.success) return refuse(caller, { status: 400, reason: "operator_request_invalid", sentence: "Name one person: ?email=…" });
    const principals = await principalsOf(email.data);
    if (principals.length === 0) return nobody(caller);
    const people = await Promise.all(
      principals.map(async (principal) => {
        const { clients, account } = await connections.of(principal);
        return { principal, account, clients };
      }),
    );
    return done(caller, { reason: "connections_listed" }, { email: email.data.toLowerCase(), authorization, people });
  }

  async function end(request: Request, caller: OperatorCaller): Promise<Response> {
    const asked = wish.safeParse(await readWish(request));
    if (!asked.success)
      return refuse(caller, {
        status: 400,
        reason: "operator_request_invalid",
        sentence: 'Send JSON: {"email", "end": {"grantId"} | "clients" | "account" | "all"}.',
      });
    const { email, end: what } = asked.data;
    if (authorization === "access" && what !== "account" && what !== "all")
      return refuse(caller, {
        status: 409,
        reason: "clients_not_ours",
        sentence: "Cloudflare Access lets clients in here: end the account, and the person's sessions in Access.",
      });
    const principals = await principalsOf(email);
    if (principals.length === 0) return nobody(caller);

    const ending = { by: caller.principalId, requestId: caller.requestId };
    const results = await Promise.all(principals.map((principal) => endOf(principal, what, ending)));
    const isPartial = results.some(({ failures }) => failures.length > 0);
    if (typeof what === "object" && !isPartial && results.every(({ clients }) => clients.length === 0))
      return refuse(caller, { status: 404, reason: "connection_unknown", sentence: "This person has no connection of that id." });
    const body = { email: email.toLowerCase(), ended: results };
    return isPartial ? failed(caller, unavailable, body) : done(caller, { reason: "connections_ended" }, body);
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
  return refuse(caller, {
    status: 404,
    reason: "person_unknown",
    sentence: "Nobody has linked an account under this e-mail address.",
  });
}
