/** What Graph answers when it refuses: a status and the one error shape (learn.microsoft.com/graph/errors). */
export class GraphFailure extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export const badRequest = (message: string): GraphFailure => new GraphFailure(400, "BadRequest", message);

/** The front end could not make sense of an OData expression; seen in the wild as `RequestBroker--ParseUri`. */
export const parseFailure = (message: string): GraphFailure => new GraphFailure(400, "RequestBroker--ParseUri", message);

export function unknownProperty(name: string, type: string): GraphFailure {
  const message = `Could not find a property named '${name}' on type 'microsoft.graph.${type}'.`;
  // The directory's own parser says it in other words than the front end does for Exchange.
  return type === "user" ? badRequest(`Parsing OData Select and Expand failed: ${message}`) : parseFailure(message);
}

/** Exchange's answer for an id that is well formed but names nothing in this mailbox, another person's included. */
export const itemNotFound = (): GraphFailure =>
  new GraphFailure(404, "ErrorItemNotFound", "The specified object was not found in the store.");

export const malformedId = (): GraphFailure => new GraphFailure(400, "ErrorInvalidIdMalformed", "Id is malformed.");

export const unauthenticated = (message: string): GraphFailure =>
  new GraphFailure(401, "InvalidAuthenticationToken", message, {
    // Graph names its authorization endpoint on every 401 (learn.microsoft.com/graph/resolve-auth-errors).
    "www-authenticate": 'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"',
  });
