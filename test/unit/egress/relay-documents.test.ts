import { describe, expect, test, vi } from "vitest";
import type { DocumentReader, Reading } from "../../../src/core/document.ts";
import type { EgressRequest } from "../../../src/egress/exchange.ts";
import { reader } from "../../../src/reader/reader.ts";
import { accessToken, egressLoop, readMail } from "../../support/egress-loop.ts";

type Loop = ReturnType<typeof egressLoop>;

const download = "https://corp-my.sharepoint.com/personal/a/_layouts/15/download.aspx?tempauth=do-not-leak";
const reading: Reading = { as: "text", from: 0, maxChars: 1_000, name: "notes.txt" };
const readFile: EgressRequest = {
  method: "GET",
  template: "/me/drive/items/{id}/content",
  path: "/v1.0/me/drive/items/01ABC/content",
  query: "",
  headers: {},
  body: null,
  reading,
};

const redirectTo = (location: string, status = 302) => new Response(null, { status, headers: { location, "request-id": "graph-1" } });
/** Graph, then whoever is asked next. */
const inTurn =
  (...answers: readonly (() => Response | Promise<Response>)[]) =>
  (nth: number) =>
    (answers[nth - 1] ?? (() => new Response(null, { status: 500 })))();

function way(graph: Loop["graph"], over: { payload?: "clear" | "sealed"; reader?: DocumentReader | null } = {}): Loop {
  const loop = egressLoop(over.payload === undefined ? {} : { payload: over.payload });
  loop.graph = graph;
  loop.reader = over.reader === undefined ? reader : over.reader;
  return loop;
}

const documentOf = async (loop: Loop, request = readFile) => {
  const result = await loop.send(request);
  return result.kind === "answer" ? { status: result.status, body: result.body } : { code: result.error.code, executed: result.executed };
};
const unreadable = (reason: string) => ({ status: 200, body: { kind: "unreadable", reason } });
const authorizations = (loop: Loop) => loop.graphSaw.map(({ init }) => new Headers(init.headers).get("authorization"));

