/** Client ID Metadata Documents (draft-ietf-oauth-client-id-metadata-document): only domains on the list are ever asked for one. */

export type MetadataDomains = {
  /** None at all: the registration way is off. */
  readonly size: number;
  /** Whether a client id that is a URL stands under an allowed domain: that host itself, over https, on the usual port, as a parser writes it. */
  readonly allow: (clientId: string) => boolean;
};

export function metadataDomains(domains: readonly string[]): MetadataDomains {
  const allowed = new Set(domains);
  return {
    size: allowed.size,
    allow: (clientId) => {
      const url = URL.parse(clientId);
      return url?.protocol === "https:" && url.href === clientId && allowed.has(url.host) && url.username === "" && url.password === "";
    },
  };
}

/** Whether a client id may ask us to fetch something: whatever a URL parser takes for a URL, spaces around it and line breaks in it included. */
export function isMetadataUrl(clientId: string): boolean {
  return URL.canParse(clientId);
}
