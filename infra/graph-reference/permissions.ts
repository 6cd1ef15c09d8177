/** Reads Microsoft's permissions reference: which delegated scopes open which method and path, least privileged first. */
import { z } from "zod";

const reference = z.object({
  permissions: z.record(
    z.string(),
    z.object({
      schemes: z.record(z.string(), z.object({ requiresAdminConsent: z.boolean(), privilegeLevel: z.number().optional() })),
      pathSets: z
        .array(z.object({ schemeKeys: z.array(z.string()), methods: z.array(z.string()), paths: z.record(z.string(), z.string()) }))
        .optional(),
    }),
  ),
});

export type PermissionFacts = {
  /** Delegated scopes of work accounts that open anything listed, in the order `operations` counts them. */
  readonly scopes: readonly string[];
  /** Of these, the ones an administrator has to consent to. */
  readonly adminConsent: readonly string[];
  /** `GET /me/messages` (lower case, `{id}`) → positions in `scopes`, least privileged first. */
  readonly operations: Readonly<Record<string, string>>;
};

/** First path segments of what people work with; the rest is administration. */
const roots =
  /^\/(?:me|users|groups|teams|chats|drive|drives|sites|shares|planner|search|communications|places|teamwork|appcatalogs|contacts|insights|directoryobjects|solutions|employeeexperience)(?:[/(]|$)/i;

export function readPermissions(json: string): PermissionFacts {
  const { permissions } = reference.parse(JSON.parse(json));
  const found = new Map<string, { scope: string; least: boolean; level: number }[]>();
  const admin = new Set<string>();
  for (const [scope, { schemes, pathSets = [] }] of Object.entries(permissions)) {
    if (schemes.DelegatedWork?.requiresAdminConsent === true) admin.add(scope);
    for (const { schemeKeys, methods, paths } of pathSets) {
      if (!schemeKeys.includes("DelegatedWork")) continue;
      for (const [path, flags] of Object.entries(paths)) {
        if (!roots.test(path)) continue;
        const least = /least=[^;]*\bDelegatedWork\b/.test(flags);
        for (const method of methods) {
          const key = `${method} ${path.toLowerCase()}`;
          const opened = found.get(key) ?? found.set(key, []).get(key) ?? [];
          opened.push({ scope, least, level: schemes.DelegatedWork?.privilegeLevel ?? 9 });
        }
      }
    }
  }
  const scopes = [...new Set([...found.values()].flatMap((opened) => opened.map(({ scope }) => scope)))].toSorted();
  return {
    scopes,
    adminConsent: scopes.filter((scope) => admin.has(scope)),
    operations: Object.fromEntries(
      [...found]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, opened]) => [
          key,
          opened
            .toSorted((a, b) => Number(b.least) - Number(a.least) || a.level - b.level || (a.scope < b.scope ? -1 : 1))
            .map(({ scope }) => scopes.indexOf(scope))
            .join(" "),
        ]),
    ),
  };
}

export type DelegatedOperation = {
  readonly method: string;
  /** As the reference writes it; letter case varies. */
  readonly path: string;
  /** The least privileged one, preferring those a person may consent to. */
  readonly scope: string;
  /** An administrator has to consent to it. */
  readonly adminConsent: boolean;
  /** What opens the same in another person's mailbox to a delegate; null where there is no such scope. */
  readonly sharedScope: string | null;
};

/** What the reference leaves out, with the entry that says which scope it takes: a part of what the entry gives, or the same under `/me`. */
const inherited: readonly (readonly [RegExp, string])[] = [
  [/^(GET .*\/attachments)$/i, "$1/{id}"],
  [/^(GET .*\/drives\/\{\}\/root)$/i, "$1/children"],
  [/^(GET) \/users\/\{\}(\/calendarview)$/i, "$1 /me$2"],
];

/** Every operation open to a signed-in person, those among them that the reference leaves out, in the order of path and method. */
export function readDelegated(json: string): readonly DelegatedOperation[] {
  const listed = readListed(json);
  const keyOf = ({ method, path }: Pick<DelegatedOperation, "method" | "path">) => `${method} ${path.replaceAll(/\{[^}]*\}/g, "{}")}`;
  const known = new Set(listed.map((operation) => keyOf(operation).toLowerCase()));
  const added = listed.flatMap((operation) =>
    inherited.flatMap(([form, becomes]): DelegatedOperation[] => {
      if (!form.test(keyOf(operation))) return [];
      const path = keyOf(operation)
        .replace(form, becomes)
        .replaceAll("{}", "{id}")
        .slice(operation.method.length + 1);
      return known.has(keyOf({ ...operation, path }).toLowerCase()) ? [] : [{ ...operation, path }];
    }),
  );
  return [...listed, ...added];
}

function readListed(json: string): readonly DelegatedOperation[] {
  const { permissions } = reference.parse(JSON.parse(json));
  const best = new Map<string, DelegatedOperation & { readonly rank: string }>();
  for (const [scope, { schemes, pathSets = [] }] of Object.entries(permissions)) {
    const adminConsent = schemes.DelegatedWork?.requiresAdminConsent === true;
    for (const { schemeKeys, methods, paths } of pathSets) {
      if (!schemeKeys.includes("DelegatedWork")) continue;
      for (const [path, flags] of Object.entries(paths)) {
        const least = /least=[^;]*\bDelegatedWork\b/.test(flags);
        for (const method of methods) {
          const tooMuch = (method === "GET" && scope.includes("Write")) || scope.endsWith(".Selected") || scope.startsWith("Group-");
          const rank = `${Number(adminConsent)}${Number(tooMuch)}${Number(!least)}${schemes.DelegatedWork?.privilegeLevel ?? 9}${scope}`;
          const key = `${path.toLowerCase().replaceAll(/\{[^}]*\}/g, "{}")} ${method}`;
          const known = best.get(key);
          const plain = scope.replace(/\.Shared$/, "");
          /* There is no `.Shared` form of some basic rights; the next larger right has one. */
          const sharedScope =
            [plain, plain.replace(/\.ReadBasic$/, ".Read")].map((each) => `${each}.Shared`).find((each) => each in permissions) ?? null;
          if (!known || rank < known.rank) best.set(key, { method, path, scope, adminConsent, sharedScope, rank });
        }
      }
    }
  }
  return [...best].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, { rank: _rank, ...operation }]) => operation);
}
