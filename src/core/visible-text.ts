/** Text written by others, as a reader would see it: nothing hidden in it, nothing fetched by showing it. */

/** Invisible on screen but read by a model: controls, format characters, tags, fillers, selectors, the blank Braille pattern. */
const invisible = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu;
const emojiJoin = /(?<=\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F)\u200D(?=\p{Extended_Pictographic})/gu;
/** Stands for a joiner between emoji while the others are removed; a private-use character, itself dropped from the text first. */
const kept = "\uF8FF";

const shown: ReadonlySet<string> = new Set(["\n", "\t", "\uFE0F"]);

/** Without invisible characters and images; line breaks and tabs stay. */
export function visibleText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(kept, "")
    .replace(emojiJoin, kept)
    .replace(/\r\n?/g, "\n")
    .replace(invisible, (character) => (shown.has(character) ? character : ""))
    .replaceAll(kept, "\u200D")
    .replace(/!\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, "[image: $1]");
}
