/** mcp-remote as desktop applications run it: a program between a client that speaks over pipes and the server, with a home of its own. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { headerArguments } from "./inspector.ts";
import { answerOf, type ConnectedClient } from "./real-clients.ts";

const program = path.resolve(import.meta.dirname, "../../node_modules/mcp-remote/dist/proxy.js");

/** @param onOutput sees everything printed so far, each time something is: the address its person must visit is among it */
export async function startMcpRemote(
  url: string,
  headers: Readonly<Record<string, string>>,
  onOutput: (printed: string) => void = () => undefined,
  options: readonly string[] = [],
): Promise<ConnectedClient> {
  const home = await mkdtemp(path.join(tmpdir(), "mcp-remote-"));
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [program, url, "--allow-http", ...headerArguments(headers), ...options],
    // An empty PATH: it finds no browser to open, so whoever runs the tests sees none.
    env: { PATH: home, HOME: home, MCP_REMOTE_CONFIG_DIR: home },
    stderr: "pipe",
  });
  let printed = "";
  transport.stderr?.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
    onOutput(printed);
  });
  const client = new Client({ name: "desktop", version: "1" });
  const close = async () => {
    await client.close();
    await rm(home, { recursive: true, force: true });
  };
  try {
    await client.connect(transport);
  } catch (thrown) {
    await close();
    throw new Error(`mcp-remote did not connect: ${printed}`, { cause: thrown });
  }
  return {
    protocolVersion: undefined,
    toolNames: async () => (await client.listTools()).tools.map((tool) => tool.name),
    call: async (name, args) => answerOf(await client.callTool({ name, arguments: args })),
    close,
  };
}
