import { createHash } from "node:crypto";

/** Choices that come out the same on every run for the same seed text (mulberry32 over a hash of it). */
export type Chooser = {
  /** In [0, 1). */
  readonly next: () => number;
  /** Whole number in [0, below). */
  readonly whole: (below: number) => number;
  readonly pick: <T>(from: readonly [T, ...T[]]) => T;
};

export function chooser(seed: string): Chooser {
  let state = createHash("sha256").update(seed).digest().readUInt32LE(0);
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const whole = (below: number): number => Math.floor(next() * below);
  return { next, whole, pick: (from) => from[whole(from.length)] ?? from[0] };
}
