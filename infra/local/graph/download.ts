import type { World } from "./store/world.ts";

/**
 * The pre-authenticated download address a driveItem's content redirects to (learn.microsoft.com/graph/api/driveitem-get-content).
 * The address is the credential: a bearer sent along is refused, as the storage service refuses it.
 */
export function downloadFile(world: World, request: Request, url: URL): Response {
  const [, , driveId = "", token = ""] = url.pathname.split("/");
  if (request.headers.has("authorization"))
    return new Response("A pre-authenticated address takes no Authorization header.", { status: 401 });
  const file = world.driveById(driveId)?.byToken(token);
  if (request.method !== "GET" || file === undefined) return new Response("Not found.", { status: 404 });
  return new Response(file.content, {
    headers: {
      "content-type": file.mimeType,
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    },
  });
}
