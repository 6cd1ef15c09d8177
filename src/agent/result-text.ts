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
      return capped(marked(output, JSON.stringify(output)));
    case "toon":
      return capped(marked(output, encode(output)));
  }
}

/** Between the same markers that lines have, where anything in it was written by others. */
function marked(output: unknown, text: string): string {
  return holdsUntrusted(output) ? fenced([text]) : text;
}

function holdsUntrusted(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (!Array.isArray(value) && "untrusted" in value && value.untrusted === true) return true;
  return Object.values(value).some(holdsUntrusted);
}

const encoder = new TextEncoder();

/** Cut between characters, saying so; the marker that closes what others wrote stays, with what we say after it. */
function capped(text: string): string {
  if (text.length * 3 <= maxTextBytes) return text;
  const bytes = encoder.encode(text);
  if (bytes.length <= maxTextBytes) return text;
  const closing = text.lastIndexOf("\n</untrusted-");
  const tail = closing === -1 ? "" : text.slice(closing);
  const tailBytes = encoder.encode(tail).length;
  const kept = new TextDecoder().decode(bytes.subarray(0, Math.max(maxTextBytes - tailBytes - 200, 0)), { stream: true });
  const missing = bytes.length - tailBytes - encoder.encode(kept).length;
  return `${kept}\n[cut: ${missing} bytes more; ask for less, or go on from where this ends]${tail}`;
}
