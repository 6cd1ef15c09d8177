/** A gateway and a provider on ports of their own, for one test. */
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAiGateway, type AiGatewayOptions, type DynamicRoute } from "../../../../infra/local/ai-gateway/ai-gateway.ts";

export type Asked = { readonly url: string; readonly headers: IncomingHttpHeaders; readonly body: string };

export type Provider = {
  readonly origin: string;
  readonly asked: Asked[];
  /** What the next requests get, given their count from 1; a completion that echoes the last message unless changed. */
  answer: (
    asked: Asked,
    count: number,
  ) => { readonly status?: number; readonly body?: string; readonly delayMs?: number; readonly reset?: boolean; readonly cut?: boolean };
};

const route: DynamicRoute = {
  name: "microsoft-graph-handler",
  elements: [
    { id: "start", type: "start", outputs: { next: { elementId: "limit" } } },
    {
      id: "limit",
      type: "rate",
      properties: { limitType: "count", key: "metadata.userId", limit: 3, window: 60 },
      outputs: { success: { elementId: "relay" }, fallback: { elementId: "end" } },
    },
    {
      id: "relay",
      type: "model",
      properties: { provider: "custom-graph-relay", model: "graph-v1", timeout: 5_000, retries: 0 },
      outputs: { success: { elementId: "end" }, fallback: { elementId: "end" } },
    },
    { id: "end", type: "end", outputs: {} },
  ],
};

export const accountId = "023e105f4ecef8ad9ca31a8372d0c353";
export const gatewayId = "m365";
export const logsPath = `/client/v4/accounts/${accountId}/ai-gateway/gateways/${gatewayId}/logs`;

export function completion(content: string): string {
  return JSON.stringify({
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 0,
    model: "graph-v1",
    choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
    usage: { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 },
  });
}

async function listen(listener: RequestListener): Promise<{ readonly server: Server; readonly origin: string }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

export class Lab implements AsyncDisposable {
  readonly provider: Provider;
  readonly origin: string;
  readonly #servers: readonly Server[];

  private constructor(provider: Provider, origin: string, servers: readonly Server[]) {
    this.provider = provider;
    this.origin = origin;
    this.#servers = servers;
  }

  static async start(change: Partial<AiGatewayOptions> = {}): Promise<Lab> {
    const asked: Asked[] = [];
    const provider: { -readonly [Key in keyof Provider]: Provider[Key] } = {
      origin: "",
      asked,
      answer: ({ body }) => ({
        body: completion((JSON.parse(body) as { messages: { content: string }[] }).messages.at(-1)?.content ?? ""),
      }),
    };
    const upstream = await listen((req, res) => {
      const chunks: Buffer[] = [];
      req.on("data", (chunk: Buffer) => chunks.push(chunk));
      req.on("end", () => {
        const one = { url: req.url ?? "", headers: req.headers, body: Buffer.concat(chunks).toString() };
        asked.push(one);
        const { status = 200, body = "{}", delayMs = 0, reset = false, cut = false } = provider.answer(one, asked.length);
        setTimeout(() => {
          if (reset) res.destroy();
          else if (cut) res.writeHead(200, { "content-length": 100 }).write("{", () => res.destroy());
          else res.writeHead(status, { "content-type": "application/json", "x-upstream": "do-not-pass" }).end(body);
        }, delayMs);
      });
    });
    provider.origin = upstream.origin;
    let listener: RequestListener = () => {};
    const front = await listen((req, res) => listener(req, res));
    listener = createAiGateway({
      origin: front.origin,
      accountId,
      gatewayId,
      routes: [route],
      customProviders: [
        { slug: "graph-relay", baseUrl: `${upstream.origin}/egress`, headers: { "X-Relay": "yes" }, apiKey: "stored-key", enable: true },
        { slug: "keyless", baseUrl: `${upstream.origin}/keyless`, headers: {}, enable: true },
        { slug: "switched-off", baseUrl: `${upstream.origin}/off`, headers: {}, enable: false },
        { slug: "nobody-there", baseUrl: "http://127.0.0.1:9", headers: {}, enable: true },
      ],
      ...change,
    }).listener;
    return new Lab(provider, front.origin, [upstream.server, front.server]);
  }

  get address(): string {
    return this.origin.replace("http://", "");
  }

  /** `env.AI.run` as the binding puts it on the wire. */
  run(
    content: string,
    change: {
      readonly gateway?: Readonly<Record<string, unknown>>;
      readonly headers?: Readonly<Record<string, string>>;
      readonly model?: string;
      readonly inputs?: unknown;
      readonly signal?: AbortSignal;
    } = {},
  ): Promise<Response> {
    return fetch(`${this.origin}/ai-gateway/run?version=3`, {
      method: "POST",
      ...(change.signal === undefined ? {} : { signal: change.signal }),
      headers: {
        ...change.headers,
        "content-type": "application/json",
        "cf-consn-sdk-version": "2.0.0",
        "cf-consn-model-id": change.model ?? "dynamic/microsoft-graph-handler",
      },
      body: JSON.stringify({
        inputs: change.inputs ?? { messages: [{ role: "user", content }], stream: false },
        options: { gateway: { id: gatewayId, ...change.gateway }, returnRawResponse: true },
      }),
    });
  }

  /** `env.AI.gateway(id).run` as the binding puts it on the wire. */
  universal(steps: readonly unknown[], headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return fetch(`${this.origin}/ai-gateway/universal/run/${gatewayId}`, { method: "POST", headers, body: JSON.stringify(steps) });
  }

  async logs(query: Readonly<Record<string, string>> = {}): Promise<{ readonly status: number; readonly body: LogList }> {
    const response = await fetch(`${this.origin}${logsPath}?${new URLSearchParams(query).toString()}`);
    return { status: response.status, body: (await response.json()) as LogList };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.#servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }
}

export type LogList = {
  readonly success: boolean;
  readonly errors: readonly { readonly code: number; readonly message: string }[];
  readonly result: readonly (Readonly<Record<string, unknown>> & {
    readonly id: string;
    readonly metadata: Readonly<Record<string, unknown>>;
  })[];
  readonly result_info: Readonly<Record<string, number>>;
};
