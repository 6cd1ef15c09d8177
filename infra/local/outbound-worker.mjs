/**
 * Where every outbound request of the Worker ends up: one record each, and a 403 for a host that is not on the list. A few addresses of
 * the internet answer with what the estate was told they answer.
 * Runs inside workerd beside the product, so that the hop costs next to nothing.
 */
const asked = [];
const kept = 20_000;

export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    if (url.host === "outbound.lab") {
      if (request.method === "DELETE") asked.length = 0;
      return Response.json(asked);
    }
    const answer = env.INTERNET?.[url.href];
    const allowed = answer !== undefined || env.ALLOWED_HOSTS.includes(url.host);
    asked.push({ at: Date.now(), host: url.host, method: request.method, path: url.pathname, allowed });
    if (asked.length > kept) asked.splice(0, asked.length - kept);
    if (!allowed) return new Response(`outbound host ${url.host} is not on the list of the local estate`, { status: 403 });
    if (answer !== undefined) return answered(answer);
    return fetch(request, { redirect: "manual" });
  },
};

/** All at once, or one byte every so often. */
function answered({ status = 200, headers = {}, body = "", byteEveryMs }) {
  if (byteEveryMs === undefined) return new Response(body, { status, headers });
  const bytes = new TextEncoder().encode(body);
  let at = 0;
  const dripping = new ReadableStream({
    async pull(controller) {
      if (at === bytes.byteLength) return controller.close();
      await new Promise((resolve) => setTimeout(resolve, byteEveryMs));
      controller.enqueue(bytes.subarray(at, ++at));
    },
  });
  return new Response(dripping, { status, headers });
}
