/** Literals of an OData URL (OASIS odata-abnf-construction-rules v4.01 §7), typed as Graph's parser types them. */
export type Literal =
  | { readonly type: "String"; readonly value: string }
  | { readonly type: "Boolean"; readonly value: boolean }
  | { readonly type: "Number"; readonly value: number }
  /** Instant as epoch ms. */
  | { readonly type: "DateTimeOffset"; readonly value: number }
  | { readonly type: "Date"; readonly value: string }
  | { readonly type: "Guid"; readonly value: string }
  | { readonly type: "Null"; readonly value: null };

const dateTime = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,12}))?)?(Z|[+-]\d\d:\d\d)?$/i;

/**
 * Epoch ms of a date-time text, or null where it is none or names a day that does not exist (2026-02-30).
 * Text without an offset is UTC, as Graph reads `startDateTime` of a calendar view.
 */
export function parseDateTime(text: string): number | null {
  const parts = dateTime.exec(text);
  if (parts === null) return null;
  const [, year, month, day, hour, minute, second = "00", fraction = "", offset = "Z"] = parts;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const millisecond = fraction.padEnd(3, "0").slice(0, 3);
  const local = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second), Number(millisecond));
  const check = new Date(local);
  if (check.getUTCMonth() !== Number(month) - 1 || check.getUTCDate() !== Number(day)) return null;
  if (offset.toUpperCase() === "Z") return local;
  const sign = offset.startsWith("-") ? 1 : -1;
  return local + sign * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6))) * 60_000;
}

/** True for an ISO text that says which instant it is (`Z` or an offset), as `Edm.DateTimeOffset` demands. */
export const hasOffset = (text: string): boolean => /(?:Z|[+-]\d\d:\d\d)$/i.test(text);

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** A bare (unquoted) word of a filter as a literal, or null where it is none. */
export function bareLiteral(word: string): Literal | null {
  if (word === "true" || word === "false") return { type: "Boolean", value: word === "true" };
  if (word === "null") return { type: "Null", value: null };
  if (/^-?\d+(\.\d+)?$/.test(word)) return { type: "Number", value: Number(word) };
  if (guid.test(word)) return { type: "Guid", value: word.toLowerCase() };
  if (/^\d{4}-\d\d-\d\d$/.test(word) && parseDateTime(`${word}T00:00:00Z`) !== null) return { type: "Date", value: word };
  if (hasOffset(word)) {
    const instant = parseDateTime(word);
    if (instant !== null) return { type: "DateTimeOffset", value: instant };
  }
  return null;
}
