import { delegations, type Person, sharedMailboxes, tenantId } from "../company.ts";
import type { Emulator } from "../emulator.ts";
import { readBatch, runBatch } from "./batch.ts";
import { downloadFile } from "./download.ts";
import { isObject, type Json, type JsonObject } from "./entity.ts";
import { badRequest, GraphFailure, unauthenticated } from "./failure.ts";
import { createJournal } from "./journal.ts";
import { readQuery, type QueryRules } from "./odata/query.ts";
import type { Answer, Call } from "./operation.ts";
import { operations } from "./operations/operations.ts";
import { denied, effectiveScopes, scopesFor, sharedScopes } from "./permissions.ts";
import { readPreferences } from "./preferences.ts";
import { maxRawBytes, maxRequestBytes, parseJsonArray, parseJsonBody } from "./request-body.ts";
import { createRouter, type Match } from "./router.ts";
import { World } from "./store/world.ts";
import { uploadRange } from "./upload.ts";

/**
 * Microsoft Graph v1.0 as the tools meet it: strict about tokens, scopes, paths, OData and bodies, with Graph's own error codes
 * (learn.microsoft.com/graph/errors, …/query-parameters, …/permissions-reference). Keeps a small company in memory.
 */
export type TokenInfo = {
  readonly objectId: string;
  readonly tenantId: string;
  readonly scopes: readonly string[];
  /** Epoch s. */
  readonly expiresAt: number;
};

export type GraphEmulatorOptions = {
  /** Own origin, for `@odata.nextLink` and `@odata.context`. */
  readonly origin: string;
  readonly people: readonly Person[];
  /** Introspection of the Entra emulator; null for a token it did not issue. */
  readonly inspectToken: (bearer: string) => Promise<TokenInfo | null> | TokenInfo | null;
  /** Epoch ms. */
  readonly now?: () => number;
  /** Laid over every object of every answer, so that leak tests know what nobody declared. */
  readonly plant?: JsonObject;
};

const noQuery: QueryRules = { type: "entity", options: [] };

/** What is known of a request while it is answered; the journal's entry is made of it. */
type Exchange = {
  readonly request: Request;
  readonly url: URL;
  readonly at: number;
  readonly requestId: string | null;
  template: string | null;
  user: string | null;
  body: Json | undefined;
};

type Caller = { readonly person: Person; readonly held: readonly string[]; readonly scopes: ReadonlySet<string> };

