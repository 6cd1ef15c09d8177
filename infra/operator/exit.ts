/** How operators' commands end: exit codes, and the sentence that goes with a bad one. */

export const exit = { done: 0, failed: 1, usage: 2, unknown: 3 } as const;

export type ExitCode = (typeof exit)[keyof typeof exit];

export function failed(sentence: string): ExitCode {
  process.stderr.write(`${sentence}\n`);
  return exit.failed;
}

export function wrongUsage(sentence: string, help: string): ExitCode {
  process.stderr.write(`${sentence}\n\n${help}\n`);
  return exit.usage;
}

/** What was named does not exist. */
export function unknown(sentence: string): ExitCode {
  process.stderr.write(`${sentence}\n`);
  return exit.unknown;
}
