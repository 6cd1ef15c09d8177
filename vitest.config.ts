import path from "node:path";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

const localAi = path.resolve(import.meta.dirname, "infra/local/ai-gateway/local-ai-plugin.mjs");

/** Both kinds of test that start estates share one bundle. */
const globalSetup = "test/support/one-bundle.ts";

export default defineConfig({
  test: {
    // One for each core of the smallest machine: the tests that start estates keep a core busy each.
    maxWorkers: 2,
    projects: [
      { test: { name: "unit", include: ["test/unit/**/*.test.ts"] } },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./test/worker/wrangler.jsonc" },
            remoteBindings: false,
            miniflare: {
              unsafeBindings: [
                { name: "AI", type: "local-ai", options: { address: "127.0.0.1:9" }, plugin: { package: localAi, name: "local-ai" } },
              ],
            },
          }),
        ],
        test: { name: "worker", include: ["test/worker/**/*.test.ts"], testTimeout: 30_000 },
      },
      { test: { name: "e2e", globalSetup, include: ["test/e2e/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 90_000 } },
      {
        test: {
          name: "browser",
          globalSetup,
          include: ["test/browser/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 90_000,
        },
      },
    ],
  },
});
