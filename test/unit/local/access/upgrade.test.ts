import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import type { Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { people } from "../../../../infra/local/company.ts";
import { type Estate, startEstate } from "./estate.ts";

const [amara] = people as [(typeof people)[number]];
let estate: Estate;
beforeAll(async () => {
  estate = await startEstate();
});
afterAll(() => estate.close());

type Outcome = { readonly answer: IncomingMessage; readonly socket?: Socket; readonly head?: Buffer };

function handshake(headers: Readonly<Record<string, string>>, method = "GET"): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const asked = request(`${estate.origin}/mcp`, { method, headers: { connection: "Upgrade", upgrade: "websocket", ...headers } });
    asked.on("upgrade", (answer, socket: Socket, head) => resolve({ answer, socket, head }));
    asked.on("response", (answer) => resolve({ answer: answer.resume() }));
    asked.on("error", reject);
    asked.end();
  });
}

test("a handshake goes through the same checks, and its identity is written by Access", async () => {
  const { answer, socket, head } = await handshake({
    "cf-access-token": await estate.access.mintUser(amara),
    "cf-access-jwt-assertion": "forged",
    "cf-access-authenticated-user-email": "somebody@else.example",
    "sec-websocket-protocol": "mcp",
  });
  const arrived = estate.arrived.at(-1);

  expect([answer.statusCode, answer.headers["x-from-origin"], head?.toString()]).toEqual([101, "yes", "hello"]);
  expect(arrived?.headers).toMatchObject({
    upgrade: "websocket",
    "sec-websocket-protocol": "mcp",
    "cf-access-authenticated-user-email": amara.email,
  });
  expect(arrived?.headersDistinct["cf-access-jwt-assertion"]).toEqual([expect.stringMatching(/^ey/)]);
  socket?.destroy();
});

test("bytes go both ways, and the end of one side is the end of the other", async () => {
  const { socket } = await handshake({ "cf-access-token": await estate.access.mintUser(amara) });
  socket?.write("and back");
  const [echoed] = (await once(socket!, "data")) as [Buffer];
  const originSide = estate.arrived.at(-1)!.socket;
  const gone = once(originSide, "close");
  socket?.destroy();
  await gone;

  expect(echoed.toString()).toBe("and back");
});

test.each([
  ["nobody", {}, 401],
  ["a service token with the wrong secret", { "cf-access-client-id": "x.access", "cf-access-client-secret": "y" }, 403],
  ["a bearer of Managed OAuth that Access does not know", { authorization: "Bearer oauth:unknown" }, 401],
])("%s gets an answer instead of a socket, and the origin hears nothing", async (_name, headers, status) => {
  const before = estate.arrived.length;
  const { answer, socket } = await handshake(headers);

  expect([answer.statusCode, socket, estate.arrived.length]).toEqual([status, undefined, before]);
});

test("a handshake that is no GET is an ordinary request", async () => {
  const { answer } = await handshake({ "cf-access-token": await estate.access.mintUser(amara) }, "POST");

  expect([answer.statusCode, estate.arrived.at(-1)?.method]).toEqual([200, "POST"]);
});
