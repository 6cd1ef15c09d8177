/** How the door tells the principal's object who is calling: one header that only the Worker itself can set. */
import { z } from "zod";
import { isPrincipalId, type PrincipalId } from "../core/identity.ts";
import { parseJson } from "../core/json.ts";
import { outputFormats, toolsets } from "../core/selection.ts";

/** Stripped from every inbound request before it is set. */
export const callHeader = "x-m365-call";

/** On the object's answer: the OAuth scopes this call would have needed; the door turns it into RFC 6750's challenge. */
export const neededScopesHeader = "x-m365-needed-scopes";
/** On the object's answer: this grant or token was ended. */
export const revokedHeader = "x-m365-revoked";

const guid = z.string();
const principalId = z.custom<PrincipalId>(isPrincipalId);

export const doorCall = z.strictObject({
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
  /** The route it came in by. */
  route: z.string(),
  /** A handshake or the opening of a stream; every message is a POST. */
  method: z.literal("GET").optional(),
  /** HTTP+SSE: the stream this message is answered on. */
  sessionId: z.string().optional(),
  /** A caller that may list and call nothing. */
  mayOnlyList: z.boolean(),
  /** What the caller asked to see less of. */
  narrowing: z.strictObject({ toolsets: z.array(z.enum(toolsets)).readonly().optional(), readOnly: z.literal(true).optional() }).optional(),
  /** How results are to read; the deployment's own way unless asked. */
  output: z.enum(outputFormats).optional(),
  /** Epoch s: when the assertion, or the bearer if that is sooner, is no longer good. */
  expiresAt: z.number(),
  /** Mode `oauth`: the grant behind the bearer. */
  grantId: z.string().optional(),
  /** SHA-256 of the bearer, hex. */
  tokenId: z.string().optional(),
  /** Epoch ms: when the person gave the grant. */
  grantedAt: z.number().optional(),
  /** OAuth scopes of the bearer; absent where there is none. */
  scopes: z.array(z.string()).optional(),
  /** Service token of the portal that carried the person's bearer. */
  portal: z.string().optional(),
  traceparent: z.string(),
  rayId: z.string().optional(),
  clientIp: z.string().optional(),
  clientCountry: z.string().optional(),
  clientJa4: z.string().optional(),
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
