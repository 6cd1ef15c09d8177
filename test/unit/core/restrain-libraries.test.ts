import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { restrainLibraries } from "../../../src/core/restrain-libraries.ts";

const { fetch: plainFetch } = globalThis;
const { warn } = console;
afterEach(() => {
  globalThis.fetch = plainFetch;
  console.warn = warn;
});

test("a fetch that says nothing of redirects does not follow them; one that does is left alone", async () => {
  const server = createServer((req, res) => (req.url === "/there" ? res.end("there") : res.writeHead(302, { location: "/there" }).end()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/here`;
  restrainLibraries();
  try {
    expect([(await fetch(url)).status, (await fetch(new Request(url))).status, (await fetch(url, { redirect: "follow" })).status]).toEqual([
      302, 302, 200,
    ]);
  } finally {
    server.close();
  }
});

test("a library's warning goes nowhere", () => {
  const said: unknown[] = [];
  console.warn = (word: unknown) => said.push(word);
  restrainLibraries();
  console.warn("CIMD fetch failed for https://client.example/");
  expect(said).toEqual([]);
});
