/** The authorization server's store, or a principal's object or vault it depends on, could not be asked: nothing was decided about anybody. */
export class StoreFailure extends Error {
  override readonly name = "StoreFailure";

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : "The store failed.", { cause });
  }
}
