/**
 * Stands in the bundle for `mimetext`, which `agents` loads only to compose e-mail of its own: 28 KiB of gzip for something this Worker
 * never does. See `[alias]` in wrangler.example.toml.
 */
export function createMimeMessage(): never {
  throw new Error("This Worker composes no e-mail; mail leaves through Microsoft Graph.");
}
