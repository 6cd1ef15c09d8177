/** Names tools had in earlier versions, so that a rename breaks nobody: former name → name. Called by one, a tool answers as itself; never listed. */
export const formerNames: ReadonlyMap<string, string> = new Map();
