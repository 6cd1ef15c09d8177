/** `/operator/clients`: an operator's tool lists, registers and removes the clients of mode `oauth`. */
import type { ClientInfo, OAuthHelpers } from "@cloudflare/workers-oauth-provider";
import { z } from "zod";
import type { Ending } from "../agent/connections.ts";
import { noteThrown, type OperatorCaller, operatorDoor, readWish } from "./operator-door.ts";
import { redirectProblem } from "./redirects.ts";
import type { Revocation } from "./revocable-store.ts";

export type OperatorClientsOptions = {
  /** The authorization server over a store that tells `revoked` what it is about to delete. */
  readonly helpersOver: (revoked: (revocation: Revocation) => Promise<unknown>) => ClientHelpers;
  /** Puts it on the principal's revocation list. */
  readonly end: (revocation: Revocation, ending: Ending) => Promise<unknown>;
};

type ClientHelpers = Pick<OAuthHelpers, "createClient" | "deleteClient" | "listClients" | "lookupClient">;

const pageSize = 100;

/** Names stand on the consent page and in tables: something to see, and nothing that hides. */
const name = z
  .string("must be text")
  .trim()
  .max(200, "must be at most 200 characters")
  .regex(/^[^\p{Cc}\p{Cf}]*$/u, "must not hold control or invisible characters")
  .regex(/[\p{L}\p{N}]/u, "must hold a letter or digit");
const redirectUri = z
  .string("must be text")
  .max(2048, "must be at most 2048 characters")
  .superRefine((uri, context) => {
    const problem = redirectProblem(uri);
    if (problem !== null) context.addIssue({ code: "custom", message: problem });
  });
const registration = z.strictObject(
  {
    name,
    redirectUris: z
      .array(redirectUri, "must be a list of addresses")
      .min(1, "must name at least one address")
      .max(10, "must name at most 10 addresses")
      .refine((uris) => new Set(uris).size === uris.length, "must not name an address twice"),
    confidential: z.boolean("must be true (the client keeps a secret) or false"),
  },
  'must be {"name", "redirectUris", "confidential"} and nothing else',
);
/** As the library makes them; the id of a metadata document is a URL, and nothing of it is stored. */
const clientId = z.string().regex(/^[\w-]{1,128}$/);

const unavailable = { reason: "clients_unavailable" } as const;
const { done, failed, refuse } = operatorDoor("authorization");

/** Handles `GET ?cursor=`, `POST` and `DELETE ?clientId=` for operators. */
export function createOperatorClients({ helpersOver, end }: OperatorClientsOptions) {
  const helpers = helpersOver(() => Promise.resolve());

  return async function answer(request: Request, caller: OperatorCaller): Promise<Response> {
    try {
      switch (request.method) {
        case "GET":
          return await list(request, caller);
        case "POST":
          return await add(request, caller);
        case "DELETE":
          return await remove(request, caller);
        default:
          return refuse(caller, {
            status: 405,
            reason: "method_refused",
            sentence: "Use GET, POST or DELETE.",
            allow: "GET, POST, DELETE",
          });
      }
    } catch (thrown) {
      noteThrown(caller, thrown);
      const sentence = "The store did not answer. Look at the list, then try again.";
      return failed(caller, unavailable, { error: unavailable.reason, error_description: sentence });
    }
  };

  async function list(request: Request, caller: OperatorCaller): Promise<Response> {
    const cursor = new URL(request.url).searchParams.get("cursor");
    const page = await helpers.listClients({ limit: pageSize, ...(cursor !== null && { cursor }) });
    const clients = page.items.map(shown);
    return done(caller, { reason: "clients_listed" }, { clients, cursor: page.cursor ?? null });
  }

  async function add(request: Request, caller: OperatorCaller): Promise<Response> {
    const asked = registration.safeParse(await readWish(request));
    if (!asked.success) return refuse(caller, { status: 400, reason: "operator_request_invalid", sentence: problemsOf(asked.error) });
    const { name: clientName, redirectUris, confidential } = asked.data;
    const { clientSecret, ...client } = await helpers.createClient({
      clientName,
      redirectUris,
      contacts: [caller.principalId],
      // Left open for a confidential client: it may then send its secret either way (RFC 6749 §2.3.1).
      ...(!confidential && { tokenEndpointAuthMethod: "none" }),
    });
    return done(
      caller,
      { reason: "client_preregistered", oauthClientId: client.clientId },
      { client: shown(client), clientSecret: clientSecret ?? null },
      201,
    );
  }

  async function remove(request: Request, caller: OperatorCaller): Promise<Response> {
    const asked = clientId.safeParse(new URL(request.url).searchParams.get("clientId"));
    if (!asked.success)
      return refuse(caller, {
        status: 400,
        reason: "operator_request_invalid",
        sentence: "clientId: must be the id of a registered client. A client whose id is a URL is not stored here.",
      });
    const oauthClientId = asked.data;
    const known = (await helpers.lookupClient(oauthClientId)) !== null;
    const ending: Ending = { by: caller.principalId, requestId: caller.requestId };
    let connectionsEnded = 0;
    let failures = 0;
    // One person's object that does not answer must not save everybody else's connection.
    const told = async (revocation: Revocation) => {
      try {
        await end(revocation, ending);
        if (revocation.tokenId === undefined) connectionsEnded += 1;
      } catch (thrown) {
        noteThrown(caller, thrown);
        failures += 1;
      }
    };
    // Also for an id that is unknown by now: a removal that stopped half-way is finished by the next.
    await helpersOver(told).deleteClient(oauthClientId);

    const body = { clientId: oauthClientId, connectionsEnded, failures };
    if (failures > 0) return failed(caller, { ...unavailable, oauthClientId }, body);
    if (!known && connectionsEnded === 0)
      return refuse(caller, { status: 404, reason: "client_unknown", oauthClientId, sentence: "No client of this id is registered." });
    return done(caller, { reason: "client_removed", oauthClientId }, body);
  }
}

/** As operators see a client; `registeredBy` is null for one that registered itself, which cannot name contacts. */
function shown({ clientId: id, clientName, redirectUris, tokenEndpointAuthMethod, registrationDate, contacts }: ClientInfo) {
  return {
    clientId: id,
    name: clientName ?? null,
    redirectUris,
    confidential: tokenEndpointAuthMethod !== "none",
    registeredBy: contacts?.[0] ?? null,
    /** Epoch ms. */
    registeredAt: registrationDate === undefined ? null : registrationDate * 1000,
  };
}

function problemsOf(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.length === 0 ? "The body" : path.join(".")}: ${message}`).join(" · ");
}
