/** The product's Worker as it stands, doors and all, whose agent offers what the conformance suite asks for instead of the catalog. */
import { M365Agent as ProductAgent } from "../../../src/agent/m365-agent.ts";
import type { McpOffer } from "../../../src/agent/mcp-server.ts";
import { contentTools } from "./content-tools.ts";
import { features } from "./features.ts";
import { inputTools } from "./input-tools.ts";
import { requestingTools } from "./requesting-tools.ts";

export { AccountVault, default } from "../../../src/index.ts";

export class M365Agent extends ProductAgent {
  protected override offer(): McpOffer {
    return { tools: [...contentTools, ...inputTools, ...requestingTools], features };
  }
}
