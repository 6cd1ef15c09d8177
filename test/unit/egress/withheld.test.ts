/** What Graph answers and no tool needs stays on the relay's side: addresses that open a file for whoever has them, and files themselves. */
import { expect, test } from "vitest";
import type { EgressRequest } from "../../../src/egress/exchange.ts";
import { egressLoop, readMail } from "../../support/egress-loop.ts";

async function answered(body: unknown, request: EgressRequest = readMail) {
  const loop = egressLoop({});
  loop.graph = () => Response.json(body);
  const result = await loop.send(request);
  return result.kind === "answer" ? result.body : result;
}

test("an attachment's bytes", async () => {
  const attachment = { id: "A", name: "plan.pdf", contentType: "application/pdf", size: 4 };
  const bytes = { contentBytes: "JVBERg==" };
  expect(await answered({ value: [{ ...attachment, ...bytes }] })).toEqual({ value: [attachment] });
  expect(await answered({ ...attachment, item: { attachments: [bytes] } })).toEqual({ ...attachment, item: { attachments: [{}] } });
});

test.each([
  "https://corp.sharepoint.com/_layouts/15/download.aspx?UniqueId=1&tempauth=v1.x",
  "https://eu-mediap.svc.ms/transform/thumbnail?provider=spo&docid=https%3A%2F%2Fcorp.sharepoint.com%2Fx%3Ftempauth%3Dv1.x&width=96",
  "https://public.dm.files.1drv.com/y4m?access_token=x",
  "https://store.blob.core.windows.net/x?sv=2024&sig=abc%3D",
  "HTTPS://corp.sharepoint.com/x?TempAuth=v1",
])("the address %s", async (url) => {
  const shown = { webUrl: "https://corp.sharepoint.com/Docs/plan.docx?web=1", subject: `see ${url}` };
  expect(await answered({ ...shown, thumbnails: [{ small: { height: 96, url } }] })).toEqual({
    ...shown,
    thumbnails: [{ small: { height: 96 } }],
  });
});
