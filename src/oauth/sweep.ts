/** Sweeps the authorization server's store: KV forgets by itself what expires; this finds what was orphaned. */
import type { OAuthHelpers } from "@cloudflare/workers-oauth-provider";

/** Where the last sweep stopped; beside the library's own keys, which all have a colon. */
const cursorKey = "sweep-cursor";
const batchSize = 100;
/** Subrequests of one run stay far below a Worker's thousand (developers.cloudflare.com/workers/platform/limits). */
const batches = 4;

type CursorStore = {
  get(key: string): Promise<string | null>;
  put(key: string, value: string): Promise<void>;
  delete(key: string): Promise<void>;
};

/** Goes on where the last run stopped, and begins anew once everything has been seen. */
export async function sweepGrants(oauth: Pick<OAuthHelpers, "purgeExpiredData">, kv: CursorStore): Promise<void> {
  let cursor = (await kv.get(cursorKey)) ?? undefined;
  for (let batch = 0; batch < batches; batch += 1) {
    const swept = await oauth.purgeExpiredData({ batchSize, ...(cursor !== undefined && { cursor }) });
    cursor = swept.cursor;
    if (cursor === undefined) return kv.delete(cursorKey);
  }
  if (cursor !== undefined) await kv.put(cursorKey, cursor);
}
