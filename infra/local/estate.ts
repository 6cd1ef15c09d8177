/** The whole estate on one machine: Access in front, the Worker in workerd, AI Gateway, Entra and Graph behind it, one port each. */
import { randomBytes, randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { getRequestListener } from "@hono/node-server";
import { type CertsFault, createAccess } from "./access/access.ts";
import { createAiGateway, type DynamicRoute, type Interference } from "./ai-gateway/ai-gateway.ts";
import { bundleProduct, localDirectory, type ProductBundle, removeAtExit } from "./bundle-worker.ts";
import { crowd, type Person, people, portalHost, services, tenantId } from "./company.ts";
import { endAccount } from "./end-account.ts";
import { createEntra } from "./entra/entra.ts";
import { createGraphEmulator } from "./graph/graph.ts";
import { freePort, listen } from "./listen.ts";
import { linkAccount } from "./link-account.ts";
import { OAuthClient } from "./oauth-client.ts";
import { UsageError } from "./usage-error.ts";
import { type InternetAnswer, type SharedStore, startWorker } from "./worker-host.ts";

/** Who authorizes MCP clients: Access's Managed OAuth, or this Worker. */
export type AuthorizationMode = "access" | "oauth";

export type CompatTransport = "sse" | "websocket";

export type EstateOptions = {
  /** Front door's port; 0 for any free one. */
  readonly port: number;
  readonly authorization: AuthorizationMode;
  readonly autoSignIn: boolean;
  readonly tools: "core" | "all";
  /** MCP transports beside Streamable HTTP (none). */
  readonly compatTransports?: readonly CompatTransport[];
  readonly quota: number;
  /** Further linked people, for load. */
  readonly extraPeople: number;
  /** Settings to start without, to see what the Worker says. */
  readonly without: readonly string[];
  /** Hosts the Worker answers for besides its two own: whatever else stands in front of the front door. */
  readonly furtherHosts?: readonly string[];
  /** Graph scopes the tenant has consented to, which is what `.default` asks for; unless said, all of them. */
  readonly consentedScopes?: readonly string[];
  /** Settings laid over the estate's own, for tests of a deployment's choices. */
  readonly settings?: Readonly<Record<string, string>>;
  /** How often one address may register a client in a minute (10). */
  readonly registrationsPerMinute?: number;
  /** What other servers on the internet answer the Worker, by address: documents of clients that have one (CIMD). */
  readonly documents?: Readonly<Record<string, object>>;
  /** The same for servers that answer with something else than a document. */
  readonly internet?: Readonly<Record<string, InternetAnswer>>;
  /** Faults of the gateway that tests need from the start. */
  readonly gateway?: {
    readonly logPayloads?: boolean;
    readonly retries?: number;
    readonly prefixV1?: boolean;
    readonly interference?: Interference;
  };
  /** Stands between the Worker and Access's keys. */
  readonly certsFault?: CertsFault;
  /** Stands in front of Microsoft's sign-in service. */
  readonly entraFault?: (req: IncomingMessage, res: ServerResponse, next: () => void) => void;
  /** Stands in front of Microsoft Graph. */
  readonly graphFault?: (req: IncomingMessage, res: ServerResponse, next: () => void) => void;
  /** Laid over every object Graph answers with, so that leak tests know what nobody declared. */
  readonly plant?: Readonly<Record<string, string>>;
  /** False: nobody has linked an account, and the Worker has seen no request yet. */
  readonly linkPeople?: boolean;
  /** Lets `advanceClock` move the Worker's clock. */
  readonly movableClock?: boolean;
  /** A bundle made before; else wrangler makes one. */
  readonly bundle?: Promise<ProductBundle>;
  readonly onProgress: (message: string) => void;
};

type Headers = Readonly<Record<string, string>>;

/** What `npm start --silent -- --json` prints; external tools know the estate by these names only. */
export type EstateContract = {
  readonly ready: true;
  readonly authorization: AuthorizationMode;
  readonly origin: string;
  readonly mcpUrl: string;
  readonly directOrigin: string;
  readonly access: { readonly issuer: string; readonly audience: string; readonly certsUrl: string; readonly mintUrl: string };
  readonly entra: { readonly authority: string };
  readonly graph: { readonly origin: string; readonly commitsUrl: string; readonly requestsUrl: string };
  readonly gateway: { readonly origin: string; readonly logsUrl: string; readonly requestsUrl: string };
  readonly audit: { readonly eventsUrl: string };
  readonly outbound: { readonly hostsUrl: string };
  readonly people: readonly { readonly name: string; readonly email: string; readonly linked: boolean; readonly headers: Headers }[];
  readonly services: readonly { readonly name: string; readonly headers: Headers }[];
  /** Where KV, D1 and the Durable Objects keep their files while the estate runs. */
  readonly stateDirectory: string;
};

export type Estate = {
  readonly contract: EstateContract;
  /** Every secret the Worker holds, so that leak tests know what to look for. */
  readonly secrets: Headers;
  readonly rotateAccessKeys: () => Promise<void>;
  readonly rotateEntraKeys: () => Promise<void>;
  /** A Microsoft token of that person's own, for what is measured beside the product. */
  readonly graphToken: (person: Person, scopes?: readonly string[]) => Promise<string>;
  /** Moves the Worker's clock, and nobody else's, this far ahead of the real one. Needs `movableClock`. */
  readonly advanceClock: (ms: number) => Promise<void>;
  /** The Worker's KV, for whoever else may write there. */
  readonly kv: () => SharedStore;
  /** A new deployment with other settings over the same state, all isolates cold. `meanwhile` runs while no Worker does. */
  readonly redeploy: (settings: Headers, meanwhile?: () => Promise<void>) => Promise<void>;
  readonly stop: () => Promise<void>;
};

const accountId = "9b1d7e2c4f5a48e3a6c0d8b7f9e1a2c3";
const gatewayId = "m365";
const keptLines = 50_000;

export async function startEstate(options: EstateOptions): Promise<Estate> {
  const { onProgress } = options;
  const stateDirectory = path.join(localDirectory, `state-${process.pid}-${randomUUID().slice(0, 8)}`);
  await mkdir(stateDirectory, { recursive: true });
  removeAtExit(stateDirectory);
  const stops: (() => Promise<unknown>)[] = [() => rm(stateDirectory, { recursive: true, force: true })];
  const stop = async () => {
    for (const each of stops.splice(0).toReversed()) await each();
  };
  try {
    onProgress("bundling the Worker with wrangler");
    const bundling = options.bundle ?? bundleProduct();
    bundling.catch(() => undefined);

    const near = (offset: number) => freePort(options.port === 0 ? 0 : options.port - offset);
    const [frontPort, directPort, teamPort, entraPort, graphPort, gatewayPort, controlPort] = [
      options.port || (await freePort()),
      await near(1),
      await near(2),
      await near(3),
      await near(4),
      await near(5),
      await near(6),
    ];
    const at = (port: number) => `http://127.0.0.1:${port}`;
    const origin = at(frontPort);
    const audience = randomBytes(32).toString("hex");
    const staff = [...people, ...crowd(options.extraPeople)];
    const automations = services.map((service) => ({ ...service, secret: randomBytes(32).toString("hex") }));
    const secrets = makeSecrets();

    const entra = await createEntra({
      origin: at(entraPort),
      tenantId,
      people: staff,
      clientId: secrets.MICROSOFT_CLIENT_ID,
      clientSecret: secrets.MICROSOFT_CLIENT_SECRET,
      redirectUris: [`${origin}/callback`],
      graphOrigin: at(graphPort),
      ...(options.consentedScopes && { configuredScopes: options.consentedScopes }),
      autoSignIn: options.autoSignIn,
    });
    const graph = createGraphEmulator({
      origin: at(graphPort),
      people: staff,
      inspectToken: entra.inspectToken,
      ...(options.plant && { plant: options.plant }),
    });
    const serveGraph = getRequestListener((request) => graph.fetch(request), { overrideGlobalObjects: false });
    const gateway = createAiGateway({
      origin: at(gatewayPort),
      accountId,
      gatewayId,
      routes: [graphRoute],
      customProviders: [{ slug: "graph-relay", baseUrl: `${at(directPort)}/egress`, headers: {}, apiKey: secrets.RELAY_KEY, enable: true }],
      ...options.gateway,
    });
    const access = await createAccess({
      origin,
      teamOrigin: at(teamPort),
      upstream: at(directPort),
      people: staff,
      services: automations,
      audience,
      autoSignIn: options.autoSignIn,
      managedOAuth: options.authorization === "access",
      bypassPaths: ["/egress", "/healthz", ...(options.authorization === "oauth" ? machineEndpoints : [])],
      ...(options.certsFault && { certsFault: options.certsFault }),
      // code.visualstudio.com/docs, MCP servers: the redirects VS Code registers besides a loopback port.
      allowedRedirectUris: [
        "https://vscode.dev/redirect",
        "https://insiders.vscode.dev/redirect",
        `https://${portalHost}/servers-callback`,
      ],
    });

    const lines: string[] = [];
    const listeners = [
      await listen(entraPort, (req, res) => {
        const next = () => entra.listener(req, res);
        if (options.entraFault) options.entraFault(req, res, next);
        else next();
      }),
      await listen(graphPort, (req, res) => {
        const next = () => void serveGraph(req, res);
        if (options.graphFault && !req.url?.startsWith("/_lab/")) options.graphFault(req, res, next);
        else next();
      }),
      await listen(gatewayPort, gateway.listener),
      await listen(teamPort, access.team),
      await listen(frontPort, access.frontDoor),
    ];
    stops.push(...listeners.map((listener) => listener.close), async () => access.close());

    const deployed = async (settings: Headers, isFirst: boolean) => ({
      bundle: await bundling,
      isFirst,
      port: directPort,
      gatewayAddress: `127.0.0.1:${gatewayPort}`,
      movableClock: options.movableClock ?? false,
      allowedHosts: [teamPort, entraPort, graphPort].map((port) => `127.0.0.1:${port}`),
      internet: { ...asAnswers(options.documents ?? {}), ...options.internet },
      registrationsPerMinute: options.registrationsPerMinute ?? 10,
      stateDirectory,
      onConsoleLine: (line: string) => {
        lines.push(line);
        if (lines.length > keptLines) lines.splice(0, lines.length - keptLines);
      },
      settings: withoutSome(
        {
          PUBLIC_ORIGIN: origin,
          ALLOWED_HOSTS: [`127.0.0.1:${directPort}`, ...(options.furtherHosts ?? [])].join(","),
          MCP_AUTHORIZATION: options.authorization,
          ACCESS_TEAM_DOMAIN: access.issuer,
          ACCESS_AUD: audience,
          MICROSOFT_AUTHORITY: at(entraPort),
          GRAPH_ORIGIN: at(graphPort),
          GRAPH_API_VERSION: "v1.0",
          AI_GATEWAY_ID: gatewayId,
          AI_GATEWAY_ROUTE: graphRoute.name,
          AI_GATEWAY_PROVIDER: "custom-graph-relay",
          EGRESS_ROUTE: "dynamic",
          EGRESS_PAYLOAD: "clear",
          GATEWAY_USER_EMAIL: "send",
          CALLS_PER_MINUTE: String(options.quota),
          TOOL_TIERS: options.tools,
          ENABLE_DIAGNOSTICS: "true",
          COMPAT_TRANSPORTS: (options.compatTransports ?? []).join(","),
          PORTAL_HOSTS: portalHost,
          ...namedServices(),
          ...secrets,
          ...options.settings,
          ...settings,
        },
        options.without,
      ),
    });
    let worker = await startWorker(await deployed({}, true));
    stops.push(() => worker.stop());
    const control = await listen(
      controlPort,
      controlDoor(lines, (method) => worker.hosts(method)),
    );
    stops.push(control.close);

    const signedIn =
      options.without.length > 0 || options.linkPeople === false
        ? new Map<Person, Headers>()
        : await signEverybodyIn(staff, await waysIn(options.authorization, origin, at(directPort)), access.mintUser, onProgress);
    const contract: EstateContract = {
      ready: true,
      authorization: options.authorization,
      origin,
      mcpUrl: `${origin}/mcp`,
      directOrigin: at(directPort),
      access: { issuer: access.issuer, audience, certsUrl: access.certsUrl, mintUrl: access.mintUrl },
      entra: { authority: entra.authority },
      graph: { origin: at(graphPort), commitsUrl: `${at(graphPort)}/_lab/commits`, requestsUrl: `${at(graphPort)}/_lab/requests` },
      gateway: {
        origin: at(gatewayPort),
        logsUrl: `${at(gatewayPort)}/client/v4/accounts/${accountId}/ai-gateway/gateways/${gatewayId}/logs`,
        requestsUrl: `${at(gatewayPort)}/_lab/requests`,
      },
      audit: { eventsUrl: `${control.origin}/events` },
      outbound: { hostsUrl: `${control.origin}/hosts` },
      people: await Promise.all(
        [...people.slice(0, -1), ...staff.slice(people.length), ...people.slice(-1)].map(async (person) => ({
          name: person.name,
          email: person.email,
          linked: signedIn.has(person) && person !== people.at(-1),
          headers: { "cf-access-token": await access.mintUser(person), ...signedIn.get(person) },
        })),
      ),
      services: automations.map((service) => ({
        name: service.name,
        headers: { "cf-access-client-id": service.clientId, "cf-access-client-secret": service.secret },
      })),
      stateDirectory,
    };
    const graphToken = async (person: Person, scopes: readonly string[] = ["Mail.Read"]) =>
      (await entra.issueTokens(person, scopes)).accessToken;
    return {
      contract,
      secrets,
      rotateAccessKeys: access.rotateKeys,
      rotateEntraKeys: entra.rotateKeys,
      graphToken,
      advanceClock: (ms) => worker.advanceClock(ms),
      kv: () => worker.kv,
      redeploy: async (settings, meanwhile) => {
        await worker.stop();
        await meanwhile?.();
        worker = await startWorker(await deployed(settings, false));
      },
      stop,
    };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

function asAnswers(documents: Readonly<Record<string, object>>): Readonly<Record<string, InternetAnswer>> {
  return Object.fromEntries(
    Object.entries(documents).map(([url, document]) => [
      url,
      { headers: { "content-type": "application/json" }, body: JSON.stringify(document) },
    ]),
  );
}

/** A rate node per user, then the custom provider, never a retry. */
const graphRoute: DynamicRoute = {
  name: "microsoft-graph-handler",
  elements: [
    { id: "start", type: "start", outputs: { next: { elementId: "rate" } } },
    {
      id: "rate",
      type: "rate",
      properties: { limitType: "count", key: "metadata.userId", limit: 100_000, window: 60 },
      outputs: { success: { elementId: "model" }, fallback: { elementId: "end" } },
    },
    {
      id: "model",
      type: "model",
      properties: { provider: "custom-graph-relay", model: "graph-v1", timeout: 30_000, retries: 0 },
      outputs: { success: { elementId: "end" }, fallback: { elementId: "end" } },
    },
    { id: "end", type: "end", outputs: {} },
  ],
};

function makeSecrets() {
  const key = () => randomBytes(32).toString("base64");
  return {
    MICROSOFT_CLIENT_ID: randomUUID(),
    MICROSOFT_TENANT_ID: tenantId,
    MICROSOFT_CLIENT_SECRET: randomBytes(30).toString("base64url"),
    ENCRYPTION_KEY: key(),
    ENVELOPE_KEY: key(),
    COOKIE_ENCRYPTION_KEY: key(),
    COOKIE_SECRET: key(),
    RELAY_KEY: key(),
  };
}

function withoutSome(settings: Record<string, string>, names: readonly string[]): Record<string, string> {
  const unknown = names.filter((name) => !(name in settings));
  if (unknown.length > 0)
    throw new UsageError(`--without ${unknown.join(", ")}: no such setting. There are: ${Object.keys(settings).join(", ")}`);
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !names.includes(name)));
}

/** `/events`: the Worker's console lines as written, NDJSON. `/hosts`: every outbound request asked for. DELETE empties either. */
function controlDoor(lines: string[], hosts: (method: "GET" | "DELETE") => Promise<string>) {
  return getRequestListener(
    async (request) => {
      const { pathname } = new URL(request.url);
      const method = request.method === "DELETE" ? "DELETE" : "GET";
      if (pathname === "/hosts") return new Response(await hosts(method), { headers: { "content-type": "application/json" } });
      if (pathname !== "/events") return new Response("not found\n", { status: 404 });
      if (method === "DELETE") lines.length = 0;
      return new Response(lines.map((line) => `${line}\n`).join(""), { headers: { "content-type": "application/x-ndjson" } });
    },
    { overrideGlobalObjects: false },
  );
}

/** No Access login can reach these: DESIGN's exempt list of mode `oauth`. */
const machineEndpoints = ["/.well-known", "/token", "/register"];

/** The company's service tokens under the settings that name them. */
function namedServices(): Record<string, string> {
  const named = services.flatMap(({ namedIn, clientId }) => (namedIn === undefined ? [] : [{ namedIn, clientId }]));
  const bySetting = Map.groupBy(named, ({ namedIn }) => namedIn);
  return Object.fromEntries([...bySetting].map(([setting, tokens]) => [setting, tokens.map(({ clientId }) => clientId).join(",")]));
}

type WayIn = {
  /** Links one person's Microsoft account through the pages; the headers that person's client sends besides `cf-access-token`. */
  readonly linked: (person: Person, accessToken: string) => Promise<Headers>;
  /** The same headers for the person whose account is not linked when the estate is ready. */
  readonly unlinked: (person: Person, accessToken: string) => Promise<Headers>;
};

/** What a person does at `/connect`, or in mode `oauth` by letting a client in at `/authorize`. */
async function waysIn(authorization: AuthorizationMode, origin: string, directOrigin: string): Promise<WayIn> {
  if (authorization === "access") {
    return {
      linked: async (person, accessToken) => {
        await linkAccount(origin, person, accessToken);
        return {};
      },
      unlinked: async () => ({}),
    };
  }
  const redirectUri = "http://127.0.0.1:33418/callback";
  const assistant = await OAuthClient.discover(origin);
  const client = await assistant.register(
    {
      client_name: "Northwind assistant",
      redirect_uris: [redirectUri],
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code", "refresh_token"],
    },
    // From an address of its own (RFC 5737), so that whoever comes to the front door may still register as often as anybody.
    { url: `${directOrigin}/register`, headers: { "cf-connecting-ip": "192.0.2.1" } },
  );
  const linked: WayIn["linked"] = async (person, accessToken) => {
    const { tokens } = await assistant.authorize({ client, redirectUri, person: { email: person.email, accessToken } });
    return { authorization: `Bearer ${tokens.access_token}` };
  };
  return {
    linked,
    // A client is let in together with the account: who wants the one without the other ends the other.
    unlinked: async (person, accessToken) => {
      const headers = await linked(person, accessToken);
      await endAccount(origin, person, accessToken);
      return headers;
    },
  };
}

/** Eight at a time; the last of the company without an account. */
async function signEverybodyIn(
  staff: readonly Person[],
  wayIn: WayIn,
  mintUser: (person: Person) => Promise<string>,
  onProgress: (message: string) => void,
): Promise<ReadonlyMap<Person, Headers>> {
  const last = people.at(-1);
  const signedIn = new Map<Person, Headers>();
  for (let index = 0; index < staff.length; index += 8) {
    await Promise.all(
      staff.slice(index, index + 8).map(async (person) => {
        const walk = person === last ? wayIn.unlinked : wayIn.linked;
        signedIn.set(person, await walk(person, await mintUser(person)));
      }),
    );
    onProgress(`linking Microsoft accounts: ${signedIn.size} of ${staff.length}`);
  }
  return signedIn;
}