export function createGraphEmulator(options: GraphEmulatorOptions): Emulator {
  const now = options.now ?? Date.now;
  const origin = options.origin.replace(/\/$/, "");
  const world = new World(options.people, now(), sharedMailboxes);
  const router = createRouter(operations);
  const requests = createJournal();
  const commits = createJournal();

  /** learn.microsoft.com/graph/resolve-auth-errors */
  async function authenticate(exchange: Exchange): Promise<Caller> {
    const header = exchange.request.headers.get("authorization") ?? "";
    const bearer = /^Bearer +(\S+)$/i.exec(header)?.[1];
    if (bearer === undefined) throw unauthenticated("Access token is empty.");
    const token = await options.inspectToken(bearer);
    if (token === null) throw unauthenticated("IDX14100: JWT is not well formed, or its signature is not valid.");
    if (token.expiresAt * 1000 <= exchange.at) throw unauthenticated("Lifetime validation failed, the token is expired.");
    const person = token.tenantId === tenantId ? world.directory.byObjectId(token.objectId) : undefined;
    if (person === undefined) throw unauthenticated("The token's user does not exist in this tenant.");
    return { person, held: token.scopes, scopes: effectiveScopes(token.scopes) };
  }

  /** The person whose data a path means; another's needs a delegation, and below a `.Shared` scope. */
  function ownerOf(match: Match, caller: Caller): Person {
    if (match.user === null) return caller.person;
    const named = world.directory.byObjectId(match.user) ?? world.directory.byEmail(match.user);
    if (named === undefined) throw new GraphFailure(404, "ErrorInvalidUser", `The requested user '${match.user}' is invalid.`);
    const writes = match.operation.method !== "GET";
    const delegated = delegations.some(
      ({ owner, to, rights, workload }) =>
        owner === named.email &&
        to === caller.person.email &&
        (rights === "full" || !writes) &&
        (workload === "all" || isCalendarPath(match.template)),
    );
    if (named !== caller.person && !delegated) throw denied("exchange", [], caller.held);
    return named;
  }

  function authorize(match: Match, caller: Caller, owner: Person): void {
    const own = scopesFor(match.operation);
    const accepted = owner === caller.person ? own : sharedScopes(own);
    if (!accepted.some((scope) => caller.scopes.has(scope))) throw denied(match.operation.workload, accepted, caller.held);
  }

  async function readBody(exchange: Exchange, match: Match): Promise<Pick<Call, "body" | "content" | "commands">> {
    const { request } = exchange;
    const nothing = { body: {}, content: { type: "", bytes: new Uint8Array() }, commands: [] };
    if (match.operation.method === "GET" || match.operation.method === "DELETE") return nothing;
    if (match.operation.rawBody === true) {
      const bytes = new Uint8Array(await request.arrayBuffer());
      if (bytes.byteLength > maxRawBytes) throw tooLarge();
      exchange.body = `${bytes.byteLength} bytes`;
      return { ...nothing, content: { type: request.headers.get("content-type") ?? "", bytes } };
    }
    if (Number(request.headers.get("content-length") ?? 0) > maxRequestBytes) throw tooLarge();
    const text = await request.text();
    if (Buffer.byteLength(text) > maxRequestBytes) throw tooLarge();
    if (text !== "") exchange.body = asJson(text);
    if (match.operation.emptyBody === true && text.trim() === "") return nothing;
    const type = request.headers.get("content-type");
    if (match.operation.arrayBody === true) return { ...nothing, commands: parseJsonArray(text, type) };
    return { ...nothing, body: parseJsonBody(text, type) };
  }

  /**
   * From the wire to an answer, one step after the other. Between `understand` and `operation.run` everything a fault script can name
   * (template, user, request id) is known and nothing is stored yet; after `run` the write has happened and only the answer is left.
   */
  async function understand(exchange: Exchange): Promise<{ readonly match: Match; readonly call: Call }> {
    const path = exchange.url.pathname;
    const version = path.split("/")[1] ?? "";
    if (version === "v1.0") exchange.template = router.templateOf(path.slice("/v1.0".length));
    const caller = await authenticate(exchange);
    exchange.user = caller.person.email;
    if (version !== "v1.0") throw badRequest(`Invalid version: ${version}`);
    const match = router.match(exchange.request.method, path.slice("/v1.0".length));
    exchange.template = match.template;
    const query = readQuery(match.operation.query ?? noQuery, exchange.url.search);
    const owner = ownerOf(match, caller);
    exchange.user = owner.email;
    authorize(match, caller, owner);
    const { body, content, commands } = await readBody(exchange, match);
    const { headers } = exchange.request;
    const call: Call = {
      world,
      origin,
      path,
      search: exchange.url.search,
      caller: caller.person,
      owner,
      params: match.params,
      scopes: caller.scopes,
      query,
      prefer: readPreferences(headers.get("prefer")),
      eventual: headers.get("consistencylevel")?.toLowerCase() === "eventual",
      body,
      content,
      commands,
      ifMatch: headers.get("if-match"),
      now: exchange.at,
    };
    return { match, call };
  }

  function respond(exchange: Exchange, answer: Answer, applied: string | null): Response {
    const headers = new Headers({
      "request-id": crypto.randomUUID(),
      date: new Date(exchange.at).toUTCString(),
      "cache-control": "private",
      "strict-transport-security": "max-age=31536000",
      "odata-version": "4.0",
      ...answer.headers,
    });
    if (applied !== null) headers.set("preference-applied", applied);
    if (answer.raw !== undefined) {
      headers.set("content-type", answer.raw.type);
      return new Response(answer.raw.bytes, { status: answer.status, headers });
    }
    return finish(exchange, headers, answer.status, options.plant === undefined ? answer.body : planted(answer.body, options.plant));
  }

  function refuse(exchange: Exchange, failure: GraphFailure): Response {
    const headers = new Headers({
      "request-id": crypto.randomUUID(),
      date: new Date(exchange.at).toUTCString(),
      "cache-control": "private",
      ...failure.headers,
    });
    const requestId = headers.get("request-id") ?? "";
    const body: Json = {
      error: {
        code: failure.code,
        message: failure.message,
        innerError: {
          date: new Date(exchange.at).toISOString().slice(0, 19),
          "request-id": requestId,
          "client-request-id": exchange.requestId ?? requestId,
        },
      },
    };
    return finish(exchange, headers, failure.status, body);
  }

  function finish(exchange: Exchange, headers: Headers, status: number, body: Json | undefined): Response {
    const { requestId } = exchange;
    // Graph echoes the client's id only when asked (learn.microsoft.com/graph/best-practices-concept).
    if (requestId !== null && exchange.request.headers.get("return-client-request-id")?.toLowerCase() === "true")
      headers.set("client-request-id", requestId);
    if (body === undefined) return new Response(null, { status, headers });
    headers.set("content-type", "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8");
    return new Response(JSON.stringify(body), { status, headers });
  }

  function entryOf(exchange: Exchange, status: number): Parameters<typeof requests.add>[0] {
    const { at, request, url, template, user, requestId, body } = exchange;
    return {
      at,
      method: request.method,
      path: url.pathname + url.search,
      template,
      user,
      requestId,
      status,
      ...(body === undefined ? {} : { body }),
    };
  }

  function exchangeOf(request: Request, url: URL): Exchange {
    return {
      request,
      url,
      at: now(),
      requestId: request.headers.get("client-request-id"),
      template: null,
      user: null,
      body: undefined,
    };
  }

  /** Each request of a batch is one of its own, in the journals too; only the bearer is shared. */
  async function serveBatch(request: Request, url: URL): Promise<Response> {
    const exchange: Exchange = {
      request,
      url,
      at: now(),
      requestId: request.headers.get("client-request-id"),
      template: "/$batch",
      user: null,
      body: undefined,
    };
    let response: Response;
    try {
      exchange.user = (await authenticate(exchange)).person.email;
      if (request.method !== "POST")
        throw new GraphFailure(405, "Request_BadRequest", "Specified HTTP method is not allowed.", { allow: "POST" });
      const text = await request.text();
      if (Buffer.byteLength(text) > maxRequestBytes) throw tooLarge();
      exchange.body = asJson(text);
      const responses = await runBatch(readBatch(parseJsonBody(text, request.headers.get("content-type"))), async (part) => {
        const headers = new Headers({ ...part.headers, authorization: request.headers.get("authorization") ?? "" });
        if (exchange.requestId !== null) headers.set("client-request-id", exchange.requestId);
        const target = new URL(`/v1.0${part.url}`, origin);
        const body = part.body === undefined ? null : typeof part.body === "string" ? part.body : JSON.stringify(part.body);
        const answered = await serveGraph(new Request(target, { method: part.method, headers, body }), target);
        return { status: answered.status, headers: answered.headers, text: await answered.text() };
      });
      response = respond(exchange, { status: 200, body: { responses: responses.map((each) => ({ ...each })) } }, null);
    } catch (error) {
      response = refuse(exchange, error instanceof GraphFailure ? error : internalError(error));
    }
    requests.add(entryOf(exchange, response.status));
    return response;
  }

  async function serveGraph(request: Request, url: URL): Promise<Response> {
    const exchange = exchangeOf(request, url);
    let response: Response;
    try {
      const { match, call } = await understand(exchange);
      const answer = await match.operation.run(call);
      if (answer.committed === true) commits.add(entryOf(exchange, answer.status));
      response = respond(exchange, answer, call.prefer.applied);
    } catch (error) {
      response = refuse(exchange, error instanceof GraphFailure ? error : internalError(error));
    }
    if (exchange.body === undefined && request.body !== null && !request.bodyUsed) {
      const text = await request.text().catch(() => "");
      if (text !== "") exchange.body = asJson(text.slice(0, maxRequestBytes));
    }
    requests.add(entryOf(exchange, response.status));
    return response;
  }

  /** Bytes of an upload session: no token, no scopes, the address is all it takes. */
  async function serveUpload(request: Request, url: URL): Promise<Response> {
    const exchange = exchangeOf(request, url);
    exchange.template = "/_upload/{id}";
    let response: Response;
    try {
      const answer = await uploadRange(world, request, url, exchange.at);
      if (answer.committed === true) commits.add(entryOf(exchange, answer.status));
      response = respond(exchange, answer, null);
    } catch (error) {
      response = refuse(exchange, error instanceof GraphFailure ? error : internalError(error));
    }
    requests.add(entryOf(exchange, response.status));
    return response;
  }

  return {
    fetch: (request) => {
      const url = new URL(request.url);
      if (url.pathname === "/_lab/commits") return commits.serve(request.method);
      if (url.pathname === "/_lab/requests") return requests.serve(request.method);
      if (url.pathname.startsWith("/_download/")) return downloadFile(world, request, url);
      if (url.pathname.startsWith("/_upload/")) return serveUpload(request, url);
      return url.pathname === "/v1.0/$batch" ? serveBatch(request, url) : serveGraph(request, url);
    },
  };
}

/** The same JSON with these properties on each of its objects. */
function planted(value: Json | undefined, plant: JsonObject): Json | undefined {
  if (Array.isArray(value)) return value.map((each: Json) => planted(each, plant) ?? null);
  if (!isObject(value)) return value;
  return { ...plant, ...Object.fromEntries(Object.entries(value).map(([name, each]) => [name, planted(each, plant) ?? null])) };
}

const isCalendarPath = (template: string): boolean => /\/(?:calendar|calendars|calendarView|events)(?:\/|$)/.test(template);

const tooLarge = (): GraphFailure => new GraphFailure(413, "BadRequest", "Maximum request length exceeded.");

function asJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** A fault of the emulator itself: visible on the console, answered as Graph answers its own. */
function internalError(error: unknown): GraphFailure {
  console.error("graph emulator:", error);
  return new GraphFailure(500, "InternalServerError", "The server encountered an internal error.");
}
