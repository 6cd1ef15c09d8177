/** What every emulator of the local estate is: a Fetch handler on a port of its own, with its own memory. */
export type Emulator = {
  /** Answers one request. Must never throw; never waits on another emulator except where its vendor would. */
  readonly fetch: (request: Request) => Response | Promise<Response>;
};

/** Bytes a client really sent and got, kept whole for leak tests. */
export type RecordedExchange = {
  /** Epoch ms. */
  readonly at: number;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};
