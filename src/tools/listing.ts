/** The form all lists have. */
import { z } from "zod";
import type { Page } from "../graph/request.ts";
import { fenced } from "./untrusted.ts";

export const cursorInput = z.string().min(1).max(16_384).optional().describe("From the page before.");

export function listOf<S extends z.ZodType>(item: S) {
  return z.object({ items: z.array(item), hasMore: z.boolean(), cursor: z.string().optional(), truncated: z.literal(true).optional() });
}

/** The same page with its items in another form. */
export function mapPage<T, U>(page: Page<T>, map: (item: T) => U): Omit<Page<T>, "items"> & { items: U[] } {
  return { ...page, items: page.items.map(map) };
}

/** A page as text: its lines fenced, then how to go on. */
export function pageText(
  page: { readonly hasMore: boolean; readonly cursor?: string | undefined; readonly truncated?: true | undefined },
  lines: readonly string[],
  nothing: string,
): string {
  const content = lines.length === 0 ? nothing : fenced(lines);
  if (page.cursor !== undefined) return `${content}\nMore: cursor=${page.cursor}`;
  return page.hasMore || page.truncated ? `${content}\nThere is more than can be listed: narrow the request.` : content;
}

/** The `$select` that asks for exactly what a schema keeps. */
export function fieldsOf(schema: z.ZodObject): readonly string[] {
  return Object.keys(schema.shape).filter((name) => !name.startsWith("@"));
}

/** A schema that keeps only some of its fields. Of the same type, so what is left out must be optional in it. */
export function only<S extends z.ZodRawShape>(schema: z.ZodObject<S>, fields: readonly (keyof S & string)[]): z.ZodObject<S> {
  const kept = Object.entries(schema.shape).filter(([name]) => fields.includes(name));
  return z.object(Object.fromEntries(kept) as S);
}
