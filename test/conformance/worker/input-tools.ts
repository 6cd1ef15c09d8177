/** Fixture tools of the suite that need an answer of the client's (MCP 2026-07-28, multi-round-trip requests). */
import {
  acceptedContent,
  CLIENT_CAPABILITIES_META_KEY,
  type InputRequest,
  inputRequired,
  inputResponse,
} from "@modelcontextprotocol/server";
import { z } from "zod";
import type { OfferedTool } from "../../../src/agent/mcp-server.ts";
import { requestState, type RequestState } from "./request-state.ts";
import { says } from "./samples.ts";

const named = z.object({ name: z.string() });
const confirmed = z.object({ ok: z.boolean() });
const capability = z.unknown().optional();
const declaredBy = z.object({
  [CLIENT_CAPABILITIES_META_KEY]: z.object({ elicitation: capability, sampling: capability, roots: capability }),
});

const asksName = (message: string): InputRequest => inputRequired.elicit({ message, requestedSchema: named });
const asksConfirmation = inputRequired.elicit({ message: "Please confirm", requestedSchema: confirmed });
const asksModel = (text: string): InputRequest =>
  inputRequired.createMessage({ messages: [{ role: "user", content: { type: "text", text } }], maxTokens: 100 });

const asking = (name: string, description: string, call: OfferedTool["call"]): OfferedTool => ({
  wire: { name: `test_${name}`, description, inputSchema: { type: "object" } },
  call,
});

type Responses = Parameters<typeof inputResponse>[0];

/** What the client's model said, where it answered under that key. */
function modelText(responses: Responses, key: string): string | undefined {
  const response = inputResponse(responses, key);
  if (response.kind !== "sampling") return;
  const [first] = [response.result.content].flat();
  return first?.type === "text" ? first.text : "";
}

function rootsOf(responses: Responses, key: string): readonly string[] | undefined {
  const response = inputResponse(responses, key);
  return response.kind === "roots" ? response.roots.map(({ uri }) => uri) : undefined;
}

export const inputTools: readonly OfferedTool[] = [
  asking("input_required_result_elicitation", "Asks for a name.", async ({ protocol }) => {
    const answer = acceptedContent(protocol.mcpReq.inputResponses, "user_name", named);
    return answer ? says(`Hello, ${answer.name}!`) : inputRequired({ inputRequests: { user_name: asksName("What is your name?") } });
  }),

  asking("input_required_result_sampling", "Asks the client's model.", async ({ protocol }) => {
    const text = modelText(protocol.mcpReq.inputResponses, "capital_question");
    return text === undefined
      ? inputRequired({ inputRequests: { capital_question: asksModel("What is the capital of France?") } })
      : says(`The model said: ${text}`);
  }),

  asking("input_required_result_list_roots", "Asks for the client's roots.", async ({ protocol }) => {
    const roots = rootsOf(protocol.mcpReq.inputResponses, "client_roots");
    return roots ? says(`Roots: ${roots.join(", ")}`) : inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } });
  }),

  asking("input_required_result_request_state", "Asks for a confirmation, and for its own state back.", async ({ protocol }) => {
    const answer = acceptedContent(protocol.mcpReq.inputResponses, "confirm", confirmed);
    if (answer && protocol.mcpReq.requestState<RequestState>()?.tool === "request_state") return says("state-ok");
    return inputRequired({
      inputRequests: { confirm: asksConfirmation },
      requestState: await requestState.mint({ tool: "request_state", round: 1 }),
    });
  }),

  asking("input_required_result_tampered_state", "Refuses state that is not its own.", async ({ protocol }) => {
    const answer = acceptedContent(protocol.mcpReq.inputResponses, "confirm", confirmed);
    if (answer && protocol.mcpReq.requestState<RequestState>()?.tool === "tampered_state") return says("state-ok");
    return inputRequired({
      inputRequests: { confirm: asksConfirmation },
      requestState: await requestState.mint({ tool: "tampered_state", round: 1 }),
    });
  }),

  asking("input_required_result_multiple_inputs", "Asks for three things at once.", async ({ protocol }) => {
    const { inputResponses } = protocol.mcpReq;
    const answer = acceptedContent(inputResponses, "user_name", named);
    const greeting = modelText(inputResponses, "greeting");
    const roots = rootsOf(inputResponses, "client_roots");
    if (answer && greeting !== undefined && roots) return says(`${greeting} ${answer.name}, ${roots.length} roots`);
    return inputRequired({
      inputRequests: {
        user_name: asksName("What is your name?"),
        greeting: asksModel("Generate a greeting"),
        client_roots: inputRequired.listRoots(),
      },
      requestState: await requestState.mint({ tool: "multiple_inputs", round: 1 }),
    });
  }),

  asking("input_required_result_multi_round", "Asks twice, one question after the other.", async ({ protocol }) => {
    const { inputResponses } = protocol.mcpReq;
    const state = protocol.mcpReq.requestState<RequestState>();
    const [step1, step2] = ["step1", "step2"].map((key) => acceptedContent(inputResponses, key));
    if (state?.round === 2 && step2) return says(`${state.name} likes ${String(step2["color"])}`);
    if (state?.round === 1 && step1)
      return inputRequired({
        inputRequests: {
          step2: inputRequired.elicit({
            message: "Step 2: What is your favorite color?",
            requestedSchema: z.object({ color: z.string() }),
          }),
        },
        requestState: await requestState.mint({ tool: "multi_round", round: 2, name: String(step1["name"]) }),
      });
    return inputRequired({
      inputRequests: { step1: asksName("Step 1: What is your name?") },
      requestState: await requestState.mint({ tool: "multi_round", round: 1 }),
    });
  }),

  asking("input_required_result_capabilities", "Asks only for what the client says it can answer.", async ({ protocol }) => {
    if (protocol.mcpReq.inputResponses) return says("answered");
    const can = declaredBy.parse(protocol.mcpReq.envelope)[CLIENT_CAPABILITIES_META_KEY];
    const inputRequests = {
      ...(can.elicitation !== undefined && { user_name: asksName("What is your name?") }),
      ...(can.sampling !== undefined && { greeting: asksModel("Generate a short greeting") }),
      ...(can.roots !== undefined && { client_roots: inputRequired.listRoots() }),
    };
    return Object.keys(inputRequests).length > 0 ? inputRequired({ inputRequests }) : says("This client can answer nothing.");
  }),

  asking("missing_capability", "Needs the client's model, whatever the client says it can.", async ({ protocol }) => {
    const text = modelText(protocol.mcpReq.inputResponses, "answer");
    return text === undefined ? inputRequired({ inputRequests: { answer: asksModel("Say pong") } }) : says(text);
  }),
];
