/** Where the visible part of an HTML document begins, so that what is put there is read first, whatever the document's writer had in mind. */

/** What may stand before `<body>` without showing anything (HTML Living Standard §13.2.6.4.2–6). */
const headTags: ReadonlySet<string> = new Set(["html", "head", "meta", "link", "base", "style", "title"]);
/** Their content is text: a tag in it is none. */
const textTags: ReadonlySet<string> = new Set(["style", "title"]);

const space = /\s*/y;
const tag = /<(\/?)([a-z][a-z0-9]*)(?=[\s/>])(?:"[^"]*"|'[^']*'|[^>"'])*>/iy;
const declaration = /<![a-z][^>]*>/iy;
const commentEnd = /--!?>/g;

/**
 * The index right after the `<body>` tag; 0 where anything stands before it that could show, or swallow what follows. At 0 a text is always
 * shown, and first: a parser begins the body there. Each character is looked at once.
 */
export function bodyStart(html: string): number {
  let at = 0;
  for (;;) {
    at = endOf(space, html, at) ?? at;
    if (html.startsWith("<!--", at)) {
      /* `<!-->` is a whole comment. */
      commentEnd.lastIndex = at + 2;
      if (!commentEnd.exec(html)) return 0;
      at = commentEnd.lastIndex;
      continue;
    }
    const declared = endOf(declaration, html, at);
    if (declared !== undefined) {
      at = declared;
      continue;
    }
    tag.lastIndex = at;
    const match = tag.exec(html);
    if (!match) return 0;
    const [whole, closing, name = ""] = match;
    const lower = name.toLowerCase();
    if (lower === "body" && closing === "") return at + whole.length;
    if (!headTags.has(lower)) return 0;
    at += whole.length;
    if (!textTags.has(lower) || closing !== "") continue;
    const end = new RegExp(`</${lower}[\\s/>]`, "gi");
    end.lastIndex = at;
    const found = end.exec(html);
    if (!found) return 0;
    at = found.index;
  }
}

/** Where a sticky expression's match ends, if there is one at that place. */
function endOf(expression: RegExp, text: string, at: number): number | undefined {
  expression.lastIndex = at;
  return expression.test(text) ? expression.lastIndex : undefined;
}
