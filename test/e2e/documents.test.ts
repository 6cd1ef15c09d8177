/** Documents through the whole estate: read behind the gateway by the reader Worker in workerd, their bytes and addresses kept from it. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { personNamed, startTestEstate, type TestEstate } from "../support/estate.ts";
import { EstateRecord } from "../support/estate-record.ts";
import { callTool, textOf } from "../support/mcp-post.ts";

describe.each(["clear", "sealed"] as const)("with payloads %s", (payload) => {
  let estate: TestEstate;
  let answers: Readonly<Record<"docx" | "pdf" | "session", string>>;
  let addresses: readonly string[];
  let seen: Readonly<Record<"gateway" | "console", string>>;

  beforeAll(async () => {
    estate = await startTestEstate({ settings: { EGRESS_PAYLOAD: payload } });
    const { mcpUrl, gateway, audit } = estate.contract;
    const { headers } = personNamed(estate, "amara.okafor");
    const ask = async (name: string, input: Readonly<Record<string, unknown>>) => textOf(await callTool(mcpUrl, headers, name, input));
    answers = {
      docx: await ask("readFileContent", { path: "Projects/Sleep study/Protocol.docx" }),
      pdf: await ask("readFileContent", { path: "Projects/Imaging/Quote, MRI (signed).pdf" }),
      session: await ask("uploadFile", { path: "Projects/scan.tiff", uploadSession: true }),
    };
    const outbound = await new EstateRecord(estate.contract).outbound();
    addresses = outbound.map(({ path }) => path).filter((path) => path.startsWith("/_download/"));
    seen = { gateway: await (await fetch(gateway.requestsUrl)).text(), console: await (await fetch(audit.eventsUrl)).text() };
  });
  afterAll(() => estate?.stop());

  test("a Word document comes as its text", () => {
    expect(answers.docx).toContain("(docx)");
    expect(answers.docx).toContain("Participants are enrolled until 31 March 2027 & followed for a year.");
  });

  test("a PDF comes as its text", () => {
    expect(answers.pdf).toContain("(pdf)");
    expect(answers.pdf).toContain("MRI scanner, 1.5 T: EUR 452,500");
  });

  test("no byte of either crosses the gateway", () => {
    expect(seen.gateway).not.toMatch(/UEsDB|PK\\u0003|%PDF|JVBERi/);
  });

  test("an address that is its own credential was used, and stands nowhere on the way", () => {
    expect(addresses).toHaveLength(2);
    for (const address of addresses) {
      expect(seen.gateway).not.toContain(address);
      expect(seen.console).not.toContain(address);
      expect(Object.values(answers).join("\n")).not.toContain(address);
    }
  });

  test("an upload session's address reaches who asked for it, and nobody on the way", () => {
    const [url = ""] = /http:\/\/127\.0\.0\.1:\d+\/_upload\/[\w-]+/.exec(answers.session) ?? [];

    expect(url).not.toBe("");
    expect(seen.gateway).not.toContain(url);
    expect(seen.gateway).not.toContain("/_upload/");
    expect(seen.console).not.toContain("/_upload/");
  });
});

test("a large file of OneDrive becomes an attachment range by range, past the gateway", async () => {
  const estate = await startTestEstate();
  try {
    const { mcpUrl, gateway, graph } = estate.contract;
    const { headers } = personNamed(estate, "amara.okafor");
    const ask = (name: string, input: Readonly<Record<string, unknown>>) => callTool(mcpUrl, headers, name, input);
    const line = "0123456789abcdef\n";
    const content = line.repeat(3_500_000 / line.length);
    const { id } = (await ask("uploadFile", { path: "Projects/readings.txt", content })).structuredContent as { readonly id: string };
    await fetch(gateway.requestsUrl, { method: "DELETE" });

    const sent = await ask("sendEmail", {
      to: ["mei.tanaka@clinics.northwind.example"],
      subject: "Readings",
      body: "Attached.",
      attachments: [{ name: "readings.txt", driveItemId: id }],
    });
    const ranges = (
      (await (await fetch(graph.requestsUrl)).json()) as readonly { readonly method: string; readonly path: string }[]
    ).filter(({ method, path }) => method === "PUT" && path.startsWith("/_upload/"));

    expect(textOf(sent)).toContain("Accepted for delivery");
    expect(ranges).toHaveLength(2);
    expect(await (await fetch(gateway.requestsUrl)).text()).not.toContain("0123456789abcdef");
  } finally {
    await estate.stop();
  }
});
