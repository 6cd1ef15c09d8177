/**
 * The Markdown people write in chats, as HTML Teams shows: emphasis, code, links, headings, lists, quotes, line breaks
 * (CommonMark 0.31 constructs; raw HTML, images and nesting are shown as text).
 */
import { escapeHtml } from "../outgoing-html.ts";

export function markdownAsHtml(markdown: string): string {
  const parts = markdown.replace(/\r\n?/g, "\n").split(/^```[^\n]*\n([\s\S]*?)^```[^\S\n]*$/m);
  return parts.map((part, index) => (index % 2 === 1 ? `<pre><code>${escapeHtml(part)}</code></pre>` : blocks(part))).join("");
}

type Kind = { readonly open: string; readonly close: string; readonly mark: RegExp };

const lists: readonly Kind[] = [
  { open: "<ul>", close: "</ul>", mark: /^\s{0,3}[-*+]\s+/ },
  { open: "<ol>", close: "</ol>", mark: /^\s{0,3}\d{1,9}[.)]\s+/ },
];

function blocks(text: string): string {
  return text
    .split(/\n[^\S\n]*\n/)
    .map((block) => block.replace(/^\n+|\n+$/g, ""))
    .filter((block) => block.trim() !== "")
    .map(block)
    .join("");
}

function block(text: string): string {
  const lines = text.split("\n");
  const list = lists.find(({ mark }) => lines.every((line) => mark.test(line)));
  if (list) return list.open + lines.map((line) => `<li>${inline(line.replace(list.mark, ""))}</li>`).join("") + list.close;
  if (lines.every((line) => /^\s{0,3}>/.test(line))) {
    return `<blockquote>${lines.map((line) => inline(line.replace(/^\s{0,3}>\s?/, ""))).join("<br>")}</blockquote>`;
  }
  const heading = /^(#{1,6})\s+(.+?)\s*#*$/.exec(lines[0] ?? "");
  if (heading) {
    const level = heading[1]?.length ?? 1;
    const rest = lines.slice(1).join("\n");
    return `<h${level}>${inline(heading[2] ?? "")}</h${level}>${rest === "" ? "" : block(rest)}`;
  }
  return `<p>${lines.map(inline).join("<br>")}</p>`;
}

function inline(text: string): string {
  return text
    .split(/(`[^`\n]+`)/)
    .map((part, index) => (index % 2 === 1 ? `<code>${escapeHtml(part.slice(1, -1))}</code>` : linked(escapeHtml(part))))
    .join("");
}

const link = /(?<!!)\[([^\][]+)\]\((https?:\/\/[^\s()<>]+|mailto:[^\s()<>]+)\)/;

/** On escaped text: every `<` in the result is ours. Links are taken apart first, so that no mark inside an address is read as emphasis. */
function linked(escaped: string): string {
  return escaped
    .split(link)
    .map((part, index, parts) => {
      // `split` with two groups: text, label, address, text, label, address, …, text.
      if (index % 3 === 0) return emphasised(part);
      return index % 3 === 1 ? `<a href="${parts[index + 1] ?? ""}">${emphasised(part)}</a>` : "";
    })
    .join("");
}

function emphasised(escaped: string): string {
  return escaped
    .replace(/\*\*(\S(?:.*?\S)?)\*\*/g, "<strong>$1</strong>")
    .replace(/(?<![\w*])\*(\S(?:[^*]*?\S)?)\*(?![\w*])/g, "<em>$1</em>")
    .replace(/~~(\S(?:.*?\S)?)~~/g, "<s>$1</s>");
}
