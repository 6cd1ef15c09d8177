/** What a model reads of a result: plain lines, compact JSON or TOON. The structured result beside it is whole and always there. */
import { encode } from "@toon-format/toon";
import type { OutputFormat } from "../core/selection.ts";
import type { ToolDefinition } from "../tools/define-tool.ts";
import { fenced } from "../tools/untrusted.ts";

/** Of one result. */
const maxTextBytes = 64 * 1024;

export function resultText(tool: ToolDefinition, output: unknown, format: OutputFormat): string {
  switch (format) {
    case "lines":
      return capped(tool.text(output));
    case "json":
      return marked(output, JSON.stringify(output));
    case "toon":
      return marked(output, encode(output));
  }
}

/** Between the same markers that lines have, where anything in it was written by others. */
function marked(output: unknown, text: string): string {
  return holdsUntrusted(output) ? fenced([capped(text)]) : capped(text);
}

function holdsUntrusted(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (!Array.isArray(value) && "untrusted" in value && value.untrusted === true) return true;
  return Object.values(value).some(holdsUntrusted);
}

const encoder = new TextEncoder();

/** Cut between characters, saying so. */
function capped(text: string): string {
  if (text.length * 3 <= maxTextBytes) return text;
  const bytes = encoder.encode(text);
  if (bytes.length <= maxTextBytes) return text;
  const kept = new TextDecoder().decode(bytes.subarray(0, maxTextBytes - 200), { stream: true });
  return `${kept}\n[cut: ${bytes.length - encoder.encode(kept).length} bytes more; ask for less, or go on from where this ends]`;
}
