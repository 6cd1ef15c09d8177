/** HTML that is handed on as HTML: it says what it said, and nothing in it runs, loads or hides, however it is read again. */
import * as fc from "fast-check";
import { fromHtml } from "hast-util-from-html";
import type { Root, RootContent } from "hast";
import { describe, expect, test } from "vitest";
import { docx, xlsx } from "../../../infra/local/graph/seed/documents.ts";
import { visibleText } from "../../../src/core/visible-text.ts";
import { convertHtml } from "../../../src/reader/convert-html.ts";
import { readDocument } from "../../../src/reader/read-document.ts";
import { checkedHtml } from "../../../src/tools/outgoing-html.ts";

const plain = (html: string) => convertHtml(html, "html");

/** Every element with its attributes, comments as `!`, as a browser would take it. */
const partsOf = (node: Root | RootContent): readonly string[] => [
  ...(node.type === "element" ? [node.tagName, ...Object.keys(node.properties)] : node.type === "comment" ? ["!"] : []),
  ...("children" in node ? node.children.flatMap(partsOf) : []),
];

const inert = new Set(
  (
    "html head body a abbr address article b bdi bdo blockquote br caption cite code dd del details dfn div dl dt em figcaption figure " +
    "footer h1 h2 h3 h4 h5 h6 header hr i ins kbd li main mark ol p pre q s samp section small strong sub summary sup table tbody td " +
    "tfoot th thead time tr tt u ul var href colSpan rowSpan start type dir"
  ).split(" "),
);

/** Nothing active in it, nothing a later look for hidden characters or images would change, nothing we would not send ourselves. */
function expectInert(html: string): void {
  expect(partsOf(fromHtml(html)).filter((part) => !inert.has(part))).toEqual([]);
  expect(visibleText(html)).toBe(html);
  expect(checkedHtml("body", html)).toBe(html);
}

describe("good HTML stays what it is", () => {
  test.each([
    '<h1>Offer</h1><p>Dear <b>Mei</b>,<br>see <a href="https://corp.example/a_b?x=1&amp;y=2#z">the terms</a>.</p>',
    '<ol start="3" type="a"><li>one</li><li>two<ul><li>deep</li></ul></li></ol>',
    '<table><thead><tr><th colspan="2">Item</th></tr></thead><tbody><tr><td rowspan="2">Bed</td><td>40</td></tr></tbody></table>',
    '<p dir="rtl">مرحبا</p><blockquote><em>quoted</em> <del>gone</del></blockquote><hr><pre>a\n  b</pre>',
    "<p>1 &lt; 2 &amp; 3 &amp;lt; 4, \u00A0“ü” 👩\u200D🌾</p>",
    '<p><a href="mailto:mei@corp.example">Mei</a> <a href="tel:+4930123">call</a></p>',
  ])("%s", (html) => {
    expect(plain(html)).toBe(html);
    expectInert(html);
  });

  test.each([
    ["a whole document is its body", "<!doctype html><html><head><title>t</title></head><body class=x><p>a</p></body></html>", "<p>a</p>"],
    [
      "dress is taken off",
      '<p class=x id=y style="color:red" lang=de>a<span style="color:blue">b</span><font size=2>c</font></p>',
      "<p>abc</p>",
    ],
    ["blocks stay apart", "<center>a</center><nav>b</nav><form>c</form>", "<div>a</div><div>b</div><div>c</div>"],
    ["code is code", "<xmp><b>a</xmp>", "<pre>&lt;b>a</pre>"],
    ["names nobody knows are their words", "<x-card>a<o:p>b</o:p></x-card>", "ab"],
    [
      "white on a dark ground is seen without either",
      '<table bgcolor=#003366><tr><td style="color:#fff">a</table>',
      "<table><tbody><tr><td>a</td></tr></tbody></table>",
    ],
  ])("%s", (_name, html, expected) => {
    expect(plain(html)).toBe(expected);
  });
});

