/** SE: secrets: planted everywhere, looked for everywhere else; at rest, in errors, in rotation. */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import { projectRoot } from "../../../infra/local/bundle-worker.ts";
import { filledForm } from "../../../infra/local/browser-walk.ts";
import { people } from "../../../infra/local/company.ts";
import { walkConnect } from "../../../infra/local/link-account.ts";
import { callTool, mcpPost } from "../../support/mcp-post.ts";
import { findLeaks, findTokens, type Haystack, type Secret } from "../../support/leak-search.ts";
import { storedFiles, storedTokens } from "../../support/stored-state.ts";
import { B401, L400, misconfigured503, T } from "../answers.ts";
import type { AttackGroup } from "../framework.ts";
import { call, message } from "../mcp-message.ts";
import { callWith, Flow, newClient, personsBrowser, signInAtMicrosoft, tokensIn } from "../oauth-flow.ts";
import type { Stage } from "../stage.ts";

/** Ids that Microsoft itself shows to everybody. */
const published = new Set(["MICROSOFT_CLIENT_ID", "MICROSOFT_TENANT_ID"]);
const newKey = () => randomBytes(32).toString("base64");
const principals = people.map(({ accessSubject }) => `user:${accessSubject}`);
const microsoftTokens = ({ contract, estate }: Stage) =>
  storedTokens(contract.stateDirectory, estate.secrets["ENCRYPTION_KEY"] ?? "", principals);

/** What is secret in any estate: settings, what people and services carry, Microsoft's tokens. */
async function secretsOf(stage: Stage): Promise<Secret[]> {
  const { contract, estate } = stage;
  const bearers = contract.people.flatMap(({ name, headers }) =>
    headers["authorization"] ? [{ name, value: headers["authorization"].slice("Bearer ".length) }] : [],
  );
  return [
    ...Object.entries(estate.secrets).flatMap(([name, value]) => (published.has(name) ? [] : [{ name, value }])),
    ...contract.people.map(({ name, headers }) => ({ name: `assertion of ${name}`, value: headers["cf-access-token"] ?? "" })),
    ...contract.services.map(({ name, headers }) => ({ name: `secret of ${name}`, value: headers["cf-access-client-secret"] ?? "" })),
    ...bearers.flatMap(({ name, value }) => [{ name: `bearer of ${name}`, value: value.split(":")[2] ?? "" }]),
    ...(await microsoftTokens(stage)).map((value, index) => ({ name: `Microsoft token ${index}`, value })),
  ];
}

const text = (name: string, items: readonly unknown[]): Haystack => ({
  name,
  bytes: Buffer.from(items.map((item) => (typeof item === "string" ? item : JSON.stringify(item))).join("\n")),
});

/** Everything the estate wrote, kept or sent on. */
async function everythingWritten(stage: Stage, answers: readonly string[]): Promise<readonly Haystack[]> {
  await stage.record.eventsAfterAWhile();
  const relayBearer = `Bearer ${stage.estate.secrets["RELAY_KEY"]}`;
  const exchanges = (await stage.record.gatewayExchanges()).map((exchange) => {
    // The gateway is who holds this key and presents it to the relay, in this one header; anywhere else it is a leak.
    const { authorization, ...headers } = exchange.headers;
    return exchange.direction === "sent" && authorization === relayBearer ? { ...exchange, headers } : exchange;
  });
  const rows = await Promise.all((await stage.record.gatewayRows()).slice(-500).map((row) => stage.record.gatewayRow(row.id)));
  return [
    text("console lines", await stage.record.everyLine()),
    text("gateway rows", rows),
    text("gateway exchanges", exchanges),
    text("answers to clients", answers),
    ...(await storedFiles(stage.contract.stateDirectory)),
  ];
}

