/** An estate whose Worker offers the suite's fixtures, and a door before Access's own that signs everybody in: the suite can only be given a URL. */
import { createProxy } from "../../infra/local/access/proxy.ts";
import { bundleWorker } from "../../infra/local/bundle-worker.ts";
import { type AuthorizationMode, startEstate } from "../../infra/local/estate.ts";
import { freePort, listen } from "../../infra/local/listen.ts";
import type { OAuthPerson } from "../../infra/local/oauth-client.ts";

export type Target = {
  readonly mcpUrl: string;
  /** The authorization server of mode `oauth`, and somebody who can let a client in there. */
  readonly issuer: string;
  readonly person: OAuthPerson;
  readonly stop: () => Promise<void>;
};

export const bundleFixtures = () => bundleWorker({ entry: "test/conformance/worker/index.ts" });

/** Host and Origin come through as they were sent; the token and the bearer of the first person are added. */
export async function startTarget(
  authorization: AuthorizationMode,
  bundle: ReturnType<typeof bundleFixtures>,
  onProgress: (message: string) => void,
): Promise<Target> {
  const port = await freePort();
  const estate = await startEstate({
    authorization,
    bundle,
    port: 0,
    autoSignIn: true,
    tools: "core",
    quota: 100_000,
    extraPeople: 0,
    without: [],
    furtherHosts: [`127.0.0.1:${port}`],
    // The suite plays a browser at its own URL, and a client that has a document of its own.
    settings: { ALLOWED_ORIGINS: `http://127.0.0.1:${port}`, CLIENT_METADATA_DOMAINS: "client.example" },
    onProgress,
  });
  const { origin, people } = estate.contract;
  const [{ email, headers } = { email: "", headers: {} as Readonly<Record<string, string>> }] = people;
  const proxy = createProxy(origin);
  const edit = { without: new Set(Object.keys(headers)), added: Object.entries(headers).flat() };
  const door = await listen(port, (req, res) => proxy(req, res, edit));
  return {
    mcpUrl: `${door.origin}/mcp`,
    issuer: origin,
    person: { email, accessToken: headers["cf-access-token"] ?? "" },
    stop: async () => {
      await door.close();
      proxy.close();
      await estate.stop();
    },
  };
}
