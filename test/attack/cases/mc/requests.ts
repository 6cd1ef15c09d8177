/** MC: versions, headers that say something else than the body, browsers, methods and content types. */
import { done, J, P403, refusal, seen, type Seen } from "../../answers.ts";
import type { AttackCase, Attempt } from "../../framework.ts";
import { call, type HeaderChanges, message, messageHeaders, modern, modernMeta, rpc } from "../../mcp-message.ts";
import type { Stage } from "../../stage.ts";
import { sendRaw } from "../../wire.ts";

/** Any method, at the Worker's own door. */
function asked(stage: Stage, method: string, headers: HeaderChanges = {}): Promise<Seen> {
  return seen(fetch(`${stage.contract.directOrigin}/mcp`, { method, headers: messageHeaders(stage, headers) }));
}

export const requestCases: readonly AttackCase[] = [
  {
    id: "MC-13",
    title: "a revision nobody speaks, or two in one request",
    async play(stage) {
      const meta = (version: string) => ({
        _meta: { "io.modelcontextprotocol/protocolVersion": version, "io.modelcontextprotocol/clientCapabilities": {} },
      });
      const modernCall = (version: string) => call("getEmails", {}, meta(version));
      const headers = modern("tools/call", "getEmails");
      await stage.refuses([
        {
          name: "1999 in the header",
          send: () => message(stage, call("getEmails"), { "mcp-protocol-version": "1999-01-01" }),
          answer: J(400, [-32000, -32022]),
          reason: ["protocol_version", "protocol_refused"],
        },
        {
          name: "nonsense in the header",
          send: () => message(stage, call("getEmails"), { "mcp-protocol-version": "../2025-11-25" }),
          answer: J(400, [-32000, -32022]),
          reason: ["protocol_version", "protocol_refused"],
        },
        {
          name: "1999 in header and body",
          send: () => message(stage, modernCall("1999-01-01"), { ...headers, "mcp-protocol-version": "1999-01-01" }),
          answer: J(400, -32022),
          reason: "protocol_version",
        },
        ...(
          [
            ["2026 in the header, 2025 in the body", "2026-07-28", "2025-11-25"],
            ["2025 in the header, 2026 in the body", "2025-11-25", "2026-07-28"],
            ["none in the header, 2026 in the body", null, "2026-07-28"],
          ] as const
        ).map(([name, header, body]): Attempt => ({
          name,
          send: () => message(stage, modernCall(body), { ...headers, "mcp-protocol-version": header }),
          answer: J(400, -32020),
          reason: "header_mismatch",
        })),
        {
          name: "2026 in the header, no envelope in the body",
          send: () => message(stage, call("getEmails"), headers),
          answer: J(400, -32602),
          reason: "args_invalid",
        },
      ]);
    },
  },
  {
    id: "MC-14",
    title: "headers that name another method or tool than the body",
    async play(stage) {
      const body = call("sendEmail", { to: ["a@evil.example"], subject: "x", body: "x" }, modernMeta);
      const good = modern("tools/call", "sendEmail");
      const mismatch = (name: string, headers: HeaderChanges): Attempt => ({
        name,
        send: () => message(stage, body, { ...good, ...headers }),
        answer: J(400, -32020),
        reason: "header_mismatch",
      });
      const sentinel = (text: string) => `=?base64?${Buffer.from(text).toString("base64")}?=`;
      await stage.refuses([
        mismatch("a harmless method", { "mcp-method": "tools/list" }),
        mismatch("the method in capitals", { "mcp-method": "TOOLS/CALL" }),
        mismatch("no method", { "mcp-method": null }),
        mismatch("a harmless tool", { "mcp-name": "whoAmI" }),
        mismatch("a harmless tool in the sentinel's dress", { "mcp-name": sentinel("whoAmI") }),
        mismatch("the tool in lower case", { "mcp-name": "sendemail" }),
        mismatch("two tools", { "mcp-name": "whoAmI, sendEmail" }),
        mismatch("no tool", { "mcp-name": null }),
        mismatch("an empty tool", { "mcp-name": "" }),
      ]);
    },
  },
  {
    id: "MC-15",
    title: "a page of somebody else's, and names that lead here by DNS",
    async play(stage) {
      const { origin, directOrigin } = stage.contract;
      const origins = [
        "https://evil.example",
        "null",
        "http://127.0.0.1.evil.example",
        `${origin}.evil.example`,
        origin.replace("http:", "https:"),
        "http://localhost",
        "http://127.0.0.1",
        origin.toUpperCase(),
        `${origin}/`,
        `${origin}, https://evil.example`,
        "file://",
        "chrome-extension://abcdef",
      ];
      await stage.refuses(
        origins.map((value): Attempt => ({
          name: `Origin ${value}`,
          send: () =>
            sendRaw(directOrigin, {
              method: "POST",
              path: "/mcp",
              headers: Object.entries(messageHeaders(stage, { origin: value })),
              body: "{}",
            }),
          answer: refusal(403, "origin_refused"),
          reason: "origin_refused",
        })),
      );
      await stage.refuses(
        [
          "evil.example",
          "127.0.0.1.evil.example",
          "localhost",
          "0.0.0.0",
          "[::1]",
          `${new URL(origin).host}.`,
          "rebind.evil.example:8787",
        ].map((host): Attempt => ({
          name: `Host ${host}`,
          send: () =>
            sendRaw(directOrigin, {
              method: "POST",
              path: "/mcp",
              headers: [["host", host], ...Object.entries(messageHeaders(stage))],
              body: "{}",
            }),
          answer: P403,
          reason: "host_not_allowed",
        })),
      );
      stage.holds("our own origin", 200, (await message(stage, rpc("tools/list"), { origin })).status);
    },
  },
  {
    id: "MC-16",
    title: "what a page of somebody else's may read",
    async play(stage) {
      const { directOrigin } = stage.contract;
      const paths = ["/mcp", "/healthz", "/connect", "/authorize", "/token", "/register", "/.well-known/oauth-authorization-server"];
      for (const path of paths) {
        for (const method of ["GET", "POST", "OPTIONS"]) {
          const { headers } = await fetch(`${directOrigin}${path}`, {
            method,
            redirect: "manual",
            headers: {
              ...messageHeaders(stage, { origin: "https://evil.example" }),
              "access-control-request-method": "POST",
              "access-control-request-headers": "authorization",
            },
          });
          stage.holds(
            `${method} ${path}`,
            [null, null],
            [headers.get("access-control-allow-origin"), headers.get("access-control-allow-credentials")],
          );
        }
      }
    },
  },
  {
    id: "MC-17",
    title: "any method but POST",
    async play(stage) {
      await stage.refuses(
        ["GET", "PUT", "DELETE", "PATCH", "PROPFIND", "QUERY"].map((method): Attempt => ({
          name: method,
          send: () => asked(stage, method, { "x-http-method-override": "POST" }),
          answer: refusal(405, "method_refused", { allow: "POST" }),
          reason: "method_refused",
        })),
      );
      await stage.record.clear();
      for (const method of ["HEAD", "OPTIONS"]) {
        const { status, text, headers } = await asked(stage, method);
        stage.holds(method, [405, "POST"], [status, headers.get("allow")]);
        stage.holds(`${method}: anything of a mailbox`, false, text.includes("result"));
      }
    },
  },
  {
    id: "MC-18",
    title: "what a form of any page could send: simple content types, no Accept",
    async play(stage) {
      const types = [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain; application/json",
        "application/jsonp",
        "application/json-patch+json",
        "text/json",
        "",
      ];
      await stage.refuses([
        ...types.map((type): Attempt => ({
          name: `Content-Type ${type}`,
          send: () =>
            sendRaw(stage.contract.directOrigin, {
              method: "POST",
              path: "/mcp",
              headers: Object.entries(messageHeaders(stage, { "content-type": type === "" ? null : type })),
              body: JSON.stringify(call("getEmails")),
            }),
          answer: refusal(415, "content_type_refused"),
          reason: "content_type_refused",
        })),
        ...["text/html", "application/json", "text/event-stream", "image/*"].map((accept): Attempt => ({
          name: `Accept ${accept}`,
          send: () => message(stage, call("getEmails"), { accept }),
          answer: J(406, -32000),
          reason: "protocol_refused",
        })),
      ]);
      stage.holds(
        "with a charset",
        null,
        done.problem(await message(stage, call("whoAmI"), { "content-type": "application/json; charset=utf-8" })),
      );
    },
  },
];
