/** HTML that may leave in someone's name: an allow-list of tags and attributes, nothing that runs, loads or hides. */
import { AppError } from "../core/errors.ts";

const tags: ReadonlySet<string> = new Set(
  (
    "a abbr address article b bdi bdo blockquote body br caption center cite code col colgroup dd del details dfn div dl dt em " +
    "figcaption figure font footer h1 h2 h3 h4 h5 h6 head header hr html i img ins kbd li main mark ol p pre q s samp section small " +
    "span strike strong style sub summary sup table tbody td tfoot th thead time title tr tt u ul var"
  ).split(" "),
);

const plainAttributes: ReadonlySet<string> = new Set(
  (
    "align alt bgcolor border cellpadding cellspacing class color cols colspan dir face height id lang name nowrap rel role rowspan rows " +
    "scope size span start target title type valign width"
  ).split(" "),
);

const tagForm = /<(\/?)([A-Za-z][A-Za-z0-9]*)((?:\s+[A-Za-z][A-Za-z0-9-]*(?:\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'=<>`]+))?)*)\s*\/?>/y;
const attributeForm = /([A-Za-z][A-Za-z0-9-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g;
/** CSS that could load, run or smuggle: functions with URLs, at-rules, escapes, comments, entities, markup. */
const activeStyle = /url\s*\(|image-set|expression|@|\\|\/\*|&|<|-moz-binding|behavior|javascript/i;

/**
 * Passes HTML as it is, or refuses it; nothing is changed silently.
 *
 * @throws AppError `invalid_arguments` naming the field and what is out of place
 */
export function checkedHtml(field: string, html: string): string {
  const refuse = (what: string): never => {
    throw new AppError("invalid_arguments", `${field} contains ${what}, which this server does not send. Remove it, or send plain text.`, {
      field,
    });
  };
  for (let at = html.indexOf("<"); at !== -1; at = html.indexOf("<", at)) {
    if (/^<!doctype html>/i.test(html.slice(at, at + 15))) {
      at += 15;
      continue;
    }
    /* `<` before anything but a letter, `/`, `!` or `?` is text (HTML Living Standard §13.2.5.6). */
    if (!/^<[A-Za-z/!?]/.test(html.slice(at, at + 2))) {
      at += 1;
      continue;
    }
    tagForm.lastIndex = at;
    const match = tagForm.exec(html);
    if (!match) return refuse("a comment or malformed tag");
    const [whole, closing, name = "", attributes = ""] = match;
    const tag = name.toLowerCase();
    if (!tags.has(tag)) return refuse(`a <${tag.slice(0, 20)}> tag`);
    for (const [, attribute = "", double, single, bare] of attributes.matchAll(attributeForm)) {
      if (!attributeAllowed(tag, attribute.toLowerCase(), double ?? single ?? bare ?? "")) {
        return refuse(`the attribute ${attribute.slice(0, 20)} on <${tag}> with a value that could load or run something`);
      }
    }
    at += whole.length;
    if (tag === "style" && closing === "") {
      const end = html.toLowerCase().indexOf("</style", at);
      if (end === -1 || activeStyle.test(html.slice(at, end))) return refuse("a style sheet that could load or run something");
      at = end;
    }
  }
  return html;
}

function attributeAllowed(tag: string, attribute: string, value: string): boolean {
  if (attribute === "href") return tag === "a" && /^(?:https?:\/\/|mailto:|tel:|#)[^\s\\]*$/i.test(value);
  /* Only pictures that travel with the message; a remote one reports its reader. */
  if (attribute === "src") return tag === "img" && /^cid:[\w.@-]+$/i.test(value);
  if (attribute === "style") return !activeStyle.test(value);
  return plainAttributes.has(attribute);
}

/** Text as HTML shows it: markup escaped, line breaks kept. */
export function textAsHtml(text: string): string {
  return escapeHtml(text).replace(/\r\n?|\n/g, "<br>");
}

export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
