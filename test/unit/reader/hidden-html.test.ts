/** What style sheets and styles hide in HTML is not read, however they say it; what they show is; and no sheet takes a reader's time. */
import { describe, expect, test } from "vitest";
import type { SeenAs } from "../../../src/core/document.ts";
import { limits } from "../../../src/reader/limits.ts";
import { reader } from "../../../src/reader/reader.ts";

const read = async (html: string, as: SeenAs = "text") => (await reader.convert([html], as))[0];

describe("hidden by a style sheet", () => {
  test.each([
    [".h{display:none!important}", `<p class=h style="display:block">HIDDEN</p>`],
    ["div .h{display:none}", "<div><b><p class=h>HIDDEN</p></b></div>"],
    ["body>p.h{display:none}", "<p class=h>HIDDEN</p>"],
    ["i + p{display:none}", "<i>a</i><p>HIDDEN</p>"],
    ["i ~ p{display:none}", "<i>a</i><b>b</b><p>HIDDEN</p>"],
    ["[data-h]{display:none}", "<p data-h>HIDDEN</p>"],
    ['p[title="x"]{display:none}', "<p title=x>HIDDEN</p>"],
    ["p:not(.v){display:none}", "<p>HIDDEN</p><p class=v>a</p>"],
    ["p:nth-child(2n){display:none}", "<i>a</i><p>HIDDEN</p>"],
    ["@media all{.h{display:none}}", "<p class=h>HIDDEN</p>"],
    ["@media screen and (min-width:1px){.h{display:none}}", "<p class=h>HIDDEN</p>"],
    ["@supports (color:red){@layer a{.h{display:none}}}", "<p class=h>HIDDEN</p>"],
    [".h\\:x{display:none}", `<p class="h:x">HIDDEN</p>`],
    [":root{--c:#fff}.h{color:var(--c)}", "<p class=h>HIDDEN</p>"],
    ["#h{display:none}p.h{display:block}", "<p class=h id=h>HIDDEN</p>"],
  ])("%s", async (sheet, html) => {
    for (const as of ["text", "html"] as const) {
      const text = await read(`<style>${sheet}</style>${html}<blockquote>seen</blockquote>`, as);
      expect(text).not.toContain("HIDDEN");
      expect(text).toContain("seen");
    }
  });
});

test.each([
  "d\\69splay:none",
  "display:n\\6f ne",
  "font:0/0 a",
  "font:1px Arial",
  "opacity:1%",
  "filter:opacity(0)",
  "filter:alpha(opacity=0)",
  "color:hsl(0,0%,100%)",
  "color:hwb(0 100% 0%)",
  "color:aliceblue",
  "-webkit-text-fill-color:transparent",
  "position:absolute;left:9999px",
  "position:absolute;inset:-9999px auto auto auto",
  "transform:translateX(-9999px)",
  "transform:scale(.01)",
  "transform:rotateX(90deg)",
  "scale:0",
  "zoom:0",
  "margin:0 0 0 -9999px",
  "height:0;overflow-y:hidden",
  "text-indent:200%;overflow:hidden",
  "clip-path:polygon(0 0,0 0,0 0)",
])("hidden by style %s", async (style) => {
  expect(await read(`<p style="${style}">HIDDEN</p><p>seen</p>`)).toBe("seen");
  expect(await read(`<p style="${style}">HIDDEN</p><p>seen</p>`, "html")).toMatch(/^(?:<p><\/p>)?<p>seen<\/p>$/);
});

test("letters within letters shrink until nobody reads them", async () => {
  expect(await read(`<p style="font-size:.3em"><b style="font-size:.3em">HIDDEN</b></p><p>seen</p>`)).toBe("seen");
});

test.each([
  "<style>[data-ogsc] p{color:#fff}</style><p>SEEN</p>",
  "<style>@media (prefers-color-scheme: dark){p{color:#fff}}</style><p>SEEN</p>",
  "<style>@media only screen and (max-width:600px){p{display:none}}</style><p>SEEN</p>",
  "<style>@media print{p{display:none}}</style><p>SEEN</p>",
  "<style>a:hover p,p::before{display:none}</style><p>SEEN</p>",
  "<style>.x{display:none}p.x{display:block}</style><p class=x>SEEN</p>",
  "<style>tr:nth-child(2){display:none}</style><table><tr><td>SEEN</table>",
  "<style>div>p{display:none}</style><div><b><p>SEEN</p></b></div>",
  '<p style="font:700 14px/1.5 Arial">SEEN</p>',
  '<p style="margin:0 auto;opacity:1;zoom:1;filter:alpha(opacity=50)">SEEN</p>',
  '<p style="transform:translate(-50%,-50%);color:hsl(210,50%,40%)">SEEN</p>',
  '<div style="font-size:0"><span style="font-size:14px">SEEN</span></div>',
])("shown: %s", async (html) => {
  expect(await read(html)).toBe("SEEN");
});

test("pieces do not make an image together", async () => {
  expect(await read("<p>!<span>[x](https://evil.example/?q=1)</span></p>")).toBe("[image: x]");
});

describe("a style sheet made to take time", () => {
  test.each([
    ["rules for everything", `<style>${"*{color:red}".repeat(9_000)}</style>${"<p>x".repeat(20_000)}`],
    [
      "selectors of many steps",
      `<style>${"div div div div div div div b{color:red}".repeat(5_000)}</style>${"<div>".repeat(200)}${"<b>x</b>".repeat(2_000)}`,
    ],
    ["more rules than any", `<style>${"a{color:red}".repeat(limits.styleRules + 1)}</style><p>x`],
  ])("is given up: %s", async (_name, html) => {
    const started = performance.now();
    expect(await reader.convert([html, "<p>other</p>"], "text")).toEqual([null, "other"]);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test.each([
    ["commas", `<style>${",".repeat(500_000)}{a:b}</style><p>x`],
    ["open parentheses", `<style>${":not(a,".repeat(70_000)}{a:b}</style><p>x`],
    ["digits", `<p style="font:${"1".repeat(500_000)};font-size:${"1".repeat(500_000)}x">x`],
    ["spaces", `<p style="color:rgb(1 1 1${" ".repeat(1_000_000)}x">x`],
    ["variables", `<p style="color:${"var(--a,".repeat(120_000)}">x`],
  ])("is read in linear time: %s", async (_name, html) => {
    const started = performance.now();
    expect(await read(html)).toBe("x");
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
