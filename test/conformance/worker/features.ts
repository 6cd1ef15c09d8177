/** Fixture resources, prompts, completion and logging of the suite. */
import {
  acceptedContent,
  type CacheHint,
  type GetPromptResult,
  inputRequired,
  type InputRequiredResult,
  ProtocolError,
  type ReadResourceResult,
  ResourceNotFoundError,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { z } from "zod";
import type { ProtocolFeatures } from "../../../src/agent/mcp-server.ts";
import { requestState } from "./request-state.ts";
import { pngBase64 } from "./samples.ts";

const invalidParams = -32602;
const hint: CacheHint = { ttlMs: 60_000, cacheScope: "private" };

const resources = [
  { uri: "test://static-text", name: "static-text", mimeType: "text/plain" },
  { uri: "test://static-binary", name: "static-binary", mimeType: "image/png" },
  { uri: "test://watched-resource", name: "watched-resource", mimeType: "text/plain" },
];

function read(uri: string): ReadResourceResult {
  const id = /^test:\/\/template\/([^/]+)\/data$/.exec(uri)?.[1];
  if (id !== undefined) {
    const text = JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` });
    return { contents: [{ uri, mimeType: "application/json", text }] };
  }
  switch (uri) {
    case "test://static-text":
      return { contents: [{ uri, mimeType: "text/plain", text: "This is the content of the static text resource." }] };
    case "test://static-binary":
      return { contents: [{ uri, mimeType: "image/png", blob: pngBase64 }] };
    case "test://watched-resource":
      return { contents: [{ uri, mimeType: "text/plain", text: "Watched resource content" }] };
    default:
      throw new ResourceNotFoundError(uri);
  }
}

type Content = GetPromptResult["messages"][number]["content"];
const asUser = (...contents: readonly Content[]): GetPromptResult => ({
  messages: contents.map((content) => ({ role: "user", content })),
});
const context = z.object({ context: z.string() });

const prompts: readonly {
  readonly name: string;
  readonly description: string;
  readonly arguments?: { readonly name: string; readonly required: true }[];
  readonly get: (args: Readonly<Record<string, string>>, context: ServerContext) => GetPromptResult | InputRequiredResult;
}[] = [
  {
    name: "test_simple_prompt",
    description: "Says one sentence.",
    get: () => asUser({ type: "text", text: "This is a simple prompt for testing." }),
  },
  {
    name: "test_prompt_with_arguments",
    description: "Repeats its arguments.",
    arguments: [
      { name: "arg1", required: true },
      { name: "arg2", required: true },
    ],
    get: ({ arg1, arg2 }) => asUser({ type: "text", text: `Prompt with arguments: arg1='${arg1}', arg2='${arg2}'` }),
  },
  {
    name: "test_prompt_with_embedded_resource",
    description: "Embeds a resource.",
    arguments: [{ name: "resourceUri", required: true }],
    get: ({ resourceUri = "" }) =>
      asUser(
        { type: "resource", resource: { uri: resourceUri, mimeType: "text/plain", text: "Embedded resource content for testing." } },
        { type: "text", text: "Please process the embedded resource above." },
      ),
  },
  {
    name: "test_prompt_with_image",
    description: "Shows an image.",
    get: () => asUser({ type: "image", data: pngBase64, mimeType: "image/png" }, { type: "text", text: "Please analyze the image above." }),
  },
  {
    name: "test_input_required_result_prompt",
    description: "Asks for its context first.",
    get: (_args, { mcpReq }) => {
      const answer = acceptedContent(mcpReq.inputResponses, "user_context", context);
      if (answer) return asUser({ type: "text", text: `Use the following context: ${answer.context}` });
      const user_context = inputRequired.elicit({ message: "What context should the prompt use?", requestedSchema: context });
      return inputRequired({ inputRequests: { user_context } });
    },
  },
];

export const features: ProtocolFeatures = {
  options: {
    capabilities: { resources: { subscribe: true }, prompts: {}, completions: {}, logging: {} },
    cacheHints: {
      "resources/list": hint,
      "resources/templates/list": hint,
      "resources/read": hint,
      "prompts/list": hint,
    },
    requestState: { verify: (state, context) => requestState.verify(state, context) },
  },
  register: (server) => {
    server.setRequestHandler("resources/list", () => ({ resources }));
    server.setRequestHandler("resources/templates/list", () => ({
      resourceTemplates: [{ uriTemplate: "test://template/{id}/data", name: "template", mimeType: "application/json" }],
    }));
    server.setRequestHandler("resources/read", ({ params }) => read(params.uri));
    server.setRequestHandler("resources/subscribe", () => ({}));
    server.setRequestHandler("resources/unsubscribe", () => ({}));
    server.setRequestHandler("prompts/list", () => ({ prompts: prompts.map(({ get: _get, ...listed }) => listed) }));
    server.setRequestHandler("prompts/get", ({ params }, context) => {
      const prompt = prompts.find(({ name }) => name === params.name);
      if (!prompt) throw new ProtocolError(invalidParams, `Unknown prompt: ${params.name}`);
      return prompt.get(params.arguments ?? {}, context);
    });
    server.setRequestHandler("completion/complete", () => ({ completion: { values: [], total: 0, hasMore: false } }));
  },
};
