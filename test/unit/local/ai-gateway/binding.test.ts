/** The gateway behind the runtime's own `env.AI` code. */
import { fileURLToPath } from "node:url";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Lab } from "./support.ts";

const pluginUrl = new URL("../../../../infra/local/ai-gateway/local-ai-plugin.mjs", import.meta.url);

const workerScript = `
export default {
  async fetch(request, env) {
    const { op, content, delayed, model, gateway } = await request.json();
    const messages = [{ role: "user", content }];
    const options = { gateway: { id: "m365", skipCache: true, metadata: { userId: "u", mcpTool: "t", requestId: content }, ...gateway } };
    const target = model ?? "dynamic/microsoft-graph-handler";
    if (op === "name") return Response.json(env.AI.constructor.name);
    if (op === "raw") {
      const answer = await env.AI.run(target, { messages }, { ...options, returnRawResponse: true,
        extraHeaders: { "cf-aig-collect-log-payload": "false" } });
      return Response.json({ isResponse: answer instanceof Response, status: answer.status,
        logId: answer.headers.get("cf-aig-log-id"), shared: env.AI.aiGatewayLogId, body: await answer.text() });
    }
    if (op === "parsed") {
      try {
        return Response.json({ answer: await env.AI.run(target, { messages }, options) });
      } catch (error) {
        return Response.json({ error: error.name, message: error.message });
      }
    }
    if (op === "overlap") {
      const answers = await Promise.all(content.map(async (each) => {
        const answer = await env.AI.run(target, { messages: [{ role: "user", content: each }] },
          { gateway: { ...options.gateway, metadata: { userId: each, requestId: each } }, returnRawResponse: true });
        return { content: each, logId: answer.headers.get("cf-aig-log-id"), answer: (await answer.json()).choices[0].message.content };
      }));
      return Response.json(answers);
    }
    if (op === "universal") {
      const answer = await env.AI.gateway("m365").run(
        [{ provider: "custom-graph-relay", endpoint: "chat/completions", headers: {}, query: { model: "graph-v1", messages } }],
        { gateway: { skipCache: true, metadata: { userId: "u", requestId: content } } });
      return Response.json({ status: answer.status, logId: answer.headers.get("cf-aig-log-id") });
    }
    if (op === "getUrl") return Response.json(await env.AI.gateway("m365").getUrl("custom-graph-relay"));
    if (op === "getLog") {
      try {
        const row = await env.AI.gateway("m365").getLog(content);
        return Response.json({ ...row, isDate: row.created_at instanceof Date });
      } catch (error) {
        return Response.json({ error: error.name, message: error.message });
      }
    }
    if (op === "patchLog") {
      await env.AI.gateway("m365").patchLog(content, { feedback: 1, score: 80 });
      return Response.json(await env.AI.gateway("m365").getLog(content));
    }
    return new Response("unknown op", { status: 400 });
  },
};`;

