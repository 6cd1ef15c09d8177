import { afterEach, describe, expect, test, vi } from "vitest";
import { unpackMessage } from "../../../src/accounts/envelope.ts";
import type { EgressResult } from "../../../src/egress/exchange.ts";
import { accessToken, egressLoop, readMail, sendMail } from "../../support/egress-loop.ts";

afterEach(() => {
  vi.useRealTimers();
});

function failureOf(result: EgressResult) {
  if (result.kind !== "failure") throw new Error("an answer came back");
  return { code: result.error.code, executed: result.executed, logId: result.receipt.aiGatewayLogId, message: result.error.message };
}

describe.each(["clear", "sealed"] as const)("payload %s", (payload) => {
  describe.each(["dynamic", "universal"] as const)("over the %s transport", (transport) => {
    const loop = () => egressLoop({ payload, transport });

    test("a request goes out and Graph's answer comes back, with every id on the receipt", async () => {
      const way = loop();
      const result = await way.send();

      expect(result).toMatchObject({
        kind: "answer",
        status: 200,
        body: { id: "AAMk+" },
        receipt: {
          step: 2,
          try: 1,
          graphMethod: "GET",
          graphTemplate: "/me/messages/{id}",
          aiGatewayLogId: way.logIds[0],
          aiGatewayEventId: `event-${way.logIds[0]}`,
          gatewayStatus: 200,
          gatewayCacheStatus: "MISS",
          graphStatus: 200,
          graphRequestId: "graph-1",
          graphDate: "Sat, 21 Nov 2026 09:00:00 GMT",
        },
      });
      expect(way.graphSaw).toMatchObject([
        {
          url: "https://graph.microsoft.com/v1.0/me/messages/AAMk%2B?$select=subject",
          init: {
            method: "GET",
            redirect: "manual",
            body: null,
            headers: { authorization: `Bearer ${accessToken}`, prefer: 'IdType="ImmutableId"' },
          },
        },
      ]);
    });

    test("a body arrives as it was written", async () => {
      const way = loop();
      way.graph = () => new Response(null, { status: 202 });

      expect(await way.send(sendMail)).toMatchObject({ kind: "answer", status: 202, body: null });
      expect(way.graphSaw[0]?.init).toMatchObject({ method: "POST", body: sendMail.body, headers: { "content-type": "application/json" } });
    });

    test("asks for one attempt, no cache, no payload in the log, with five entries of metadata", async () => {
      const way = loop();
      await way.send();
      const [call] = way.calls;
      const requestId = (call?.options.gateway["metadata"] as { requestId?: string } | undefined)?.requestId;

      expect(way.calls).toHaveLength(1);
      expect(call?.target).toBe(transport === "dynamic" ? "dynamic/microsoft-graph-handler" : "m365:custom-graph-relay/chat/completions");
      expect(call?.options).toEqual({
        gateway: {
          id: "m365",
          metadata: { userId: "user:alice-sub", mcpTool: "getEmails", requestId, userEmail: "alice@corp.example", principalType: "user" },
          skipCache: true,
          collectLog: true,
          requestTimeoutMs: 30_000,
          retries: { maxAttempts: 1 },
        },
        extraHeaders: { "cf-aig-collect-log-payload": "false" },
        signal: expect.any(AbortSignal),
        ...(transport === "dynamic" && { returnRawResponse: true }),
      });
      expect(call?.inputs.messages).toEqual([{ role: "user", content: expect.any(String) }]);
      expect(call?.inputs["stream"]).toBe(false);
    });

    test("neither the token nor anything that looks like one crosses the gateway", async () => {
      const way = loop();
      const crossed: string[] = [];
      const { carry } = way;
      way.carry = async (body) => {
        const response = await carry(body);
        crossed.push(body, await response.clone().text());
        return response;
      };
      await way.send();

      expect(crossed).toHaveLength(2);
      expect(crossed.join("\n")).not.toMatch(/do-not-leak|eyJ|Bearer/);
    });
  });
});

test("in clear the gateway's DLP reads the request, sealed it reads nothing", async () => {
  const [clear, sealed] = [egressLoop(), egressLoop({ payload: "sealed" })];

  expect(unpackMessage(await clear.message(sendMail))?.message).toContain("Budget");
  expect(unpackMessage(await sealed.message(sendMail))?.message).toMatch(/^\{"sealed":"v1\.[^"]+"\}$/);
});

describe("the log id", () => {
  test("is the one of this very response, in 50 parallel calls", async () => {
    const way = egressLoop();
    const carried = new Map<string, string>();
    const { carry } = way;
    way.carry = async (body) => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
      const response = await carry(body);
      const envelope = /\\"requestId\\":\\"([^\\]+)/.exec(body)?.[1] ?? "";
      carried.set(envelope, response.headers.get("cf-aig-log-id") ?? "");
      return response;
    };
    const results = await Promise.all(Array.from({ length: 50 }, () => way.send()));

    expect(new Set(carried.values()).size).toBe(50);
    expect(results.filter(({ receipt }) => carried.get(receipt.requestId) !== receipt.aiGatewayLogId)).toEqual([]);
  });

  test("is null where the response has none, and the call still counts", async () => {
    const way = egressLoop();
    const { carry } = way;
    way.carry = async (body) => new Response((await carry(body)).body);

    expect(await way.send()).toMatchObject({ kind: "answer", receipt: { aiGatewayLogId: null, gatewayStatus: 200 } });
  });
});

