/** Carries a request to the origin and the answer back: bodies stream, headers stay as they are, connections are kept. */
import { Agent, request, type IncomingMessage, type ServerResponse } from "node:http";

/** ms an idle connection to the origin is kept; below workerd's own limit of 5 s, so that none is closed under a request. */
const idleMs = 4_000;

/** RFC 9110 §7.6.1. `transfer-encoding` stays on requests, where Node frames the body by it. */
const hopByHop = new Set(["keep-alive", "proxy-connection", "proxy-authorization", "te", "trailer", "expect"]);

export type HeaderEdit = {
  /** Lower-case names that do not reach the origin. */
  readonly without: ReadonlySet<string>;
  /** Flat list, name then value. */
  readonly added: readonly string[];
};

export type Proxy = (req: IncomingMessage, res: ServerResponse, edit: HeaderEdit) => void;

export function createProxy(upstream: string): Proxy & { readonly close: () => void } {
  const { hostname, port } = new URL(upstream);
  const agent = new Agent({ keepAlive: true, scheduling: "lifo", timeout: idleMs });

  const proxy: Proxy = (req, res, edit) => {
    const headers = edited(req.rawHeaders, edit);
    const outgoing = request({ agent, host: hostname, port, method: req.method, path: req.url, headers: headers as string[] });

    outgoing.on("response", (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.statusMessage, answerHeaders(answer.rawHeaders));
      // A stream's headers must not wait for its first bytes.
      if (answer.headers["content-length"] === undefined) res.flushHeaders();
      answer.pipe(res);
      answer.on("error", () => res.destroy());
    });
    outgoing.on("upgrade", (answer, origin, head) => {
      const client = res.socket;
      if (!client) return void origin.destroy();
      res.detachSocket(client);
      const lines = answer.rawHeaders.map((part, index) => (index % 2 === 0 ? `${part}: ` : `${part}\r\n`));
      client.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join("")}\r\n`);
      if (head.byteLength > 0) client.write(head);
      origin.on("error", () => client.destroy()).on("close", () => client.destroy());
      client.on("close", () => origin.destroy());
      origin.pipe(client).pipe(origin);
    });
    outgoing.on("error", () => {
      if (res.headersSent || res.destroyed) return void res.destroy();
      res.writeHead(502, { "content-type": "text/plain", "cache-control": "no-store" });
      res.end("error code: 502");
    });
    res.on("close", () => {
      if (res.writableFinished) return;
      // As Cloudflare resets its stream to the Worker: an end alone would still let the answer be read, and would not be noticed.
      outgoing.socket?.resetAndDestroy();
      outgoing.destroy();
    });

    if (req.headers["content-length"] === undefined && req.headers["transfer-encoding"] === undefined) outgoing.end();
    else req.pipe(outgoing);
  };
  return Object.assign(proxy, { close: () => agent.destroy() });
}

function edited(raw: readonly string[], { without, added }: HeaderEdit): readonly string[] {
  const headers: string[] = [];
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] as string;
    const lower = name.toLowerCase();
    if (hopByHop.has(lower) || without.has(lower)) continue;
    // `Connection` matters only where it announces an upgrade; the agent sets its own otherwise.
    if (lower === "connection" && !/upgrade/i.test(raw[index + 1] as string)) continue;
    headers.push(name, raw[index + 1] as string);
  }
  headers.push(...added);
  return headers;
}

function answerHeaders(raw: readonly string[]): string[] {
  const headers: string[] = [];
  for (let index = 0; index < raw.length; index += 2) {
    const lower = (raw[index] as string).toLowerCase();
    if (lower === "connection" || lower === "keep-alive" || lower === "transfer-encoding") continue;
    headers.push(raw[index] as string, raw[index + 1] as string);
  }
  return headers;
}
