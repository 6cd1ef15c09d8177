/** The product's Worker with a clock that a test may set ahead: `http://clock.lab/?ms=60000`. Imports in this order. */
import { advance } from "./movable-clock.mjs";
import worker from "./index.js";

export * from "./index.js";

export default {
  ...worker,
  fetch(request, env, context) {
    const url = new URL(request.url);
    if (url.host !== "clock.lab") return worker.fetch(request, env, context);
    advance(Number(url.searchParams.get("ms")));
    return new Response(null, { status: 204 });
  },
};
