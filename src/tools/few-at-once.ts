/** The same question about several things, a few at a time; answers in the order of the things. */

/** Graph's services serve about four requests at a time of one person (learn.microsoft.com/graph/throttling-limits). */
const inFlight = 4;

export async function fewAtOnce<T, U>(items: readonly T[], ask: (item: T) => Promise<U>): Promise<U[]> {
  const answers: U[] = [];
  for (let at = 0; at < items.length; at += inFlight) {
    answers.push(...(await Promise.all(items.slice(at, at + inFlight).map(ask))));
  }
  return answers;
}
