/** Text written by others, fit for a line of an answer. */
import { visibleText } from "../core/visible-text.ts";

export { visibleText };

/** Printable ASCII without an image: nothing in it can hide. */
function isPlain(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text) && !text.includes("![");
}

/** One line of at most `max` characters. */
export function oneLine(text: string, max = 200): string {
  const line = (isPlain(text) ? text : visibleText(text)).replace(/\s+/g, " ").trim();
  if (line.length <= max) return line;
  const characters = Array.from(line);
  return characters.length <= max ? line : `${characters.slice(0, max - 1).join("")}…`;
}
