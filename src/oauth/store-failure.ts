/** The authorization server's store, or the revocation list in front of it, could not be asked: nothing was decided about anybody. */
export class StoreFailure extends Error {
  override readonly name = "StoreFailure";

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : "The store failed.", { cause });
  }
}
