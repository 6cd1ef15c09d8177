/**
 * Dynamic routes as the API takes them (`POST /accounts/{a}/ai-gateway/gateways/{gw}/routes`) and how one is walked.
 * Source: developers.cloudflare.com/ai-gateway/features/dynamic-routing and the element types of the `cloudflare` SDK. Walked here: start,
 * rate (by count), model, end. Conditional and percentage elements are refused when the gateway starts.
 */
import { z } from "zod";

const target = z.strictObject({ elementId: z.string().min(1) });

const element = z.discriminatedUnion("type", [
  z.strictObject({ id: z.string().min(1), type: z.literal("start"), outputs: z.strictObject({ next: target }) }),
  z.strictObject({
    id: z.string().min(1),
    type: z.literal("rate"),
    properties: z.strictObject({
      limitType: z.literal("count"),
      key: z.string().regex(/^metadata\.[^.]+/, 'must be "metadata.<entry>"'),
      limit: z.int().min(1),
      /** Seconds. */
      window: z.int().min(1),
    }),
    outputs: z.strictObject({ success: target, fallback: target }),
  }),
  z.strictObject({
    id: z.string().min(1),
    type: z.literal("model"),
    properties: z.strictObject({
      provider: z.string().min(1),
      model: z.string().min(1),
      /** Milliseconds to the first byte. */
      timeout: z.int().min(1),
      retries: z.int().min(0).max(5),
    }),
    outputs: z.strictObject({ success: target, fallback: target }),
  }),
  z.strictObject({ id: z.string().min(1), type: z.literal("end"), outputs: z.strictObject({}) }),
]);

const dynamicRoute = z
  .strictObject({ name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/), elements: z.array(element).min(2) })
  .superRefine(({ elements }, context) => {
    const ids = new Set(elements.map(({ id }) => id));
    if (ids.size !== elements.length) context.addIssue({ code: "custom", path: ["elements"], message: "two elements share an id" });
    if (elements.filter(({ type }) => type === "start").length !== 1) {
      context.addIssue({ code: "custom", path: ["elements"], message: "needs exactly one start element" });
    }
    for (const { id, outputs } of elements) {
      for (const [output, { elementId }] of Object.entries<{ elementId: string }>(outputs)) {
        if (!ids.has(elementId)) {
          context.addIssue({ code: "custom", path: ["elements", id, "outputs", output], message: `names no element: ${elementId}` });
        }
      }
    }
  });

export type DynamicRoute = z.infer<typeof dynamicRoute>;
type Element = DynamicRoute["elements"][number];
export type RateElement = Extract<Element, { type: "rate" }>;
export type ModelElement = Extract<Element, { type: "model" }>;

/** @throws Error that names the route, the element and what is wrong with it. */
export function parseDynamicRoute(sent: unknown): DynamicRoute {
  const parsed = dynamicRoute.safeParse(sent);
  if (parsed.success) return parsed.data;
  throw new Error(`Dynamic route is not one the gateway takes:\n${z.prettifyError(parsed.error)}`);
}

export type RouteEnd<Answer> =
  | { readonly kind: "answered"; readonly answer: Answer }
  | { readonly kind: "rate-limited" }
  | { readonly kind: "failed" };

/**
 * Follows the elements from start to end. `admit` says whether a rate element lets the call through; `ask` tries a model element (`step` counts
 * them from 0) and gives undefined where it failed, which leads on to its fallback.
 */
export async function walkRoute<Answer>(
  route: DynamicRoute,
  steps: {
    readonly admit: (rate: RateElement) => boolean;
    readonly ask: (model: ModelElement, step: number) => Promise<Answer | undefined>;
  },
): Promise<RouteEnd<Answer>> {
  const byId = new Map(route.elements.map((each) => [each.id, each]));
  let current = route.elements.find(({ type }) => type === "start");
  let end: RouteEnd<Answer> = { kind: "failed" };
  let step = 0;
  // Routes may hold a loop (a fallback that points back): the number of elements bounds every useful walk.
  for (let hops = 0; current !== undefined && current.type !== "end" && hops <= route.elements.length; hops += 1) {
    let next: string;
    switch (current.type) {
      case "start":
        next = current.outputs.next.elementId;
        break;
      case "rate": {
        const admitted = steps.admit(current);
        if (!admitted) end = { kind: "rate-limited" };
        next = current.outputs[admitted ? "success" : "fallback"].elementId;
        break;
      }
      case "model": {
        const answer = await steps.ask(current, step);
        if (answer !== undefined) return { kind: "answered", answer };
        end = { kind: "failed" };
        step += 1;
        next = current.outputs.fallback.elementId;
        break;
      }
    }
    current = byId.get(next);
  }
  return end;
}
