/** A tool call at the Worker's own door with some assertion in the place of a good one. */
import { type Answer, P403, seen } from "../../answers.ts";
import { mcpCall } from "../../calls.ts";
import type { Attempt } from "../../framework.ts";
import type { MintRequest, Stage } from "../../stage.ts";

export function withAssertion(stage: Stage, name: string, jwt: string, reason: Attempt["reason"], answer: Answer = P403): Attempt {
  const headers = { ...stage.direct(stage.person("amara.okafor")), "cf-access-jwt-assertion": jwt };
  return { name, send: () => seen(mcpCall(stage.contract.directOrigin, headers)), answer, reason };
}

export type Forgery = readonly [name: string, request: MintRequest, reason: Attempt["reason"]];

/** One P403 for each forgery of the Access emulator's bench. */
export async function refusesForgeries(stage: Stage, forgeries: readonly Forgery[]): Promise<void> {
  const attempts: Attempt[] = [];
  for (const [name, request, reason] of forgeries) attempts.push(withAssertion(stage, name, await stage.mint(request), reason));
  await stage.refuses(attempts);
}

/** Whether a call with that assertion is served, and nothing is refused on the way. */
export async function admits(stage: Stage, name: string, jwt: string): Promise<void> {
  const { send } = withAssertion(stage, name, jwt, null);
  const answer = await send();
  stage.holds(`${name}: admitted`, 200, answer.status);
}

export const epochSeconds = (): number => Math.floor(Date.now() / 1000);
