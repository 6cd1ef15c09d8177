/** The same thing done to several items, and what became of each. */
import { z } from "zod";
import type { AppError } from "../core/errors.ts";
import type { Attempt } from "../graph/request.ts";
import type { ToolContext } from "./define-tool.ts";
import { fewAtOnce } from "./few-at-once.ts";
import { graphId } from "./graph-id.ts";

export const idsInput = z.array(graphId).min(1).max(20);

const result = z.object({ id: z.string(), ok: z.boolean(), newId: z.string().optional(), error: z.string().optional() });
type Result = z.output<typeof result>;

export const eachOutput = z.object({ items: z.array(result) });

/**
 * Does `work` for each id once, a few at a time; one that fails does not keep back the others.
 *
 * @param work what Graph says of the id that the item has afterwards, where it has another
 * @throws AppError the first one, where nothing could be done
 */
export async function forEach(
  ids: readonly string[],
  { progress }: Pick<ToolContext, "progress">,
  work: (id: string) => Promise<Attempt<{ readonly id?: string | undefined } | null>>,
): Promise<z.input<typeof eachOutput>> {
  const wanted = [...new Set(ids)];
  let first: AppError | undefined;
  let done = 0;
  const items = await fewAtOnce(wanted, async (id): Promise<Result> => {
    const attempt = await work(id);
    done += 1;
    progress(done, wanted.length);
    if (attempt.ok) {
      const newId = attempt.value?.id;
      return newId === undefined || newId === id ? { id, ok: true } : { id, ok: true, newId };
    }
    first ??= attempt.error;
    return { id, ok: false, error: `${attempt.error.code}: ${attempt.error.message}` };
  });
  if (first && items.every(({ ok }) => !ok)) throw first;
  return { items };
}

/** `Moved 2 of 3.` and a line for each that needs one. */
export function eachText(verb: string, { items }: z.output<typeof eachOutput>): string {
  const done = items.filter(({ ok }) => ok).length;
  const lines = items.flatMap(({ id, newId, error }) => {
    if (error !== undefined) return [`- failed id=${id}: ${error}`];
    return newId === undefined ? [] : [`- id=${id} is now id=${newId}`];
  });
  return [`${verb} ${done} of ${items.length}.`, ...lines].join("\n");
}
