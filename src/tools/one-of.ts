/** Two names for one argument. */
import { AppError } from "../core/errors.ts";

/** The value under either name; both at once are refused. @throws AppError `invalid_arguments` naming the alias */
export function oneOf<K extends string>(input: { readonly [P in K]?: string | undefined }, name: K, alias: K): string | undefined {
  if (input[name] !== undefined && input[alias] !== undefined) {
    throw new AppError("invalid_arguments", `${alias} is another name for ${name}; give one of them.`, { field: alias });
  }
  return input[name] ?? input[alias];
}

/** Like `oneOf`, and one of them must be there. @throws AppError `invalid_arguments` naming the argument */
export function requiredOneOf<K extends string>(input: { readonly [P in K]?: string | undefined }, name: K, alias: K): string {
  const value = oneOf(input, name, alias);
  if (value === undefined) throw new AppError("invalid_arguments", `${name} is required.`, { field: name });
  return value;
}
