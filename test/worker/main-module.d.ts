/** What `cloudflare:workers` exports in these tests: the product's own entry. */
declare namespace Cloudflare {
  interface GlobalProps {
    mainModule: typeof import("../../src/index.ts");
  }
}
