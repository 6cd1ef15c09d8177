/**
 * Where every outbound request of the Worker ends up: one record each, and a 403 for a host that is not on the list. A few addresses of
 * the internet answer with a document of their own.
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
    const document = env.DOCUMENTS?.[url.href];
    const allowed = document !== undefined || env.ALLOWED_HOSTS.includes(url.host);
    asked.push({ at: Date.now(), host: url.host, method: request.method, path: url.pathname, allowed });
    if (asked.length > kept) asked.splice(0, asked.length - kept);
    if (!allowed) return new Response(`outbound host ${url.host} is not on the list of the local estate`, { status: 403 });
    if (document !== undefined) return new Response(document, { headers: { "content-type": "application/json" } });
    return fetch(request, { redirect: "manual" });
  },
};
