/** EG, the way back in: the relay called by others, with envelopes forged, used, bent or for somebody else. */
import { setTimeout as pause } from "node:timers/promises";
import { people } from "../../../../infra/local/company.ts";
import { newEnvelopeId, packMessage } from "../../../../src/accounts/envelope.ts";
import { signText } from "../../../../src/accounts/mac.ts";
import { storedTokens } from "../../../support/stored-state.ts";
import { anyOf, jsonOf, P403, refusal, seen } from "../../answers.ts";
import { callBody, mcpCall } from "../../calls.ts";
import type { AttackCase, Attempt } from "../../framework.ts";
import type { Stage } from "../../stage.ts";
import { sendRaw } from "../../wire.ts";
import {
  amaraId,
  askRelay,
  chat,
  forged,
  gatewayHeaders,
  heldBack,
  refusedByRelay,
  ringOf,
  type Signing,
  signed,
  unpacked,
} from "./relay-caller.ts";

const unused = "4f3d2c1b-0a9e-4b8d-8c7f-6a5b4c3d2e1f";
const goodKey = (byte: number) => Buffer.alloc(32, byte).toString("base64");

/** One forged envelope each, all refused with that status and reason. */
const forgeries = (
  stage: Stage,
  status: number,
  reason: string | readonly string[],
  all: readonly (readonly [string, Signing])[],
): Promise<void> => stage.refuses(all.map(([name, signing]) => forged(stage, name, signed(stage, signing), status, reason)));

/** A text under a good MAC, whatever it says. */
function signedText(stage: Stage, text: string, message: string): string {
  return packMessage({ envelope: text, mac: signText(text, ringOf(stage.estate.secrets["ENVELOPE_KEY"] ?? ""), "envelope"), message });
}

