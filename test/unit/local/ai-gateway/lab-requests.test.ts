import { describe, expect, test } from "vitest";
import { refusalBody, type ErrorShape } from "../../../../infra/local/ai-gateway/gateway-error.ts";
import type { Exchange } from "../../../../infra/local/ai-gateway/exchange-record.ts";
import { completion, gatewayId, Lab } from "./support.ts";

const recorded = async (lab: Lab) => (await (await fetch(`${lab.origin}/_lab/requests`)).json()) as Exchange[];

describe("the record of requests", () => {
  test("holds what came in and what went out, headers and bodies whole", async () => {
    await using lab = await Lab.start({ now: () => 1_700_000_000_000 });
    await lab.run("hello", { headers: { "x-planted": "canary" }, gateway: { collectLog: false } });
    expect(await recorded(lab)).toMatchObject([
      {
        at: 1_700_000_000_000,
        direction: "received",
        method: "POST",
        url: `${lab.origin}/ai-gateway/run?version=3`,
        headers: { "x-planted": "canary", "cf-consn-model-id": "dynamic/microsoft-graph-handler" },
        body: JSON.stringify({
          inputs: { messages: [{ role: "user", content: "hello" }], stream: false },
          options: { gateway: { id: gatewayId, collectLog: false }, returnRawResponse: true },
        }),
        status: 200,
      },
      {
        at: 1_700_000_000_000,
        direction: "sent",
        method: "POST",
        url: `${lab.provider.origin}/egress/chat/completions`,
        headers: { authorization: "Bearer stored-key", "x-relay": "yes" },
        body: JSON.stringify({ messages: [{ role: "user", content: "hello" }], stream: false, model: "graph-v1" }),
        status: 200,
      },
    ]);
  });

  test("has no status for a request that got no answer", async () => {
    await using lab = await Lab.start();
    lab.provider.answer = () => ({ reset: true });
    await lab.run("hello");
    expect((await recorded(lab)).map(({ direction, status }) => [direction, status])).toEqual([
      ["received", 400],
      ["sent", undefined],
    ]);
  });

  test("is emptied by DELETE", async () => {
    await using lab = await Lab.start();
    await lab.run("hello");
    await fetch(`${lab.origin}/_lab/requests`, { method: "DELETE" });
    expect(await recorded(lab)).toEqual([]);
  });
});

describe("a fault script", () => {
  test("may deliver an envelope twice", async () => {
    await using lab = await Lab.start({
      interference: {
        deliver: async (delivery, _call, next) => {
          await next(delivery);
          return next(delivery);
        },
      },
    });
    expect([(await lab.run("hello")).status, lab.provider.asked.length]).toEqual([200, 2]);
  });

  test("may edit the provider's answer", async () => {
    await using lab = await Lab.start({
      interference: {
        deliver: async (delivery, _call, next) => {
          const outcome = await next(delivery);
          return outcome.kind === "answered" ? { ...outcome, body: completion("edited") } : outcome;
        },
      },
    });
    expect(await (await lab.run("hello")).text()).toBe(completion("edited"));
  });

  test("may answer without a log id", async () => {
    await using lab = await Lab.start({
      interference: {
        answer: async (_call, next) => {
          const { headers, ...answer } = await next();
          return { ...answer, headers: Object.fromEntries(Object.entries(headers).filter(([name]) => name !== "cf-aig-log-id")) };
        },
      },
    });
    const answer = await lab.run("hello");
    expect([answer.status, answer.headers.has("cf-aig-log-id")]).toEqual([200, false]);
  });

  test.each<[ErrorShape, string]>([
    [
      "array",
      '{"success":false,"result":[],"messages":[],"error":[{"code":2029,"message":"blocked"}],"name":"AiGatewayError","httpCode":400,"internalCode":2029,"message":"blocked","description":"blocked"}',
    ],
    ["object", '{"success":false,"error":{"message":"blocked"}}'],
    ["errors", '{"success":false,"result":{},"messages":[],"errors":[{"code":2029,"message":"blocked"}]}'],
    ["text", "blocked"],
  ])("may refuse in the shape %s", async (shape, expected) => {
    await using lab = await Lab.start({
      interference: {
        answer: async () => {
          const { body, contentType } = refusalBody({ status: 400, code: 2029, message: "blocked", shape, logged: false });
          return { status: 400, headers: { "content-type": contentType }, body };
        },
      },
    });
    const refused = await lab.run("hello");
    expect([refused.status, await refused.text(), lab.provider.asked]).toEqual([400, expected, []]);
  });
});
