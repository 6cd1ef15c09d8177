/** What libraries in this isolate do not do by themselves: follow a redirect to wherever it leads, or write to the log. */

/** Once, before anything is served. */
export function restrainLibraries(): void {
  const plainFetch = globalThis.fetch;
  // A client's metadata document is fetched by the library: a redirect there would lead past the list of allowed domains.
  globalThis.fetch = (input: string | URL | Request, init?: RequestInit) => plainFetch(input, { redirect: "manual", ...init });
  // Libraries warn in words of their own, with what a client sent in them; what happened stands in our record, in ours.
  console.warn = () => undefined;
}
