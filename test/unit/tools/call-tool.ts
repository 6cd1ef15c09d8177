/** Runs one tool as the tool runner does: input parsed, output parsed, text made; Graph is scripted. */
import type { ToolContext, ToolDefinition, Standing } from "../../../src/tools/define-tool.ts";
import { graphAnswering, start, type Asked, type Script } from "../graph/graph-answering.ts";

export const standing: Standing = {
  authorization: "access",
  account: {
    linked: true,
    userPrincipalName: "ana@contoso.example",
    bindingRule: "email",
    grantedScopes: ["User.Read", "Mail.Read"],
    needsSignIn: false,
  },
  connectUrl: "https://mcp.example.com/connect",
  tools: [
    { name: "getEmails", toolset: "mail", risk: "read", effect: "allow", ruleId: "people", missingScopes: [] },
    { name: "sendEmail", toolset: "mail", risk: "send", effect: "approve", ruleId: "outside", missingScopes: ["Mail.Send"] },
  ],
  policyVersion: "policy-1",
  quota: { limitPerMinute: 500, remaining: 499 },
};

// oxlint-disable-next-line typescript/no-explicit-any -- tests look into outputs of any tool
export type Called = { readonly output: any; readonly text: string; readonly asked: readonly Asked[] };

export async function callTool(
  tool: ToolDefinition,
  input: unknown,
  script: Script = [],
  context: Partial<ToolContext> & { readonly asked?: Asked[] } = {},
): Promise<Called> {
  const graph = graphAnswering(script, tool.operations, { tool: tool.name, scopes: tool.scopes });
  const run = await tool
    .run(tool.input.parse(input), {
      graph,
      principal: { id: "user:ana", kind: "user", email: "ana@contoso.example", groups: [] },
      now: () => start,
      signal: new AbortController().signal,
      progress: () => undefined,
      standing: async () => standing,
      ...context,
    })
    .finally(() => context.asked?.push(...graph.asked));
  const output = tool.output.parse(run);
  return { output, text: tool.text(output), asked: graph.asked };
}
