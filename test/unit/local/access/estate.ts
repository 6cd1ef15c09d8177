/** Front door, team domain and an origin that says what reached it: what the tests of this folder start from. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAccess, type Access, type AccessOptions } from "../../../../infra/local/access/access.ts";
import { people, services } from "../../../../infra/local/company.ts";
import { answerUpgrades, isHandshake } from "../../../../infra/local/upgrade.ts";

export const audience = "0123456789abcdef".repeat(4);
export const servicesWithSecret = services.map(({ name, clientId }) => ({ name, clientId, secret: `secret-of-${name}` }));

export type Estate = {
  readonly access: Access;
  readonly origin: string;
  readonly teamOrigin: string;
  /** Requests the origin really got. */
  readonly arrived: IncomingMessage[];
  readonly mint: (request?: unknown) => Promise<{ readonly status: number; readonly body: { jwt?: string; error_description?: string } }>;
  readonly close: () => Promise<void>;
};

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const echo: RequestListener = (req, res) => {
  res.writeHead(200, { "content-type": "application/json", "x-from-origin": "yes" });
  res.end(JSON.stringify({ method: req.method, url: req.url, headers: req.headers }));
};

export async function startEstate(options: Partial<AccessOptions> = {}, worker: RequestListener = echo): Promise<Estate> {
  const arrived: IncomingMessage[] = [];
  const servers = [
    createServer({ shouldUpgradeCallback: isHandshake }),
    createServer(),
    // A worker of the test's own answers handshakes as well.
    createServer({ shouldUpgradeCallback: (req) => worker === echo && isHandshake(req) }),
  ] as const;
  const [door, team, origin] = servers;
  const [doorOrigin, teamOrigin, upstream] = (await Promise.all(servers.map(listen))) as [string, string, string];
  const access = await createAccess({
    origin: doorOrigin,
    teamOrigin,
    upstream,
    people,
    services: servicesWithSecret,
    audience,
    autoSignIn: true,
    managedOAuth: true,
    bypassPaths: ["/healthz"],
    ...options,
  });
  door.on("request", access.frontDoor);
  const endUpgraded = answerUpgrades(door, access.frontDoor);
  team.on("request", access.team);
  origin.on("request", (req, res) => {
    arrived.push(req);
    worker(req, res);
  });
  // Whatever is said after the handshake comes back.
  origin.on("upgrade", (req, socket) => {
    arrived.push(req);
    socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-From-Origin: yes\r\n\r\nhello");
    socket.pipe(socket);
  });
  return {
    access,
    origin: doorOrigin,
    teamOrigin,
    arrived,
    async mint(request = {}) {
      const response = await fetch(access.mintUrl, { method: "POST", body: JSON.stringify(request) });
      return { status: response.status, body: (await response.json()) as { jwt?: string } };
    },
    async close() {
      access.close();
      endUpgraded();
      await Promise.all(servers.map((server) => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve)))));
    },
  };
}
