/** Addresses at Microsoft that carry their own credential: which hosts they may name, and how none is read on the way. */

/** Where bytes may be fetched from and sent to without a token. */
export type DocumentPlaces = {
  /** Graph's own. */
  readonly graphOrigin: string;
  /** `outlook.office.com`, or `*.sharepoint.com` for any depth below; https alone. */
  readonly documentHosts: readonly string[];
};

export function isAllowedUrl(url: string, { graphOrigin, documentHosts }: DocumentPlaces): boolean {
  const parsed = URL.parse(url);
  if (parsed === null || parsed.username !== "" || parsed.password !== "") return false;
  if (parsed.origin === graphOrigin) return true;
  const { protocol, port, hostname } = parsed;
  if (protocol !== "https:" || port !== "") return false;
  return documentHosts.some((host) => (host.startsWith("*.") ? hostname.endsWith(host.slice(1)) : hostname === host));
}

/** Whoever has one downloads the file, or is the file; no tool needs either: documents come by `answerDocument`. */
const withheldNames: ReadonlySet<string> = new Set(["@microsoft.graph.downloadUrl", "@content.downloadUrl", "contentBytes"]);

/** An address with a credential in its query, as thumbnails and recordings have under any name; also within another's query. */
const carriesCredential = (text: string): boolean =>
  /^https:\/\/\S+$/i.test(text) && /(?:[?&]|%3f|%26)(?:tempauth|access_token|authkey|sig)(?:=|%3d)/i.test(text);

const isWithheld = (name: string, value: unknown): boolean =>
  withheldNames.has(name) || (name !== "uploadUrl" && typeof value === "string" && carriesCredential(value));

/** The JSON value without what is withheld, its upload addresses changed: sealed by the relay, opened by the agent. */
export async function changeUrls(value: unknown, change: (uploadUrl: string) => Promise<string>): Promise<unknown> {
  if (!holdsUrl(value)) return value;
  if (Array.isArray(value)) return Promise.all(value.map((each) => changeUrls(each, change)));
  const kept = Object.entries(value).filter(([name, each]) => !isWithheld(name, each));
  const changed = kept.map(async ([name, each]: [string, unknown]) => [
    name,
    name === "uploadUrl" && typeof each === "string" ? await change(each) : await changeUrls(each, change),
  ]);
  return Object.fromEntries(await Promise.all(changed)) as unknown;
}

function holdsUrl(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.some(holdsUrl);
  return Object.entries(value).some(([name, each]) => name === "uploadUrl" || isWithheld(name, each) || holdsUrl(each));
}