/** Reads, sends, links, signs a client in, is refused; gives back what was answered, and the secrets that came up. */
async function busySession(stage: Stage): Promise<{ readonly answers: readonly string[]; readonly secrets: readonly Secret[] }> {
  const { mcpUrl, origin, directOrigin } = stage.contract;
  const answers: string[] = [];
  const secrets: Secret[] = [];
  const keep = async (asked: Promise<Response>) => {
    const response = await asked;
    answers.push(`${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`);
  };
  const amara = stage.person("amara.okafor");
  const page = await walkConnect(origin, amara.headers["cf-access-token"] ?? "", amara);
  answers.push(page.text);
  // A state is a transaction's id, which is no secret, and what makes it one.
  for (const url of page.visited.map((each) => new URL(each)))
    for (const name of ["code", "state"])
      secrets.push(...url.searchParams.getAll(name).map((value) => ({ name: `${name} of a link`, value: value.split(".").at(-1) ?? "" })));
  if (stage.mode === "oauth") {
    const flow = new Flow(stage, await newClient(stage, { token_endpoint_auth_method: "client_secret_post" }));
    const code = await flow.code();
    const tokens = tokensIn(await flow.redeem(code));
    await callWith(stage, tokens.access_token);
    const next = tokensIn(await flow.refresh(tokens.refresh_token));
    const own = {
      code,
      access: tokens.access_token,
      refresh: tokens.refresh_token,
      "next access": next.access_token,
      "next refresh": next.refresh_token,
    };
    secrets.push(...Object.entries(own).map(([name, value]) => ({ name: `${name} of a client`, value: value.split(":")[2] ?? "" })));
    secrets.push({ name: "PKCE verifier", value: flow.verifier }, { name: "client secret", value: flow.client.clientSecret ?? "" });
  }
  for (const { headers } of stage.contract.people) {
    await keep(mcpPost(mcpUrl, headers, "tools/call", { name: "getEmails", arguments: { count: 50, fields: ["subject", "body"] } }));
    await keep(mcpPost(mcpUrl, headers, "tools/call", { name: "whoAmI", arguments: {} }));
    await keep(mcpPost(mcpUrl, headers, "tools/call", { name: "getEmails", arguments: { folder: "../x" } }));
  }
  for (const { headers } of stage.contract.services) await keep(mcpPost(mcpUrl, headers, "tools/list"));
  for (const request of [{}, { key: "foreign" }, { key: "none" }, { claims: { exp: 1 } }] as const) {
    const value = await stage.mint(request);
    secrets.push({ name: `minted ${JSON.stringify(request)}`, value });
    await keep(mcpPost(`${directOrigin}/mcp`, { "cf-access-jwt-assertion": value }, "tools/list"));
  }
  await keep(fetch(`${origin}/mcp?access_token=${amara.headers["cf-access-token"]}`, { method: "POST", headers: amara.headers }));
  await keep(fetch(`${directOrigin}/egress/chat/completions`, { method: "POST", headers: { authorization: "Bearer wrong" }, body: "{}" }));
  return { answers, secrets };
}

/** What Microsoft's token endpoint says from now on, with words that nobody may repeat. */
function microsoftSays(stage: Stage, status: number, body: object | string): void {
  stage.faults.entra = (req, res, next) => {
    if (!(req.url ?? "").includes("/token")) return next();
    res.writeHead(status, { "content-type": "application/json" }).end(typeof body === "string" ? body : JSON.stringify(body));
  };
}

const relink = (stage: Stage) =>
  walkConnect(stage.contract.origin, stage.person("amara.okafor").headers["cf-access-token"] ?? "", stage.person("amara.okafor"));

