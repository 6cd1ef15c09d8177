/** Fixture tools of the suite that send requests of their own to a 2025-era client: what a stateless lane cannot do, see baseline.yml. */
import type { ElicitRequestFormParams } from "@modelcontextprotocol/server";
import { z } from "zod";
import type { OfferedTool } from "../../../src/agent/mcp-server.ts";
import { says } from "./samples.ts";

type FormSchema = ElicitRequestFormParams["requestedSchema"];

const options = ["option1", "option2", "option3"];
const titled = (noun: string) =>
  ["First", "Second", "Third"].map((rank, index) => ({ const: `value${index + 1}`, title: `${rank} ${noun}` }));

const withDefaults: FormSchema = {
  type: "object",
  properties: {
    name: { type: "string", default: "John Doe" },
    age: { type: "integer", default: 30 },
    score: { type: "number", default: 95.5 },
    status: { type: "string", enum: ["active", "inactive", "pending"], default: "active" },
    verified: { type: "boolean", default: true },
  },
};

const withEnums: FormSchema = {
  type: "object",
  properties: {
    untitledSingle: { type: "string", enum: options },
    titledSingle: { type: "string", oneOf: titled("Option") },
    legacyEnum: { type: "string", enum: ["opt1", "opt2", "opt3"], enumNames: ["Option One", "Option Two", "Option Three"] },
    untitledMulti: { type: "array", minItems: 1, maxItems: 3, items: { type: "string", enum: options } },
    titledMulti: { type: "array", minItems: 1, maxItems: 3, items: { anyOf: titled("Choice") } },
  },
};

const eliciting = (name: string, description: string, requestedSchema: FormSchema): OfferedTool => ({
  wire: { name, description, inputSchema: { type: "object", properties: { message: { type: "string" } } } },
  call: async ({ args, protocol }) => {
    const { message } = z.object({ message: z.string().default("Please fill in the form") }).parse(args ?? {});
    const { action, content } = await protocol.mcpReq.elicitInput({ message, requestedSchema });
    return says(`action=${action}, content=${JSON.stringify(content ?? {})}`);
  },
});

export const requestingTools: readonly OfferedTool[] = [
  {
    wire: {
      name: "test_sampling",
      description: "Asks the client's model.",
      inputSchema: { type: "object", properties: { prompt: { type: "string" } }, required: ["prompt"] },
    },
    call: async ({ args, protocol }) => {
      const { prompt } = z.object({ prompt: z.string() }).parse(args);
      const { content } = await protocol.mcpReq.requestSampling({
        messages: [{ role: "user", content: { type: "text", text: prompt } }],
        maxTokens: 100,
      });
      return says(`LLM response: ${JSON.stringify(content)}`);
    },
  },
  eliciting("test_elicitation", "Asks the user for a word.", {
    type: "object",
    properties: { response: { type: "string", description: "User's response" } },
    required: ["response"],
  }),
  eliciting("test_elicitation_sep1034_defaults", "Asks the user with a filled-in form.", withDefaults),
  eliciting("test_elicitation_sep1330_enums", "Asks the user to choose.", withEnums),
];
