/** Requests no client library would send: any method and path, repeated headers, any Host. */
import { request } from "node:http";
import type { Seen } from "./answers.ts";

export type WireRequest = {
  readonly method?: string;
  /** As it stands on the request line. */
  readonly path: string;
  /** In order; a name may come more than once. `host` is set unless given. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string | Buffer;
};

/** @throws Error where the connection broke off before an answer came, or none came within 15 s */
export function sendRaw(origin: string, { method = "GET", path, headers = [], body }: WireRequest): Promise<Seen> {
  const { hostname, port, host } = new URL(origin);
  const hasHost = headers.some(([name]) => name.toLowerCase() === "host");
  const flat = [
    ...(hasHost ? [] : ["host", host]),
    ...headers.flat(),
    ...(body === undefined ? [] : ["content-length", String(Buffer.byteLength(body))]),
  ];
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, method, path, headers: flat, agent: false, setHost: false, timeout: 15_000 });
    outgoing.on("response", (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => {
        const names = new Headers();
        for (let index = 0; index < answer.rawHeaders.length; index += 2) {
          names.append(answer.rawHeaders[index] ?? "", answer.rawHeaders[index + 1] ?? "");
        }
        resolve({ status: answer.statusCode ?? 0, headers: names, text: Buffer.concat(chunks).toString("utf8") });
      });
    });
    outgoing.on("timeout", () => outgoing.destroy(new Error("no answer within 15 s")));
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
