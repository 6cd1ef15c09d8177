/** What an end-to-end case of one tool works with: a real MCP client signed in as a person of the estate, and what Graph really did. */
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { expect } from "vitest";
import type { JournalEntry } from "../../../infra/local/graph/journal.ts";
import { personNamed, type TestEstate } from "../../support/estate.ts";
import { EstateRecord } from "../../support/estate-record.ts";

/** Planted on every object the Graph emulator answers with; no tool declares it, so nobody may ever see it. */
export const plant = { plantedByTheLab: "do-not-leak" } as const;

export type Called = {
  /** `structuredContent` */
  // oxlint-disable-next-line typescript/no-explicit-any -- cases look into outputs of any tool
  readonly data: any;
  /** What the model reads. */
  readonly text: string;
};

export type ToolKit = {
  /** Calls a tool that must succeed; the planted property must be nowhere in the answer. */
  readonly call: (tool: string, args?: Record<string, unknown>) => Promise<Called>;
  /** Calls a tool that must refuse: `data` is the error object (`code`, `field`, `candidates`, …). */
  readonly refused: (tool: string, args?: Record<string, unknown>) => Promise<Called>;
  /** The same kit for another person of the company, by name (`jonas.weber`). */
  readonly as: (name: string) => Promise<ToolKit>;
  /** Every write the Graph emulator carried out so far. */
  readonly commits: () => Promise<readonly JournalEntry[]>;
  /** Every request the Graph emulator has received so far. */
  readonly requests: () => Promise<readonly JournalEntry[]>;
};

export type ToolCase = {
  readonly tool: string;
  /** What is shown, as the rest of a sentence that starts with the tool's name. */
  readonly does: string;
  readonly run: (kit: ToolKit) => Promise<void>;
};

export class Clients {
  readonly #estate: TestEstate;
  readonly #record: EstateRecord;
  readonly #clients = new Map<string, Client>();

  constructor(estate: TestEstate) {
    this.#estate = estate;
    this.#record = new EstateRecord(estate.contract);
  }

  async kitOf(name: string): Promise<ToolKit> {
    const client = await this.#clientOf(name);
    const run = async (tool: string, args: Record<string, unknown>) => {
      const answer = await client.callTool({ name: tool, arguments: args });
      expect(JSON.stringify(answer)).not.toContain(plant.plantedByTheLab);
      const [content] = answer.content;
      return { answer, text: content?.type === "text" ? content.text : "" };
    };
    return {
      call: async (tool, args = {}) => {
        const { answer, text } = await run(tool, args);
        expect(answer.isError, text).toBeUndefined();
        return { data: answer.structuredContent, text };
      },
      refused: async (tool, args = {}) => {
        const { answer, text } = await run(tool, args);
        expect(answer.isError, text).toBe(true);
        return { data: (answer.structuredContent as { error: unknown }).error, text };
      },
      as: (other) => this.kitOf(other),
      commits: () => this.#record.graphCommits(),
      requests: () => this.#record.graphRequests(),
    };
  }

  /** Tools as the first person's client has them listed. */
  async toolNames(name: string): Promise<readonly string[]> {
    return (await (await this.#clientOf(name)).listTools()).tools.map((tool) => tool.name);
  }

  async close(): Promise<void> {
    for (const client of this.#clients.values()) await client.close();
  }

  /** Lists the tools first, so that the client holds every result against the tool's output schema. */
  async #clientOf(name: string): Promise<Client> {
    const known = this.#clients.get(name);
    if (known) return known;
    const client = new Client({ name: "tool-cases", version: "1" });
    const { headers } = personNamed(this.#estate, name);
    await client.connect(
      new StreamableHTTPClientTransport(new URL(this.#estate.contract.mcpUrl), { requestInit: { headers: { ...headers } } }),
    );
    await client.listTools();
    this.#clients.set(name, client);
    return client;
  }
}
