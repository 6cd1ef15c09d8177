import { expect, test } from "vitest";
import { isPlainRedirect } from "../../../src/oauth/redirects.ts";

test.each(["https://claude.ai/api/mcp/auth_callback", "http://127.0.0.1:33418/callback", "http://[::1]:1/x?y=1", "http://127.0.0.1:33418"])(
  "%s is written plainly",
  (uri) => {
    expect(isPlainRedirect(uri)).toBe(true);
  },
);

test.each([
  "http://127.1:33418/callback",
  "http://0x7f.0.0.1:33418/callback",
  "http://user@127.0.0.1:33418/callback",
  "http://@127.0.0.1:33418/callback",
  "http://127.0.0.1:033418/callback",
  "HTTP://127.0.0.1:33418/callback",
  "http:/127.0.0.1:33418/callback",
  "http://127.0.0.1:33418/x/../callback",
  "http://127.0.0.1:33418/callback#",
  " http://127.0.0.1:33418/callback",
  "cursor: //x/callback",
  "not a URL",
  "",
])("%j is not", (uri) => {
  expect(isPlainRedirect(uri)).toBe(false);
});
