/** JSON at the borders: reading what may not be JSON, and writing what must stay one line. */

/** The value, or null where the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** One event, one line. */
export function jsonLine(record: Readonly<Record<string, unknown>>): string {
  return oneLine(JSON.stringify(record));
}

/** The same JSON with control, bidi and line-separator characters escaped, so that no value can forge a second line. */
export function oneLine(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Whether an object anywhere in this JSON names one key twice: `JSON.parse` keeps the last, another reader may keep the first. */
export function repeatsKey(json: string): boolean {
  const open: Set<unknown>[] = [];
  for (const [token, name] of json.matchAll(/[{}]|("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"/g)) {
    if (token === "{") open.push(new Set());
    else if (token === "}") open.pop();
    else if (name !== undefined) {
      const key = parseJson(name);
      if (open.at(-1)?.has(key)) return true;
      open.at(-1)?.add(key);
    }
  }
  return false;
}

/** Whether objects and lists stand in each other more than `depth` times, empty ones included. Without a stack of its own to exhaust. */
export function isDeeperThan(depth: number, value: unknown): boolean {
  let level = [value].filter(isContainer);
  for (let at = 1; level.length > 0; at += 1) {
    if (at > depth) return true;
    level = level.flatMap((node) => Object.values(node)).filter(isContainer);
  }
  return false;
}

function isContainer(node: unknown): node is object {
  return typeof node === "object" && node !== null;
}

/** Whether an object anywhere in it has a member called `__proto__`: `JSON.parse` keeps it as one, whoever copies it may not. */
export function namesPrototype(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.hasOwn(value, "__proto__") || Object.values(value).some(namesPrototype);
}
