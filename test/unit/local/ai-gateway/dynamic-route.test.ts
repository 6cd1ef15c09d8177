import { describe, expect, test } from "vitest";
import { parseDynamicRoute, walkRoute, type DynamicRoute } from "../../../../infra/local/ai-gateway/dynamic-route.ts";

const model = (id: string, fallback: string): DynamicRoute["elements"][number] => ({
  id,
  type: "model",
  properties: { provider: "custom-relay", model: id, timeout: 1_000, retries: 0 },
  outputs: { success: { elementId: "end" }, fallback: { elementId: fallback } },
});

const route = (...elements: DynamicRoute["elements"]): DynamicRoute => ({
  name: "handler",
  elements: [
    { id: "start", type: "start", outputs: { next: { elementId: elements[0]?.id ?? "end" } } },
    ...elements,
    { id: "end", type: "end", outputs: {} },
  ],
});

const limit: DynamicRoute["elements"][number] = {
  id: "limit",
  type: "rate",
  properties: { limitType: "count", key: "metadata.userId", limit: 1, window: 60 },
  outputs: { success: { elementId: "first" }, fallback: { elementId: "second" } },
};

describe("walking a route", () => {
  const answering = (names: readonly string[]) => ({
    admit: () => true,
    ask: async ({ id }: { id: string }, step: number) => (names.includes(id) ? `${id}@${step}` : undefined),
  });

  test("ends at the first model that answers", async () => {
    const walked = await walkRoute(route(model("first", "second"), model("second", "end")), answering(["first", "second"]));
    expect(walked).toEqual({ kind: "answered", answer: "first@0" });
  });

  test("follows the fallback of a model that fails", async () => {
    const walked = await walkRoute(route(model("first", "second"), model("second", "end")), answering(["second"]));
    expect(walked).toEqual({ kind: "answered", answer: "second@1" });
  });

  test("fails when the last fallback ends", async () => {
    expect(await walkRoute(route(model("first", "end")), answering([]))).toEqual({ kind: "failed" });
  });

  test("takes the fallback of a rate element that refuses", async () => {
    const steps = { ...answering(["second"]), admit: () => false };
    expect(await walkRoute(route(limit, model("first", "end"), model("second", "end")), steps)).toEqual({
      kind: "answered",
      answer: "second@0",
    });
  });

  test("stops in a loop of fallbacks", async () => {
    expect(await walkRoute(route(model("first", "second"), model("second", "first")), answering([]))).toEqual({ kind: "failed" });
  });
});

describe("a route the gateway does not take", () => {
  test("good one first", () => {
    expect(parseDynamicRoute(route(model("first", "end")))).toEqual(route(model("first", "end")));
  });

  test.each([
    ["an output that leads nowhere", route(model("first", "nowhere")), /names no element: nowhere/],
    ["two elements of one id", route(model("first", "end"), model("first", "end")), /two elements share an id/],
    ["no start", { ...route(), elements: route().elements.slice(1).concat(model("first", "end")) }, /exactly one start element/],
    ["a percentage element", { ...route(), elements: [...route().elements, { id: "p", type: "percentage", outputs: {} }] }, /type/],
    ["a rate key outside metadata", route({ ...limit, properties: { ...limit.properties, key: "userId" } }), /metadata\.<entry>/],
    ["a name with a slash", { ...route(model("first", "end")), name: "a/b" }, /name/],
  ])("has %s, and the refusal says so", (_name, sent, message) => {
    expect(() => parseDynamicRoute(sent)).toThrow(message);
  });
});