describe("through the real AI binding", () => {
  let lab: Lab;
  let worker: Miniflare;

  beforeAll(async () => {
    lab = await Lab.start();
    worker = new Miniflare(
      convertV4MiniflareOptions({
        workers: [
          {
            name: "caller",
            modules: true,
            script: workerScript,
            compatibilityDate: "2026-06-01",

            unsafeBindings: [
              {
                name: "AI",
                type: "local-ai",
                options: { address: lab.address },
                plugin: {
                  package: fileURLToPath(pluginUrl),
                  name: "local-ai",
                },
              },
            ],
          },
        ],
      }),
    );
    await worker.ready;
  }, 60_000);

  afterAll(async () => {
    await worker?.dispose();
    await lab?.[Symbol.asyncDispose]();
  });

  async function ask<Answer>(question: Readonly<Record<string, unknown>>): Promise<Answer> {
    const response = await worker.dispatchFetch("http://caller/", { method: "POST", body: JSON.stringify(question) });
    return (await response.json()) as Answer;
  }

  test("binds the runtime's own class", async () => {
    expect(await ask({ op: "name" })).toBe("Ai");
  });

  test("gives the raw response with its own log id", async () => {
    const answer = await ask<{ isResponse: boolean; status: number; logId: string }>({ op: "raw", content: "raw-1" });
    const { body } = await lab.logs({ search: "raw-1" });
    expect(answer).toMatchObject({ isResponse: true, status: 200, logId: body.result[0]?.id });
  });

  test("gives parsed JSON, because the content type is exactly application/json", async () => {
    const { answer } = await ask<{ answer: { object: string } }>({
      op: "parsed",
      content: "parsed-1",
      gateway: { metadata: { userId: "parsed" } },
    });
    expect(answer.object).toBe("chat.completion");
  });

  test("raises the gateway's own code where parsed mode meets a refusal", async () => {
    expect(await ask({ op: "parsed", content: "x", model: "dynamic/unknown" })).toMatchObject({
      error: "AiGatewayError",
      message: expect.stringMatching(/^7003: /) as string,
    });
  });

  test("names Workers AI's code where no gateway id is given", async () => {
    expect(await ask({ op: "parsed", content: "x", gateway: { id: null } })).toMatchObject({
      message: expect.stringMatching(/^5007: /) as string,
    });
  });

  test("gives overlapping calls each their own log id and answer", async () => {
    const content = Array.from({ length: 20 }, (_, index) => `overlap-${index}`);
    lab.provider.answer = slowerForEarlier(lab.provider.answer);
    const answers = await ask<{ content: string; logId: string; answer: string }[]>({ op: "overlap", content });
    const { body } = await lab.logs({ search: "overlap-", per_page: "50" });
    const idOf = new Map(body.result.map(({ id, metadata }) => [metadata["requestId"], id]));
    expect(answers).toEqual(content.map((each) => ({ content: each, logId: idOf.get(each), answer: each })));
  });

  test("runs the universal endpoint", async () => {
    const answer = await ask<{ status: number; logId: string }>({ op: "universal", content: "universal-1" });
    expect(answer).toEqual({ status: 200, logId: (await lab.logs({ search: "universal-1" })).body.result[0]?.id });
  });

  test("answers getUrl", async () => {
    expect(await ask({ op: "getUrl" })).toBe(`${lab.origin}/v1/023e105f4ecef8ad9ca31a8372d0c353/m365/custom-graph-relay`);
  });

  test("answers getLog with a date", async () => {
    const { logId } = await ask<{ logId: string }>({ op: "universal", content: "get-log" });
    expect(await ask({ op: "getLog", content: logId })).toMatchObject({ id: logId, isDate: true, metadata: { requestId: "get-log" } });
  });

  test("lets getLog of an unknown id fail as not found", async () => {
    expect(await ask({ op: "getLog", content: "01ARZ3NDEKTSV4RRFFQ69G5FAV" })).toMatchObject({ error: "AiGatewayLogNotFound" });
  });

  test("takes feedback through patchLog", async () => {
    const { logId } = await ask<{ logId: string }>({ op: "universal", content: "patch-log" });
    expect(await ask({ op: "patchLog", content: logId })).toMatchObject({ id: logId, feedback: 1, score: 80 });
  });
});

test.each([
  ["a URL", "http://127.0.0.1:1"],
  ["no port", "127.0.0.1"],
  ["nothing", undefined],
])("the plugin refuses %s as address and names the binding", async (_name, address) => {
  const { plugins } = (await import(pluginUrl.href)) as { plugins: { "local-ai": { getBindings(options: unknown): Promise<unknown[]> } } };
  const bindings = (given: unknown) =>
    plugins["local-ai"].getBindings({ config: { env: { AI: { type: "unsafe:local-ai", dev: { options: { address: given } } } } } });
  expect(await bindings("127.0.0.1:8790")).toHaveLength(1);
  await expect(bindings(address)).rejects.toThrow(/Binding AI .*"host:port"/);
});

/** Answers come back in the reverse order of the questions. */
function slowerForEarlier(answer: Lab["provider"]["answer"]): Lab["provider"]["answer"] {
  let first: number | undefined;
  return (asked, count) => {
    first ??= count;
    return { ...answer(asked, count), delayMs: Math.max(0, 200 - (count - first) * 10) };
  };
}
