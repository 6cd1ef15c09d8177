/** OA: how clients come to be known: registering themselves, or by a document at their own address. */
import { L400, type Answer, O, type Seen, status } from "../../answers.ts";
import type { InternetAnswer } from "../../../../infra/local/worker-host.ts";
import type { AttackCase, Attempt } from "../../framework.ts";
import { Flow, loopback, register, tokenRequest } from "../../oauth-flow.ts";
import type { Stage } from "../../stage.ts";

const metadata = { client_name: "Attack bench", redirect_uris: [loopback], token_endpoint_auth_method: "none" };

/** 429 with a word on when to come back. */
const tooMany: Answer = {
  ...status(429, { "retry-after": "60", "cache-control": /no-store/ }),
  name: "429",
};

const tooLarge: Answer = { ...O("invalid_client_metadata"), name: "413", problem: (answer) => status(413).problem(answer) };

const clientsIn = async (stage: Stage) => (await stage.estate.kv().list("client:")).length;

/** Documents of clients on the internet of this estate, good ones and bad ones. */
const documentHost = "clients.example";
const documentUrl = (path: string) => `https://${documentHost}/${path}`;

function documentOf(url: string, changes: Readonly<Record<string, unknown>> = {}): InternetAnswer {
  return json({
    client_id: url,
    client_name: "A client with a document",
    redirect_uris: [loopback],
    token_endpoint_auth_method: "none",
    ...changes,
  });
}

