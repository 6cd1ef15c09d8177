/** ULIDs in the order they were made, which is what log ids of the gateway look like and sort by. */
import { monotonicFactory } from "ulid";

/** The package's own source asks the system for one byte at a time, sixteen times an id; a page of bytes at once costs a tenth. */
function randomFractions(): () => number {
  const page = new Uint8Array(4_096);
  let next = page.length;
  return () => {
    if (next === page.length) {
      crypto.getRandomValues(page);
      next = 0;
    }
    const byte = page[next] ?? 0;
    next += 1;
    return byte / 256;
  };
}

/** `at`: epoch ms. */
export function createIdSource(): (at: number) => string {
  return monotonicFactory(randomFractions());
}
