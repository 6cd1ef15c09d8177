import { describe, expect, test } from "vitest";
import { createHash } from "node:crypto";
import { people } from "../../../../infra/local/company.ts";
import { startEstate, type Estate } from "./estate.ts";
import type { RequestListener } from "node:http";

const [amara] = people as [(typeof people)[number]];

async function through(
  worker: RequestListener,
  use: (estate: Estate, headers: Readonly<Record<string, string>>) => Promise<void>,
): Promise<void> {
  const estate = await startEstate({}, worker);
  try {
    await use(estate, { "cf-access-token": await estate.access.mintUser(amara) });
  } finally {
    await estate.close();
  }
}

describe("the way to the origin and back", () => {
  test("keeps a large body whole", () =>
    through(
      (req, res) => {
        const hash = createHash("sha256");
        req.on("data", (chunk: Buffer) => hash.update(chunk)).on("end", () => res.end(hash.digest("hex")));
      },
      async ({ origin }, headers) => {
        const body = Buffer.alloc(5_000_000, "m365");
        const answer = await (await fetch(`${origin}/mcp`, { method: "POST", headers, body })).text();

        expect(answer).toBe(createHash("sha256").update(body).digest("hex"));
      },
    ));

  test("hands on the first bytes of a stream before the last are there", () =>
    through(
      (_req, res) => {
        res.writeHead(200, { "content-type": "text/event-stream" });
        res.write("data: first\n\n");
      },
      async ({ origin }, headers) => {
        const reader = (await fetch(`${origin}/mcp`, { headers })).body!.getReader();
        const { value } = await reader.read();
        await reader.cancel();

        expect(new TextDecoder().decode(value)).toBe("data: first\n\n");
      },
    ));

  test("hands on a stream's headers before its first byte", () =>
    through(
      (_req, res) => {
        res.writeHead(200, { "content-type": "text/event-stream" });
        res.flushHeaders();
      },
      async ({ origin }, headers) => {
        const response = await fetch(`${origin}/mcp`, { headers });
        await response.body?.cancel();

        expect(response.headers.get("content-type")).toBe("text/event-stream");
      },
    ));

  test("keeps status, and headers that come twice", () =>
    through(
      (_req, res) => {
        res.writeHead(418, [
          ["Set-Cookie", "a=1"],
          ["Set-Cookie", "b=2"],
          ["X-Any", "kept"],
        ] as never);
        res.end();
      },
      async ({ origin }, headers) => {
        const response = await fetch(`${origin}/mcp`, { headers });

        expect([response.status, response.headers.getSetCookie(), response.headers.get("x-any")]).toEqual([418, ["a=1", "b=2"], "kept"]);
      },
    ));

  test("keeps path and query as they were written", () =>
    through(
      (req, res) => void res.end(req.url),
      async ({ origin }, headers) => {
        const answer = await (await fetch(`${origin}/mcp/x%2Fy?a=%20b&c`, { headers })).text();

        expect(answer).toBe("/mcp/x%2Fy?a=%20b&c");
      },
    ));

  test("uses one connection for calls that follow each other", () =>
    through(
      (req, res) => void res.end(String(req.socket.remotePort)),
      async ({ origin }, headers) => {
        const ports = new Set<string>();
        for (let call = 0; call < 5; call++) ports.add(await (await fetch(`${origin}/mcp`, { headers })).text());

        expect(ports.size).toBe(1);
      },
    ));

  test("tells the origin when the client has gone", () => {
    let gone: (value: string) => void;
    const told = new Promise<string>((resolve) => (gone = resolve));
    return through(
      (_req, res) => {
        res.on("close", () => gone("closed"));
        res.writeHead(200);
        res.write("more to come");
      },
      async ({ origin }, headers) => {
        const stop = new AbortController();
        await fetch(`${origin}/mcp`, { headers, signal: stop.signal });
        stop.abort();

        expect(await told).toBe("closed");
      },
    );
  });

  test("answers 502 when the origin is not there", async () => {
    const estate = await startEstate({ upstream: "http://127.0.0.1:9" });
    const response = await fetch(`${estate.origin}/healthz`);
    await estate.close();

    expect([response.status, await response.text()]).toEqual([502, "error code: 502"]);
  });

  test("hands a WebSocket handshake to the origin, whose refusal comes back", () =>
    through(
      (req, res) => {
        res.writeHead(426, { upgrade: "none" });
        res.end(String(req.headers.upgrade));
      },
      async ({ origin }, headers) => {
        const { request } = await import("node:http");
        const { hostname, port } = new URL(origin);
        const upgrade = {
          ...headers,
          connection: "Upgrade",
          upgrade: "websocket",
          "sec-websocket-key": "x",
          "sec-websocket-version": "13",
        };
        const answer = await new Promise<string>((resolve, reject) => {
          request({ hostname, port, path: "/mcp", headers: upgrade }, (res) => {
            let body = String(res.statusCode);
            res.on("data", (chunk: Buffer) => (body += ` ${chunk.toString()}`)).on("end", () => resolve(body));
          })
            .on("error", reject)
            .end();
        });

        expect(answer).toBe("426 websocket");
      },
    ));
});
