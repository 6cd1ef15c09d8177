import { defineConfig } from "vitest/config";

/**
 * A door's own tests must notice what happens to it: no other test counts here. Properties stay out too, for a mutant they find by luck
 * today they miss tomorrow.
 */
export default defineConfig({
  test: {
    include: [
      "test/unit/perimeter/**/*.test.ts",
      "test/unit/accounts/{binding,envelope}.test.ts",
      "test/unit/core/{json,json-rpc}.test.ts",
      "test/unit/graph/path.test.ts",
    ],
    exclude: ["**/*.property.test.ts"],
  },
});