/** gitleaks' and GitHub's rules for what could be in this repository. */
const secretShapes: readonly (readonly [string, RegExp])[] = [
  ["a private key", /-----BEGIN (?:RSA |EC |OPENSSH |ENCRYPTED )?PRIVATE KEY-----/],
  ["an AWS key", /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/],
  ["a GitHub token", /\bgh[pousr]_[A-Za-z0-9]{36,}\b/],
  ["a Slack token", /\bxox[abprs]-[A-Za-z0-9-]{20,}/],
  ["an npm token", /\bnpm_[A-Za-z0-9]{36}\b/],
  ["a Cloudflare token", /\b(?:CLOUDFLARE|CF)_API_(?:TOKEN|KEY)\s*[=:]\s*["']?[A-Za-z0-9_-]{37,}/],
  ["a Microsoft client secret", /\b[A-Za-z0-9_~.-]{3}8Q~[A-Za-z0-9_~.-]{34}\b/],
  ["a Google key", /\bAIza[0-9A-Za-z_-]{35}\b/],
  ["a signed token", /\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{20,}/],
  [
    "a setting with a key in it",
    /^\s*(?:ENCRYPTION_KEY|ENVELOPE_KEY|COOKIE_SECRET|COOKIE_ENCRYPTION_KEY|RELAY_KEY)\s*=\s*"?[A-Za-z0-9+/]{42,44}/m,
  ],
];

export const se: AttackGroup = {
  name: "SE",
  async goodPath(stage) {
    const answer = await callTool(`${stage.contract.directOrigin}/mcp`, stage.direct(stage.person("amara.okafor")), "getEmails", {
      count: 1,
    });
    stage.holds("a good call is an error", false, answer.isError ?? false);
    const planted = { name: "planted", value: randomBytes(32).toString("base64url") };
    const haystack = (value: string) => [{ name: "here", bytes: Buffer.from(`…${value}…`) }];
    const forms = [planted.value, btoa(planted.value), Buffer.from(planted.value).toString("hex"), planted.value.slice(0, 20)];
    stage.holds(
      "the search finds a planted secret in every dress",
      forms.map(() => true),
      forms.map((form) => findLeaks([planted], haystack(form)).length > 0),
    );
  },
  cases: [
    {
      id: "SE-01",
      title:
        "secrets and tokens anywhere but in their own place: console, gateway with payload logging, answers, storage; after all that was played",
      async play(stage) {
        const further = await stage.open({ gateway: { logPayloads: true } });
        const early = await microsoftTokens(further);
        const { answers, secrets } = await busySession(further);
        const all = [
          ...(await secretsOf(further)),
          ...secrets,
          ...early.map((value, index) => ({ name: `first Microsoft token ${index}`, value })),
        ];
        const written = await everythingWritten(further, answers);
        further.holds(
          "secrets too short to be looked for",
          [],
          all.filter(({ value }) => value.length < 20).map(({ name }) => name),
        );
        further.holds("secrets to look for", true, all.length > 20);
        further.holds(
          "payloads were logged",
          true,
          written.some(({ name, bytes }) => name === "gateway rows" && bytes.includes("chat.completion")),
        );
        further.holds("secrets found", [], findLeaks(all, written));
        further.holds("anything shaped like a token", [], findTokens(written));
        const before = await everythingWritten(stage, []);
        stage.holds("lines of this whole run", true, (before[0]?.bytes.byteLength ?? 0) > 0);
        stage.holds("secrets found in what the whole run wrote", [], findLeaks(await secretsOf(stage), before));
      },
    },
    {
      id: "SE-02",
      title: "exceptions with a secret in their words, wherever something is waited for",
      async play(stage) {
        const canary = `do-not-repeat-${randomBytes(16).toString("hex")}`;
        const answers: string[] = [];
        const reject = () => Promise.reject(new Error(canary));
        const calls = [
          call("getEmails", { count: 1 }),
          call("sendEmail", { to: ["jonas.weber@northwind.example"], subject: "x", body: "x" }),
        ];
        for (const fault of [{ answer: reject }, { deliver: reject }]) {
          stage.faults.gateway = fault;
          for (const body of calls) answers.push((await message(stage, body)).text);
        }
        stage.faults.gateway = {};
        for (const [status, body] of [
          [500, canary],
          [200, canary],
          [200, { access_token: canary, token_type: "Bearer" }],
          [200, { id_token: canary, access_token: canary, refresh_token: canary, token_type: "Bearer", expires_in: 1 }],
          [400, { error: canary, error_description: canary }],
        ] as const) {
          microsoftSays(stage, status, body);
          answers.push((await relink(stage)).text);
        }
        stage.faults.entra = null;
        const further = await stage.open({
          certsFault: (res) => void res.writeHead(200, { "content-type": "text/html" }).end(`<html>${canary}</html>`),
          linkPeople: false,
        });
        answers.push((await message(further, calls[0] ?? {})).text);
        stage.holds("answers", 10, answers.length);
        stage.holds(
          "answers that repeat it",
          [],
          answers.filter((answer) => answer.includes(canary)),
        );
        stage.holds(
          "answers that show a stack",
          [],
          answers.filter((answer) => /\bat \S+:\d+:\d+/.test(answer)),
        );
        const written = [...(await stage.record.everyLine()), ...(await further.record.everyLine())];
        stage.holds(
          "lines that repeat it",
          [],
          written.filter((line) => line.includes(canary)),
        );
      },
    },
    {
      id: "SE-03",
      title: "Microsoft's error with our own secret in it",
      async play(stage) {
        const secret = stage.estate.secrets["MICROSOFT_CLIENT_SECRET"] ?? "";
        const trace = crypto.randomUUID();
        microsoftSays(stage, 401, {
          error: "invalid_client",
          error_description: `AADSTS7000215: Invalid client secret provided: ${secret}. Trace ID: ${trace}`,
          error_codes: [7000215],
          trace_id: trace,
          correlation_id: trace,
        });
        const page = await relink(stage);
        stage.faults.entra = null;
        const events = await stage.record.eventsOnce((all) => all.some(({ kind }) => kind === "link"));
        const line = events.find(({ kind }) => kind === "link");
        stage.holds("the page", [503, false], [page.status, /AADSTS|7000215|invalid_client|Trace/.test(page.text)]);
        stage.holds("the record's code", "AADSTS7000215", line?.errorCode);
        stage.holds(
          "the rest of it",
          false,
          [page.text, JSON.stringify(events)].some(
            (each) => each.includes(secret) || each.includes(trace) || each.includes("Invalid client"),
          ),
        );
      },
    },
    {
      id: "SE-04",
      title: "a tool that tells who one is: not with what one showed",
      async play(stage) {
        const amara = stage.person("amara.okafor");
        const shown = await Promise.all(
          ["whoAmI", "authenticate", "getUserProfile"].map(async (name) => (await message(stage, call(name))).text),
        );
        const secrets = Object.values(amara.headers).map((value, index) => ({
          name: `header ${index}`,
          value: value.replace("Bearer ", ""),
        }));
        const haystack = [text("answers", shown)];
        stage.holds(
          "they answer",
          true,
          shown.every((answer) => answer.includes('"result"')),
        );
        stage.holds(
          "credentials in them",
          [],
          [...findLeaks([...secrets, ...(await secretsOf(stage))], haystack), ...findTokens(haystack)],
        );
        stage.holds("members that could hold one", false, /"(token|accessToken|access_token|props|authInfo|extra)"/.test(shown.join("")));
      },
    },
    {
      id: "SE-05",
      title: "secrets in the repository; a secret that is missing at the start",
      async play(stage) {
        const { stdout } = await promisify(execFile)("git", ["-C", projectRoot, "ls-files"]);
        const files = stdout.split("\n").filter((file) => file !== "" && !file.startsWith("test/vectors/"));
        const found: string[] = [];
        for (const file of files) {
          const content = await readFile(path.join(projectRoot, file), "utf8").catch(() => "");
          for (const [name, shape] of secretShapes) if (shape.test(content)) found.push(`${name} in ${file}`);
        }
        stage.holds("files looked at", true, files.length > 100);
        stage.holds("secrets in them", [], found);
        for (const name of Object.keys(stage.estate.secrets)) {
          const further = await stage.open({ without: [name] });
          await further.refuses([
            { name: `without ${name}`, send: () => message(further, call("whoAmI")), answer: misconfigured503, reason: "config_invalid" },
          ]);
          const line = (await further.record.events()).find(({ kind }) => kind === "config");
          further.holds("the line names it", name, (line as unknown as { readonly setting?: string } | undefined)?.setting);
        }
      },
    },
    {
      id: "SE-06",
      title: "what lies in KV: hashes and ciphertext, nobody's address",
      async play(stage) {
        if (stage.mode === "oauth") await new Flow(stage, await newClient(stage)).tokens();
        const kv = stage.estate.kv();
        const keys = await kv.list("");
        stage.holds(
          "there is something",
          stage.mode === "oauth",
          keys.some(({ name }) => name.startsWith("token:")),
        );
        const dump = await Promise.all(keys.map(async (key) => `${JSON.stringify(key)} ${await kv.get(key.name)}`));
        const haystack = [text("KV", dump)];
        stage.holds("secrets and tokens", [], [...findLeaks(await secretsOf(stage), haystack), ...findTokens(haystack)]);
        const everybody = people.flatMap(({ email, displayName, objectId }) => [email, email.split("@")[0] ?? "", displayName, objectId]);
        stage.holds(
          "people",
          [],
          everybody.filter((word) => dump.some((record) => record.toLowerCase().includes(word.toLowerCase()))),
        );
        stage.holds(
          "addresses",
          [],
          dump.flatMap((record) => record.match(/[\w.+-]+(?:@|%40)[\w.-]+\.[a-z]{2,}/gi) ?? []),
        );
        stage.holds(
          "kinds of keys",
          [],
          keys
            .map(({ name }) => name.split(":")[0] ?? "")
            .filter((kind) => !["client", "grant", "token", "transaction", "sweep"].includes(kind)),
        );
      },
    },
    {
      id: "SE-07",
      title: "Microsoft's tokens at rest: sealed, each to its own account",
      async play(stage) {
        const further = await stage.open();
        const tokens = await microsoftTokens(further);
        further.holds("tokens opened with the key, each under its own account", true, tokens.length >= 4);
        const files = await storedFiles(further.contract.stateDirectory);
        further.holds(
          "tokens as they are on the disk",
          [],
          findLeaks(
            tokens.map((value, index) => ({ name: `token ${index}`, value })),
            files,
          ),
        );
        await further.estate.redeploy({}, async () => moveSealed(further.contract.stateDirectory, "amara.okafor", "jonas.weber"));
        const jonas = further.person("jonas.weber");
        await further.refuses([
          {
            name: "her ciphertext in his vault",
            send: () => message(further, call("getEmails", { count: 1 }), {}, jonas),
            answer: T(["reauth_required", "account_not_linked"]),
            reason: ["reauth_required", "account_not_linked"],
          },
        ]);
        const own = await message(further, call("getEmails", { count: 1 }));
        further.holds("she is not disturbed", [200, false], [own.status, own.text.includes('"isError":true')]);
      },
    },
    {
      id: "SE-08",
      title: "keys in rotation: the former ones still open, retired ones do not; malformed or equal ones are refused at the start",
      async play(stage) {
        const further = await stage.open();
        const { secrets } = further.estate;
        const rings = ["ENCRYPTION_KEY", "ENVELOPE_KEY", "COOKIE_ENCRYPTION_KEY", "COOKIE_SECRET"];
        const fresh = Object.fromEntries(rings.map((name) => [name, newKey()]));
        const begun = await underWay(further);
        const late = await underWay(further);
        await further.estate.redeploy(Object.fromEntries(rings.map((name) => [name, `${fresh[name]},${secrets[name]}`])));
        const during = await message(further, call("getEmails", { count: 1 }));
        further.holds("a call with tokens sealed before", [200, false], [during.status, during.text.includes('"isError":true')]);
        further.holds("a sign-in begun before", 303, (await begun.browser.visit(begun.url)).status);
        // Grants are signed with COOKIE_SECRET, so that one stays while the others are retired.
        await further.estate.redeploy({ ...fresh, COOKIE_SECRET: `${fresh["COOKIE_SECRET"]},${secrets["COOKIE_SECRET"]}` });
        const jonas = await message(further, call("getEmails", { count: 1 }), {}, further.person("jonas.weber"));
        further.holds("tokens under a retired key", true, /"code":"(reauth_required|account_not_linked)"/.test(jonas.text));
        const amara = await message(further, call("getEmails", { count: 1 }));
        further.holds("who linked again meanwhile goes on", [200, false], [amara.status, amara.text.includes('"isError":true')]);
        await further.estate.redeploy(fresh);
        await further.refuses([
          { name: "a sign-in under a retired key", send: () => late.browser.visit(late.url), answer: L400, reason: "state_invalid" },
        ]);
        if (stage.mode === "oauth") {
          const refused = B401(`${further.contract.origin}/.well-known/oauth-protected-resource`, "invalid_token");
          const send = () => message(further, call("getEmails", { count: 1 }));
          await further.refuses([{ name: "a grant under a retired key", send, answer: refused, reason: "grant_corrupt" }]);
        }
        const key = newKey();
        for (const [name, value] of [
          ["the same key twice", `${key},${key}`],
          ["too short", randomBytes(31).toString("base64")],
          ["no base64", "x".repeat(44)],
          ["hex", randomBytes(32).toString("hex")],
          ["an empty one beside a good one", `${key},`],
        ] as const) {
          await further.estate.redeploy({ COOKIE_SECRET: value });
          await further.refuses([
            { name, send: () => message(further, call("whoAmI")), answer: misconfigured503, reason: "config_invalid" },
          ]);
        }
      },
    },
    {
      id: "SE-09",
      title: "codes and states in a Referer, a history or a cache",
      async play(stage) {
        const { origin } = stage.contract;
        const amara = stage.person("amara.okafor");
        const browser = personsBrowser(stage, amara);
        const seenPages: (readonly [string, Headers])[] = [];
        const look = async (name: string, asked: Promise<{ readonly headers: Headers }>) => seenPages.push([name, (await asked).headers]);
        const begun = await underWay(stage);
        await look("the way back", begun.browser.visit(begun.url));
        await look("a refused way back", browser.visit(`${origin}/callback?code=x&state=y`));
        await look("/connect", browser.visit(`${origin}/connect`));
        await look("/connections", browser.visit(`${origin}/connections`));
        const { data } = filledForm(await browser.visit(`${origin}/connect`));
        await look("the way to Microsoft", browser.visit(`${origin}/connect`, { method: "POST", form: data }));
        if (stage.mode === "oauth") {
          const flow = new Flow(stage, await newClient(stage), amara);
          await look("/authorize", flow.consent());
          await look("a refused /authorize", flow.consent({ client_id: "nobody" }));
          await look("a refusal to the client", flow.consent({ response_type: "token" }));
          await look(
            "the consent's way to Microsoft",
            flow.consent().then((page) => flow.decide(page)),
          );
          await look("the way back to the client", flow.approved());
          const tokens = await flow.redeem(await flow.code());
          stage.holds("/token", true, (tokens.headers.get("cache-control") ?? "").includes("no-store"));
        }
        for (const [name, headers] of seenPages) {
          stage.holds(
            name,
            [true, true],
            [headers.get("referrer-policy") === "no-referrer", (headers.get("cache-control") ?? "").includes("no-store")],
          );
        }
        stage.holds(
          "a code left in the address",
          null,
          new URL((await (await underWay(stage)).finish()).headers.get("location") ?? "", origin).searchParams.get("state"),
        );
      },
    },
  ],
};

/** A link at Microsoft's end, on its way back. */
async function underWay(stage: Stage) {
  const { origin } = stage.contract;
  const person = stage.person("amara.okafor");
  const browser = personsBrowser(stage, person);
  const { data } = filledForm(await browser.visit(`${origin}/connect`));
  const url = await signInAtMicrosoft(
    stage,
    browser,
    await browser.visit(`${origin}/connect`, { method: "POST", form: data }),
    person.email,
  );
  return { browser, url, finish: () => browser.visit(url) };
}

/** Puts one account's sealed tokens in the place of another's, in the files of vaults that nobody has open. */
async function moveSealed(stateDirectory: string, from: string, to: string): Promise<void> {
  const files = (await storedFiles(stateDirectory))
    .map(({ name }) => name)
    .filter((name) => name.includes("AccountVault") && name.endsWith(".sqlite"));
  const databases = files.map((name) => new DatabaseSync(path.join(stateDirectory, name)));
  try {
    const of = (handle: string) =>
      databases.find((database) => {
        try {
          return String(database.prepare("SELECT email FROM account").get()?.["email"]).startsWith(`${handle}@`);
        } catch {
          return false;
        }
      });
    const [source, target] = [of(from), of(to)];
    if (!source || !target) throw new Error("no such vaults");
    const row = source.prepare("SELECT sealed FROM tokens").get();
    target.prepare("UPDATE tokens SET sealed = ?").run(String(row?.["sealed"]));
  } finally {
    for (const database of databases) database.close();
  }
}
