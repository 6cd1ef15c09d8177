/**
 * Stands in the bundle for zod's table of error messages in fifty languages, 50 KiB of gzip that nothing here reads: messages of ours are
 * English. See `[alias]` in wrangler.example.toml.
 */
export {};
