/** Speaks HTTP to custom providers over connections that are kept open. */
import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as SecureAgent, request as httpsRequest } from "node:https";

export type Delivery = {
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Milliseconds to the first byte of the answer. */
  readonly timeoutMs: number;
};

export type ProviderOutcome =
  | { readonly kind: "answered"; readonly status: number; readonly contentType: string; readonly body: string }
  | { readonly kind: "timeout" }
  | { readonly kind: "unreachable"; readonly cause: string };

/** Log store limit of the vendor: 10 MB a call. */
const maxAnswerBytes = 10_000_000;

export type ProviderClient = (delivery: Delivery) => Promise<ProviderOutcome>;

/** Never rejects: what goes wrong on the way to a provider is an outcome. Never sends a body twice. */
export function createProviderClient(): ProviderClient {
  const agents = {
    "http:": new Agent({ keepAlive: true, maxFreeSockets: 256, scheduling: "fifo" }),
    "https:": new SecureAgent({ keepAlive: true, maxFreeSockets: 256, scheduling: "fifo" }),
  };
  return async (delivery) => {
    try {
      return await exchange(delivery, agents);
    } catch (cause) {
      // Headers that HTTP does not allow, a connection lost, an answer cut short or too large.
      return { kind: "unreachable", cause: String(cause) };
    }
  };
}

function exchange(
  { url, headers, body, timeoutMs }: Delivery,
  agents: { readonly "http:": Agent; readonly "https:": SecureAgent },
): Promise<ProviderOutcome> {
  return new Promise((resolve, reject) => {
    const secure = url.protocol === "https:";
    const outgoing = (secure ? httpsRequest : httpRequest)({
      agent: agents[secure ? "https:" : "http:"],
      protocol: url.protocol,
      hostname: url.hostname.replace(/^\[|\]$/g, ""),
      port: url.port,
      path: `${url.pathname}${url.search}`,
      method: "POST",
      headers: { ...headers, "content-length": Buffer.byteLength(body) },
    });
    const timer = setTimeout(() => {
      resolve({ kind: "timeout" });
      outgoing.destroy();
    }, timeoutMs);
    outgoing.on("error", (cause) => {
      clearTimeout(timer);
      reject(cause);
    });
    outgoing.on("response", (answer) => {
      clearTimeout(timer);
      readAnswer(answer).then(resolve, (cause: unknown) => {
        outgoing.destroy();
        reject(cause);
      });
    });
    outgoing.end(body);
  });
}

async function readAnswer(answer: IncomingMessage): Promise<ProviderOutcome> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxAnswerBytes) throw new Error(`answer is larger than ${maxAnswerBytes} bytes`);
    chunks.push(chunk);
  }
  return {
    kind: "answered",
    status: answer.statusCode ?? 502,
    contentType: answer.headers["content-type"] ?? "application/json",
    body: Buffer.concat(chunks).toString("utf8"),
  };
}
