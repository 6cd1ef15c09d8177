/** Text written by others, as a reader would see it: nothing hidden in it, nothing fetched by showing it. */

/** Invisible on screen but read by a model: controls, format characters, tags, fillers, selectors, the blank Braille pattern. */
const invisible = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu;
const emojiJoin = /(?<=\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F)\u200D(?=\p{Extended_Pictographic})/gu;
/** Stands for a joiner between emoji while the others are removed; a private-use character, itself dropped from the text first. */
const kept = "\uF8FF";

const shown: ReadonlySet<string> = new Set(["\n", "\t", "\uFE0F"]);

/** Without invisible characters and images; line breaks and tabs stay. */
export function visibleText(text: string): string {
  return withoutImages(
    text
      .toWellFormed()
      .replaceAll(kept, "")
      .replace(emojiJoin, kept)
      .replace(/\r\n?/g, "\n")
      .replace(invisible, (character) => (shown.has(character) ? character : ""))
      .replaceAll(kept, "\u200D"),
  );
}

/** `![a](b)` and `![a][b]` as `[image: a]`; each character is looked at a fixed number of times, whatever stands there. */
function withoutImages(text: string): string {
  let shownText = "";
  let done = 0;
  const next = { "]": -1, ")": -1 };
  /** First of these from `start` on, remembered: starts only grow where none was found. */
  const find = (character: "]" | ")", start: number) => {
    if (next[character] < start) {
      const found = text.indexOf(character, start);
      next[character] = found === -1 ? Number.POSITIVE_INFINITY : found;
    }
    return next[character];
  };
  for (let at = text.indexOf("!["); at !== -1; at = text.indexOf("![", at)) {
    const close = find("]", at + 2);
    if (close === Number.POSITIVE_INFINITY) break;
    const opener = text[close + 1];
    const end = opener === "(" ? find(")", close + 2) : opener === "[" ? text.indexOf("]", close + 2) : Number.POSITIVE_INFINITY;
    if (end === -1 || end === Number.POSITIVE_INFINITY) {
      at += 2;
      continue;
    }
    shownText += `${text.slice(done, at)}[image: ${text.slice(at + 2, close)}]`;
    done = end + 1;
    at = done;
  }
  return done === 0 ? text : shownText + text.slice(done);
}
