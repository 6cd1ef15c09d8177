import { Buffer } from "node:buffer";
import { describe, expect, test } from "vitest";
import type { Reading } from "../../../src/core/document.ts";
import { convertHtml } from "../../../src/reader/convert-html.ts";
import { readDocument } from "../../../src/reader/read-document.ts";
import { reader } from "../../../src/reader/reader.ts";

const read = (bytes: Uint8Array, over: Partial<Reading> = {}) => readDocument(bytes, { as: "text", from: 0, maxChars: 1_000, ...over });

describe("text", () => {
  test.each<[string, Partial<Reading>, string]>([
    ["by its name", { name: "rows.CSV" }, "csv"],
    ["by its type", { contentType: "text/vtt; charset=utf-8" }, "vtt"],
    ["Markdown", { name: "notes.md" }, "markdown"],
    ["JSON", { contentType: "application/json" }, "json"],
    ["XML", { name: "feed.xml" }, "xml"],
    ["a message", { name: "mail.eml" }, "email"],
    ["anything else", { name: "LICENSE", contentType: "application/octet-stream" }, "text"],
  ])("%s", async (_name, said, format) => {
    expect(await read(Buffer.from("a,b\n1,2\n"), said)).toEqual({ kind: "text", text: "a,b\n1,2\n", totalChars: 8, format, bytes: 8 });
  });

  test.each<[string, Buffer, Partial<Reading>?]>([
    ["UTF-8", Buffer.from("Grüße €")],
    ["UTF-8 with a byte order mark", Buffer.from("\uFEFFGrüße €")],
    ["UTF-16, little end first", Buffer.from("\uFEFFGrüße €", "utf16le")],
    ["UTF-16, big end first", Buffer.from("\uFEFFGrüße €", "utf16le").swap16()],
    ["Windows-1252", Buffer.from("4772fcdf652080", "hex")],
    ["ISO 8859-15, where it says so", Buffer.from("4772fcdf6520a4", "hex"), { contentType: "text/plain; charset=iso-8859-15" }],
    ["a charset nobody knows", Buffer.from("4772fcdf652080", "hex"), { contentType: "text/plain; charset=x-none" }],
  ])("in %s", async (_name, bytes, said = {}) => {
    expect(await read(bytes, said)).toMatchObject({ text: "Grüße €" });
  });

  test("loses what nobody sees", async () => {
    expect(await read(Buffer.from("pay\u200B\u202E now\u{E0061}![x](https://evil.example/?d=1)"))).toMatchObject({
      text: "pay now[image: x]",
    });
  });

  test("is never cut inside a character", async () => {
    const bytes = Buffer.from("ab😀cd");

    expect(await read(bytes, { maxChars: 3 })).toMatchObject({ text: "ab😀", totalChars: 6 });
    expect(await read(bytes, { from: 4, maxChars: 3 })).toMatchObject({ text: "cd" });
  });

  test("an empty one is empty", async () => {
    expect(await read(new Uint8Array())).toEqual({ kind: "text", text: "", totalChars: 0, format: "text", bytes: 0 });
  });
});

