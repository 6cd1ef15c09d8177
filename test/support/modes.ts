/** Both answers to who authorizes MCP clients: what a person can do here is the same under either. */
import { describe } from "vitest";
import type { AuthorizationMode } from "../../infra/local/estate.ts";

export const modes: readonly AuthorizationMode[] = ["access", "oauth"];

/** `describe` for facts of one mode alone; in the other there is nothing to skip. */
export const onlyIn = (mode: AuthorizationMode, current: AuthorizationMode) => (title: string, facts: () => void) => {
  if (mode === current) describe(title, facts);
};
