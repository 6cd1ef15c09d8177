/** EG, the way out: what the binding is told, what the gateway keeps, and what becomes of its faults. */
import type { Interference } from "../../../../infra/local/ai-gateway/ai-gateway.ts";
import { people } from "../../../../infra/local/company.ts";
import { findLeaks, findTokens } from "../../../support/leak-search.ts";
import { canariesIn } from "../../../support/canaries.ts";
import { callTool, mcpPost, textOf } from "../../../support/mcp-post.ts";
import { storedTokens } from "../../../support/stored-state.ts";
import { type Answer, jsonOf, seen, T } from "../../answers.ts";
import { mcpCall } from "../../calls.ts";
import type { AttackCase } from "../../framework.ts";
import type { Stage } from "../../stage.ts";
import { lintFindings, sourceFindings } from "./source.ts";

type Sent = {
  readonly inputs: { readonly messages: readonly { readonly role: string; readonly content: string }[] };
  readonly options: {
    readonly returnRawResponse?: boolean;
    readonly gateway: Readonly<Record<string, unknown>> & { readonly metadata: Readonly<Record<string, unknown>> };
  };
};
type GatewayAnswer = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string };

/** What the binding was told, one each. */
async function bindingCalls(stage: Stage) {
  const received = (await stage.record.gatewayExchanges()).filter(({ direction }) => direction === "received");
  return received.map((exchange) => ({ ...exchange, told: jsonOf(exchange.body) as Sent }));
}

const read = (stage: Stage, name = "amara.okafor", args: object = { count: 1 }) =>
  callTool(stage.contract.mcpUrl, stage.person(name).headers, "getEmails", args);
const mail = { to: [people[0]?.email], subject: "Attack", body: "Once." };
const send = (stage: Stage) => callTool(stage.contract.mcpUrl, stage.person("amara.okafor").headers, "sendEmail", mail);

/** A call through the front door that must end as this tool error, with one terminal row. */
async function fails(
  stage: Stage,
  name: string,
  code: string,
  options: {
    readonly tool?: string;
    readonly args?: object;
    readonly graph?: number;
    readonly reason?: string;
    readonly answer?: Answer;
  } = {},
): Promise<void> {
  const { tool = "getEmails", args = { count: 1 }, graph = 0, reason = code, answer = T(code) } = options;
  await stage.refuses(
    [{ name, send: () => seen(mcpCall(stage.contract.origin, stage.person("amara.okafor").headers, tool, args)), answer, reason }],
    { graph },
  );
}

/** The gateway answers this in the place of its provider; `after` lets the provider act first. */
function gatewaySays(
  status: number,
  body: unknown,
  options: { readonly after?: boolean; readonly headers?: Readonly<Record<string, string>> } = {},
): NonNullable<Interference["answer"]> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const headers = {
    "content-type": typeof body === "string" ? "text/plain" : "application/json",
    "cf-aig-log-id": "01JFAULT00000000000000000",
    ...options.headers,
  };
  return async (_call, next) => {
    if (options.after) await next();
    return { status, headers, body: text };
  };
}

const numbered = (code: number) => ({ success: false, error: [{ code, message: "refused" }], internalCode: code });

