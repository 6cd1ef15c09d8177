/** Work of many steps: it tells how far it is to a client that asked, and stops when the client has had enough. */
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { personNamed, startTestEstate, type TestEstate } from "../support/estate.ts";
import { type ConsoleEvent, EstateRecord } from "../support/estate-record.ts";

/** Each change takes this long at Graph. */
const stepMs = 200;
const count = 12;

let estate: TestEstate;
let record: EstateRecord;
beforeAll(async () => {
  estate = await startTestEstate({
    tools: "all",
    graphFault: (req, _res, next) => void (req.method === "PATCH" ? setTimeout(next, stepMs) : next()),
  });
  record = new EstateRecord(estate.contract);
});
afterAll(() => estate?.stop());

const isCancelled = ({ kind, mcpTool, outcome }: ConsoleEvent) =>
  kind === "call.outcome" && mcpTool === "updateEmail" && (outcome === "cancelled" || outcome === "unknown");

/** A client of 2025 says that it gives up in a request of its own, one of 2026 by closing the answer's stream. */
describe.each([
  ["2025-11-25", {}],
  ["2026-07-28", { versionNegotiation: { mode: { pin: "2026-07-28" } } }],
] as const)("to a client of %s", (_era, options) => {
  let client: Client;
  let ids: readonly string[];
  beforeAll(async () => {
    client = new Client({ name: "long-work", version: "1" }, options);
    const { headers } = personNamed(estate, "amara.okafor");
    await client.connect(new StreamableHTTPClientTransport(new URL(estate.contract.mcpUrl), { requestInit: { headers: { ...headers } } }));
    const listed = await client.callTool({ name: "getEmails", arguments: { count } });
    ids = (listed.structuredContent as { items: { id: string }[] }).items.map(({ id }) => id);
  });
  afterAll(() => client?.close());

  let before: number;
  beforeEach(async () => {
    before = (await record.graphCommits()).length;
  });
  const changed = async () => (await record.graphCommits()).length - before;

  test("progress rises to the number of messages, and the result comes last", async () => {
    const seen: [number, number | undefined][] = [];
    const answer = await client.callTool(
      { name: "updateEmail", arguments: { ids, isRead: true } },
      { onprogress: ({ progress, total }) => void seen.push([progress, total]) },
    );

    expect(answer.isError).toBeUndefined();
    expect(seen).toEqual(Array.from({ length: count }, (_, index) => [index + 1, count]));
    expect(await changed()).toBe(count);
  });

  test("who did not ask is told nothing but the result", async () => {
    const answer = await client.callTool({ name: "updateEmail", arguments: { ids: ids.slice(0, 2), isRead: false } });

    expect(answer.structuredContent).toMatchObject({ items: [{ ok: true }, { ok: true }] });
  });

  test("given up before anything was told of it, it stops as well", async () => {
    const told = (await record.events()).filter(isCancelled).length;
    const stop = new AbortController();
    const running = client.callTool({ name: "updateEmail", arguments: { ids, isRead: true } }, { signal: stop.signal });
    setTimeout(() => stop.abort(), 1.5 * stepMs);

    await expect(running).rejects.toThrow();
    await record.eventsOnce((all) => all.filter(isCancelled).length > told);
    await new Promise((resolve) => setTimeout(resolve, 3 * stepMs));
    expect(await changed()).toBeGreaterThan(0);
    expect(await changed()).toBeLessThan(count);
  });

  test("cancelled, it stops: what is under way ends, nothing else begins, and the record says so", async () => {
    const told = (await record.events()).filter(isCancelled).length;
    const stop = new AbortController();
    const running = client.callTool(
      { name: "updateEmail", arguments: { ids, isRead: false } },
      { signal: stop.signal, onprogress: () => stop.abort() },
    );

    await expect(running).rejects.toThrow();
    const events = await record.eventsOnce((all) => all.filter(isCancelled).length > told);
    expect(events.filter(isCancelled)).toHaveLength(told + 1);
    const stopped = await changed();
    expect(stopped).toBeGreaterThan(0);
    expect(stopped).toBeLessThan(count);
    await new Promise((resolve) => setTimeout(resolve, 3 * stepMs));
    expect(await changed()).toBeLessThanOrEqual(stopped + 4);
    expect(await changed()).toBeLessThan(count);
  });
});