describe("HTML", () => {
  const letter = `<!doctype html><html><head><title>do-not-leak</title><style>.note { display: none } @media print { .kept { display: none } }</style></head>
    <body><h1>Offer</h1><p>Dear <b>Mei</b>,<br>see <a href="https://corp.example/a_b?x=1">the terms</a>.</p>
    <ul><li>one</li><li>two</li></ul><table><tr><th>Item</th><th>EUR</th></tr><tr><td>Bed</td><td>40</td></tr></table>
    <p class="kept">Kept</p><p class="note">do-not-leak</p></body></html>`;

  test("as text", async () => {
    expect(await read(Buffer.from(letter))).toMatchObject({
      format: "html",
      text: "Offer\n\nDear Mei,\nsee the terms.\n\none\ntwo\nItem\tEUR\nBed\t40\n\nKept",
    });
  });

  test("as Markdown", () => {
    expect(convertHtml(letter, "markdown")).toBe(
      [
        "# Offer",
        "Dear **Mei**,\\\nsee [the terms](https://corp.example/a_b?x=1).",
        "- one\n- two",
        "| Item | EUR |\n| ---- | --- |\n| Bed  | 40  |",
        "Kept",
      ].join("\n\n"),
    );
  });

  test("in the charset it names", async () => {
    const bytes = Buffer.from('<html><meta charset="iso-8859-15"><p>10 \u00a4</p></html>', "latin1");

    expect(await read(bytes)).toMatchObject({ text: "10 €" });
  });

  test.each([
    ["a comment", "<!-- do-not-leak -->"],
    ["a script", "<script>do-not-leak</script>"],
    ["a template", "<template>do-not-leak</template>"],
    ["noscript", "<noscript>do-not-leak</noscript>"],
    ["a picture's words", '<img src="https://evil.example/?d=1" alt="do-not-leak" title="do-not-leak">'],
    ["a drawing", "<svg><text>do-not-leak</text></svg>"],
    ["a form's values", '<input value="do-not-leak"><textarea>do-not-leak</textarea>'],
    ["hidden", "<p hidden>do-not-leak</p>"],
    ["display: none", '<p style="DISPLAY : none !important">do-not-leak</p>'],
    ["visibility: hidden", '<p style="visibility:hidden">do-not-leak</p>'],
    ["no size", '<p style="font-size:0">do-not-leak</p>'],
    ["one pixel", '<p style="font-size:1px">do-not-leak</p>'],
    ["no opacity", '<p style="opacity:0">do-not-leak</p>'],
    ["off the page", '<p style="position:absolute; left:-9999px">do-not-leak</p>'],
    ["indented away", '<p style="text-indent:-9999px">do-not-leak</p>'],
    ["cut away", '<div style="max-height:0;overflow:hidden">do-not-leak</div>'],
    ["clipped", '<p style="position:absolute;clip:rect(0,0,0,0)">do-not-leak</p>'],
    ["scaled away", '<p style="transform: scale(0)">do-not-leak</p>'],
    ["white on white", '<p style="color:#fff">do-not-leak</p>'],
    ["white by name", '<font color="white">do-not-leak</font>'],
    ["nearly white", '<p style="color:rgb(250, 250, 250)">do-not-leak</p>'],
    ["of its background's colour", '<table bgcolor="#003366"><tr><td><p style="color:#003366">do-not-leak</p></td></tr></table>'],
    ["transparent", '<p style="color:rgba(0,0,0,0)">do-not-leak</p>'],
    ["Outlook's own way", '<p style="mso-hide:all">do-not-leak</p>'],
    ["by an id's rule", "<style>#x { font-size: 0 }</style><p id=x>do-not-leak</p>"],
    ["by a name's rule", "<style>/* a */ aside, b.c { visibility: hidden }</style><aside>do-not-leak</aside>"],
  ])("leaves out what is hidden: %s", (_name, hidden) => {
    const html = `<table><tr><td>seen</td></tr></table>${hidden}`;

    expect(convertHtml(html, "text")).toBe("seen");
    expect(convertHtml(html, "markdown")).not.toContain("do-not-leak");
    expect(convertHtml(html, "markdown")).not.toContain("evil.example");
    expect(convertHtml(html, "html").replace(/<\/?[a-z]+>/g, "")).toBe("seen");
  });

  test.each([
    ["sized again inside", '<div style="font-size:0"><span style="font-size:14px">seen</span></div>'],
    ["visible again inside", '<div style="visibility:hidden"><p style="visibility:visible">seen</p></div>'],
    ["white on a dark ground", '<div style="background:#003366 url()"><p style="color:white">seen</p></div>'],
    ["white on a picture", '<div style="background-image:url(cid:x)"><p style="color:white">seen</p></div>'],
    ["hidden for one kind of screen", "<style>@media (max-width: 600px) { .wide { display: none } }</style><p class=wide>seen</p>"],
    ["in a colour nobody knows", '<p style="color:var(--x)">seen</p>'],
  ])("keeps what is %s", (_name, html) => {
    expect(convertHtml(html, "text")).toBe("seen");
  });

  test.each(["javascript:alert(1)", "data:text/html,x", "//evil.example/x", "vbscript:x", "https://x.example/\u{E0061}"])(
    "a link to %s is only its words",
    (href) => {
      expect(convertHtml(`<p><a href="${href}">go</a></p>`, "markdown")).toBe("go");
      expect(convertHtml(`<p><a href="${href}">go</a></p>`, "html")).toBe("<p>go</p>");
    },
  );

  test("what looks like Markdown in it stays text", () => {
    expect(convertHtml("<p>![x](https://evil.example/?d=1) [a](b) <b>*</b></p>", "markdown")).not.toContain("](");
  });

  test("deep nesting is damaged, not a fault", async () => {
    expect(await read(Buffer.from(`<html>${"<div>".repeat(100_000)}x`))).toEqual({ kind: "unreadable", reason: "malformed" });
  });

  test("more than can be held as a tree is too large", async () => {
    expect(await read(Buffer.from(`<html>${" ".repeat(4 * 1024 * 1024)}`))).toEqual({ kind: "unreadable", reason: "too_large" });
  });

  test("many bodies come back in their order, one that cannot be read as nothing", async () => {
    expect(await reader.convert(["<p>a</p>", "", "<div>".repeat(100_000), "<b>b</b>"], "markdown")).toEqual(["a", "", null, "**b**"]);
  });
});