export const gatewayCases: readonly AttackCase[] = [
  {
    id: "EG-01",
    title: "address and options of every call of the binding",
    async play(stage) {
      await Promise.all([
        read(stage),
        read(stage, "jonas.weber", { count: 50 }),
        send(stage),
        callTool(stage.contract.mcpUrl, stage.person("mei.tanaka").headers, "getCalendarEvents", {}),
      ]);
      const calls = await bindingCalls(stage);
      stage.holds("calls seen", true, calls.length >= 4);
      const facts = calls.map(({ url, method, headers, told }) => ({
        at: `${method} ${new URL(url).pathname}`,
        gateway: told.options.gateway["id"],
        model: headers["cf-consn-model-id"],
        raw: told.options.returnRawResponse,
        skipCache: told.options.gateway["skipCache"],
        attempts: (told.options.gateway["retries"] as { readonly maxAttempts?: number } | undefined)?.maxAttempts,
        payload: headers["cf-aig-collect-log-payload"],
        authorization: headers["authorization"],
        messages: told.inputs.messages.map(({ role, content }) => `${role} ${content.startsWith('{"envelope":{"v":1,')}`),
      }));
      const asItMust = {
        at: "POST /ai-gateway/run",
        gateway: "m365",
        model: "dynamic/microsoft-graph-handler",
        raw: true,
        skipCache: true,
        attempts: 1,
        payload: "false",
        authorization: undefined,
        messages: ["user true"],
      };
      stage.holds(
        "calls told otherwise",
        [],
        facts.filter((fact) => JSON.stringify(fact) !== JSON.stringify(asItMust)),
      );

      const universal = await stage.open({ settings: { EGRESS_ROUTE: "universal" } });
      await universal.record.clear();
      await read(universal);
      const [call] = await bindingCalls(universal);
      universal.holds(
        "the universal endpoint",
        ["/ai-gateway/universal/run/m365", "true", "1", "false"],
        [
          new URL(call?.url ?? "http://x/").pathname,
          call?.headers["cf-aig-skip-cache"],
          call?.headers["cf-aig-max-attempts"],
          call?.headers["cf-aig-collect-log-payload"],
        ],
      );
    },
  },
  {
    id: "EG-02",
    title: "a way to Graph beside the relay: in the source, in the bundle's imports, at run time",
    async play(stage) {
      stage.holds("findings in the source", [], await sourceFindings());
      stage.holds("findings of the linter", [], await lintFindings());
      await stage.record.clear();
      await Promise.all([
        read(stage),
        send(stage),
        callTool(stage.contract.mcpUrl, stage.person("jonas.weber").headers, "getCalendarEvents", {}),
      ]);
      const { access, entra, graph } = stage.contract;
      const known = new Set([access.issuer, entra.authority, graph.origin].map((origin) => new URL(origin).host));
      const asked = await stage.record.outbound();
      stage.holds(
        "hosts beside Access, Entra and Graph",
        [],
        asked.filter(({ host, allowed }) => !allowed || !known.has(host)).map(({ host }) => host),
      );
      const relayed = (await stage.record.gatewayExchanges()).filter(({ direction }) => direction === "sent").length;
      stage.holds("Graph requests that no delivery of the gateway caused", 0, (await stage.record.graphRequests()).length - relayed);
    },
  },
  {
    id: "EG-03",
    title: "the gateway, its route or its provider is missing: an error, and no other way out",
    async play(stage) {
      const faults: readonly (readonly [string, Interference, string])[] = [
        ["the binding throws", { answer: () => Promise.reject(new Error("gone")) }, "egress_unavailable"],
        ["no such gateway", { answer: gatewaySays(400, numbered(2001)) }, "gateway_misconfigured"],
        ["the provider gives no answer", { deliver: async () => ({ kind: "unreachable", cause: "gone" }) }, "gateway_failed"],
        ["no such route", { answer: gatewaySays(404, numbered(7003)) }, "gateway_misconfigured"],
      ];
      for (const [name, fault, code] of faults) {
        stage.faults.gateway = fault;
        await fails(stage, name, code);
        const outbound = (await stage.record.outbound()).map(({ host }) => host);
        stage.holds(`${name}: fetched`, [], outbound);
        stage.holds(`${name}: relayed`, 0, (await stage.record.gatewayExchanges()).filter(({ direction }) => direction === "sent").length);
      }
      stage.faults.gateway = {};
      const elsewhere = await stage.open({ settings: { AI_GATEWAY_ROUTE: "no-such-route" } });
      await fails(elsewhere, "a route nobody made", "gateway_misconfigured");
    },
  },
  {
    id: "EG-04",
    title: "10,000 calls (1,000 in mode oauth), 50 at a time: every row has the log id that was issued for its request",
    async play(stage) {
      // Behind the door both modes are one; there a tenth of it shows that the bearer's way in changes nothing.
      const calls = stage.mode === "access" ? 10_000 : 1_000;
      const batch = 50;
      const names = ["amara.okafor", "jonas.weber", "mei.tanaka"];
      const issued = new Map<string, string>();
      stage.faults.gateway = {
        answer: async (call, next) => {
          const answer = await next();
          issued.set(String((call.options.metadata as { readonly requestId?: unknown }).requestId), answer.headers["cf-aig-log-id"] ?? "");
          return answer;
        },
      };
      const tally = { right: 0, wrong: 0 };
      // The estate keeps 50,000 lines: the record is read and emptied every thousand calls.
      for (let thousand = 0; thousand < calls / 1_000; thousand += 1) {
        let failed = 0;
        await inBatches(1_000, batch, async (index) => {
          const answer = await read(stage, names[index % names.length]);
          if (answer.isError) failed += 1;
        });
        const events = await stage.record.eventsOnce((all) => all.filter(({ kind }) => kind === "call.outcome").length >= 1_000);
        const rows = events.filter(({ kind }) => kind === "call.outcome");
        const right = rows.filter(
          ({ requestId, aiGatewayLogId }) => aiGatewayLogId && issued.get(requestId ?? "") === aiGatewayLogId,
        ).length;
        tally.right += right - failed;
        tally.wrong += rows.length - right + failed;
        await stage.record.clear();
      }
      stage.holds("rows with their own log id", { right: calls, wrong: 0 }, tally);
      stage.holds("distinct log ids", calls, new Set(issued.values()).size);
    },
  },
  {
    id: "EG-05",
    title: "an answer without a log id: the call succeeds, the record says what is missing",
    async play(stage) {
      stage.faults.gateway = {
        answer: async (_call, next) => {
          const answer = await next();
          const { "cf-aig-log-id": _dropped, ...headers } = answer.headers;
          return { ...answer, headers };
        },
      };
      const answer = await read(stage);
      const events = await stage.record.eventsOnce((all) => all.some(({ kind }) => kind === "call.outcome"));
      const row = (kind: string) =>
        events.filter((event) => event.kind === kind).map(({ aiGatewayLogId, reason }) => [aiGatewayLogId, reason]);
      stage.holds("an error", false, answer.isError ?? false);
      stage.holds("attempts on record", [[null, "gateway_log_missing"]], row("graph.attempt"));
      stage.holds(
        "log id of the call",
        [null],
        events.filter(({ kind }) => kind === "call.outcome").map(({ aiGatewayLogId }) => aiGatewayLogId),
      );
    },
  },
  {
    id: "EG-06",
    title: "arguments, _meta, headers and tool names that try to write metadata or envelope",
    async play(stage) {
      const person = stage.person("amara.okafor");
      const call = (args: object): Parameters<Stage["refuses"]>[0][number] => ({
        name: JSON.stringify(args),
        send: () => seen(mcpCall(stage.contract.origin, person.headers, "getEmails", args)),
        answer: T("invalid_arguments"),
        reason: "invalid_arguments",
      });
      await stage.refuses(
        [{ userId: "ceo" }, { metadata: { userId: "ceo" } }, { principal: "user:ceo" }, { requestId: "x" }, { count: 1, envelope: {} }].map(
          call,
        ),
      );
      await stage.record.clear();
      const params = {
        name: "getEmails",
        arguments: { count: 1 },
        _meta: { userId: "ceo", mcpTool: "x", requestId: "x", "cf-aig-metadata": { userId: "ceo" } },
      };
      await mcpPost(
        stage.contract.mcpUrl,
        { ...person.headers, "cf-aig-metadata": '{"userId":"ceo"}', "x-request-id": "x" },
        "tools/call",
        params,
      );
      const [seenCall] = await bindingCalls(stage);
      const metadata = seenCall?.told.options.gateway.metadata ?? {};
      stage.holds(
        "whose call",
        [`user:${people[0]?.accessSubject}`, "getEmails", people[0]?.email, "user"],
        [metadata["userId"], metadata["mcpTool"], metadata["userEmail"], metadata["principalType"]],
      );
      stage.holds(
        "principal in the envelope",
        true,
        seenCall?.told.inputs.messages[0]?.content.includes(`"principal":"user:${people[0]?.accessSubject}"`),
      );
      stage.holds("headers of the attacker's", undefined, seenCall?.headers["cf-aig-metadata"]);
      await stage.record.clear();
      const named = await seen(mcpCall(stage.contract.origin, person.headers, '{"userId":"ceo"}', {}));
      stage.holds("a tool name in JSON is served", true, (jsonOf(named.text) as { readonly error?: unknown } | null)?.error !== undefined);
      stage.holds("calls of the binding for it", 0, (await bindingCalls(stage)).length);
    },
  },
  {
    id: "EG-07",
    title: "metadata: the five entries and no other, always text",
    async play(stage) {
      await Promise.all([read(stage), read(stage, "mei.tanaka"), send(stage)]);
      const withheld = await stage.open({ settings: { GATEWAY_USER_EMAIL: "withhold" } });
      await withheld.record.clear();
      await read(withheld);
      for (const [estate, email] of [[stage, /^\S+@\S+$/] as const, [withheld, /^$/] as const]) {
        const calls = await bindingCalls(estate);
        const wrong = calls
          .map(({ told }) => told.options.gateway.metadata)
          .filter(
            (metadata) =>
              Object.keys(metadata).toSorted().join() !== "mcpTool,principalType,requestId,userEmail,userId" ||
              Object.values(metadata).some((value) => typeof value !== "string" || value.length > 256) ||
              !email.test(String(metadata["userEmail"])),
          );
        stage.holds("calls", true, calls.length > 0);
        stage.holds("metadata of another form", [], wrong);
        const rows = await estate.record.gatewayRows();
        stage.holds(
          "rows that kept all five",
          true,
          rows.slice(-calls.length).every(({ metadata }) => Object.keys(metadata).length === 5),
        );
      }
    },
  },
  {
    id: "EG-08",
    title: "a sixth entry, which the gateway would drop without a word",
    async play(stage) {
      const { egressMetadata } = await import("../../../../src/egress/metadata.ts");
      const long = "x".repeat(10_000);
      const built = [
        egressMetadata({
          principal: { id: `user:${long}`, kind: "user", email: `${long}@a.example`, groups: [long] },
          tool: long,
          requestId: "r",
          sendEmail: true,
        }),
        egressMetadata({ principal: { id: "service:x", kind: "service", groups: [] }, tool: "t", requestId: "r", sendEmail: true }),
      ];
      stage.holds(
        "entries built",
        [5, 5],
        built.map((metadata) => Object.keys(metadata).length),
      );
      stage.holds(
        "entries longer than the gateway keeps",
        [],
        built.flatMap((metadata) =>
          Object.values(metadata)
            .filter((value) => value.length > 256)
            .map((value) => value.length),
        ),
      );
      await read(stage);
      const [call] = await bindingCalls(stage);
      stage.holds("entries sent", 5, Object.keys(call?.told.options.gateway.metadata ?? {}).length);
    },
  },
  {
    id: "EG-09",
    title: "a gateway that answers from its cache, user not in the key: nobody gets another's mail",
    async play(stage) {
      await read(stage);
      await read(stage, "jonas.weber");
      const calls = await bindingCalls(stage);
      stage.holds(
        "skipCache",
        [true, true],
        calls.map(({ told }) => told.options.gateway["skipCache"]),
      );
      const contents = new Set(calls.map(({ told }) => told.inputs.messages[0]?.content.replace(/"principal":"[^"]*"/, "")));
      stage.holds("distinct bodies, users aside", 2, contents.size);

      let first: GatewayAnswer | undefined;
      stage.faults.gateway = { answer: async (_call, next) => (first = await next()) };
      await read(stage);
      for (const cacheStatus of ["HIT", "hit", "MISS"]) {
        stage.faults.gateway = {
          answer: async () => ({ ...(first as GatewayAnswer), headers: { ...first?.headers, "cf-aig-cache-status": cacheStatus } }),
        };
        await fails(stage, `an old answer, ${cacheStatus}`, "egress_integrity");
        const answer = await read(stage, "jonas.weber", { count: 50 });
        stage.holds(`foreign mail, ${cacheStatus}`, [], canariesIn(textOf(answer)));
      }
      stage.faults.gateway = {
        answer: async (_call, next) =>
          ((answer) => ({ ...answer, headers: { ...answer.headers, "cf-aig-cache-status": "HIT" } }))(await next()),
      };
      await fails(stage, "a good answer that claims to be from the cache", "egress_integrity", { graph: 1 });
    },
  },
  {
    id: "EG-10",
    title: "a client's own cf-aig headers go nowhere",
    async play(stage) {
      const headers = {
        "cf-aig-cache-key": "shared",
        "cf-aig-skip-cache": "false",
        "cf-aig-cache-ttl": "3600",
        "cf-aig-authorization": "Bearer x",
        "cf-aig-collect-log-payload": "true",
        "cf-aig-max-attempts": "5",
        "cf-aig-custom-cost": "1",
      };
      await callTool(stage.contract.mcpUrl, { ...stage.person("amara.okafor").headers, ...headers }, "getEmails", { count: 1 });
      const [call] = await bindingCalls(stage);
      stage.holds(
        "cf-aig headers of the call",
        { "cf-aig-collect-log-payload": "false" },
        Object.fromEntries(Object.entries(call?.headers ?? {}).filter(([name]) => name.startsWith("cf-aig-"))),
      );
      stage.holds("skipCache", true, call?.told.options.gateway["skipCache"]);
    },
  },
  {
    id: "EG-11",
    title: "payload logging forced on: no token, key or assertion in anything the gateway saw or kept",
    async play(stage) {
      const keen = await stage.open({ gateway: { logPayloads: true } });
      await keen.record.clear();
      for (const name of ["amara.okafor", "jonas.weber", "mei.tanaka"]) {
        const { headers } = keen.person(name);
        for (const [tool, args] of [
          ["getEmails", { count: 50 }],
          ["sendEmail", mail],
          ["getCalendarEvents", {}],
          ["whoAmI", {}],
        ] as const)
          await mcpPost(keen.contract.mcpUrl, headers, "tools/call", { name: tool, arguments: args });
      }
      const calls = await bindingCalls(keen);
      keen.holds(
        "calls that ask for their payload to be kept",
        0,
        calls.filter(({ headers }) => headers["cf-aig-collect-log-payload"] !== "false").length,
      );
      const rows = await keen.record.gatewayRows();
      keen.holds("rows", true, rows.length >= 9);
      const details = await Promise.all(rows.map(async ({ id }) => JSON.stringify(await keen.record.gatewayRow(id))));
      keen.holds(
        "payloads really kept",
        true,
        details.some((detail) => detail.includes("envelopeId")),
      );
      const sent = (await keen.record.gatewayExchanges()).map(({ direction, headers, ...exchange }) =>
        // The provider's stored key is the gateway's own: it stands in what it sends, and nowhere else.
        JSON.stringify({ ...exchange, headers: direction === "received" ? headers : { ...headers, authorization: undefined } }),
      );
      const tokens = await storedTokens(
        keen.contract.stateDirectory,
        keen.estate.secrets["ENCRYPTION_KEY"] ?? "",
        people.map(({ accessSubject }) => `user:${accessSubject}`),
      );
      keen.holds("Microsoft tokens looked for", true, tokens.length >= 6);
      const published = new Set(["MICROSOFT_CLIENT_ID", "MICROSOFT_TENANT_ID"]);
      const secrets = [
        ...tokens.map((value, index) => ({ name: `Microsoft token ${index}`, value })),
        ...Object.entries(keen.estate.secrets)
          .filter(([name]) => !published.has(name))
          .map(([name, value]) => ({ name, value })),
        ...keen.contract.people.flatMap(({ name, headers }) =>
          Object.values(headers).map((value) => ({ name: `credential of ${name}`, value: value.replace(/^Bearer /, "") })),
        ),
        ...keen.contract.services.map(({ name, headers }) => ({
          name: `secret of ${name}`,
          value: headers["cf-access-client-secret"] ?? "",
        })),
      ];
      const haystacks = [...details, ...sent].map((text, index) => ({ name: `entry ${index}`, bytes: Buffer.from(text) }));
      keen.holds(
        "leaks",
        [],
        findLeaks(secrets, haystacks).map(({ secret, where }) => `${secret} in ${where}`),
      );
      keen.holds("anything in the form of a JWT", 0, findTokens(haystacks).length);
    },
  },
  {
    id: "EG-12",
    title: "a gateway that retries five times after Graph has sent the mail: one mail",
    async play(stage) {
      const eager = await stage.open({ gateway: { retries: 5 } });
      for (const [name, outcome] of [
        ["the relay's answer is lost", { kind: "unreachable", cause: "reset" }],
        ["the relay's answer becomes a 503", { kind: "answered", status: 503, contentType: "text/plain", body: "error code: 503" }],
      ] as const) {
        await eager.record.clear();
        let lost = false;
        eager.faults.gateway = {
          deliver: async (delivery, _call, next) => {
            const real = await next(delivery);
            if (lost) return real;
            lost = true;
            return outcome;
          },
        };
        const answer = await send(eager);
        lost = false;
        const events = await eager.record.eventsOnce((all) => all.some(({ kind }) => kind === "call.outcome"));
        const replays = events.filter(({ kind, reason }) => kind === "relay" && reason === "envelope_replayed");
        eager.holds(`${name}: mails sent`, 1, (await eager.record.graphCommits()).length);
        eager.holds(`${name}: told as`, "outcome_unknown", answer.structuredContent?.error?.code);
        eager.holds(
          `${name}: on record as`,
          ["unknown"],
          events.filter(({ kind }) => kind === "call.outcome").map(({ outcome: told }) => told),
        );
        eager.holds(`${name}: deliveries refused`, 5, replays.length);
      }
    },
  },
  {
    id: "EG-13",
    title: "DLP blocks the request, or the answer: told as such, once, with its ids on record",
    async play(stage) {
      const headers = { "cf-aig-dlp": '{"findings":[{"profile":{"id":"p1"}}],"action":"BLOCK","check":"REQUEST"}' };
      for (const [code, after, graph] of [
        [2029, false, 0],
        [2030, true, 1],
      ] as const) {
        stage.faults.gateway = { answer: gatewaySays(424, numbered(code), { after, headers }) };
        await fails(stage, String(code), "blocked_by_dlp", { graph });
        const rows = (await stage.record.events()).filter(({ kind }) => kind === "graph.attempt");
        stage.holds(
          `${code}: attempts, with what DLP said`,
          [headers["cf-aig-dlp"]],
          rows.map(({ gatewayDlp }) => gatewayDlp),
        );
      }
    },
  },
  {
    id: "EG-14",
    title:
      "the gateway's own errors in every shape, and Graph's inside the relay's answer: told apart; no token is refreshed for the gateway's",
    async play(stage) {
      const shapes = (code: number): readonly (readonly [string, unknown])[] => [
        ["error as a list", numbered(code)],
        ["error as an object", { success: false, error: { code, message: "refused" } }],
        ["errors", { success: false, errors: [{ code, message: "refused" }] }],
      ];
      const told: readonly (readonly [number, number, string])[] = [
        [401, 2009, "gateway_unauthorized"],
        [429, 2003, "gateway_throttled"],
        [429, 2045, "gateway_budget"],
        [400, 2005, "gateway_failed"],
        [400, 2040, "gateway_misconfigured"],
        [424, 2016, "blocked_by_guardrails"],
        [422, 2017, "blocked_by_guardrails"],
      ];
      for (const [status, number, code] of told) {
        for (const [shape, body] of shapes(number)) {
          stage.faults.gateway = { answer: gatewaySays(status, body) };
          await fails(stage, `${status}/${number}, ${shape}`, code);
        }
      }
      for (const [status, code] of [
        [401, "gateway_unauthorized"],
        [402, "gateway_budget"],
        [403, "gateway_denied"],
        [404, "gateway_misconfigured"],
        [424, "blocked_by_guardrails"],
        [429, "gateway_throttled"],
        [500, "gateway_failed"],
        [502, "gateway_failed"],
        [529, "gateway_failed"],
      ] as const) {
        stage.faults.gateway = { answer: gatewaySays(status, `error code: ${status}`) };
        await fails(stage, `${status} in plain text`, code);
        stage.holds(`${status}: asked of Microsoft's sign-in`, 0, (await stage.record.outbound()).length);
      }
      stage.faults.gateway = {};
      for (const [status, code] of [
        [404, "not_found"],
        [403, "graph_forbidden"],
        [429, "throttled"],
        [401, "reauth_required"],
        [503, "graph_unavailable"],
      ] as const) {
        let asked = 0;
        stage.faults.graph = (_req, res) => {
          asked += 1;
          res
            .writeHead(status, { "content-type": "application/json", "retry-after": "60" })
            .end(JSON.stringify({ error: { code: "x", message: "y" } }));
        };
        await fails(stage, `Graph's ${status}`, code, { answer: T([code, ...(status === 401 ? ["graph_rejected"] : [])]), reason: code });
        stage.holds(`Graph's ${status}: asked`, true, asked > 0);
      }
    },
  },
  {
    id: "EG-15",
    title: "an error text that echoes the envelope: neither client nor record shows it",
    async play(stage) {
      for (const status of [400, 401, 500]) {
        let echoed = "";
        stage.faults.gateway = {
          answer: async (call) => {
            echoed = call.body;
            const body = JSON.stringify({
              success: false,
              error: [{ code: 2005, message: `do-not-leak ${call.body}` }],
              internalCode: 2005,
            });
            return { status, headers: { "content-type": "application/json" }, body };
          },
        };
        await stage.record.clear();
        const answer = await seen(mcpCall(stage.contract.origin, stage.person("amara.okafor").headers, "getEmails", { count: 1 }));
        const lines = (await stage.record.eventsOnce((all) => all.some(({ kind }) => kind === "call.outcome"))).map((event) =>
          JSON.stringify(event),
        );
        const mac = /"mac\\":\\"([0-9a-f]{64})/.exec(echoed)?.[1] ?? "no MAC was echoed";
        for (const [where, text] of [
          ["answer", answer.text],
          ["record", lines.join("\n")],
        ] as const)
          stage.holds(
            `${status}: echoes in the ${where}`,
            [],
            ["do-not-leak", mac, "messageHash"].filter((needle) => text.includes(needle)),
          );
        stage.holds(`${status}: a MAC was there to leak`, 64, mac.length);
      }
    },
  },
  {
    id: "EG-16",
    title: "of Graph's answer headers six cross the gateway, whatever it sends",
    async play(stage) {
      stage.faults.graph = (_req, res, next) => {
        for (const [name, value] of Object.entries({
          "x-planted": "do-not-pass",
          "set-cookie": "a=b",
          "www-authenticate": "Bearer x",
          location: "https://evil.example/",
          "x-ms-ags-diagnostic": "x",
          server: "x",
          etag: '"1"',
          "retry-after": "1",
        }))
          res.setHeader(name, value);
        next();
      };
      let content = "";
      stage.faults.gateway = {
        deliver: async (delivery, _call, next) => {
          const outcome = await next(delivery);
          if (outcome.kind === "answered")
            content =
              (jsonOf(outcome.body) as { readonly choices: readonly { readonly message: { readonly content: string } }[] }).choices[0]
                ?.message.content ?? "";
          return outcome;
        },
      };
      await read(stage);
      const { answer } = jsonOf(content) as { readonly answer: { readonly headers: Readonly<Record<string, string>> } };
      const allowed = new Set(["client-request-id", "content-type", "date", "etag", "request-id", "retry-after"]);
      stage.holds(
        "headers that crossed, beyond the six",
        [],
        Object.keys(answer.headers).filter((name) => !allowed.has(name)),
      );
      stage.holds("etag crossed", '"1"', answer.headers["etag"]);
      stage.holds("planted text in the answer", false, content.includes("do-not-pass"));
    },
  },
  {
    id: "EG-27",
    title: "the relay's answer edited, swapped, emptied or from another call: nothing of it is used; a write is unknown",
    async play(stage) {
      let earlier = "";
      stage.faults.gateway = { answer: async (_call, next) => ((answer) => ((earlier = answer.body), answer))(await next()) };
      await read(stage);
      type Completion = { choices: { message: { content: string } }[]; usage?: unknown };
      const edit = (body: string, change: (completion: Completion) => void) => {
        const completion = JSON.parse(body) as Completion;
        change(completion);
        return JSON.stringify(completion);
      };
      const inside = (from: RegExp, to: string) => (body: string) =>
        edit(body, ({ choices }) => choices.forEach(({ message }) => (message.content = message.content.replace(from, to))));
      const forgeries: readonly (readonly [string, (body: string) => string])[] = [
        ["another call's answer", () => earlier],
        ["status edited", inside(/"status":\d+/, '"status":299')],
        ["body edited", inside(/"body":\{/, '"body":{"@odata.nextLink":"https://evil.example/",')],
        ["MAC cut", inside(/"mac":"[0-9a-f]{64}"/, '"mac":""')],
        ["MAC zeroed", inside(/"mac":"[0-9a-f]{64}"/, `"mac":"${"0".repeat(64)}"`)],
        ["no choices", (body) => edit(body, (completion) => (completion.choices = []))],
        ["two choices", (body) => edit(body, (completion) => completion.choices.push(...completion.choices))],
        ["content emptied", (body) => edit(body, ({ choices }) => choices.forEach(({ message }) => (message.content = "")))],
        [
          "a model's prose",
          (body) => edit(body, ({ choices }) => choices.forEach(({ message }) => (message.content = "Sure! Here are your mails."))),
        ],
        ["no JSON", () => "<html>"],
        ["nothing", () => ""],
      ];
      for (const [name, change] of forgeries) {
        stage.faults.gateway = { answer: async (_call, next) => ((answer) => ({ ...answer, body: change(answer.body) }))(await next()) };
        await fails(stage, name, "egress_integrity", { graph: 1 });
      }
      stage.faults.gateway = {
        answer: async (_call, next) =>
          ((answer) => ({ ...answer, body: inside(/"status":\d+/, '"status":299')(answer.body) }))(await next()),
      };
      await fails(stage, "a write, its answer edited", "outcome_unknown", { tool: "sendEmail", args: mail, graph: 1 });
      stage.faults.gateway = {
        answer: async (_call, next) =>
          ((answer) => ({ ...answer, body: edit(answer.body, (completion) => delete completion.usage) }))(await next()),
      };
      stage.holds("without usage, which nothing depends on: an error", false, (await read(stage)).isError ?? false);
    },
  },
];

/** `size` at a time, the next batch when the last of one is done. */
async function inBatches(count: number, size: number, work: (index: number) => Promise<void>): Promise<void> {
  for (let start = 0; start < count; start += size) await Promise.all(Array.from({ length: size }, (_, index) => work(start + index)));
}
