/** Env to one validated, frozen Config, or a readable list of everything that is wrong with it. */
import { z } from "zod";
import { graphScopes } from "../core/graph-scopes.ts";
import { outputFormats, toolsets } from "../core/selection.ts";

const loopback = new Set(["127.0.0.1", "[::1]", "localhost"]);

/** https, or http on a loopback address (RFC 8252 §7.3 names the same exception); no path, query, fragment or credentials. */
const origin = z.string().refine(isOrigin, "must be an origin such as https://mcp.example.com, without a trailing slash or path");
const host = z
  .string()
  .refine(
    (text) => URL.parse(`https://${text}`)?.host === text,
    "must be hosts such as mcp.example.com or 127.0.0.1:8787, lower case, separated by commas",
  );
const guid = z.guid("must be a GUID such as 00000000-0000-0000-0000-000000000000");
const list = z.string().transform((text) =>
  text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== ""),
);
const toggle = z.enum(["true", "false"], "must be true or false").transform((text) => text === "true");
const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "must be lower-case letters, digits and hyphens, at most 64");
/** 32 bytes have one base64 form: 43 digits, the last of which carries two zero bits, and the padding. */
const key = z.string().regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/, "must be 32 random bytes in base64: openssl rand -base64 32");
/** The first key signs or seals, the others still verify or open: rotation without signing anybody out. */
const keyRing = z
  .string()
  .regex(
    /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=(,[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)*$/,
    "must be one or more base64 keys of 32 bytes, newest first, separated by commas",
  )
  .refine((text) => new Set(text.split(",")).size === text.split(",").length, "must not name the same key twice");

const secrets = {
  MICROSOFT_CLIENT_ID: guid,
  MICROSOFT_TENANT_ID: guid,
  MICROSOFT_CLIENT_SECRET: z.string().min(1, "must not be empty"),
  ENCRYPTION_KEY: keyRing,
  ENVELOPE_KEY: keyRing,
  COOKIE_ENCRYPTION_KEY: keyRing,
  COOKIE_SECRET: keyRing,
  RELAY_KEY: key.optional(),
  AI_GATEWAY_SERVICE_TOKEN: z
    .string()
    .regex(/^[0-9a-f]{32}\.access$/, "must be the client id of an Access service token, <32 hex>.access")
    .optional(),
};

/** Access shows a service token's client id as `common_name`. */
const serviceToken = z.string().regex(/^[0-9a-f]{32}\.access$/, "must be client ids of Access service tokens, <32 hex>.access");
const domain = z
  .string()
  .regex(
    /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/,
    "must be domains such as example.com, lower case, separated by commas",
  );
const redirect = z
  .string()
  .refine(
    (text) => text === "loopback" || isRedirect(text),
    'must be exact https redirect URIs, or the word "loopback", separated by commas',
  );

/**
 * Where the clients we know receive their code. Claude: support.claude.com, "custom connectors"; ChatGPT: developers.openai.com, "apps
 * authentication"; VS Code: code.visualstudio.com, "MCP servers"; everything installed on a person's own machine: RFC 8252 §7.3.
 */
const knownRedirects = [
  "loopback",
  "https://claude.ai/api/mcp/auth_callback",
  "https://claude.com/api/mcp/auth_callback",
  "https://chatgpt.com/connector_platform_oauth_redirect",
  "https://vscode.dev/redirect",
  "https://insiders.vscode.dev/redirect",
  "https://www.cursor.com/agents/mcp/oauth/callback",
];

/**
 * Microsoft's clouds (learn.microsoft.com/graph/deployments): where people sign in, where Graph is, and where its documents come from and go to
 * by addresses that carry their own credential: SharePoint and OneDrive, their converter, and Outlook's upload sessions.
 */
const clouds = {
  global: {
    authority: "https://login.microsoftonline.com",
    graph: "https://graph.microsoft.com",
    documents: ["*.sharepoint.com", "*.svc.ms", "outlook.office.com", "outlook.office365.com"],
  },
  "gcc-high": {
    authority: "https://login.microsoftonline.us",
    graph: "https://graph.microsoft.us",
    documents: ["*.sharepoint.us", "outlook.office365.us"],
  },
  dod: {
    authority: "https://login.microsoftonline.us",
    graph: "https://dod-graph.microsoft.us",
    documents: ["*.sharepoint-mil.us", "outlook-dod.office365.us"],
  },
  china: {
    authority: "https://login.chinacloudapi.cn",
    graph: "https://microsoftgraph.chinacloudapi.cn",
    documents: ["*.sharepoint.cn", "partner.outlook.cn"],
  },
} as const;

/** A host, or all below one of at least two labels. */
const documentHost = z
  .string()
  .regex(
    /^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/,
    "must be hosts such as outlook.office.com or *.sharepoint.com, lower case, separated by commas",
  );

/** A delegated scope that `callGraph` can use. Entra refuses a whole sign-in over one name it does not know. */
const graphScope = z
  .string()
  .refine(
    (name) => graphScopes.replaceAll("*", "").split(" ").includes(name),
    "must be Microsoft Graph scopes that callGraph can use, such as Notes.Read, separated by commas",
  );

/** A pattern of whole tool names, short enough to be read by whoever reviews the deployment. */
const namePattern = z
  .string()
  .max(200, "must be at most 200 characters")
  .refine(isPattern, "must be a regular expression of whole tool names, such as get.*|searchEmails")
  .transform((text) => new RegExp(`^(?:${text})$`));

const variables = {
  PUBLIC_ORIGIN: origin,
  ALLOWED_HOSTS: list.pipe(z.array(host)).default([]),
  ALLOWED_ORIGINS: list.pipe(z.array(origin)).default([]),
  MCP_AUTHORIZATION: z.enum(
    ["access", "oauth"],
    'must be "access" (Access Managed OAuth authorizes MCP clients) or "oauth" (this Worker does)',
  ),
  ACCESS_TEAM_DOMAIN: origin,
  ACCESS_AUD: z.string().regex(/^[0-9a-f]{64}$/, "must be the application's Audience (AUD) tag, 64 hex characters"),
  ACCESS_OBJECT_ID_CLAIM: z.string().min(1).optional(),
  ALLOWED_EMAIL_DOMAINS: list.pipe(z.array(domain)).default([]),
  REQUIRED_GROUPS: list.default([]),
  AUTOMATION_SERVICE_TOKENS: list.pipe(z.array(serviceToken)).default([]),
  PORTAL_SERVICE_TOKENS: list.pipe(z.array(serviceToken)).default([]),
  OPERATOR_SERVICE_TOKENS: list.pipe(z.array(serviceToken)).default([]),
  LIST_ONLY_CALLERS: list
    .pipe(z.array(z.union([serviceToken, z.email()], "must be client ids of Access service tokens or e-mail addresses")))
    .transform((callers) => callers.map((caller) => caller.toLowerCase()))
    .default([]),
  CLIENT_REGISTRATION: list
    .pipe(z.array(z.enum(["preregistered", "metadata", "dynamic"], "must be any of preregistered, metadata, dynamic")))
    .default(["preregistered", "metadata", "dynamic"]),
  CLIENT_METADATA_DOMAINS: list.pipe(z.array(domain)).default([]),
  REGISTRATION_REDIRECTS: list.pipe(z.array(redirect)).default(knownRedirects),
  PORTAL_HOSTS: list.pipe(z.array(host)).default([]),
  ENTRA_SCOPES: z.enum(["tools", "people", "default"], "must be tools, people or default").default("tools"),
  MICROSOFT_CLOUD: z.enum(["global", "gcc-high", "dod", "china"], "must be global, gcc-high, dod or china").default("global"),
  MICROSOFT_AUTHORITY: origin.optional(),
  GRAPH_ORIGIN: origin.optional(),
  DOCUMENT_HOSTS: list.pipe(z.array(documentHost)).optional(),
  GRAPH_API_VERSION: z.literal("v1.0", 'must be "v1.0"').default("v1.0"),
  AI_GATEWAY_ID: slug,
  AI_GATEWAY_ROUTE: slug.default("microsoft-graph-handler"),
  AI_GATEWAY_PROVIDER: slug.default("custom-graph-relay"),
  EGRESS_ROUTE: z.enum(["dynamic", "universal"], "must be dynamic or universal").default("dynamic"),
  EGRESS_PAYLOAD: z.enum(["clear", "sealed"], "must be clear or sealed").default("clear"),
  GATEWAY_USER_EMAIL: z.enum(["send", "withhold"], "must be send or withhold").default("send"),
  CALLS_PER_MINUTE: z.coerce.number("must be a whole number").int("must be a whole number").min(1).max(100_000).default(120),
  TOOL_TIERS: z.enum(["core", "all"], "must be core or all").default("core"),
  TOOLSETS: list
    .pipe(z.array(z.enum(toolsets, `must be any of ${toolsets.join(", ")}`)).min(1, "must name a toolset"))
    .default([...toolsets]),
  ENABLED_TOOLS: namePattern.optional(),
  READ_ONLY: toggle.default(false),
  CALL_GRAPH_WRITES: toggle.default(false),
  EXTRA_SCOPES: list.pipe(z.array(graphScope)).default([]),
  OUTPUT_FORMAT: z.enum(outputFormats, `must be ${outputFormats.join(", ")}`).default("lines"),
  COMPAT_TRANSPORTS: list.pipe(z.array(z.enum(["sse", "websocket"], "must be any of sse, websocket"))).default([]),
  ENABLE_DIAGNOSTICS: toggle.default(false),
};

/** A caller's kind follows from the list its service token stands in. */
const kindsOfService = ["AUTOMATION_SERVICE_TOKENS", "PORTAL_SERVICE_TOKENS", "OPERATOR_SERVICE_TOKENS"] as const;

const schema = z
  .object({ ...secrets, ...variables })
  .refine((env) => env.RELAY_KEY !== undefined || env.AI_GATEWAY_SERVICE_TOKEN !== undefined, {
    path: ["RELAY_KEY"],
    // Asked whatever else is wrong, so that the list is whole.
    when: () => true,
    message: "is required unless AI_GATEWAY_SERVICE_TOKEN is set: /egress must know the gateway by one of the two",
  })
  .superRefine(
    (env, context) => {
      for (const [position, setting] of kindsOfService.entries()) {
        const tokens = new Set(tokensOf(env[setting]));
        const others = kindsOfService.slice(0, position).filter((other) => tokensOf(env[other]).some((token) => tokens.has(token)));
        if (others.length === 0) continue;
        const message = `names a service token that ${others.join(" and ")} names too: a caller is of one kind, so leave it in one list`;
        context.addIssue({ code: "custom", path: [setting], message });
      }
    },
    { when: () => true },
  );

type Settings = z.output<typeof schema>;

export type Config = Readonly<Omit<Settings, "MICROSOFT_AUTHORITY" | "GRAPH_ORIGIN" | "DOCUMENT_HOSTS">> & {
  /** The cloud's own, unless the deployment names another. */
  readonly MICROSOFT_AUTHORITY: string;
  readonly GRAPH_ORIGIN: string;
  readonly DOCUMENT_HOSTS: readonly string[];
  /** Hosts this deployment answers for, `PUBLIC_ORIGIN`'s among them. */
  readonly hosts: ReadonlySet<string>;
  /** Browser origins that may call `/mcp`. */
  readonly origins: ReadonlySet<string>;
};

/** One wrong setting: what it is called, what is wrong, and the command or file that mends it. */
export type ConfigProblem = { readonly setting: string; readonly problem: string; readonly fix: string };

export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Reads and checks every setting; reports all problems at once, never a value. */
export function readConfig(env: Readonly<Record<string, unknown>>): ConfigResult {
  const parsed = schema.safeParse(blankIsMissing(env));
  if (!parsed.success) return { ok: false, problems: parsed.error.issues.map((issue) => problemOf(issue, env)) };
  const settings = parsed.data;
  return {
    ok: true,
    config: Object.freeze({
      ...settings,
      MICROSOFT_AUTHORITY: settings.MICROSOFT_AUTHORITY ?? clouds[settings.MICROSOFT_CLOUD].authority,
      GRAPH_ORIGIN: settings.GRAPH_ORIGIN ?? clouds[settings.MICROSOFT_CLOUD].graph,
      DOCUMENT_HOSTS: settings.DOCUMENT_HOSTS ?? clouds[settings.MICROSOFT_CLOUD].documents,
      hosts: new Set([new URL(settings.PUBLIC_ORIGIN).host, ...settings.ALLOWED_HOSTS]),
      origins: new Set([settings.PUBLIC_ORIGIN, ...settings.ALLOWED_ORIGINS]),
    }),
  };
}

const seen = new WeakMap<object, ConfigResult>();

/** `readConfig`, once per isolate. */
export function loadConfig(env: object): ConfigResult {
  const known = seen.get(env);
  if (known) return known;
  const result = readConfig(env as Readonly<Record<string, unknown>>);
  seen.set(env, result);
  return result;
}

/** For rooms that only exist behind a valid configuration (the Durable Objects). */
export function requireConfig(env: object): Config {
  const result = loadConfig(env);
  if (result.ok) return result.config;
  throw new Error(`misconfigured: ${result.problems.map((problem) => problem.setting).join(", ")}`);
}

function blankIsMissing(env: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.keys(schema.shape).map((name) => [name, env[name] === "" ? undefined : env[name]]));
}

