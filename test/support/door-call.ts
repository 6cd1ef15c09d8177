/** What the door says of a call, as the principal's object gets it. */
import type { DoorCall } from "../../src/agent/call-headers.ts";

export function doorCallOf(facts: Partial<DoorCall> = {}): DoorCall {
  return {
    principal: { id: "user:alice", kind: "user", email: "alice@corp.example", groups: [] },
    requestId: "0193a8c2-0000-4000-8000-000000000001",
    receivedAt: Date.now(),
    route: "/mcp",
    mayOnlyList: false,
    expiresAt: Math.floor(Date.now() / 1000) + 3_600,
    traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    ...facts,
  };
}
