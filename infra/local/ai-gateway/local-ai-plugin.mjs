/**
 * Miniflare plugin that binds the runtime's own `env.AI` code (wrapped module `cloudflare-internal:ai-api`) to an HTTP listener on this machine
 * instead of to Cloudflare's network, so that its shared fields, error mapping and header handling are the real ones.
 *
 * @example unsafeBindings: [{ name: "AI", type: "local-ai", options: { address: "127.0.0.1:8790" },
 *   plugin: { package: "<absolute path of this file>", name: "local-ai" } }]
 */
const bindingType = "unsafe:local-ai";
const serviceName = (address) => `local-ai:${address}`;

/** The AI bindings a Worker's options declare, as name and listener address (`host:port`). */
function bindingsOf(options) {
  return Object.entries(options.config?.env ?? {})
    .filter(([, binding]) => binding.type === bindingType)
    .map(([name, binding]) => {
      const address = binding.dev?.options?.address;
      if (typeof address !== "string" || !/^[^/\s]+:\d+$/.test(address)) {
        throw new TypeError(`Binding ${name} of type local-ai needs options.address as "host:port"; got ${JSON.stringify(address)}.`);
      }
      return { name, address };
    });
}

export const plugins = {
  "local-ai": {
    bindingTypeDescription: "AI over a local AI Gateway",
    async getBindings(options) {
      return bindingsOf(options).map(({ name, address }) => ({
        name,
        wrapped: {
          moduleName: "cloudflare-internal:ai-api",
          innerBindings: [{ name: "fetcher", service: { name: serviceName(address) } }],
        },
      }));
    },
    getNodeBindings() {
      return {};
    },
    async getServices({ options }) {
      return bindingsOf(options).map(({ address }) => ({ name: serviceName(address), external: { address, http: {} } }));
    },
  },
};