describe("a document", () => {
  test.each(["clear", "sealed"] as const)("%s: is fetched where Graph says, without the token, and answered as text", async (payload) => {
    const loop = way(
      inTurn(
        () => redirectTo(download),
        () => new Response("Grüße"),
      ),
      { payload },
    );

    expect(await documentOf(loop)).toEqual({
      status: 200,
      body: { kind: "text", text: "Grüße", totalChars: 5, format: "text", bytes: 7 },
    });
    expect(loop.graphSaw.map(({ url }) => url)).toEqual(["https://graph.microsoft.com/v1.0/me/drive/items/01ABC/content", download]);
    expect(authorizations(loop)).toEqual([`Bearer ${accessToken}`, null]);
    expect(loop.graphSaw.every(({ init }) => init.redirect === "manual")).toBe(true);
    expect(loop.recorded).toEqual([expect.objectContaining({ outcome: "done", graphStatus: 200, graphRequestId: "graph-1" })]);
    expect(JSON.stringify(loop.recorded)).not.toContain("sharepoint");
  });

  test("that Graph itself answers with is read too", async () => {
    const loop = way(() => new Response("hello", { headers: { "content-type": "text/plain" } }));

    expect(await documentOf(loop)).toMatchObject({ body: { text: "hello" } });
    expect(loop.graphSaw).toHaveLength(1);
  });

  test("may move three times", async () => {
    const loop = way(
      inTurn(
        () => redirectTo(download),
        () => redirectTo(download, 307),
        () => redirectTo(download, 308),
        () => new Response("hello"),
      ),
    );

    expect(await documentOf(loop)).toMatchObject({ body: { text: "hello" } });
    expect(authorizations(loop).slice(1)).toEqual([null, null, null]);
  });

  test("that moves on and on is not followed", async () => {
    const loop = way(() => redirectTo(download));

    expect(await documentOf(loop)).toEqual(unreadable("unavailable"));
    expect(loop.graphSaw).toHaveLength(4);
    expect(loop.recorded.at(-1)?.reason).toBe("document_redirects");
  });

  test.each([
    ["another host", "https://evil.example/x"],
    ["a host that only ends like one", "https://evilsharepoint.com/x"],
    ["a host that only begins like one", "https://corp.sharepoint.com.evil.example/x"],
    ["plain http", download.replace("https:", "http:")],
    ["another port", "https://corp.sharepoint.com:8443/x"],
    ["credentials in it", "https://a:b@corp.sharepoint.com/x"],
    ["a path alone", "/v1.0/me/messages"],
    ["no address", ""],
    ["another scheme", "file:///etc/passwd"],
  ])("at %s is not fetched", async (_name, location) => {
    const loop = way(() => redirectTo(location));

    expect(await documentOf(loop)).toEqual(unreadable("unavailable"));
    expect(loop.graphSaw).toHaveLength(1);
    expect(loop.recorded.at(-1)).toMatchObject({ outcome: "done", reason: "document_host_not_allowed" });
  });

  test("that an allowed host sends elsewhere is not fetched there", async () => {
    const loop = way(
      inTurn(
        () => redirectTo(download),
        () => redirectTo("https://evil.example/x"),
      ),
    );

    expect(await documentOf(loop)).toEqual(unreadable("unavailable"));
    expect(loop.graphSaw).toHaveLength(2);
  });

  test("whose host refuses is not there, whatever it says", async () => {
    const loop = way(
      inTurn(
        () => redirectTo(download),
        () => new Response("do-not-leak", { status: 401 }),
      ),
    );

    expect(await documentOf(loop)).toEqual(unreadable("unavailable"));
    expect(loop.recorded.at(-1)?.reason).toBe("document_unavailable");
  });

  test("that Graph says has not changed is not there", async () => {
    expect(await documentOf(way(() => new Response(null, { status: 304 })))).toEqual(unreadable("unavailable"));
  });

  test("that Graph does not have stays Graph's own error", async () => {
    const error = { error: { code: "itemNotFound", message: "x" } };
    const loop = way(() => Response.json(error, { status: 404 }));

    expect(await documentOf(loop)).toEqual({ status: 404, body: error });
  });

  test.each([
    ["announced", () => new Response("x", { headers: { "content-length": String(21 * 1024 * 1024) } })],
    ["as it comes", () => new Response(endless())],
  ])("of more than 20 MiB, %s, is not taken in", async (_name, answer) => {
    const read = vi.fn(reader.read);
    const loop = way(
      inTurn(() => redirectTo(download), answer),
      { reader: { ...reader, read } },
    );

    expect(await documentOf(loop)).toEqual(unreadable("too_large"));
    expect(read).not.toHaveBeenCalled();
  });

  test.each<[string, DocumentReader | null, string]>([
    ["there is none", null, "unavailable"],
    ["it fails", { ...reader, read: () => Promise.reject(new Error("Worker exceeded CPU time limit.")) }, "unavailable"],
    ["it says so", { ...reader, read: async () => ({ kind: "unreadable", reason: "encrypted" }) }, "encrypted"],
  ])("has no text where the reader cannot give one: %s", async (_name, over, reason) => {
    const loop = way(() => new Response("hello"), { reader: over });

    expect(await documentOf(loop)).toEqual(unreadable(reason));
    expect(loop.recorded.at(-1)?.reason).toBe(`document_${reason}`);
  });

  test("is given up where the reader takes too long", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const read = vi.fn(() => new Promise<never>(() => undefined));
    const loop = way(() => new Response("hello"), { reader: { ...reader, read } });
    const result = documentOf(loop);
    await vi.waitFor(() => expect(read).toHaveBeenCalled());
    vi.advanceTimersByTime(10_000);
    vi.useRealTimers();

    expect(await result).toEqual(unreadable("timeout"));
  });

  test("crosses as base64 up to 256 KiB, without the reader", async () => {
    const asBase64 = { ...readFile, reading: { ...reading, as: "base64" as const, maxChars: 1 } };
    const whole = way(
      inTurn(
        () => redirectTo(download),
        () => new Response(new Uint8Array(256 * 1024), { headers: { "content-type": "image/png; x=y" } }),
      ),
      {
        reader: null,
      },
    );
    const more = way(() => new Response(new Uint8Array(256 * 1024 + 1)));

    expect(await documentOf(whole, asBase64)).toMatchObject({ body: { kind: "base64", contentType: "image/png", bytes: 256 * 1024 } });
    expect(await documentOf(more, asBase64)).toEqual(unreadable("too_large"));
  });
});

