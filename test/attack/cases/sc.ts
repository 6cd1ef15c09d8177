/** SC: configuration and supply chain: what is deployed, of what it is built, and that nothing of the lab is in it. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { bundleWorker, projectRoot } from "../../../infra/local/bundle-worker.ts";
import { callTool } from "../../support/mcp-post.ts";
import type { AttackGroup } from "../framework.ts";

const read = (file: string) => readFile(path.join(projectRoot, file), "utf8");
const readJson = async <T>(file: string) => JSON.parse(await read(file)) as T;

type Manifest = {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};
type Lockfile = {
  readonly lockfileVersion: number;
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly version?: string;
        readonly integrity?: string;
        readonly inBundle?: boolean;
        readonly link?: boolean;
        readonly optional?: boolean;
        readonly resolved?: string;
      }
    >
  >;
};

/** What the Worker itself is made of; one more is a decision, not an accident. */
const runtime = [
  "@cloudflare/workers-oauth-provider",
  "@modelcontextprotocol/sdk",
  "@modelcontextprotocol/server",
  "@toon-format/toon",
  "@zip.js/zip.js",
  "agents",
  "canonicalize",
  "hast-util-from-html",
  "hast-util-to-html",
  "hast-util-to-mdast",
  "hast-util-to-text",
  "hono",
  "htmlparser2",
  "jose",
  "mdast-util-gfm",
  "mdast-util-to-markdown",
  "unpdf",
  "uuid",
  "zod",
];

/** Words that belong to the lab, or would switch something off. */
const hooks = [
  "ALLOW_INSECURE",
  "INSECURE",
  "SKIP_AUTH",
  "DISABLE_AUTH",
  "TEST_MODE",
  "_lab/",
  "outbound.lab",
  "clock.lab",
  "movable-clock",
  "local-ai",
  "northwind",
  "infra/local",
  "mintUrl",
];

