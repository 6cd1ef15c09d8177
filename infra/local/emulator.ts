/** What every emulator of the local estate is: a Fetch handler on a port of its own, with its own memory. */
export type Emulator = {
  /** Answers one request. Must never throw; never waits on another emulator except where its vendor would. */
  readonly fetch: (request: Request) => Response | Promise<Response>;
};
