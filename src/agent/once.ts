/** Carries a keyed call out at most once: a repeat is answered with what the first one did. */
import { AppError, toAppError } from "../core/errors.ts";
import type { KeyedCall } from "./operations.ts";

/** The principal's memory of keys; results pass through it unsealed. */
export type KeyMemory = {
  readonly begin: (
    call: KeyedCall,
  ) => Promise<{ readonly kind: "new" | "open" | "conflict" } | { readonly kind: "done"; readonly output: unknown }>;
  readonly finish: (call: KeyedCall, output: unknown) => Promise<void>;
  readonly release: (call: KeyedCall) => void;
};

/**
 * @param call null where the caller brought no key: then `work` simply runs
 * @param repeatable Graph itself recognises a repeat, so a call whose end is not known may be made again
 * @param hasActed whether anything was carried out by the time `work` failed
 * @throws AppError `idempotency_conflict`, `outcome_unknown`, or whatever `work` throws
 */
export async function once(
  memory: KeyMemory,
  call: KeyedCall | null,
  repeatable: boolean,
  work: () => Promise<unknown>,
  hasActed: () => boolean,
): Promise<{ readonly output: unknown; readonly replayed: boolean }> {
  if (call === null) return { output: await work(), replayed: false };
  const beginning = await memory.begin(call);
  if (beginning.kind === "done") return { output: beginning.output, replayed: true };
  if (beginning.kind === "conflict") {
    throw new AppError("idempotency_conflict", "idempotencyKey was used before with other arguments. Use a new key for another call.", {
      field: "idempotencyKey",
    });
  }
  if (beginning.kind === "open" && !repeatable) {
    throw new AppError(
      "outcome_unknown",
      "A call with this idempotencyKey is still under way, or its end is not known: it may have been carried out. Look before repeating it with a new key.",
    );
  }
  try {
    const output = await work();
    await memory.finish(call, output);
    return { output, replayed: false };
  } catch (thrown) {
    const error = toAppError(thrown);
    /* What an earlier call with this key may have done, this one's failure does not undo. */
    const isFirst = beginning.kind === "new";
    if (isFirst && error.code !== "outcome_unknown" && (error.leftUndone || !hasActed())) memory.release(call);
    throw thrown;
  }
}
