import { expect, test } from "vitest";
import { callWithSource } from "../../../src/egress/call-with-source.ts";
import type { GraphAsked } from "../../../src/egress/graph-exchange.ts";

const graph = "https://graph.microsoft.com";
const download = "https://northwind-my.sharepoint.com/_download/1";
const template = "/me/drive/items/{itemId}/content";
const body = { "@odata.type": "#microsoft.graph.fileAttachment", name: "a.bin" };

function asked(path = "/v1.0/me/messages/AAMk/attachments"): GraphAsked {
  const message = { path, query: "", headers: {}, body, source: { template, path: "/v1.0/me/drive/items/01A/content" } };
  return { method: "POST", message, body: { type: "application/json", bytes: JSON.stringify(body) }, requestId: "r" };
}

/** Graph and the host of the bytes, as they answer one after the other; what they were asked is kept. */
function world(...answers: Response[]) {
  const requests: Request[] = [];
  const reach = {
    graphOrigin: graph,
    documentHosts: ["northwind-my.sharepoint.com"],
    reader: null,
    fetch: async (url: string | URL | Request, init?: RequestInit) => {
      requests.push(new Request(url, init));
      return answers[requests.length - 1] ?? new Response(null, { status: 500 });
    },
  };
  const ask = (request = asked()) => callWithSource(reach, request, "token", new AbortController().signal);
  return { requests, ask };
}

const found = () => new Response(null, { status: 302, headers: { location: download } });

test("the document becomes the attachment's bytes; its host sees no token", async () => {
  const { requests, ask } = world(found(), new Response("abc"), new Response("{}", { status: 201 }));

  expect((await ask()).status).toBe(201);

  expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
    `GET ${graph}/v1.0/me/drive/items/01A/content`,
    `GET ${download}`,
    `POST ${graph}/v1.0/me/messages/AAMk/attachments`,
  ]);
  expect(requests.map(({ headers }) => headers.get("authorization"))).toEqual(["Bearer token", null, "Bearer token"]);
  expect(await requests[2]?.json()).toEqual({ ...body, contentBytes: Buffer.from("abc").toString("base64") });
});

test("a request that opens a session is made as it is", async () => {
  const { requests, ask } = world(new Response("{}", { status: 201 }));

  await ask(asked("/v1.0/me/messages/AAMk/attachments/createUploadSession"));

  expect(requests.map(({ method }) => method)).toEqual(["POST"]);
  expect(await requests[0]?.json()).toEqual(body);
});

test.each<[string, readonly Response[], number]>([
  ["that is not there", [new Response("{}", { status: 404 })], 404],
  ["for which the token is refused", [new Response("{}", { status: 401 })], 401],
  ["on a host nobody named", [new Response(null, { status: 302, headers: { location: "https://evil.example/x" } })], 403],
  ["that its host does not give", [found(), new Response(null, { status: 404 })], 403],
  ["of 3 MB", [found(), new Response(new Uint8Array(3 * 1024 * 1024))], 413],
])("a document %s leaves the request unmade", async (_name, answers, status) => {
  const { requests, ask } = world(...answers);

  expect((await ask()).status).toBe(status);

  expect(requests.every(({ method }) => method === "GET")).toBe(true);
});
