/** At the relay as an attacker with the gateway's key and, where a case gives it to them, the key that signs envelopes. */
import { randomUUID } from "node:crypto";
import { type Envelope, messageHash, newEnvelopeId, packMessage, signEnvelope, unpackMessage } from "../../../../src/accounts/envelope.ts";
import { parseKeyRing, type KeyRing } from "../../../../src/accounts/keys.ts";
import { people } from "../../../../infra/local/company.ts";
import { writeMessage } from "../../../../src/egress/message.ts";
import type { Answer, Seen } from "../../answers.ts";
import { seen } from "../../answers.ts";
import { mcpCall } from "../../calls.ts";
import type { Attempt } from "../../framework.ts";
import type { Stage } from "../../stage.ts";

const [amara] = people;
if (!amara) throw new Error("the company has no people");
export const amaraId = `user:${amara.accessSubject}` as const;

export function ringOf(text: string): KeyRing {
  const ring = parseKeyRing(text);
  if (typeof ring === "string") throw new Error(ring);
  return ring;
}

export const chat = (content: string, over: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({ messages: [{ role: "user", content }], stream: false, model: "graph-v1", ...over });

/** The gateway's own way to show who it is. */
export const gatewayHeaders = ({ estate }: Stage): Readonly<Record<string, string>> => ({
  authorization: `Bearer ${estate.secrets["RELAY_KEY"]}`,
});

export function askRelay(
  stage: Stage,
  body: string,
  headers: Readonly<Record<string, string>> = gatewayHeaders(stage),
  at = "/egress/chat/completions",
): Promise<Seen> {
  return seen(
    fetch(`${stage.contract.directOrigin}${at}`, { method: "POST", headers: { "content-type": "application/json", ...headers }, body }),
  );
}

/** The relay's refusal: `{ error: { code } }`, a request id where the envelope was verified, and not a word more. */
export function refusedByRelay(status: number, code: string | readonly string[], over: Partial<Answer> = {}): Answer {
  const codes = typeof code === "string" ? [code] : code;
  return {
    name: `${status} ${codes.join("|")}`,
    kind: "relay",
    problem: (answer) => {
      const exact = codes.some((each) =>
        new RegExp(`^\\{"error":\\{"code":"${each}"\\}(,"request_id":"[0-9a-f-]{36}")?\\}$`).test(answer.text),
      );
      if (answer.status !== status) return `${answer.status} ${answer.text.slice(0, 120)}`;
      if (!exact) return `body ${answer.text.slice(0, 120)}`;
      return answer.headers.get("cache-control") === "no-store" ? null : "without cache-control: no-store";
    },
    ...over,
  };
}

/** One attempt at the relay with that content, refused with that status and reason. */
export function forged(stage: Stage, name: string, content: string, status: number, reason: string | readonly string[]): Attempt {
  return { name, send: () => askRelay(stage, chat(content)), answer: refusedByRelay(status, reason), reason };
}

/** A user message as the agent made it for a real call, never delivered: its envelope is good and unused. */
export async function heldBack(
  stage: Stage,
  tool = "getEmails",
  args: object = { count: 1 },
): Promise<{ readonly content: string; readonly body: string }> {
  let body = "";
  stage.faults.gateway = {
    deliver: async (delivery) => {
      body ||= delivery.body;
      return { kind: "unreachable", cause: "held back" };
    },
  };
  await seen(mcpCall(stage.contract.origin, stage.person("amara.okafor").headers, tool, args));
  stage.faults.gateway = {};
  if (body === "") throw new Error("nothing came to the gateway");
  const { messages } = JSON.parse(body) as { readonly messages: readonly { readonly content: string }[] };
  return { content: messages[0]?.content ?? "", body };
}

export const inbox = { path: "/v1.0/me/mailFolders/inbox/messages", query: "$top=1", headers: {}, body: null } as const;

export type Signing = {
  readonly envelope?: Partial<Omit<Envelope, "keyId" | "v">>;
  readonly message?: Partial<Parameters<typeof writeMessage>[0]>;
  readonly keys?: KeyRing;
};

/** A message whose envelope is signed with the deployment's own key, over a read of the inbox unless said otherwise. */
export function signed({ estate, contract }: Stage, { envelope = {}, message = {}, keys }: Signing = {}): string {
  const now = Date.now();
  const template = envelope.template ?? "/me/mailFolders/{folder}/messages";
  const text = writeMessage({ method: envelope.method ?? "GET", template, ...inbox, ...message });
  const { text: envelopeText, mac } = signEnvelope(
    {
      envelopeId: newEnvelopeId(now),
      requestId: randomUUID(),
      step: 1,
      try: 1,
      principal: amaraId,
      audience: contract.origin,
      tool: "getEmails",
      method: "GET",
      issuedAt: now,
      expiresAt: now + 60_000,
      messageHash: messageHash(text),
      ...envelope,
      template,
    },
    keys ?? ringOf(estate.secrets["ENVELOPE_KEY"] ?? ""),
  );
  return packMessage({ envelope: envelopeText, mac, message: text });
}

export function unpacked(content: string): NonNullable<ReturnType<typeof unpackMessage>> {
  const parts = unpackMessage(content);
  if (!parts) throw new Error("no packed message");
  return parts;
}
