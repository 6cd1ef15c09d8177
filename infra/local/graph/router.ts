import { badRequest, GraphFailure } from "./failure.ts";
import type { Operation } from "./operation.ts";

/** Finds the operation of a path. Segment names are matched in any letter case, as Graph's are; ids are taken as they stand. */
export type Match = {
  readonly operation: Operation;
  /** The template the request really used: `/users/{id}/messages` where that stood for `/me/messages`. */
  readonly template: string;
  readonly params: readonly string[];
  /** The `{id}` of `/users/{id}` where it stood for `/me`. */
  readonly user: string | null;
};

type Node = {
  readonly fixed: Map<string, Node>;
  /** Segments with a value inside, such as `search(q={value})` and `{id}:`, by their template. */
  readonly mixed: Map<string, { readonly form: RegExp; readonly node: Node }>;
  any: Node | null;
  readonly byMethod: Map<string, { readonly operation: Operation; readonly template: string; readonly forUser: boolean }>;
};

const node = (): Node => ({ fixed: new Map(), mixed: new Map(), any: null, byMethod: new Map() });

/** `range(address={value})` matches `range(address='A1:B2')`; the value is an OData string literal. */
function formOf(segment: string): RegExp {
  const source = segment
    .split(/(\{id\}|\{value\})/)
    .map((part) =>
      part === "{value}"
        ? "'((?:[^']|'')*)'"
        : part === "{id}"
          ? segment === "{id}:"
            ? "([^:]+)"
            : "([^:()']+)"
          : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"),
    )
    .join("");
  return new RegExp(`^${source}$`, "i");
}

function mixedOf(at: Node, segment: string): { readonly node: Node; readonly values: readonly string[] } | undefined {
  for (const [template, { form, node: next }] of at.mixed) {
    const values = form.exec(segment)?.slice(1);
    // Quotes are doubled in an OData string only, not in a name between colons.
    if (values) return { node: next, values: template.endsWith("{id}:") ? values : values.map((value) => value.replaceAll("''", "'")) };
  }
  return undefined;
}

type Router = {
  /** Throws 400 for a path Graph does not know, 405 for a method it does not take there. */
  readonly match: (method: string, path: string) => Match;
  /** Template of a path, whatever the method; null where none fits. */
  readonly templateOf: (path: string) => string | null;
};

export function createRouter(operations: readonly Operation[]): Router {
  const root = node();
  const add = (template: string, operation: Operation, forUser: boolean): void => {
    let at = root;
    for (const segment of template.split("/").slice(1)) {
      if (segment === "{id}") at = at.any ??= node();
      else if (segment.includes("{")) {
        let next = at.mixed.get(segment);
        if (next === undefined) at.mixed.set(segment, (next = { form: formOf(segment), node: node() }));
        at = next.node;
      } else {
        let next = at.fixed.get(segment.toLowerCase());
        if (next === undefined) at.fixed.set(segment.toLowerCase(), (next = node()));
        at = next;
      }
    }
    at.byMethod.set(operation.method, { operation, template, forUser });
  };
  for (const operation of operations) {
    add(operation.template, operation, false);
    if (operation.alsoUsers === true) add(operation.template.replace(/^\/me/, "/users/{id}"), operation, true);
  }

  const walk = (path: string): { readonly found: Node; readonly params: readonly string[] } => {
    let at = root;
    const params: string[] = [];
    for (const raw of path.split("/").slice(1)) {
      let segment: string;
      try {
        segment = decodeURIComponent(raw);
      } catch {
        throw badRequest("The request URL is not valid: malformed percent-encoding.");
      }
      const next = at.fixed.get(segment.toLowerCase());
      const mixed = next === undefined ? mixedOf(at, segment) : undefined;
      if (next !== undefined) at = next;
      else if (mixed !== undefined) {
        params.push(...mixed.values);
        at = mixed.node;
      } else if (at.any !== null && segment !== "" && !segment.startsWith("$")) {
        params.push(segment);
        at = at.any;
      } else
        throw segment === ""
          ? badRequest("Invalid request: empty segment in the URL.")
          : badRequest(`Resource not found for the segment '${segment}'.`);
    }
    return { found: at, params };
  };

  return {
    match: (method, path) => {
      const { found, params } = walk(path);
      if (found.byMethod.size === 0)
        throw badRequest(`Resource not found for the segment '${decodeURIComponent(path.split("/").at(-1) ?? "")}'.`);
      const hit = found.byMethod.get(method);
      if (hit === undefined)
        throw new GraphFailure(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.", {
          allow: [...found.byMethod.keys()].join(", "),
        });
      return {
        operation: hit.operation,
        template: hit.template,
        params: hit.forUser ? params.slice(1) : params,
        user: hit.forUser ? (params[0] ?? null) : null,
      };
    },
    templateOf: (path) => {
      try {
        return walk(path).found.byMethod.values().next().value?.template ?? null;
      } catch {
        return null;
      }
    },
  };
}
