/** Names that OneDrive and SharePoint take for a file or folder. */
import { AppError } from "../../core/errors.ts";
import { graphStatusOf } from "../../graph/errors.ts";
import { nameRefusal } from "../../graph/path.ts";
import type { Attempt } from "../../graph/request.ts";

/** Reserved by Windows and SharePoint (support.microsoft.com: restrictions and limitations in OneDrive and SharePoint). */
const reserved = /^(?:\.lock|con|prn|aux|nul|com\d|lpt\d|desktop\.ini|~\$.*|.*_vti_.*)$/i;

/**
 * @param inUrl the name becomes part of a URL, where it must be nothing but a name however often it is decoded
 * @throws AppError `invalid_arguments` naming the field
 */
export function checkedName(field: string, name: string, inUrl: boolean): string {
  const refuse = (why: string): never => {
    throw new AppError("invalid_arguments", `${field} ${why}; OneDrive does not take that name.`, { field });
  };
  if (name === "" || name.length > 255) return refuse("must have 1 to 255 characters");
  if (!name.isWellFormed() || /\p{Cc}/u.test(name)) return refuse("contains control characters");
  if (/["*:<>?/\\|]/.test(name)) return refuse('contains one of " * : < > ? / \\ |');
  if (name !== name.trim() || name.endsWith(".")) return refuse("begins or ends with a space, or ends with a dot");
  if (reserved.test(name)) return refuse("is reserved");
  const refusal = inUrl ? nameRefusal(name) : null;
  if (refusal !== null) throw new AppError("invalid_arguments", `${field} ${refusal}. Upload under another name.`, { field });
  return name;
}

/**
 * What Graph answered to a write under this name. It says 409 where the name is taken, and 412 where the item was changed.
 *
 * @throws AppError the one of the attempt; `conflict` naming the field, and with the fix, where the name is taken
 */
export function unlessTaken<T>(attempt: Attempt<T>, field: string, fix: string): T {
  if (attempt.ok) return attempt.value;
  const { error } = attempt;
  if (graphStatusOf(error) !== 409) throw error;
  throw new AppError("conflict", `Something of that name exists there; ${fix}.`, { ...error.details, field, cause: error.cause });
}