function problemOf(issue: z.core.$ZodIssue, env: Readonly<Record<string, unknown>>): ConfigProblem {
  const setting = String(issue.path[0]);
  return {
    setting,
    problem: statementOf(issue, env[setting], setting),
    fix: setting in secrets ? `npx wrangler secret put ${setting}` : `set ${setting} in [vars] of wrangler.toml`,
  };
}

function statementOf(issue: z.core.$ZodIssue, value: unknown, setting: string): string {
  if (issue.code === "custom" && setting === "RELAY_KEY") return issue.message;
  if (value === undefined || value === "") return "is missing";
  return typeof value === "string" || setting === "CALLS_PER_MINUTE" ? issue.message : "must be text in quotes";
}

/** Asked whatever else is wrong: then the setting may be anything, and what is no token is a problem of its own. */
function tokensOf(setting: unknown): readonly unknown[] {
  return Array.isArray(setting) ? setting.filter((entry) => serviceToken.safeParse(entry).success) : [];
}

function isRedirect(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === "https:" && url.href === text && url.hash === "" && url.username === "";
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(`^(?:${text})$`).source !== "";
  } catch {
    return false;
  }
}

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  const secure = url?.protocol === "https:" || (url?.protocol === "http:" && loopback.has(url.hostname));
  return secure && url.origin === text;
}
