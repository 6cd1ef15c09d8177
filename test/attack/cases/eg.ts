/** EG */
import type { AttackGroup } from "../framework.ts";

export const eg: AttackGroup = { name: "EG", goodPath: async () => undefined, cases: [] };
