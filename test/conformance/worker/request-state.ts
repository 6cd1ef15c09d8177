/** State that travels with the client between the rounds of one call, signed; whoever changes it is told -32602. */
import { createRequestStateCodec } from "@modelcontextprotocol/server";

export type RequestState = { readonly tool: string; readonly round: number; readonly name?: string };

export const requestState = createRequestStateCodec<RequestState>({ key: "a key of the conformance fixtures, good for nothing else" });