describe("an answer that is not the relay's own for this call is not used", () => {
  type Edit = (text: string, way: ReturnType<typeof egressLoop>) => string | Promise<string>;
  const completion = (content: unknown): string => JSON.stringify({ choices: [{ message: { role: "assistant", content } }] });

  test.each<[string, Edit]>([
    ["no choices", () => '{"choices":[]}'],
    ["two choices", (text) => text.replace('"choices":[', '"choices":[{"message":{"content":""}},')],
    ["another form", () => '{"result":"ok"}'],
    ["no JSON", () => "<html>"],
    ["nothing", () => ""],
    ["unsigned", () => completion('{"answer":{"kind":"graph","status":200,"headers":{},"body":{}}}')],
    ["the MAC of nobody", (text) => text.replace(/[0-9a-f]{64}/, "0".repeat(64))],
    ["one character of Graph's body edited", (text) => text.replace("AAMk", "AAMl")],
    ["the status edited", (text) => text.replace('\\"status\\":200', '\\"status\\":201')],
    ["white space added", (text) => text.replace('{\\"answer\\":{', '{\\"answer\\": {')],
    ["content in parts", () => completion([{ type: "text", text: "x" }])],
    [
      "another call's answer, as signed",
      async (_text, way) => {
        const response = await way.ask(way.chat(await way.message()));
        return response.text();
      },
    ],
  ])("%s", async (_name, edit) => {
    const way = egressLoop();
    const { carry } = way;
    let inside = false;
    way.carry = async (body) => {
      const response = await carry(body);
      if (inside) return response;
      inside = true;
      return new Response(await edit(await response.text(), way), { headers: response.headers });
    };

    expect(failureOf(await way.send())).toMatchObject({ code: "egress_integrity", executed: "unknown", logId: expect.any(String) });
  });

  test("a clear answer where sealed ones are agreed", async () => {
    const [sealed, clear] = [egressLoop({ payload: "sealed" }), egressLoop()];
    sealed.carry = async () => clear.ask(clear.chat(await clear.message()));

    expect(failureOf(await sealed.send()).code).toBe("egress_integrity");
  });

  test.each(["HIT", "hit"])("a genuine one from the cache (%s)", async (status) => {
    const way = egressLoop();
    const { carry } = way;
    way.carry = async (body) => {
      const response = await carry(body);
      return new Response(response.body, { headers: { "cf-aig-cache-status": status, "cf-aig-log-id": "01KCACHE" } });
    };

    expect(failureOf(await way.send())).toMatchObject({ code: "egress_integrity", executed: "unknown", logId: "01KCACHE" });
  });
});

describe("no answer", () => {
  test("the binding throws: nothing says whether it left, and its words stay inside", async () => {
    const way = egressLoop();
    way.carry = () => Promise.reject(new Error("InferenceUpstreamError: do-not-leak"));

    const failure = failureOf(await way.send());
    expect(failure).toMatchObject({ code: "egress_unavailable", executed: "unknown", logId: null });
    expect(failure.message).not.toContain("do-not-leak");
  });

  test("the gateway's own error is a gateway code, with its log id, and leaves the account alone", async () => {
    const way = egressLoop();
    way.carry = async () => Response.json({ internalCode: 2009 }, { status: 401, headers: { "cf-aig-log-id": "01KAUTH" } });

    expect(failureOf(await way.send())).toMatchObject({ code: "gateway_unauthorized", executed: "no", logId: "01KAUTH" });
    expect(way.vaultsOpened).toEqual([]);
  });

  test("a DLP block names its policy on the receipt", async () => {
    const way = egressLoop();
    way.carry = async () => Response.json({ error: [{ code: 2030 }] }, { status: 400, headers: { "cf-aig-dlp": '{"action":"BLOCK"}' } });

    const result = await way.send();
    expect(failureOf(result)).toMatchObject({ code: "blocked_by_dlp", executed: "yes" });
    expect(result.receipt.gatewayDlp).toBe('{"action":"BLOCK"}');
  });

  test("cancelled before it left: proof that nothing happened", async () => {
    const way = egressLoop();

    expect(failureOf(await way.send(readMail, AbortSignal.abort()))).toMatchObject({ code: "deadline_exceeded", executed: "no" });
    expect(way.calls).toEqual([]);
  });

  test("out of time on the way", async () => {
    const way = egressLoop();
    const deadline = new AbortController();
    way.carry = () => {
      deadline.abort();
      return Promise.reject(new Error("aborted"));
    };

    expect(failureOf(await way.send(readMail, deadline.signal))).toMatchObject({ code: "deadline_exceeded", executed: "unknown" });
  });

  test("out of time in the middle of the answer", async () => {
    const way = egressLoop();
    const deadline = new AbortController();
    way.carry = async () =>
      new Response(
        new ReadableStream({
          pull(controller) {
            deadline.abort();
            controller.error(new Error("reset"));
          },
        }),
      );

    expect(failureOf(await way.send(readMail, deadline.signal))).toMatchObject({ code: "deadline_exceeded", executed: "unknown" });
  });

  test("an answer that breaks off", async () => {
    const way = egressLoop();
    way.carry = async () => new Response(new ReadableStream({ pull: (controller) => controller.error(new Error("reset")) }));

    expect(failureOf(await way.send())).toMatchObject({ code: "gateway_failed", executed: "unknown" });
  });

  test("an answer beyond 16 MiB is not kept", async () => {
    const way = egressLoop();
    way.carry = async () => new Response(new Uint8Array(16 * 1024 * 1024 + 1));

    expect(failureOf(await way.send())).toMatchObject({ code: "response_too_large", executed: "unknown" });
  });
});
