import type { Person } from "../company.ts";
import type { Json, JsonObject } from "./entity.ts";
import type { Query, QueryRules } from "./odata/query.ts";
import type { Grant, Workload } from "./permissions.ts";
import type { Preferences } from "./preferences.ts";
import type { World } from "./store/world.ts";

/** One authenticated, routed and authorized request, with everything an operation may look at. */
export type Call = {
  readonly world: World;
  readonly origin: string;
  /** Path without the query string, as received. */
  readonly path: string;
  /** Query string with its `?`, or empty. */
  readonly search: string;
  readonly caller: Person;
  /** Whose mailbox, calendar or drive is meant: the caller under `/me`. */
  readonly owner: Person;
  readonly params: readonly string[];
  /** Scopes held, contained ones included. */
  readonly scopes: ReadonlySet<string>;
  readonly query: Query;
  readonly prefer: Preferences;
  /** `ConsistencyLevel: eventual` was sent. */
  readonly eventual: boolean;
  readonly body: JsonObject;
  /** Of an operation with `rawBody`. */
  readonly content: { readonly type: string; readonly bytes: Uint8Array<ArrayBuffer> };
  /** Of an operation with `arrayBody`. */
  readonly commands: readonly Json[];
  /** `If-Match` as it came. */
  readonly ifMatch: string | null;
  /** Epoch ms. */
  readonly now: number;
};

export type Answer = {
  readonly status: number;
  readonly body?: Json;
  /** Instead of `body`: anything but JSON. */
  readonly raw?: { readonly type: string; readonly bytes: Uint8Array<ArrayBuffer> };
  readonly headers?: Readonly<Record<string, string>>;
  /** A write was really carried out and belongs in the commit log. */
  readonly committed?: true;
};

export type Operation = {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** As the tool table writes it: `/me/mailFolders/{id}/messages`. */
  readonly template: string;
  /** Absent: whatever the permissions reference lists for this method and template. */
  readonly grant?: Grant;
  readonly workload: Workload;
  /** Query options allowed; absent: none. */
  readonly query?: QueryRules;
  /** `/users/{id}` may stand for `/me`. */
  readonly alsoUsers?: true;
  /** POST without a body, such as `/send`. */
  readonly emptyBody?: true;
  /** The body is bytes or text of any type, found in `Call.content`. */
  readonly rawBody?: true;
  /** The body is a JSON array, found in `Call.commands`. */
  readonly arrayBody?: true;
  readonly run: (call: Call) => Answer | Promise<Answer>;
};
