/** Lint rules, and the floors of the house: a room may look down, never up, never sideways. */
import { defineConfig, type OxlintOverride } from "oxlint";

/** Ground floor first; rooms on one floor do not see each other. */
export const floors = [
  ["core"],
  ["policy", "audit", "config", "reader"],
  ["accounts"],
  ["egress"],
  ["graph"],
  ["tools"],
  ["agent"],
  ["perimeter", "oauth", "investigation"],
] as const;

function floorRules(): OxlintOverride[] {
  return floors.flatMap((rooms, floor) =>
    rooms.map((room) => {
      const forbidden = floors
        .slice(floor)
        .flat()
        .filter((other) => other !== room)
        // A Worker of its own: its code is in no other bundle.
        .concat(room === "reader" || floor === 0 ? [] : ["reader"]);
      return {
        files: [`src/${room}/**/*.ts`],
        rules: {
          "no-restricted-imports": [
            "error",
            {
              patterns: [
                {
                  group: [...forbidden.map((other) => `**/${other}/**`), "**/index.ts"],
                  message: `${room} is on floor ${floor + 1}: it may import from lower floors only.`,
                },
                { group: ["**/infra/**", "**/test/**"], message: "src knows nothing of the lab or the tests." },
              ],
            },
          ],
        },
      };
    }),
  );
}

export default defineConfig({
  options: { typeAware: true },
  plugins: ["typescript", "import", "unicorn", "oxc", "promise"],
  categories: { correctness: "error", suspicious: "error", perf: "error" },
  rules: {
    "typescript/no-floating-promises": "error",
    "typescript/return-await": ["error", "error-handling-correctness-only"],
    "typescript/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    "typescript/no-explicit-any": "error",
    "typescript/no-non-null-assertion": "error",
    "import/no-cycle": "error",
    "no-await-in-loop": "off",
    "unicorn/no-array-callback-reference": "off",
    "no-control-regex": "off",
    "no-underscore-dangle": "off",
    "no-shadow": "off",
    "unicorn/require-module-specifiers": "off",
    "typescript/no-unsafe-type-assertion": "off",
    "unicorn/consistent-function-scoping": "off",
    "import/no-unassigned-import": "off",
    "typescript/consistent-return": "off",
    "oxc/no-map-spread": "off",
    eqeqeq: ["error", "always"],
  },
  overrides: [
    ...floorRules(),
    {
      // The only places that may speak to the outside: see SECURITY.md.
      files: ["src/**/*.ts"],
      rules: {
        "no-restricted-globals": [
          "error",
          { name: "fetch", message: "Take fetch as an argument; index.ts and the vault's constructor hand it in." },
        ],
      },
    },
    { files: ["test/**/*.ts"], rules: { "typescript/no-non-null-assertion": "off" } },
    { files: ["src/index.ts", "src/accounts/account-vault.ts"], rules: { "no-restricted-globals": "off" } },
  ],
  ignorePatterns: ["node_modules", ".local", "worker-configuration.d.ts", "dist"],
});
