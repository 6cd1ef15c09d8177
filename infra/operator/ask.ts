/** One request of an operator's command, and what an answer that is not the one hoped for means. */
import { z } from "zod";
import { type ExitCode, failed, unknown } from "./exit.ts";
import type { Server } from "./server.ts";

export type Answer = {
  readonly status: number;
  readonly ok: boolean;
  /** Null where it is no JSON: a login page, for one. */ readonly body: unknown;
};

const refusal = z.object({ error: z.string(), error_description: z.string() });
const unknowns: ReadonlySet<string> = new Set(["person_unknown", "connection_unknown", "client_unknown"]);

/** @returns a sentence where the server cannot be reached */
export async function ask(server: Server, target: string, method = "GET", wish?: object): Promise<Answer | string> {
  try {
    const response = await fetch(`${server.origin}${target}`, {
      method,
      headers: { ...server.headers, ...(wish && { "content-type": "application/json" }) },
      ...(wish && { body: JSON.stringify(wish) }),
      redirect: "manual",
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
    return { status: response.status, ok: response.ok, body: isJson ? JSON.parse(text) : null };
  } catch (thrown) {
    return `${server.origin} cannot be reached: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  }
}

export function refused({ status, body }: Answer): ExitCode {
  const told = refusal.safeParse(body);
  if (!told.success)
    return failed(`The server answered ${status}; is the service token admitted by Access and listed in OPERATOR_SERVICE_TOKENS?`);
  const { error, error_description: sentence } = told.data;
  return unknowns.has(error) ? unknown(sentence) : failed(`${error}: ${sentence}`);
}
