/** A handshake (RFC 6455 §4) is answered by the listener that answers everything else, so that no check is made twice or left out. */
import { type IncomingMessage, type RequestListener, type Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Socket } from "node:net";

/** Whatever else asks for an upgrade is an ordinary request with a body, and may be refused as one. */
export const isHandshake = (req: IncomingMessage): boolean => req.method === "GET" && req.headers.upgrade?.toLowerCase() === "websocket";

/** @returns what ends the sockets that were upgraded: `closeAllConnections` leaves them alone */
export function answerUpgrades(server: Server, listener: RequestListener): () => void {
  const sockets = new Set<Duplex>();
  server.on("upgrade", (req, socket: Socket, head: Buffer) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => socket.destroy());
    if (head.byteLength > 0) socket.unshift(head);
    const res = new ServerResponse(req);
    res.shouldKeepAlive = false;
    res.assignSocket(socket);
    res.on("finish", () => {
      res.detachSocket(socket);
      socket.end();
    });
    listener(req, res);
  });
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}
