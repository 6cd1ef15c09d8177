/** The same question about several things, a few at a time; answers in the order of the things. */

/** Graph's services serve about four requests at a time of one person (learn.microsoft.com/graph/throttling-limits). */
const inFlight = 4;

/** Where one fails, the first failure is thrown once none is under way any more: a request that outlived its call would be in no record. */
export async function fewAtOnce<T, U>(items: readonly T[], ask: (item: T) => Promise<U>): Promise<U[]> {
  const answers: U[] = [];
  for (let at = 0; at < items.length; at += inFlight) {
    const settled = await Promise.allSettled(items.slice(at, at + inFlight).map(ask));
    for (const one of settled) {
      if (one.status === "rejected") throw one.reason;
      answers.push(one.value);
    }
  }
  return answers;
}
