/** Text written by others, as a reader would see it: nothing hidden in it, nothing fetched by showing it. */

/** Invisible on screen but read by a model: controls, format characters, tags, fillers (Unicode 16; VS16 and emoji joiners stay). */
const invisible = /[\p{Cc}\p{Cf}\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164\uFE00-\uFE0E\uFFA0\u{E0100}-\u{E01EF}]/gu;
const emojiJoin = /(?<=[\p{Extended_Pictographic}\uFE0F\u{1F3FB}-\u{1F3FF}])\u200D(?=\p{Extended_Pictographic})/gu;
/** Stands for a joiner between emoji while the others are removed; a private-use character, itself dropped from the text first. */
const kept = "\uF8FF";

/** Without invisible characters and images; line breaks and tabs stay. */
export function visibleText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(kept, "")
    .replace(emojiJoin, kept)
    .replace(/\r\n?/g, "\n")
    .replace(invisible, (character) => (character === "\n" || character === "\t" ? character : ""))
    .replaceAll(kept, "\u200D")
    .replace(/!\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, "[image: $1]");
}

/** One line of at most `max` characters. */
export function oneLine(text: string, max = 200): string {
  const line = visibleText(text).replace(/\s+/g, " ").trim();
  const characters = Array.from(line);
  return characters.length <= max ? line : `${characters.slice(0, max - 1).join("")}…`;
}
