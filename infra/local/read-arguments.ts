/** Command line arguments of the project's commands: what is unknown is said with the help text, exit code 2. */
import { parseArgs, type ParseArgsConfig } from "node:util";

export function readArguments<T extends ParseArgsConfig>(help: string, config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (thrown) {
    process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n\n${help}\n`);
    process.exit(2);
  }
}