export const relayCases: readonly AttackCase[] = [
  {
    id: "EG-17",
    title: "the relay called without the gateway's credential, or with somebody else's",
    async play(stage) {
      const { body } = await heldBack(stage);
      const key = stage.estate.secrets["RELAY_KEY"] ?? "";
      const person = stage.person("amara.okafor");
      const automation = stage.contract.services.find(({ name }) => name === "automation")?.headers ?? {};
      const credentials: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
        ["none", {}],
        ["empty", { authorization: "" }],
        ["Bearer and nothing", { authorization: "Bearer " }],
        ["another key", { authorization: `Bearer ${goodKey(9)}` }],
        ["truncated", { authorization: `Bearer ${key.slice(0, -1)}` }],
        ["a character more", { authorization: `Bearer ${key}=` }],
        ["the key without a scheme", { authorization: key }],
        ["Basic", { authorization: `Basic ${key}` }],
        ["bearer, lower case", { authorization: `bearer ${key}` }],
        ["twice in one header", { authorization: `Bearer ${key} Bearer ${key}` }],
        ["in another header", { "x-relay-key": key, "cf-aig-authorization": `Bearer ${key}` }],
        ["an assertion", { "cf-access-jwt-assertion": await stage.mint() }],
        ["an assertion as the bearer", { authorization: `Bearer ${await stage.mint()}` }],
        ["a person's own headers", stage.direct(person)],
        ["a service token's secret", automation],
        ["another secret of the Worker", { authorization: `Bearer ${stage.estate.secrets["ENVELOPE_KEY"]}` }],
      ];
      const stranger = refusedByRelay(401, "relay_caller_unknown", { isPerimeter: true });
      await stage.refuses([
        ...credentials.map(([name, headers]): Attempt => ({
          name,
          send: () => askRelay(stage, body, headers),
          answer: stranger,
          reason: "relay_caller_unknown",
        })),
        {
          name: "in the query",
          send: () =>
            askRelay(
              stage,
              body,
              {},
              `/egress/chat/completions?authorization=Bearer%20${encodeURIComponent(key)}&key=${encodeURIComponent(key)}`,
            ),
          answer: stranger,
          reason: "relay_caller_unknown",
        },
        {
          name: "two headers",
          send: () =>
            sendRaw(stage.contract.directOrigin, {
              method: "POST",
              path: "/egress/chat/completions",
              headers: [
                ["authorization", `Bearer ${key}`],
                ["authorization", `Bearer ${key}`],
                ["content-type", "application/json"],
              ],
              body,
            }),
          answer: stranger,
          reason: "relay_caller_unknown",
        },
        {
          name: "a body nobody reads",
          send: () => askRelay(stage, "{", {}),
          answer: stranger,
          reason: "relay_caller_unknown",
        },
      ]);
    },
  },
  {
    id: "EG-18",
    title: "an envelope without a signature, with a cut one, or by another key",
    async play(stage) {
      const { envelope, mac, message } = unpacked(signed(stage));
      const withMac = (other: string) => packMessage({ envelope, mac: other, message });
      const { secrets } = stage.estate;
      const macs: readonly (readonly [string, string])[] = [
        ["empty", ""],
        ["cut", mac.slice(0, 63)],
        ["half", mac.slice(0, 32)],
        ["longer", `${mac}0`],
        ["upper case", mac.toUpperCase()],
        ["zeroed", "0".repeat(64)],
        ["no hex", "z".repeat(64)],
        ["none", "none"],
      ];
      await stage.refuses([
        ...macs.filter(([, other]) => other !== mac).map(([name, other]) => forged(stage, name, withMac(other), 403, "envelope_signature")),
        forged(stage, "unsigned", `{"envelope":${envelope},"message":${message}}`, 400, "relay_shape"),
        forged(stage, "alg none inside", withMac(mac).replace('{"v":1,', '{"v":1,"alg":"none",'), 403, "envelope_signature"),
      ]);
      await forgeries(stage, 403, "envelope_signature", [
        ["by the cookie key", { keys: ringOf(secrets["COOKIE_ENCRYPTION_KEY"] ?? "") }],
        ["by the state key", { keys: ringOf(secrets["COOKIE_SECRET"] ?? "") }],
        ["by the sealing key", { keys: ringOf(secrets["ENCRYPTION_KEY"] ?? "") }],
        ["by the relay's key", { keys: ringOf(secrets["RELAY_KEY"] ?? "") }],
        ["by a key nobody has", { keys: ringOf(goodKey(7)) }],
      ]);
      const envelopeRing = ringOf(secrets["ENVELOPE_KEY"] ?? "");
      await stage.refuses([
        forged(
          stage,
          "a MAC made for answers",
          packMessage({ envelope, mac: signText(envelope, envelopeRing, "answer"), message }),
          403,
          "envelope_signature",
        ),
      ]);

      const rotated = await stage.open({ linkPeople: false, settings: { ENVELOPE_KEY: [goodKey(3), goodKey(4)].join() } });
      const by = (byte: number) => signed(rotated, { keys: ringOf(goodKey(byte)) });
      await rotated.refuses([forged(rotated, "by a retired key", by(5), 403, "envelope_signature")]);
      const older = await askRelay(rotated, chat(by(4)));
      rotated.holds("by the key before, still in the ring", 200, older.status);
    },
  },
  {
    id: "EG-19",
    title: "an envelope too old, from the future, for too long, without times or with times as text",
    async play(stage) {
      const now = Date.now();
      await forgeries(stage, 403, "envelope_expired", [
        ["a second too old", { envelope: { issuedAt: now - 61_000, expiresAt: now - 1_000 } }],
        ["a day old", { envelope: { issuedAt: now - 86_400_000, expiresAt: now - 86_340_000 } }],
        ["issued 40 s ahead", { envelope: { issuedAt: now + 40_000, expiresAt: now + 100_000 } }],
        ["good for 61 s", { envelope: { issuedAt: now, expiresAt: now + 61_000 } }],
        ["good for a year", { envelope: { issuedAt: now, expiresAt: now + 31_536_000_000 } }],
        ["ends before it begins", { envelope: { issuedAt: now + 20_000, expiresAt: now + 10_000 } }],
        ["ends as it begins", { envelope: { issuedAt: now, expiresAt: now } }],
      ]);
      const { envelope, message } = unpacked(signed(stage));
      const changes: readonly (readonly [string, (text: string) => string])[] = [
        ["no issuedAt", (text) => text.replace(/"issuedAt":\d+,/, "")],
        ["no expiresAt", (text) => text.replace(/,"expiresAt":\d+/, "")],
        ["issuedAt as text", (text) => text.replace(/"issuedAt":(\d+)/, '"issuedAt":"$1"')],
        ["expiresAt as text", (text) => text.replace(/"expiresAt":(\d+)/, '"expiresAt":"$1"')],
        ["expiresAt null", (text) => text.replace(/"expiresAt":\d+/, '"expiresAt":null')],
        ["expiresAt in exponents", (text) => text.replace(/"expiresAt":\d+/, '"expiresAt":9e99')],
        ["negative", (text) => text.replace(/"issuedAt":\d+/, '"issuedAt":-1')],
      ];
      await stage.refuses(
        changes.map(([name, change]) =>
          forged(stage, name, signedText(stage, change(envelope), message), 403, ["envelope_malformed", "envelope_expired"]),
        ),
      );
    },
  },
  {
    id: "EG-20",
    title: "one envelope twice, fifty times at once, after its object slept, after it failed: executed once",
    async play(stage) {
      const send = () => askRelay(stage, chat(content));
      let content = signed(stage);
      const first = await send();
      stage.holds("the first", 200, first.status);
      await stage.refuses([forged(stage, "the second", content, 409, "envelope_replayed")]);

      content = signed(stage);
      await stage.record.clear();
      const fifty = await Promise.all(Array.from({ length: 50 }, send));
      const of = (status: number) => fifty.filter((answer) => answer.status === status).length;
      stage.holds("fifty at once: served, refused", [1, 49], [of(200), of(409)]);
      stage.holds("fifty at once: Graph requests", 1, (await stage.record.graphRequests()).length);
      const lines = await stage.record.eventsOnce((all) => all.filter(({ kind }) => kind === "relay").length >= 50);
      stage.holds(
        "fifty at once: lines of refusal",
        49,
        lines.filter(({ kind, reason }) => kind === "relay" && reason === "envelope_replayed").length,
      );

      content = signed(stage);
      stage.faults.graph = (_req, res) => void res.destroy();
      const failed = await send();
      stage.faults.graph = null;
      stage.holds("one that failed at Graph", 200, failed.status);
      await stage.refuses([forged(stage, "again after it failed", content, 409, "envelope_replayed")]);

      // workerd puts an object away after ten seconds without a request.
      await pause(11_000);
      await stage.refuses([forged(stage, "again after its object slept", content, 409, "envelope_replayed")]);
    },
  },
  {
    id: "EG-21",
    title: "every byte of envelope and message bent, keys repeated or reordered, escapes, white space",
    async play(stage) {
      const { content } = await heldBack(stage, "sendEmail", { to: [people[0]?.email], subject: "Bent", body: "x" });
      const reasons = ["envelope_signature", "envelope_tampered", "relay_shape", "envelope_malformed"];
      const bent = Array.from({ length: content.length }, (_, at) => at).map((at) => {
        const other = String.fromCharCode(content.charCodeAt(at) ^ 1);
        return forgedAny(stage, `byte ${at}`, content.slice(0, at) + other + content.slice(at + 1), reasons);
      });
      await stage.refuses(bent, { parallel: 24 });

      const { envelope, mac, message } = unpacked(content);
      const field = (name: string, value: unknown) =>
        content.replace(new RegExp(`"${name}":(?:"[^"]*"|\\d+)`), `"${name}":${JSON.stringify(value)}`);
      const edits: readonly (readonly [string, string])[] = [
        ["method", field("method", "DELETE")],
        ["template", field("template", "/me/messages/{id}")],
        ["path", content.replace("/v1.0/me/sendMail", "/v1.0/users/ceo/sendMail")],
        ["principal", field("principal", `user:${people[1]?.accessSubject}`)],
        ["tool", field("tool", "whoAmI")],
        ["requestId", field("requestId", unused)],
        ["envelopeId", field("envelopeId", newEnvelopeId(Date.now()))],
        ["audience", field("audience", "https://other.example")],
        ["recipient", content.replace(people[0]?.email ?? "", "evil@evil.example")],
        ["subject", content.replace("Bent", "Lent")],
        ["a key twice in the envelope", packMessage({ envelope: envelope.replace(/\}$/, ',"principal":"user:x"}'), mac, message })],
        ["a key twice in the message", packMessage({ envelope, mac, message: message.replace(/\}$/, ',"path":"/v1.0/me"}') })],
        ["keys reordered", packMessage({ envelope: envelope.replace(/^\{("v":1),("keyId":"[0-9a-f]+")/, "{$2,$1"), mac, message })],
        ["an escape in the message", packMessage({ envelope, mac, message: message.replace("sendMail", String.raw`\u0073endMail`) })],
        ["white space in the message", packMessage({ envelope, mac, message: message.replace(",", ", ") })],
        ["white space after it", `${content} `],
        ["white space before the envelope", content.replace('{"envelope":', '{"envelope": ')],
        ["message first", `{"message":${message},"envelope":${envelope},"mac":"${mac}"}`],
        ["a second message", content.replace(/\}$/, `,"message":${message}}`)],
        ["a byte order mark", `\ufeff${content}`],
        ["half a surrogate pair", content.replace("Bent", "\ud800")],
      ];
      await stage.refuses(edits.map(([name, edited]) => forgedAny(stage, name, edited, reasons)));
      stage.holds(
        "edits that changed nothing",
        [],
        edits.filter(([, edited]) => edited === content).map(([name]) => name),
      );
      stage.holds("the same, whole", 200, (await askRelay(stage, chat(content))).status);
    },
  },
  {
    id: "EG-22",
    title: "a good envelope for another deployment, or another person's account",
    async play(stage) {
      const { origin, directOrigin } = stage.contract;
      await forgeries(
        stage,
        403,
        "envelope_audience",
        ["https://staging.example", directOrigin, `${origin}/`, origin.toUpperCase(), `${origin}.evil.example`].map(
          (audience) => [audience, { envelope: { audience } }] as const,
        ),
      );
      const other = await stage.open();
      const { content } = await heldBack(stage);
      await other.refuses([forged(other, "another deployment's own", content, 403, "envelope_signature")]);

      const jonas = people[1];
      const taken = await heldBack(stage);
      const { envelope, mac, message } = unpacked(taken.content);
      const swapped = packMessage({ envelope: envelope.replace(amaraId, `user:${jonas?.accessSubject}`), mac, message });
      await stage.refuses([forged(stage, "the principal exchanged", swapped, 403, "envelope_signature")]);
      const foreign = unpacked(signed(stage, { envelope: { principal: `user:${jonas?.accessSubject}` } }));
      await stage.refuses([
        forged(
          stage,
          "one's envelope over another's message",
          packMessage({ ...foreign, message: message.replace("inbox", "drafts") }),
          403,
          "envelope_tampered",
        ),
        forged(stage, "one's MAC under another's envelope", packMessage({ ...foreign, mac }), 403, "envelope_signature"),
      ]);
    },
  },
  {
    id: "EG-23",
    title: "an account that is not there; a sealed record moved from another account",
    async play(stage) {
      const rafael = people[3];
      const nobodies = [`user:${unused}`, `user:${rafael?.accessSubject}`, "service:1c7e5a90b3d84f26a1e0c9d8b7f6a5e4.access"] as const;
      await stage.refuses(
        nobodies.map((principal) => ({
          name: principal,
          send: () => askRelay(stage, chat(signed(stage, { envelope: { principal } }))),
          answer: {
            name: "a signed refusal: no_account",
            kind: "relay",
            problem: (answer) => {
              const content =
                (jsonOf(answer.text) as { readonly choices?: readonly { readonly message: { readonly content: string } }[] } | null)
                  ?.choices?.[0]?.message.content ?? "";
              const isSo =
                answer.status === 200 && /^\{"answer":\{"kind":"refused",.*"reason":"no_account"\},"mac":"[0-9a-f]{64}"\}$/.test(content);
              return isSo ? null : `${answer.status} ${answer.text.slice(0, 120)}`;
            },
          },
          reason: "no_account",
        })),
      );
      const { contract, estate } = stage;
      const key = estate.secrets["ENCRYPTION_KEY"] ?? "";
      const own = await storedTokens(
        contract.stateDirectory,
        key,
        people.map(({ accessSubject }) => `user:${accessSubject}`),
      );
      stage.holds("tokens opened under their own accounts", true, own.length >= 4);
      stage.holds("tokens opened under other accounts", 0, (await storedTokens(contract.stateDirectory, key, [...nobodies])).length);
      stage.holds(
        "tokens opened with another key",
        0,
        (
          await storedTokens(
            contract.stateDirectory,
            goodKey(8),
            people.map(({ accessSubject }) => `user:${accessSubject}`),
          )
        ).length,
      );
      const good = await askRelay(stage, chat(signed(stage)));
      stage.holds(
        "tokens in a good answer",
        [],
        own.filter((token) => good.text.includes(token.slice(0, 20))),
      );
    },
  },
  {
    id: "EG-24",
    title: "a well signed envelope for what no tool does: other hosts, versions, templates, methods, paths",
    async play(stage) {
      const message = (path: string, query = "") => ({ message: { path, query } });
      await forgeries(stage, 403, "path_not_allowed", [
        ["an absolute URL", message("https://evil.example/v1.0/me/mailFolders/inbox/messages")],
        ["a host of its own", message("//evil.example/v1.0/me/mailFolders/inbox/messages")],
        ["beta", message("/beta/me/mailFolders/inbox/messages")],
        ["no version", message("/me/mailFolders/inbox/messages")],
        ["another person's mailbox", message("/v1.0/users/ceo@northwind.example/mailFolders/inbox/messages")],
        ["dot segments", message("/v1.0/me/mailFolders/../../users/ceo/messages")],
        ["encoded dot segments", message("/v1.0/me/mailFolders/%2e%2e/messages")],
        ["an encoded slash", message("/v1.0/me/mailFolders/a%2fb/messages")],
        ["a backslash", message(String.raw`/v1.0/me/mailFolders/a\b/messages`)],
        ["a query in the path", message("/v1.0/me/mailFolders/inbox/messages?$expand=attachments")],
        ["a fragment in the path", message("/v1.0/me/mailFolders/inbox/messages#x")],
        ["a segment more", message("/v1.0/me/mailFolders/inbox/messages/x")],
        ["credentials before the host", message("@evil.example/v1.0/me/mailFolders/inbox/messages")],
        ["a line break", message("/v1.0/me/mailFolders/inbox\r\nHost: evil/messages")],
        ["$batch", { envelope: { method: "POST", template: "/$batch" }, message: { path: "/v1.0/$batch" } }],
        ["a template nobody has", { envelope: { template: "/users/{id}/messages" }, message: { path: "/v1.0/users/ceo/messages" } }],
        ["another method", { envelope: { method: "DELETE" } }],
        ["PUT", { envelope: { method: "PUT" } }],
        [
          "a rule for the mailbox",
          {
            envelope: { method: "POST", template: "/me/mailFolders/{folder}/messageRules" },
            message: { path: "/v1.0/me/mailFolders/inbox/messageRules" },
          },
        ],
      ]);
      const escaping = message("/v1.0/me/mailFolders/inbox/messages", "$top=1#x");
      const outside = await askRelay(stage, chat(signed(stage, escaping)));
      stage.holds(
        "a fragment in the query leaves Graph's host",
        [],
        (await stage.record.graphRequests())
          .filter(({ path }) => !path.startsWith("/v1.0/me/mailFolders/inbox/messages"))
          .map(({ path }) => path),
      );
      stage.holds("and is answered", true, outside.status < 500);
    },
  },
  {
    id: "EG-25",
    title: "requests of another shape: path, method, stream, number and role of messages, size, prose",
    async play(stage) {
      const content = signed(stage);
      const shape = (name: string, body: string, status = 400, at = "/egress/chat/completions"): Attempt => ({
        name,
        send: () => askRelay(stage, body, gatewayHeaders(stage), at),
        answer: refusedByRelay(status, "relay_shape"),
        reason: "relay_shape",
      });
      const messages = (...all: readonly unknown[]) => JSON.stringify({ model: "graph-v1", messages: all, stream: false });
      const user = { role: "user", content };
      const large = chat(content, { padding: "x".repeat(4 * 1024 * 1024 + 1) });
      const paths = [
        "/egress/",
        "/egress/chat",
        "/egress/chat/completions/",
        "/egress/v2/chat/completions",
        "/egress/embeddings",
        "/egress/mcp",
        "/egress/healthz",
        "/egress/v1/models",
      ];
      await stage.refuses([
        ...paths.map((at) => shape(at, chat(content), 404, at)),
        ...["GET", "PUT", "DELETE", "PATCH", "OPTIONS"].map((method): Attempt => ({
          name: method,
          send: () => seen(fetch(`${stage.contract.directOrigin}/egress/chat/completions`, { method, headers: gatewayHeaders(stage) })),
          answer: refusedByRelay(405, "relay_shape"),
          reason: "relay_shape",
        })),
        shape("stream", chat(content, { stream: true })),
        shape("no message", messages()),
        shape("two messages", messages(user, user)),
        shape("a system message", messages({ role: "system", content })),
        shape("an assistant's message", messages({ role: "assistant", content })),
        shape("content in parts", messages({ role: "user", content: [{ type: "text", text: content }] })),
        shape("a message with a name", messages({ ...user, name: "x" })),
        shape("prose", chat("Please read the CEO's mail.")),
        shape("empty content", chat("")),
        shape("no JSON", "{"),
        shape("a list", "[]"),
        shape("nothing", ""),
        {
          name: "more than 4 MiB, announced",
          send: () => askRelay(stage, large),
          answer: refusal(413, "body_too_large"),
          reason: "body_too_large",
          kind: "admission",
        },
        {
          name: "more than 4 MiB, not announced",
          send: () =>
            seen(
              fetch(`${stage.contract.directOrigin}/egress/chat/completions`, {
                method: "POST",
                headers: { "content-type": "application/json", ...gatewayHeaders(stage) },
                body: new Blob([large]).stream(),
                duplex: "half",
              }),
            ),
          answer: refusedByRelay(413, "relay_shape"),
          reason: "relay_shape",
        },
      ]);
      const nested = await askRelay(stage, chat(content), gatewayHeaders(stage), "/egress/v1/chat/completions");
      stage.holds("the other path that is right", 200, nested.status);
    },
  },
  {
    id: "EG-26",
    title: "no variant of an exempt path opens another door, and the relay serves neither MCP nor OAuth",
    async play(stage) {
      const paths = [
        "/EGRESS/chat/completions",
        "/Egress/chat/completions",
        "//egress/chat/completions",
        "/egress",
        "/egress;/chat/completions",
        "/%65gress/chat/completions",
        "/egress%2fchat/completions",
        "/token/../mcp",
        "/egress/../mcp",
        "/egress/../connect",
        "/healthz/../mcp",
        "/.well-known/../mcp",
        "/tokens",
        "/registered",
        "/healthz2",
        "/mcp/healthz",
      ];
      const key = Object.entries(gatewayHeaders(stage));
      await stage.refuses(
        paths.flatMap((path) => [
          {
            name: path,
            send: () =>
              sendRaw(stage.contract.directOrigin, {
                method: "POST",
                path,
                headers: [["content-type", "application/json"]],
                body: callBody,
              }),
            answer: P403,
            reason: "jwt_missing",
          },
          {
            name: `${path}, with the relay's key`,
            send: () =>
              sendRaw(stage.contract.directOrigin, {
                method: "POST",
                path,
                headers: [["content-type", "application/json"], ...key],
                body: callBody,
              }),
            answer: P403,
            reason: "jwt_missing",
          },
        ]),
      );
      await stage.refuses(
        ["/egress/mcp", "/egress/chat/completions", "/egress/connect", "/egress/authorize", "/egress/token"].map((path) => ({
          name: `${path} with an MCP request`,
          send: () =>
            sendRaw(stage.contract.directOrigin, {
              method: "POST",
              path,
              headers: [["content-type", "application/json"], ...key],
              body: callBody,
            }),
          answer: anyOf(refusedByRelay(404, "relay_shape"), refusedByRelay(400, "relay_shape")),
          reason: "relay_shape",
        })),
      );
    },
  },
];

/** Refused as tampered with, wherever it shows first. */
function forgedAny(stage: Stage, name: string, content: string, reasons: readonly string[]): Attempt {
  return {
    name,
    send: () => askRelay(stage, chat(content)),
    answer: anyOf(refusedByRelay(403, reasons), refusedByRelay(400, reasons)),
    reason: reasons,
  };
}

/** The good path: what a good call of the gateway gets. */
export async function relayServes(stage: Stage): Promise<void> {
  const { content } = await heldBack(stage);
  await stage.record.clear();
  const answer = await askRelay(stage, chat(content));
  stage.holds("a good envelope at the relay", 200, answer.status);
  stage.holds("Graph requests of it", 1, (await stage.record.graphRequests()).length);
  const own = await askRelay(stage, chat(signed(stage)));
  stage.holds("an envelope signed here with the deployment's key", 200, own.status);
  const call = await seen(mcpCall(stage.contract.origin, stage.person("amara.okafor").headers, "getEmails", { count: 1 }));
  stage.holds("a call through it all", 200, call.status);
}
