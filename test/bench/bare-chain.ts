/** The hops of one tool call with nothing done at any of them: Worker → object → AI binding → gateway → Worker → object → Graph, passing bytes. */
import path from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { createAiGateway } from "../../infra/local/ai-gateway/ai-gateway.ts";
import { projectRoot } from "../../infra/local/bundle-worker.ts";
import { freePort, listen } from "../../infra/local/listen.ts";
import { outboundWorker } from "../../infra/local/worker-host.ts";

const script = `
import { DurableObject } from "cloudflare:workers";
export class Agent extends DurableObject {
  async fetch(request) {
    await request.text();
    const answer = await this.env.AI.run("dynamic/bare", { messages: [{ role: "user", content: crypto.randomUUID() }], stream: false },
      { gateway: { id: "bare", skipCache: true, collectLog: true, metadata: { userId: "u", mcpTool: "t", requestId: "r" }, retries: { maxAttempts: 1 } }, returnRawResponse: true });
    return new Response(await answer.text());
  }
}
export class Vault extends DurableObject {
  release() { return this.env.GRAPH_TOKEN; }
}
export default {
  async fetch(request, env) {
    if (new URL(request.url).pathname === "/mcp") return env.AGENT.get(env.AGENT.idFromName("one")).fetch(request);
    await request.text();
    const token = await env.VAULT.get(env.VAULT.idFromName("one")).release();
    const graph = await fetch(env.GRAPH_URL, { headers: { authorization: "Bearer " + token } });
    const content = await graph.text();
    return Response.json({ id: "c", object: "chat.completion", created: 0, model: "m", choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }], usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 } });
  },
};`;

export type BareChain = { readonly url: string; readonly stop: () => Promise<void> };

/** @param graphUrl the request the product's tool sends, so that Graph does the same work for both */
export async function startBareChain(graphUrl: string, graphToken: string): Promise<BareChain> {
  const [port, gatewayPort] = [await freePort(), await freePort()];
  const gateway = createAiGateway({
    origin: `http://127.0.0.1:${gatewayPort}`,
    accountId: "bare",
    gatewayId: "bare",
    routes: [
      {
        name: "bare",
        elements: [
          { id: "start", type: "start", outputs: { next: { elementId: "model" } } },
          {
            id: "model",
            type: "model",
            properties: { provider: "custom-bare", model: "m", timeout: 30_000, retries: 0 },
            outputs: { success: { elementId: "end" }, fallback: { elementId: "end" } },
          },
          { id: "end", type: "end", outputs: {} },
        ],
      },
    ],
    customProviders: [{ slug: "bare", baseUrl: `http://127.0.0.1:${port}/egress`, headers: {}, enable: true }],
  });
  const listening = await listen(gatewayPort, gateway.listener);
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      workers: [
        {
          name: "bare",
          modules: [{ type: "ESModule", path: "index.js", contents: script }],
          compatibilityDate: "2026-11-01",
          compatibilityFlags: ["nodejs_compat"],
          bindings: { GRAPH_URL: graphUrl, GRAPH_TOKEN: graphToken },
          durableObjects: { AGENT: { className: "Agent", useSQLite: true }, VAULT: { className: "Vault", useSQLite: true } },
          unsafeBindings: [
            {
              name: "AI",
              type: "local-ai",
              options: { address: `127.0.0.1:${gatewayPort}` },
              plugin: { package: path.join(projectRoot, "infra/local/ai-gateway/local-ai-plugin.mjs"), name: "local-ai" },
            },
          ],
          outboundService: "outbound",
          unsafeDirectSockets: [{ host: "127.0.0.1", port }],
        },
        await outboundWorker([new URL(graphUrl).host]),
      ],
    }),
  );
  await miniflare.ready;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    stop: async () => {
      await miniflare.dispose();
      await listening.close();
    },
  };
}
