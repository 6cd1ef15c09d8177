/** One emulator, one port of its own on this machine. */
import { randomInt } from "node:crypto";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createProbe } from "node:net";
import { answerUpgrades, isHandshake } from "./upgrade.ts";

export type Listening = { readonly origin: string; readonly port: number; readonly close: () => Promise<void> };

/** @throws Error with a sentence that names the port, where it is taken */
export async function listen(port: number, listener: RequestListener): Promise<Listening> {
  const server: Server = createServer({ keepAliveTimeout: 30_000, shouldUpgradeCallback: isHandshake }, listener);
  const endUpgraded = answerUpgrades(server, listener);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "EADDRINUSE"
          ? new Error(`port ${port} is taken on 127.0.0.1: choose another with --port N, or --port 0 for any free one`)
          : error,
      );
    });
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  const actual = typeof address === "object" && address ? address.port : port;
  return {
    origin: `http://127.0.0.1:${actual}`,
    port: actual,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        endUpgraded();
      }),
  };
}

/** Below what systems give to outgoing connections (32768 and up), or somebody's connection might take a port before its emulator does. */
const ports = { from: 10_240, below: 32_768 };

/** `preferred` where it is free, else any free port. */
export async function freePort(preferred = 0): Promise<number> {
  const port = preferred || randomInt(ports.from, ports.below);
  return new Promise((resolve, reject) => {
    const probe = createProbe();
    probe.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(freePort());
      else reject(error);
    });
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(port)));
  });
}
