/** What each parameter of the tools about the server itself makes of the answer. */
import type { RoomCases } from "../parameter-case.ts";

export const metaParameters: RoomCases = {
  whoAmI: { graph: () => ({ body: { id: "1", userPrincipalName: "ana@contoso.example" } }), base: {}, parameters: {} },
  authenticate: { base: {}, parameters: {} },
  add: {
    base: { a: 1, b: 2 },
    parameters: {
      a: { with: { a: 40 }, see: ({ output }) => output, expect: { sum: 42 } },
      b: { with: { b: -1 }, see: ({ output }) => output, expect: { sum: 0 } },
    },
  },
};
