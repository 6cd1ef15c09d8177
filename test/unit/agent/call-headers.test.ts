import { expect, test } from "vitest";
import { callHeader, readCall, writeCall } from "../../../src/agent/call-headers.ts";
import { doorCallOf } from "../../support/door-call.ts";

const call = doorCallOf({
  principal: { id: "user:alice", kind: "user", email: "alice@corp.example", groups: ["Finanzen für alle \u{1f600}"] },
  userAgent: 'curl/8 "\r\nx-m365-call: forged',
});

test("what the door writes is what the object reads, in any language", () => {
  expect(readCall(new Headers({ [callHeader]: writeCall(call) }))).toEqual(call);
});

test("is one header whatever it says", () => {
  expect(writeCall(call)).toMatch(/^[\x21-\x7e]+$/);
});

const written = (over: object): string => encodeURIComponent(JSON.stringify({ ...call, ...over }));

test.each<[string, string | null]>([
  ["absent", null],
  ["empty", ""],
  ["no JSON", "alice"],
  ["half an escape", "%e"],
  ["twice", `${writeCall(call)}, ${writeCall(call)}`],
  ["without a principal", written({ principal: undefined })],
  ["with a principal of another kind", written({ principal: { ...call.principal, id: "admin:alice" } })],
  ["with a member of its own", written({ admin: true })],
  ["with a request id that is none", written({ requestId: "../x" })],
])("nobody is calling where it is %s", (_name, header) => {
  expect(() => readCall(new Headers(header === null ? {} : { [callHeader]: header }))).toThrow();
});
