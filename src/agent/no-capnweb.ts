/**
 * Stands in the bundle for `capnweb`, by which browsers may call an agent's methods over a WebSocket: 16 KiB of gzip for a door this Worker does
 * not have. See `[alias]` in wrangler.example.toml.
 */
export function newWebSocketRpcSession(): never {
  throw new Error("Nobody calls this agent's methods from outside.");
}