function json(body: unknown): InternetAnswer {
  return { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

const good = documentUrl("good.json");

/** What stands at those addresses, and why it is no client. */
const hostileDocuments: Readonly<Record<string, InternetAnswer>> = {
  [documentUrl("elsewhere.json")]: { status: 302, headers: { location: good } },
  [documentUrl("inward.json")]: { status: 301, headers: { location: "http://169.254.169.254/latest/meta-data" } },
  [documentUrl("large.json")]: documentOf(documentUrl("large.json"), { client_name: "x".repeat(6_000) }),
  [documentUrl("slow.json")]: { ...documentOf(documentUrl("slow.json")), byteEveryMs: 200 },
  [documentUrl("page.json")]: { headers: { "content-type": "text/html" }, body: "<html>no</html>" },
  [documentUrl("broken.json")]: { headers: { "content-type": "application/json" }, body: "{" },
  [documentUrl("list.json")]: json([]),
  [documentUrl("null.json")]: json(null),
  [documentUrl("missing.json")]: { status: 404, body: "not here" },
  [documentUrl("failing.json")]: { status: 500, body: "no" },
};

/** The same for OA-35: a document that says something else than its address, or more than it may. */
const wrongDocuments: Readonly<Record<string, InternetAnswer>> = {
  [documentUrl("other.json")]: documentOf(good),
  [documentUrl("nameless.json")]: documentOf("", { client_id: undefined }),
  [documentUrl("secret.json")]: documentOf(documentUrl("secret.json"), { client_secret: "hush" }),
  [documentUrl("symmetric.json")]: documentOf(documentUrl("symmetric.json"), { token_endpoint_auth_method: "client_secret_basic" }),
  [documentUrl("nowhere.json")]: documentOf(documentUrl("nowhere.json"), { redirect_uris: [] }),
  [documentUrl("text.json")]: documentOf(documentUrl("text.json"), { redirect_uris: loopback }),
  [documentUrl("upper.json")]: documentOf(documentUrl("upper.json").toUpperCase()),
};

const openWithDocuments = (stage: Stage) =>
  stage.open({
    settings: { CLIENT_METADATA_DOMAINS: documentHost },
    internet: { [good]: documentOf(good), ...hostileDocuments, ...wrongDocuments },
  });

function asksFor(stage: Stage, clientId: string): Attempt {
  const flow = new Flow(stage, { clientId, redirectUri: loopback });
  return { name: clientId, send: () => flow.consent(), answer: L400, reason: "cimd_refused" };
}

/** Addresses nobody may make us ask: this machine, its neighbours, and every spelling of them. */
const inwardIds: readonly string[] = [
  "https://127.0.0.1/x",
  "https://localhost/x",
  "https://2130706433/x",
  "https://0x7f000001/x",
  "https://0177.0.0.1/x",
  "https://127.1/x",
  "https://0/x",
  "https://10.0.0.1/x",
  "https://192.168.0.1/x",
  "https://172.16.0.1/x",
  "https://169.254.169.254/latest/meta-data",
  "https://100.64.0.1/x",
  "https://[::1]/x",
  "https://[::]/x",
  "https://[::ffff:127.0.0.1]/x",
  "https://[::ffff:7f00:1]/x",
  "https://[2002:7f00:1::]/x",
  "https://[64:ff9b::7f00:1]/x",
  "https://[fd00::1]/x",
  "https://[fe80::1]/x",
  "https://metadata.google.internal/x",
  "https://evil.example/client.json",
  "http://clients.example/good.json",
  "HTTPS://evil.example/x",
  " https://evil.example/x",
  "https:evil.example/x",
  "ftp://clients.example/x",
  "file:///etc/passwd",
  "data:application/json,{}",
  `https://${documentHost}.evil.example/good.json`,
  `https://evil.example/${documentHost}`,
  `https://${documentHost}@evil.example/x`,
  `https://evil.example#@${documentHost}/x`,
  `https://evil.example\\@${documentHost}/x`,
];

export const registrationCases: readonly AttackCase[] = [
  {
    id: "OA-31",
    title: "a thousand registrations from one address",
    modes: ["oauth"],
    async play(stage) {
      const limit = 10;
      const left = () => 60_000 - (Date.now() % 60_000);
      // The window is the wall clock's minute: the flood must not straddle two of them.
      if (left() < 20_000) await new Promise((resolve) => setTimeout(resolve, left() + 500));
      const before = await clientsIn(stage);
      const accepted: Seen[] = [];
      for (let sent = 0; accepted.length < limit && sent < limit; sent += 1) accepted.push(await register(stage, metadata, "203.0.113.7"));
      stage.holds(
        "the first ten",
        Array(limit).fill(201),
        accepted.map((answer) => answer.status),
      );
      await stage.refuses(
        Array.from({ length: 990 }, (_, index): Attempt => ({
          name: `registration ${index + 11}`,
          send: () => register(stage, metadata, "203.0.113.7"),
          answer: tooMany,
          reason: "dcr_rate_limited",
        })),
      );
      stage.holds("clients stored by the flood", limit, (await clientsIn(stage)) - before);
      stage.holds("another address meanwhile", 201, (await register(stage, metadata)).status);
    },
  },
  {
    id: "OA-32",
    title: "registrations of no sensible size or shape",
    modes: ["oauth"],
    async play(stage) {
      const before = await clientsIn(stage);
      const text = JSON.stringify(metadata);
      const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
      const bad = (name: string, body: object | string): Attempt => ({
        name,
        send: () => register(stage, body),
        answer: O("invalid_client_metadata"),
        reason: "dcr_invalid",
      });
      const huge = (name: string, body: string): Attempt => ({
        name,
        send: () => register(stage, body),
        answer: tooLarge,
        reason: "dcr_invalid",
      });
      await stage.refuses([
        huge("1 MiB and a byte", JSON.stringify({ ...metadata, x: "y".repeat(1_048_577) })),
        huge("10,000 redirect URIs", JSON.stringify({ ...metadata, redirect_uris: Array(10_000).fill("http://127.0.0.1:1/c") })),
        bad("eleven redirect URIs", { ...metadata, redirect_uris: Array(11).fill(loopback) }),
        bad("a redirect URI of 3,000 characters", { ...metadata, redirect_uris: [`http://127.0.0.1:1/${"c".repeat(3_000)}`] }),
        bad("no redirect URI", { ...metadata, redirect_uris: [] }),
        bad("redirect URIs that are no list", { ...metadata, redirect_uris: loopback }),
        bad("redirect URIs that are no text", { ...metadata, redirect_uris: [1] }),
        bad("__proto__", `{"__proto__":{"polluted":true},${text.slice(1)}`),
        bad("a member twice", `{"redirect_uris":["${loopback}"],${text.slice(1)}`),
        bad("a thousand levels in a member", `{"client_name":${nested(1_000)},${text.slice(text.indexOf('"redirect_uris"'))}`),
        bad("a thousand levels in a member nobody knows", `{"x":${nested(1_000)},${text.slice(1)}`),
        bad("ten thousand levels", nested(10_000)),
        bad("no JSON", "{"),
        bad("nothing", ""),
        bad("a list", "[]"),
        bad("null", "null"),
        bad("a name that is no text", { ...metadata, client_name: { toString: "x" } }),
        bad("a name of 10,000 characters", { ...metadata, client_name: "x".repeat(10_000) }),
        bad("an unknown way to authenticate", { ...metadata, token_endpoint_auth_method: "tls_client_auth" }),
        bad("a grant type nobody offers", { ...metadata, grant_types: ["password"] }),
        bad("the implicit flow", { ...metadata, response_types: ["token"] }),
        ...["text/plain", "application/x-www-form-urlencoded", "application/jsonx"].map((contentType): Attempt => ({
          name: `as ${contentType}`,
          send: () => registerAs(stage, contentType, text),
          answer: O("invalid_client_metadata"),
          reason: "dcr_invalid",
        })),
      ]);
      stage.holds("clients stored", 0, (await clientsIn(stage)) - before);
      stage.holds("the good one", 201, (await register(stage, metadata)).status);
    },
  },
  {
    id: "OA-33",
    title: "addresses inside, in a registration",
    modes: ["oauth"],
    async play(stage) {
      const uris = [
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://2130706433/x",
        "https://localhost/x",
        "http://clients.example/x",
        "javascript:alert(1)",
        "data:image/png;base64,AAAA",
        "https://user:pass@clients.example/x",
      ];
      await stage.refuses(
        ["jwks_uri", "logo_uri", "client_uri", "tos_uri", "policy_uri"].flatMap((member) =>
          uris.map((uri): Attempt => ({
            name: `${member} ${uri}`,
            send: () => register(stage, { ...metadata, [member]: uri }),
            answer: O("invalid_client_metadata"),
            reason: "dcr_invalid",
          })),
        ),
      );
      stage.holds(
        "requests to any of them",
        [],
        (await stage.record.outbound()).map(({ host }) => host),
      );
      const members = {
        logo_uri: "https://clients.example/logo.png",
        client_uri: "https://clients.example/",
        jwks_uri: "https://clients.example/jwks",
      };
      const answer = await register(stage, { ...metadata, ...members });
      stage.holds("a public one", 201, answer.status);
      const { client_id: clientId } = JSON.parse(answer.text) as { client_id: string };
      await new Flow(stage, { clientId, redirectUri: loopback }).consent();
      stage.holds(
        "requests to it",
        [],
        (await stage.record.outbound()).map(({ host }) => host),
      );
    },
  },
  {
    id: "OA-34",
    title: "a client id that would make us ask somewhere",
    modes: ["oauth"],
    async play(stage) {
      await stage.refuses([...inwardIds, good].map((id) => asksFor(stage, id)));
      stage.holds(
        "requests while documents are off",
        [],
        (await stage.record.outbound()).map(({ host }) => host),
      );

      const further = await openWithDocuments(stage);
      const consent = await new Flow(further, { clientId: good, redirectUri: loopback }).consent();
      further.holds("a good document", [200, true], [consent.status, consent.text.includes(documentHost)]);
      await further.refuses([
        ...inwardIds.map((id) => asksFor(further, id)),
        asksFor(further, `https://${documentHost}:8443/good.json`),
        asksFor(further, `https://${documentHost}`),
        asksFor(further, `https://${documentHost}/`),
        asksFor(further, `https://user@${documentHost}/good.json`),
        asksFor(further, `https://www.${documentHost}/good.json`),
      ]);
      const hostsAsked = async () => [...new Set((await further.record.outbound()).map(({ host }) => host))];
      further.holds(
        "hosts asked besides the allowed one",
        [],
        (await hostsAsked()).filter((host) => host !== documentHost),
      );
      const startedAt = Date.now();
      await further.refuses(Object.keys(hostileDocuments).map((id) => asksFor(further, id)));
      further.holds("the slow one was not waited for longer than ten seconds", true, Date.now() - startedAt < 13_000);
      further.holds("hosts asked for documents", [documentHost], await hostsAsked());
      await further.refuses([
        {
          name: "an inward one at the token endpoint",
          send: () =>
            tokenRequest(further, { grant_type: "refresh_token", refresh_token: "a:b:c", client_id: "https://169.254.169.254/x" }),
          answer: O("invalid_client", 401),
          reason: "cimd_refused",
        },
      ]);
    },
  },
  {
    id: "OA-35",
    title: "a document that is not its address's, or says too much",
    modes: ["oauth"],
    async play(stage) {
      const further = await openWithDocuments(stage);
      await further.refuses([
        ...Object.keys(wrongDocuments).map((id) => asksFor(further, id)),
        ...[
          "./good.json",
          "x/../good.json",
          "%2e/good.json",
          "x/%2e%2e/good.json",
          "good.json#x",
          "good.json?x=1",
          "GOOD.json",
          "//good.json",
        ].map((path) => asksFor(further, documentUrl(path))),
      ]);
      const flow = new Flow(further, { clientId: good, redirectUri: loopback });
      further.holds("its own address", 200, (await flow.consent()).status);
      await further.refuses([
        {
          name: "a redirect URI that the document does not name",
          send: () => flow.consent({ redirect_uri: "https://evil.example/callback" }),
          answer: L400,
          reason: "redirect_uri_invalid",
        },
      ]);
    },
  },
];

async function registerAs(stage: Stage, contentType: string, body: string): Promise<Seen> {
  const response = await fetch(`${stage.contract.directOrigin}/register`, {
    method: "POST",
    headers: { "content-type": contentType, "cf-connecting-ip": "198.51.255.1" },
    body,
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}
