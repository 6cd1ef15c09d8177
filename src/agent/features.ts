/** Resources and prompts, beside the tools: a resource is read by the pipeline of the tool behind it, a prompt is text of ours. */
import { ProtocolError, type ReadResourceResult, type ServerContext } from "@modelcontextprotocol/server";
import { prompts } from "../tools/prompts.ts";
import { type ResourceDefinition, resources } from "../tools/resources.ts";
import type { DoorCall } from "./call-headers.ts";
import type { ProtocolFeatures } from "./mcp-server.ts";
import type { ToolResult } from "./tool-runner.ts";

const invalidParams = -32602;
const resourceRefused = -32000;
const hint = { ttlMs: 60_000, cacheScope: "private" } as const;
const maxArgumentLength = 500;

export type FeaturePort = {
  /** Names of the tools this caller is shown. */
  readonly toolsShownTo: (door: DoorCall) => ReadonlySet<string>;
  /** Whether the caller may see a resource's tool, listed or not. */
  readonly mayRead: (resource: ResourceDefinition, door: DoorCall) => boolean;
  readonly read: (resource: ResourceDefinition, door: DoorCall, protocolVersion: string, protocol: ServerContext) => Promise<ToolResult>;
  /** Somebody asked for a resource or prompt that nobody offers; leaves its one row. */
  readonly onUnknown: (reason: "resource_unknown" | "prompt_unknown", method: string, door: DoorCall) => void;
};

export function createFeatures(port: FeaturePort): ProtocolFeatures {
  const promptsFor = (door: DoorCall) => {
    const shown = port.toolsShownTo(door);
    return prompts.filter(({ needs }) => needs.every((name) => shown.has(name)));
  };
  const resourcesFor = (door: DoorCall) => resources.filter((resource) => port.mayRead(resource, door));

  return {
    options: {
      capabilities: { resources: {}, prompts: {} },
      cacheHints: {
        "resources/list": hint,
        "resources/templates/list": hint,
        "resources/read": { ...hint, ttlMs: 0 },
        "prompts/list": hint,
      },
    },
    register: (server, door, protocolVersion) => {
      server.setRequestHandler("resources/list", () => ({
        resources: resourcesFor(door).map(({ uri, name, title, description }) => ({
          uri,
          name,
          title,
          description,
          mimeType: "application/json",
        })),
      }));
      server.setRequestHandler("resources/templates/list", () => ({ resourceTemplates: [] }));
      server.setRequestHandler("resources/read", async ({ params }, context): Promise<ReadResourceResult> => {
        const resource = resourcesFor(door).find(({ uri }) => uri === params.uri);
        if (!resource) {
          port.onUnknown("resource_unknown", "resources/read", door);
          throw new ProtocolError(invalidParams, "There is no such resource. resources/list names what there is.", {
            uri: params.uri.slice(0, 256),
          });
        }
        const result = await port.read(resource, door, protocolVersion, context);
        if (result.isError === true) throw new ProtocolError(resourceRefused, result.content[0].text, result.structuredContent.error);
        return { contents: [{ uri: resource.uri, mimeType: "application/json", text: JSON.stringify(result.structuredContent) }] };
      });
      server.setRequestHandler("prompts/list", () => ({
        prompts: promptsFor(door).map(({ name, title, description, arguments: args }) => ({
          name,
          title,
          description,
          ...(args && { arguments: args.map((each) => ({ ...each })) }),
        })),
      }));
      server.setRequestHandler("prompts/get", ({ params }) => {
        const prompt = promptsFor(door).find(({ name }) => name === params.name);
        if (!prompt) {
          port.onUnknown("prompt_unknown", "prompts/get", door);
          throw new ProtocolError(invalidParams, "There is no such prompt. prompts/list names what there is.", { field: "name" });
        }
        const shown = port.toolsShownTo(door);
        const given = params.arguments ?? {};
        for (const [name, value] of Object.entries(given)) {
          const known = prompt.arguments?.some((each) => each.name === name) === true;
          if (!known || value.length > maxArgumentLength) {
            const problem = known ? `is longer than ${maxArgumentLength} characters` : "is no argument of this prompt";
            throw new ProtocolError(invalidParams, `${name.slice(0, 64)} ${problem}.`, { field: name.slice(0, 64) });
          }
        }
        const text = prompt.text(given, (tool) => shown.has(tool));
        return { description: prompt.description, messages: [{ role: "user", content: { type: "text", text } }] };
      });
    },
  };
}
