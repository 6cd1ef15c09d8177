/** AB */
import type { AttackGroup } from "../framework.ts";

export const ab: AttackGroup = { name: "AB", goodPath: async () => undefined, cases: [] };