export const sc: AttackGroup = {
  name: "SC",
  async goodPath(stage) {
    const answer = await callTool(`${stage.contract.directOrigin}/mcp`, stage.direct(stage.person("amara.okafor")), "whoAmI");
    stage.holds("the bundle that is looked at serves", false, answer.isError ?? false);
  },
  cases: [
    {
      id: "SC-01",
      title: "the deployment's configuration",
      async play(stage) {
        const config = await read("wrangler.example.toml");
        const value = (name: string) => new RegExp(`^${name}\\s*=\\s*(.+)$`, "m").exec(config)?.[1];
        stage.holds("workers_dev", "false", value("workers_dev"));
        stage.holds("preview_urls", "false", value("preview_urls"));
        stage.holds("compatibility_date", true, /^"20\d\d-\d\d-\d\d"$/.test(value("compatibility_date") ?? ""));
        for (const flag of ["nodejs_compat", "global_fetch_strictly_public"])
          stage.holds(`flag ${flag}`, true, value("compatibility_flags")?.includes(`"${flag}"`));
        stage.holds("invocation_logs, which would keep whole URLs", "false", value("invocation_logs"));
        stage.holds("a custom domain", "true", value("custom_domain"));
        const vars = /^\[vars\]\n([^[]*)/m.exec(config)?.[1] ?? "";
        stage.holds("settings that are secrets among the vars", [], vars.match(/^\w*(SECRET|KEY|TOKEN|PASSWORD)\w*\s*=/gm) ?? []);
      },
    },
    {
      id: "SC-02",
      title: "dependencies: exact, locked, and none besides the listed ones",
      async play(stage) {
        const manifest = await readJson<Manifest>("package.json");
        const { packages, lockfileVersion } = await readJson<Lockfile>("package-lock.json");
        stage.holds("what the Worker is made of", runtime, Object.keys(manifest.dependencies).toSorted());
        const versions = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
        stage.holds(
          "ranges instead of versions",
          [],
          versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)),
        );
        stage.holds("lockfile version", 3, lockfileVersion);
        const entries = Object.entries(packages).filter(([name, { link }]) => name !== "" && link !== true);
        // Binaries for other platforms are optional, and npm locks what it could look at.
        stage.holds(
          "locked packages without integrity",
          [],
          entries.filter(([, { integrity, optional, inBundle }]) => !integrity && !optional && !inBundle).map(([name]) => name),
        );
        stage.holds(
          "another version locked than named",
          [],
          versions.filter(([name, version]) => packages[`node_modules/${name}`]?.version !== version),
        );
        stage.holds(
          "packages from elsewhere than a registry",
          [],
          entries.filter(([, { resolved }]) => resolved !== undefined && !resolved.startsWith("https://")).map(([name]) => name),
        );
        stage.holds(
          "scripts that run at install",
          [],
          ["preinstall", "install", "postinstall", "prepare"].filter((name) => name in manifest.scripts),
        );
        stage.holds("save-exact", true, (await read(".npmrc")).includes("save-exact=true"));
        const sbom = await npm(["sbom", "--sbom-format", "cyclonedx", "--package-lock-only"]);
        const { components } = JSON.parse(sbom) as { readonly components: readonly { readonly name: string; readonly purl: string }[] };
        stage.holds(
          "a bill of materials can be written, and names every one",
          [],
          runtime.filter((name) => !components.some(({ purl }) => decodeURIComponent(purl).includes(name))),
        );
      },
    },
    {
      id: "SC-03",
      title: "hooks of the lab in the production bundle",
      async play(stage) {
        const { script } = await bundleWorker();
        stage.holds("the bundle is the product's", true, script.includes("access_denied") && script.length > 100_000);
        stage.holds(
          "words of the lab, or of a way past a check",
          [],
          hooks.filter((word) => script.includes(word)),
        );
        const sources = await promisify(execFile)("git", [
          "-C",
          projectRoot,
          "grep",
          "-nE",
          "process\\.env|NODE_ENV|import\\.meta\\.env",
          "--",
          "src",
        ]).catch(() => ({ stdout: "" }));
        stage.holds("places in src that read the environment besides the settings", "", sources.stdout);
      },
    },
    {
      id: "SC-04",
      title: "hidden recipients: whoever gets the mail is whom the call named",
      async play(stage) {
        const url = `${stage.contract.directOrigin}/mcp`;
        const headers = stage.direct(stage.person("amara.okafor"));
        const wrong: unknown[] = [];
        const sends = 300;
        for (let turn = 0; turn < sends; turn += 1) {
          const named = (kind: string, count: number) =>
            Array.from({ length: count }, (_, index) => `${kind}${turn}.${index}@northwind.example`);
          const [to, cc, bcc, replyTo] = [
            named("to", 1 + (turn % 4)),
            named("cc", turn % 3),
            named("bcc", turn % 2),
            named("reply", (turn >> 1) % 2),
          ];
          const args = {
            to,
            subject: `Recipients ${turn}`,
            body: `bcc: hidden@evil.example\r\nCc: other@evil.example ${turn}`,
            ...(cc.length > 0 && { cc }),
            ...(bcc.length > 0 && { bcc }),
            ...(replyTo.length > 0 && { replyTo }),
          };
          const answer = await callTool(url, headers, "sendEmail", args);
          const [commit, ...more] = await stage.record.graphCommits();
          const sent = (commit?.body as { readonly message?: Readonly<Record<string, unknown>> } | undefined)?.message ?? {};
          const addresses = (kind: string) =>
            ((sent[kind] ?? []) as readonly { readonly emailAddress: { readonly address: string } }[]).map(
              ({ emailAddress }) => emailAddress.address,
            );
          const got = [addresses("toRecipients"), addresses("ccRecipients"), addresses("bccRecipients"), addresses("replyTo")];
          if (answer.isError || more.length > 0 || JSON.stringify(got) !== JSON.stringify([to, cc, bcc, replyTo]))
            wrong.push({ args, got });
          await fetch(stage.contract.graph.commitsUrl, { method: "DELETE" });
        }
        stage.holds(`mails whose recipients are not those named, of ${sends}`, [], wrong.slice(0, 2));
      },
    },
  ],
};

async function npm(args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("npm", [...args], { cwd: projectRoot, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}