test.each<[string, Partial<EgressRequest>]>([
  ["of what is sent", { method: "POST", template: "/me/sendMail", path: "/v1.0/me/sendMail" }],
  ["of what another document fills", { source: { template: readFile.template, path: readFile.path } }],
])("a document is never made %s", async (_name, over) => {
  const loop = way(() => new Response("hello"));
  await documentOf(loop, { ...readFile, ...over });

  expect(loop.graphSaw).toHaveLength(0);
  expect(loop.recorded.at(-1)).toMatchObject({ outcome: "refused", reason: "path_not_allowed" });
});

describe("HTML bodies", () => {
  const html = { contentType: "html", content: '<p>Hi <b>Mei</b><span style="display:none">do-not-leak</span></p>' };
  const page = {
    value: [
      { id: "1", body: html, replies: [{ body: { ...html, contentType: "HTML" } }] },
      { id: "2", body: { contentType: "text", content: "<p>" } },
    ],
  };
  const asking = (bodies: "text" | "markdown" | "html"): EgressRequest => ({ ...readMail, bodies });

  test("come as what a reader would see of them, all in one call", async () => {
    const convert = vi.fn(reader.convert);
    const loop = way(() => Response.json(page), { reader: { ...reader, convert } });

    expect(await documentOf(loop, asking("markdown"))).toMatchObject({
      body: {
        value: [
          {
            id: "1",
            body: { contentType: "text", content: "Hi **Mei**" },
            replies: [{ body: { contentType: "text", content: "Hi **Mei**" } }],
          },
          { id: "2", body: { contentType: "text", content: "<p>" } },
        ],
      },
    });
    expect(convert).toHaveBeenCalledOnce();
  });

  test.each(["clear", "sealed"] as const)("%s: come as HTML of what a reader would see, and say so", async (payload) => {
    const loop = way(() => Response.json(page), { payload });
    const seen = { contentType: "html", content: "<p>Hi <b>Mei</b></p>" };

    expect(await documentOf(loop, asking("html"))).toEqual({
      status: 200,
      body: {
        value: [
          { id: "1", body: seen, replies: [{ body: seen }] },
          { id: "2", body: { contentType: "text", content: "<p>" } },
        ],
      },
    });
  });

  test("come as they are where nobody asked otherwise", async () => {
    expect(
      await documentOf(
        way(() => Response.json(page)),
        readMail,
      ),
    ).toEqual({ status: 200, body: page });
  });

  test.each<[string, DocumentReader | null]>([
    ["is none", null],
    ["fails", { ...reader, convert: () => Promise.reject(new Error("gone")) }],
    ["cannot read them", { ...reader, convert: async (htmls) => htmls.map(() => null) }],
    ["forgets them", { ...reader, convert: async () => [] }],
  ])("are left out where the reader %s", async (_name, over) => {
    const loop = way(() => Response.json({ body: html }), { reader: over });

    for (const as of ["text", "html"] as const)
      expect(await documentOf(loop, asking(as))).toEqual({ status: 200, body: { body: { contentType: "unreadable", content: "" } } });
  });

  test("a reader is not asked where there are none", async () => {
    const convert = vi.fn(reader.convert);
    await documentOf(
      way(() => Response.json({ value: [] }), { reader: { ...reader, convert } }),
      asking("text"),
    );

    expect(convert).not.toHaveBeenCalled();
  });
});

