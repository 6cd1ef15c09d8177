import { describe, expect, test } from "vitest";
import type { EgressRequest } from "../../../src/egress/exchange.ts";
import { accessToken, egressLoop } from "../../support/egress-loop.ts";

type Loop = ReturnType<typeof egressLoop>;

const uploadUrl = "https://outlook.office.com/api/AttachmentSessions('x')?authtoken=do-not-leak";
const download = "https://corp-my.sharepoint.com/download.aspx?tempauth=do-not-leak";
const attach: EgressRequest = {
  method: "POST",
  template: "/me/messages/{id}/attachments/createUploadSession",
  path: "/v1.0/me/messages/AAMk/attachments/createUploadSession",
  query: "",
  headers: {},
  body: '{"AttachmentItem":{"attachmentType":"file","name":"scan.tiff","size":7000000}}',
  source: { template: "/me/drive/items/{id}/content", path: "/v1.0/me/drive/items/01ABC/content" },
};
const range = 10 * 320 * 1024;
const bytes = new Uint8Array(7_000_000).map((_byte, at) => at % 251);

type Script = {
  readonly opened?: () => Response;
  readonly source?: () => Response;
  readonly stored?: () => Response;
  readonly put?: (nth: number, isLast: boolean) => Response | Promise<Response>;
};

/** Graph, SharePoint and Outlook as the script has them; everything that was asked, in order. */
function way({ opened, source, stored, put }: Script = {}) {
  const loop = egressLoop();
  const sent: Uint8Array[] = [];
  const ranges: string[] = [];
  let cancelled = 0;
  loop.graph = (nth) => {
    const { url, init } = loop.graphSaw[nth - 1] ?? expect.unreachable();
    if (url.endsWith("/createUploadSession"))
      return opened?.() ?? Response.json({ uploadUrl }, { status: 201, headers: { "request-id": "graph-1" } });
    if (url.endsWith("/content")) return source?.() ?? new Response(null, { status: 302, headers: { location: download } });
    if (url === download) return stored?.() ?? new Response(bytes, { headers: { "content-length": String(bytes.byteLength) } });
    if (init.method === "DELETE") {
      cancelled += 1;
      return new Response(null, { status: 204 });
    }
    const contentRange = new Headers(init.headers).get("content-range") ?? "";
    ranges.push(contentRange);
    sent.push(new Uint8Array(init.body as Uint8Array<ArrayBuffer>));
    const [, to, total] = /-(\d+)\/(\d+)$/.exec(contentRange) ?? [];
    const isLast = Number(to) + 1 === Number(total);
    return (
      put?.(ranges.length, isLast) ??
      (isLast ? new Response(null, { status: 201, headers: { location: uploadUrl } }) : Response.json({ uploadUrl }))
    );
  };
  return { loop, sent, ranges, cancelled: () => cancelled };
}

const ended = async (loop: Loop, request = attach) => {
  const result = await loop.send(request);
  return result.kind === "answer" ? { status: result.status, body: result.body } : { code: result.error.code, executed: result.executed };
};

test("fills the session with the document, range by range, and answers with its end", async () => {
  const { loop, sent, ranges, cancelled } = way();

  expect(await ended(loop)).toEqual({ status: 201, body: null });
  expect(ranges).toEqual([`bytes 0-${range - 1}/7000000`, `bytes ${range}-${2 * range - 1}/7000000`, `bytes ${2 * range}-6999999/7000000`]);
  expect(Buffer.concat(sent).equals(bytes)).toBe(true);
  expect(cancelled()).toBe(0);
  expect(loop.recorded).toEqual([expect.objectContaining({ outcome: "done", graphStatus: 201, graphRequestId: "graph-1" })]);
});

test("the token goes to Graph alone", async () => {
  const { loop } = way();
  await ended(loop);
  const asked = loop.graphSaw.map(({ url, init }) => [new URL(url).host, new Headers(init.headers).get("authorization")]);

  expect(asked).toEqual([
    ["graph.microsoft.com", `Bearer ${accessToken}`],
    ["graph.microsoft.com", `Bearer ${accessToken}`],
    ["corp-my.sharepoint.com", null],
    ["outlook.office.com", null],
    ["outlook.office.com", null],
    ["outlook.office.com", null],
  ]);
  expect(JSON.stringify(loop.recorded)).not.toContain("do-not-leak");
});

test("a drive's session ends with the item", async () => {
  const item = { id: "01XYZ", name: "scan.tiff", "@microsoft.graph.downloadUrl": download };
  const { loop } = way({ put: (_nth, isLast) => (isLast ? Response.json(item, { status: 201 }) : new Response(null, { status: 202 })) });

  expect(await ended(loop)).toEqual({ status: 201, body: { id: "01XYZ", name: "scan.tiff" } });
});

test("a source that does not say its length is taken in first", async () => {
  const { loop, ranges } = way({ stored: () => new Response(new Uint8Array(10)) });

  expect(await ended(loop)).toEqual({ status: 201, body: null });
  expect(ranges).toEqual(["bytes 0-9/10"]);
});

