/** What the estate wrote down of one session, read through the addresses of its contract. */
import type { Exchange } from "../../infra/local/ai-gateway/exchange-record.ts";
import type { LogRow } from "../../infra/local/ai-gateway/log-store.ts";
import type { EstateContract } from "../../infra/local/estate.ts";
import type { JournalEntry } from "../../infra/local/graph/journal.ts";
import type { LedgerRow } from "../../src/audit/ledger.ts";
import type { AuditEvent } from "../../src/audit/event.ts";

/** One console line of the Worker; those of the ledger also carry `chainId`, `sequence`, `prevHash` and `hash`. */
export type ConsoleEvent = AuditEvent & Partial<Pick<LedgerRow, "chainId" | "sequence" | "prevHash" | "hash">>;

export type OutboundRequest = {
  readonly at: number;
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly allowed: boolean;
};

const patienceMs = 5_000;
/** Lines leave workerd through a pipe: one that is not here after this long was never written. */
const settleMs = 60;

export class EstateRecord {
  readonly #contract: EstateContract;

  constructor(contract: EstateContract) {
    this.#contract = contract;
  }

  /** Console lines as written. */
  async lines(): Promise<readonly string[]> {
    const response = await fetch(this.#contract.audit.eventsUrl);
    return (await response.text()).split("\n").filter((line) => line !== "");
  }

  async events(): Promise<readonly ConsoleEvent[]> {
    const lines = await this.lines();
    return lines.map((line) => JSON.parse(line) as ConsoleEvent);
  }

  /** Waits until `enough` of what was written, then a little longer for lines nobody expects. */
  async eventsOnce(enough: (events: readonly ConsoleEvent[]) => boolean): Promise<readonly ConsoleEvent[]> {
    const until = Date.now() + patienceMs;
    while (!enough(await this.events())) {
      if (Date.now() > until) return this.events();
      await pause(20);
    }
    await pause(settleMs);
    return this.events();
  }

  /** What was written, where nothing may have been. */
  async eventsAfterAWhile(): Promise<readonly ConsoleEvent[]> {
    await pause(300);
    return this.events();
  }

  graphRequests(): Promise<readonly JournalEntry[]> {
    return getJson(this.#contract.graph.requestsUrl);
  }

  graphCommits(): Promise<readonly JournalEntry[]> {
    return getJson(this.#contract.graph.commitsUrl);
  }

  gatewayExchanges(): Promise<readonly Exchange[]> {
    return getJson(this.#contract.gateway.requestsUrl);
  }

  /** Rows of the gateway's Logs API, oldest first, every page of them. */
  async gatewayRows(
    filters: readonly { readonly key: string; readonly operator: string; readonly value: readonly string[] }[] = [],
  ): Promise<readonly LogRow[]> {
    const rows: LogRow[] = [];
    for (let page = 1; ; page += 1) {
      const url = new URL(this.#contract.gateway.logsUrl);
      url.search = new URLSearchParams({
        page: String(page),
        per_page: "1000",
        order_by_direction: "asc",
        ...(filters.length > 0 && { filters: JSON.stringify(filters) }),
      }).toString();
      const { result } = await getJson<{ readonly result: readonly LogRow[] }>(url.href);
      rows.push(...result);
      if (result.length < 1_000) return rows;
    }
  }

  /** One row with whatever payload the gateway kept. */
  async gatewayRow(id: string): Promise<unknown> {
    const { result } = await getJson<{ readonly result: unknown }>(`${this.#contract.gateway.logsUrl}/${id}`);
    return result;
  }

  outbound(): Promise<readonly OutboundRequest[]> {
    return getJson(this.#contract.outbound.hostsUrl);
  }

  /** Forgets everything so far. */
  async clear(): Promise<void> {
    const { audit, graph, gateway, outbound } = this.#contract;
    await pause(settleMs);
    for (const url of [audit.eventsUrl, graph.requestsUrl, graph.commitsUrl, gateway.requestsUrl, outbound.hostsUrl]) {
      const response = await fetch(url, { method: "DELETE" });
      await response.body?.cancel();
    }
  }
}

async function getJson<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
