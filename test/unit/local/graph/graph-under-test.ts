import { crowd, people, tenantId } from "../../../../infra/local/company.ts";
import { createGraphEmulator } from "../../../../infra/local/graph/graph.ts";

/** An emulator with tokens that are people's handles, a clock that stands still, and every scope unless a test says which. */
export const origin = "http://graph.test";
export const startedAt = Date.UTC(2026, 10, 18, 10, 0, 0);
export const everyScope = [
  "User.Read",
  "User.ReadBasic.All",
  "Mail.ReadWrite",
  "Mail.Send",
  "MailboxSettings.Read",
  "Calendars.ReadWrite",
  "People.Read",
  "Contacts.Read",
  "Team.ReadBasic.All",
  "Channel.ReadBasic.All",
  "ChannelMessage.Send",
  "OnlineMeetings.ReadWrite",
  "Files.Read",
];

// oxlint-disable-next-line typescript/no-explicit-any -- answers are looked into as a client would
export type Reply = { readonly status: number; readonly headers: Headers; readonly json: any };
export type Asking = { readonly as?: string; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown };

export type GraphUnderTest = {
  readonly get: (path: string, asking?: Asking) => Promise<Reply>;
  readonly post: (path: string, body: unknown, asking?: Asking) => Promise<Reply>;
  readonly patch: (path: string, body: unknown, asking?: Asking) => Promise<Reply>;
  readonly send: (request: Request) => Promise<Reply>;
  /** The answer as it came, for what is not JSON. */
  readonly raw: (request: Request) => Promise<Response>;
  readonly commits: () => Promise<Reply["json"]>;
  readonly requests: () => Promise<Reply["json"]>;
};

export function graph(
  options: { readonly scopes?: readonly string[]; readonly expiresInSeconds?: number; readonly tenant?: string } = {},
): GraphUnderTest {
  const everybody = [...people, ...crowd(40)];
  const emulator = createGraphEmulator({
    origin,
    people: everybody,
    now: () => startedAt,
    inspectToken: (bearer) => {
      const person = everybody.find(({ name }) => name === bearer);
      if (person === undefined) return null;
      const expiresAt = startedAt / 1000 + (options.expiresInSeconds ?? 3600);
      return { objectId: person.objectId, tenantId: options.tenant ?? tenantId, scopes: options.scopes ?? everyScope, expiresAt };
    },
  });
  const send = async (request: Request): Promise<Reply> => {
    const response = await emulator.fetch(request);
    const text = await response.text();
    return { status: response.status, headers: response.headers, json: text === "" ? null : JSON.parse(text) };
  };
  const ask = (method: string, path: string, { as = "amara.okafor", headers = {}, body }: Asking): Promise<Reply> =>
    send(
      new Request(path.startsWith("http") ? path : `${origin}${path}`, {
        method,
        headers: { authorization: `Bearer ${as}`, ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      }),
    );
  return {
    get: (path, asking = {}) => ask("GET", path, asking),
    post: (path, body, asking = {}) => ask("POST", path, { ...asking, body }),
    patch: (path, body, asking = {}) => ask("PATCH", path, { ...asking, body }),
    send,
    raw: async (request) => emulator.fetch(request),
    commits: async () => (await send(new Request(`${origin}/_lab/commits`))).json,
    requests: async () => (await send(new Request(`${origin}/_lab/requests`))).json,
  };
}

export const query = (path: string, options: Readonly<Record<string, string>>): string =>
  `${path}?${Object.entries(options)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&")}`;