describe("a document that no operation of the table names", () => {
  test.each([
    ["another template", { template: "/me/drive/root/content", path: "/v1.0/me/drive/root/content" }],
    ["another path", { template: "/me/drive/items/{id}/content", path: "/v1.0/me/messages/AAMk" }],
    ["another version", { template: "/me/drive/items/{id}/content", path: "/beta/me/drive/items/01ABC/content" }],
    ["more of a path", { template: "/me/drive/items/{id}/content", path: "/v1.0/me/drive/items/01/../02/content" }],
    ["an operation of another method", { template: "/me/sendMail", path: "/v1.0/me/sendMail" }],
    ["another host", { template: "/me/drive/items/{id}/content", path: "@evil.example/v1.0/me/drive/items/1/content" }],
  ])("%s: refused, nothing leaves", async (_name, source) => {
    const { loop } = way();
    await ended(loop, { ...attach, source });

    expect(loop.graphSaw).toHaveLength(0);
    expect(loop.vaultsOpened).toHaveLength(0);
    expect(loop.recorded.at(-1)).toMatchObject({ outcome: "refused", reason: "path_not_allowed" });
  });
});

describe("nothing is stored", () => {
  const error = { error: { code: "itemNotFound", message: "x" } };

  test.each<[string, Script, { status: number; note: string; cancelled: number }]>([
    [
      "where the session's address is another host's",
      { opened: () => Response.json({ uploadUrl: "https://evil.example/x" }, { status: 201 }) },
      { status: 403, note: "upload_host_not_allowed", cancelled: 0 },
    ],
    [
      "where the session has no address",
      { opened: () => Response.json({}, { status: 201 }) },
      { status: 403, note: "upload_host_not_allowed", cancelled: 0 },
    ],
    [
      "where the document is on another host",
      { source: () => new Response(null, { status: 302, headers: { location: "http://corp.sharepoint.com/x" } }) },
      { status: 403, note: "document_host_not_allowed", cancelled: 1 },
    ],
    [
      "where Graph does not have the document",
      { source: () => Response.json(error, { status: 404 }) },
      { status: 404, note: "upload_source_refused", cancelled: 1 },
    ],
    ["where it is empty", { stored: () => new Response("") }, { status: 400, note: "upload_source_empty", cancelled: 1 }],
    [
      "where it says it has more than 150 MiB",
      { stored: () => new Response("x", { headers: { "content-length": String(150 * 1024 * 1024 + 1) } }) },
      { status: 413, note: "upload_source_too_large", cancelled: 1 },
    ],
    [
      "where it does not say, and has more than 20 MiB",
      { stored: () => new Response(new Uint8Array(20 * 1024 * 1024 + 1)) },
      { status: 413, note: "upload_source_too_large", cancelled: 1 },
    ],
    [
      "where a range in the middle is refused",
      { put: (nth) => (nth === 2 ? Response.json(error, { status: 416 }) : Response.json({})) },
      { status: 416, note: "upload_range_refused", cancelled: 1 },
    ],
    [
      "where the last range is refused",
      { put: (_nth, isLast) => (isLast ? Response.json(error, { status: 409 }) : Response.json({})) },
      { status: 409, note: "upload_refused", cancelled: 1 },
    ],
  ])("%s", async (_name, script, { status, note, cancelled }) => {
    const { loop, cancelled: times } = way(script);

    expect(await ended(loop)).toMatchObject({ status });
    expect(loop.recorded.at(-1)).toMatchObject({ outcome: "done", graphStatus: status, reason: note });
    expect(times()).toBe(cancelled);
  });

  test("where Graph opens no session, and no document is asked for", async () => {
    const { loop } = way({ opened: () => Response.json(error, { status: 403 }) });

    expect(await ended(loop)).toEqual({ status: 403, body: error });
    expect(loop.graphSaw).toHaveLength(1);
  });
});

describe("nobody knows what is stored", () => {
  test.each<[string, Script, string]>([
    [
      "where the last range ends in a fault",
      { put: (_nth, isLast) => (isLast ? new Response("x", { status: 503 }) : Response.json({})) },
      "upload_end_unknown",
    ],
    [
      "where the last range is sent elsewhere",
      { put: (_nth, isLast) => (isLast ? new Response(null, { status: 307 }) : Response.json({})) },
      "upload_end_unknown",
    ],
    [
      "where the line breaks at the last range",
      { put: (_nth, isLast) => (isLast ? Promise.reject(new Error("reset")) : Response.json({})) },
      "network",
    ],
    [
      "where the source breaks off",
      { stored: () => new Response(bytes.subarray(0, 100), { headers: { "content-length": "7000000" } }) },
      "upload_source_truncated",
    ],
    [
      "where the source has more than it said",
      { stored: () => new Response(bytes, { headers: { "content-length": "100" } }) },
      "upload_source_truncated",
    ],
  ])("%s", async (_name, script, reason) => {
    const { loop, cancelled } = way(script);

    expect(await ended(loop)).toMatchObject({ executed: "unknown" });
    expect(loop.recorded.at(-1)).toMatchObject({ outcome: "unknown", reason });
    expect(cancelled()).toBe(1);
  });
});
