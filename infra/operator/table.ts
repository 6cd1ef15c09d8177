/** What a server tells an operator, as a table in a terminal. */

/** The first row is the head. */
export function table(rows: readonly (readonly string[])[]): string {
  const clean = rows.map((row) => row.map((cell) => printable(cell).slice(0, 48)));
  const widths = clean[0]?.map((_, column) => Math.max(...clean.map((row) => row[column]?.length ?? 0))) ?? [];
  return clean
    .map(
      (row) =>
        `  ${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}

/** Names are the clients' own: no control character of theirs reaches a terminal. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, "");
}

export function moment(at: number | null): string {
  return at === null ? "never" : `${new Date(at).toISOString().slice(0, 16).replace("T", " ")}Z`;
}
