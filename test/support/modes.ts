/** Both answers to who authorizes MCP clients: what a person can do here is the same under either. */
import type { AuthorizationMode } from "../../infra/local/estate.ts";

export const modes: readonly AuthorizationMode[] = ["access", "oauth"];