describe("nothing active is left", () => {
  test.each([
    ["a script", "a<script>alert(1)</script>", "a"],
    ["a style sheet", "a<style>@import url(https://evil.example/)</style>", "a"],
    ["a comment", "a<!--[if mso]><p>evil<![endif]-->", "a"],
    ["handlers", '<p onclick="alert(1)" onmouseover=alert(1)>a</p>', "<p>a</p>"],
    [
      "pictures",
      'a<img src="https://evil.example/?d=1" srcset="https://evil.example/2 2x" alt=evil><picture><source srcset=//evil.example></picture>',
      "a",
    ],
    [
      "pictures in styles and attributes",
      '<div background="https://evil.example/" style="background:url(https://evil.example/)">a</div>',
      "<div>a</div>",
    ],
    [
      "media and frames",
      'a<iframe src="https://evil.example/"></iframe><video poster="https://evil.example/"></video><object data="https://evil.example/"></object><embed src="https://evil.example/">',
      "a",
    ],
    [
      "a form",
      '<form action="https://evil.example/"><button formaction="https://evil.example/">a</button><input name=evil></form>',
      "<div>a</div>",
    ],
    ["a base and a refresh", '<base href="https://evil.example/"><meta http-equiv=refresh content="0;url=https://evil.example/">a', "a"],
    [
      "what a link does besides leading on",
      '<a href="https://x.example/" ping="https://evil.example/" target=evil title=evil>a</a>',
      '<a href="https://x.example/">a</a>',
    ],
    ["a drawing", "a<svg onload=alert(1)><a xlink:href=javascript:evil><text>evil</text></a></svg>", "a"],
    [
      "a script under another name",
      "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>a",
      "a<table></table>",
    ],
    [
      "words in attributes",
      '<table><tr><td colspan="evil words" rowspan=2.5 dir="evil" abbr=evil>a</table><time datetime=evil>b</time>',
      null,
    ],
    ["names every object has", "<p constructor=evil __proto__=evil tostring=evil>a</p>", "<p>a</p>"],
  ])("%s", (_name, html, expected) => {
    const written = plain(html);
    if (expected !== null) expect(written).toBe(expected);
    expect(written).not.toMatch(/evil|alert/);
    expectInert(written);
  });

  test.each([
    '<a href="https://x.example/![a](">t</a> )" onmouseover="alert(1)" <p>x</p>',
    "<p>![a]<!-- -->(https://evil.example/?d=1)</p>",
    "<p>![a][<b>b</b>]: x</p>",
    "<p>&amp;<!-- -->lt;img src=x&amp;gt;</p>",
    "<p>&lt;img src=x onerror=alert(1)&gt; &#x200B;&#xE0061;a</p>",
  ])("what looks like markup stays text: %s", (html) => {
    expectInert(plain(html));
  });

  test("whatever pieces it is made of", () => {
    const pieces = fc.constantFrom(
      ..."< > & \" ' ! [ ] ( ) - / = \n \u200B \u{E0061} ![a]( <!-- --> <![CDATA[ ]]> </p> <p> <table> <tr> <td> </table> <select> <option> <math> <mtext>".split(
        " ",
      ),
      ..."<mglyph> <svg> <desc> <style> </style> <script> </script> <title> <textarea> <xmp> </xmp> <noscript> <template> <plaintext>".split(
        " ",
      ),
      ..."javascript:alert(1) data:text/html,x https://x.example/ &lt; &#60; &amp;lt; onerror= <frameset> <b> </b> <i> <form>".split(" "),
      '<a href="',
      '<a href="https://x.example/',
      '">',
      '<img src="x" onerror="alert(1)">',
      '<p title="',
      "a b",
    );

    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 14 }), (parts) => expectInert(plain(parts.join("")))),
      { numRuns: 3_000 },
    );
  });
});

describe("documents", () => {
  const read = (bytes: Uint8Array, contentType: string) => readDocument(bytes, { as: "html", from: 0, maxChars: 1_000, contentType });

  test("of HTML and Word come as plain HTML", async () => {
    const page = Buffer.from("<html><body><h1 data-id=x>Plan</h1><script>x</script><p hidden>x</p></body></html>");

    expect(await read(page, "text/html")).toMatchObject({ format: "html", text: "<h1>Plan</h1>", totalChars: 13 });
    expect(await read(docx("Plan", ["1 < 2"], [["a", "b"]]), "")).toMatchObject({ text: expect.stringContaining("<p>1 &lt; 2</p>") });
  });

  test("of text and sheets are text in it, whatever they say", async () => {
    expect(await read(Buffer.from("<script>alert(1)</script>"), "text/plain")).toMatchObject({
      text: "<pre>&lt;script>alert(1)&lt;/script></pre>",
    });
    expect(await read(xlsx({ "<b>": [["<img src=x>", 1]] }), "")).toMatchObject({ text: expect.not.stringMatching(/<(?!\/?pre>)/) });
  });
});
