import { expect, test } from "vitest";
import { bodyStart } from "../../../../src/tools/mail/body-start.ts";

const mark = (html: string) => {
  const at = bodyStart(html);
  return `${html.slice(0, at)}|${html.slice(at)}`;
};

test.each([
  "<body>|x",
  "<html><head></head><body>|x</body></html>",
  '<!DOCTYPE html>\r\n<HTML lang="en"><HEAD><META charset="utf-8"><TITLE>a</TITLE></HEAD>\n<BODY class="a>b" dir=ltr>|x',
  "<html><head><!-- <body> --><style>p::before { content: '<body>' }</style></head><body>|x",
  "<html><head><title><body></title></head><body>|x",
  "<!--x--!><body>|a<!-- --><body>b",
  "<!--><body>|x",
  '<html><head><meta content="<body>"></head><body>|x',
])("begins after the tag that opens the body: %s", (marked) => {
  expect(mark(marked.replace("|", ""))).toBe(marked);
});

test.each([
  "",
  "x",
  "<p>x</p>",
  "text<body>x",
  "<html><head><!-- never closed <body>x",
  "<html><head><style>never closed <body>x",
  "<html><head><title>never closed <body>x",
  '<html><head><meta content="never closed><body>x',
  "<html><template><body>x",
  "<html><head><noscript><body>x",
  "<html><svg><body>x",
  "<body-x>x",
  "<html><script><body>x",
  "</body><body",
  "< body>x",
])("begins at the beginning where that is not plain: %s", (html) => {
  expect(bodyStart(html)).toBe(0);
});

test("takes no longer than the text is long", () => {
  const started = performance.now();
  for (const hostile of ['<a "', "<!--", "<style>", "<meta '", "<meta>", "<html ", " ", "<!x"]) bodyStart(hostile.repeat(500_000));

  expect(performance.now() - started).toBeLessThan(5_000);
});
