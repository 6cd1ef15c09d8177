/**
 * Stands in the bundle for the MCP client that `agents` brings for agents which call other servers, 59 KiB of gzip: this one answers and
 * calls nobody. See `[alias]` in wrangler.example.toml.
 */
function NoMcpClient(): never {
  throw new Error("This Worker calls no other MCP server.");
}

/** `agents` makes one when it is loaded, and would use it on what other servers say. */
class NoValidator {
  getValidator(): never {
    throw new Error("This Worker calls no other MCP server.");
  }
}

export {
  NoMcpClient as Client,
  NoMcpClient as SSEClientTransport,
  NoMcpClient as SdkHttpError,
  NoMcpClient as StreamableHTTPClientTransport,
  NoMcpClient as validateClientMetadataUrl,
  NoValidator as CfWorkerJsonSchemaValidator,
};