describe("addresses that are their own credential", () => {
  const uploadUrl = "https://outlook.office.com/api/AttachmentSessions('x')?authtoken=do-not-leak";

  test("of downloads never leave the relay", async () => {
    const item = { id: "1", "@microsoft.graph.downloadUrl": download, children: [{ "@content.downloadUrl": download, name: "x" }] };

    expect(
      await documentOf(
        way(() => Response.json(item)),
        readMail,
      ),
    ).toEqual({ status: 200, body: { id: "1", children: [{ name: "x" }] } });
  });

  test("of uploads reach the agent, sealed on the way", async () => {
    const loop = way(() => Response.json({ uploadUrl, expirationDateTime: "2026-12-01T00:00:00Z" }));
    const carried: string[] = [];
    const { carry } = loop;
    loop.carry = async (body) => {
      const response = await carry(body);
      carried.push(await response.clone().text());
      return response;
    };

    expect(await documentOf(loop, readMail)).toEqual({ status: 200, body: { uploadUrl, expirationDateTime: "2026-12-01T00:00:00Z" } });
    expect(carried.join("")).toContain("expirationDateTime");
    expect(carried.join("")).not.toContain("do-not-leak");
  });

  test("a member called __proto__ stays one beside them", async () => {
    const body = JSON.parse(`{"__proto__":{"a":1},"@content.downloadUrl":"x"}`) as unknown;
    const result = await documentOf(
      way(() => new Response(JSON.stringify(body), { headers: { "content-type": "application/json" } })),
      readMail,
    );

    expect(JSON.stringify(result)).toBe('{"status":200,"body":{"__proto__":{"a":1}}}');
  });
});

describe("a body that is not JSON", () => {
  const put: EgressRequest = {
    method: "PUT",
    template: "/me/drive/items/{id}/content",
    path: "/v1.0/me/drive/items/01ABC/content",
    query: "",
    headers: {},
    body: JSON.stringify("AP8="),
    content: { type: "image/png", encoding: "base64" },
  };
  const withPut = () => {
    const loop = way(() => Response.json({ id: "1" }));
    return loop;
  };

  test("goes to Graph as its bytes under its own type", async () => {
    const loop = withPut();
    await documentOf(loop, put);
    const [asked] = loop.graphSaw;

    expect(new Headers(asked?.init.headers).get("content-type")).toBe("image/png");
    expect(asked?.init.body).toEqual(new Uint8Array([0, 255]));
  });

  test("as text", async () => {
    const loop = withPut();
    await documentOf(loop, { ...put, body: JSON.stringify("<p>ü"), content: { type: 'text/html; charset="utf-8"', encoding: "text" } });

    expect(loop.graphSaw[0]?.init.body).toBe("<p>ü");
  });

  test.each<[string, Partial<EgressRequest>]>([
    ["no base64", { body: JSON.stringify("AP8") }],
    ["base64 with more behind it", { body: JSON.stringify("AP8=x") }],
    ["no string", { body: "{}" }],
    ["a type that ends its line", { content: { type: "image/png\r\nauthorization: x", encoding: "base64" } }],
    ["no type", { content: { type: "png", encoding: "base64" } }],
  ])("%s: refused, nothing leaves", async (_name, over) => {
    const loop = withPut();
    await documentOf(loop, { ...put, ...over });

    expect(loop.graphSaw).toHaveLength(0);
    expect(loop.recorded.at(-1)).toMatchObject({ outcome: "refused", reason: "relay_shape" });
  });
});

function endless(): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1024 * 1024)) });
}
