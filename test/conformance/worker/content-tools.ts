/** Fixture tools of the suite that answer in one go: each kind of content, progress, log messages, an error. */
import type { ContentBlock } from "@modelcontextprotocol/server";
import type { OfferedTool } from "../../../src/agent/mcp-server.ts";
import { pngBase64, says, wavBase64 } from "./samples.ts";

const image: ContentBlock = { type: "image", data: pngBase64, mimeType: "image/png" };

const answering = (name: string, description: string, call: OfferedTool["call"]): OfferedTool => ({
  wire: { name, description, inputSchema: { type: "object" } },
  call,
});

export const contentTools: readonly OfferedTool[] = [
  answering("test_simple_text", "Answers with text.", async () => says("This is a simple text response for testing.")),
  answering("test_image_content", "Answers with an image.", async () => ({ content: [image] })),
  answering("test_audio_content", "Answers with a sound.", async () => ({
    content: [{ type: "audio", data: wavBase64, mimeType: "audio/wav" }],
  })),
  answering("test_embedded_resource", "Answers with an embedded resource.", async () => ({
    content: [
      {
        type: "resource",
        resource: { uri: "test://embedded-resource", mimeType: "text/plain", text: "This is an embedded resource content." },
      },
    ],
  })),
  answering("test_multiple_content_types", "Answers with text, an image and a resource.", async () => ({
    content: [
      { type: "text", text: "Multiple content types test:" },
      image,
      {
        type: "resource",
        resource: { uri: "test://mixed-content-resource", mimeType: "application/json", text: '{"test":"data","value":123}' },
      },
    ],
  })),
  answering("test_error_handling", "Answers that it failed.", async () => ({
    ...says("This tool intentionally returns an error for testing"),
    isError: true,
  })),
  answering("test_tool_with_progress", "Reports progress three times.", async ({ progress }) => {
    for (const done of [0, 50, 100]) progress(done, 100, `Completed step ${done} of 100`);
    return says("done");
  }),
  {
    ...answering("test_tool_with_logging", "Writes three log messages.", async ({ protocol }) => {
      for (const data of ["Tool execution started", "Tool processing data", "Tool execution completed"])
        await protocol.mcpReq.notify({ method: "notifications/message", params: { level: "info", data } });
      return says("logged");
    }),
    talks: true,
  },
  answering("test_logging_tool", "Writes a log message where the request asks for that level.", async ({ protocol }) => {
    await protocol.mcpReq.log("info", "test_logging_tool ran");
    return says("logged if asked to");
  }),
  answering("test_streaming_elicitation", "Answers; nothing else comes on its stream.", async () => says("nothing but a result")),
  {
    wire: {
      name: "json_schema_2020_12_tool",
      description: "Has a schema that uses what JSON Schema 2020-12 brought.",
      inputSchema: {
        $schema: "https://json-schema.org/draft/2020-12/schema",
        type: "object",
        $defs: {
          address: { $anchor: "addressDef", type: "object", properties: { street: { type: "string" }, city: { type: "string" } } },
        },
        properties: {
          name: { type: "string" },
          address: { $ref: "#/$defs/address" },
          contactMethod: { type: "string", enum: ["phone", "email"] },
          phone: { type: "string" },
          email: { type: "string" },
        },
        allOf: [{ anyOf: [{ required: ["phone"] }, { required: ["email"] }] }],
        if: { properties: { contactMethod: { const: "phone" } }, required: ["contactMethod"] },
        // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
        then: { required: ["phone"] },
        else: { required: ["email"] },
        additionalProperties: false,
      },
    },
    call: async ({ args }) => says(JSON.stringify(args)),
  },
];
