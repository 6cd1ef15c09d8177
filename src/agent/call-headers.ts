/** How the door tells the principal's object who is calling: one header that only the Worker itself can set. */
import { z } from "zod";
import { isPrincipalId, type PrincipalId } from "../core/identity.ts";
import { parseJson } from "../core/json.ts";

/** Stripped from every inbound request before it is set. */
export const callHeader = "x-m365-call";

const guid = z.string();
const principalId = z.custom<PrincipalId>(isPrincipalId);

const doorCall = z.strictObject({
  principal: z.strictObject({
    id: principalId,
    kind: z.enum(["user", "service"]),
    email: z.string().optional(),
    microsoft: z.strictObject({ tenantId: guid, objectId: guid, userPrincipalName: z.string() }).optional(),
    clientId: z.string().optional(),
    groups: z.array(z.string()),
  }),
  requestId: z.uuid(),
  /** Epoch ms. */
  receivedAt: z.number(),
  traceparent: z.string(),
  rayId: z.string().optional(),
  clientIp: z.string().optional(),
  clientCountry: z.string().optional(),
  userAgent: z.string().optional(),
  accessNonce: z.string().optional(),
});

/** What the door knows of one MCP request once it has let it in. */
export type DoorCall = z.output<typeof doorCall>;

export function writeCall(call: DoorCall): string {
  return encodeURIComponent(JSON.stringify(call));
}

/** @throws ZodError where the header is absent or not ours: then nobody is calling */
export function readCall(headers: Headers): DoorCall {
  return doorCall.parse(parseJson(decodeURIComponent(headers.get(callHeader) ?? "")));
}
