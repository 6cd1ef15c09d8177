/** Ten thousand calls of different kinds by many people at once: everybody is told their own address, and nobody another's. */
import { startEstate } from "../../infra/local/estate.ts";
import { callTool, textOf } from "../support/mcp-post.ts";
import type { BenchOptions } from "./bench.ts";

const callCount = 10_000;
const peopleCount = 40;
const atOnce = 64;

type Asked = { readonly tool: string; readonly args: object };

/** A Graph call, the person's standing, a sum and a link: none of them names anybody but the asker. */
const kinds: readonly Asked[] = [
  { tool: "getUserProfile", args: {} },
  { tool: "whoAmI", args: {} },
  { tool: "add", args: { a: 1, b: 1 } },
  { tool: "authenticate", args: {} },
];

/** @returns whether nobody saw anything of anybody else, in both modes */
export async function benchIsolation({ json, say }: BenchOptions): Promise<boolean> {
  const results = [];
  for (const authorization of ["access", "oauth"] as const) {
    const estate = await startEstate({
      authorization,
      port: 0,
      autoSignIn: true,
      tools: "core",
      quota: 100_000,
      extraPeople: peopleCount,
      without: [],
      onProgress: say,
    });
    try {
      const people = estate.contract.people.filter(({ linked }) => linked);
      const addresses = people.map(({ email }) => email);
      const foreign: string[] = [];
      const silent: string[] = [];
      let failed = 0;
      let next = 0;
      const worker = async () => {
        while (next < callCount) {
          const serial = next++;
          const person = people[serial % people.length];
          const asked = kinds[serial % kinds.length];
          if (!person || !asked) throw new Error("nobody to ask, or nothing");
          const answer = await callTool(estate.contract.mcpUrl, person.headers, asked.tool, asked.args);
          if (answer.isError) failed += 1;
          const told = `${textOf(answer)} ${JSON.stringify(answer.structuredContent)}`;
          if (addresses.some((address) => address !== person.email && told.includes(address)))
            foreign.push(`${person.email}: ${asked.tool}`);
          if (asked.tool === "getUserProfile" && !answer.isError && !told.includes(person.email)) silent.push(person.email);
        }
      };
      say(`mode ${authorization}: ${callCount} calls by ${people.length} people, ${atOnce} at a time`);
      await Promise.all(Array.from({ length: atOnce }, worker));
      results.push({
        authorization,
        people: people.length,
        calls: callCount,
        failed,
        foreign: foreign.length,
        withoutOwnAddress: silent.length,
      });
    } finally {
      await estate.stop();
    }
  }
  const held = results.every(({ foreign, withoutOwnAddress, failed }) => foreign + withoutOwnAddress + failed === 0);
  if (json) process.stdout.write(`${JSON.stringify({ results, held })}\n`);
  else {
    for (const { authorization, people, calls, failed, foreign, withoutOwnAddress } of results)
      process.stdout.write(
        `mode ${authorization.padEnd(7)} ${calls} calls by ${people} people: ${failed} failed, ${foreign} with foreign data, ${withoutOwnAddress} without one's own\n`,
      );
    process.stdout.write(held ? "held\n" : "NOT held\n");
  }
  return held;
}
