/** JSON at the borders: reading what may not be JSON, and writing what must stay one line. */

/** The value, or null where the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** One event, one line: control, bidi and line-separator characters escaped, so that no value can forge a second line. */
export function jsonLine(record: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(record).replace(
    /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
