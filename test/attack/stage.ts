/** Where a case plays: a running estate, what was written down there, faults to switch on, and the checks made so far. */
import { isDeepStrictEqual } from "node:util";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Interference } from "../../infra/local/ai-gateway/ai-gateway.ts";
import { bundleProduct, type ProductBundle } from "../../infra/local/bundle-worker.ts";
import type { Estate, EstateContract, EstateOptions } from "../../infra/local/estate.ts";
import { type EstatePerson, personNamed, startTestEstate } from "../support/estate.ts";
import type { ConsoleEvent } from "../support/estate-record.ts";
import { storedDigest } from "../support/stored-state.ts";
import type { Attempt, Check, Mode } from "./framework.ts";
import type { Seen } from "./answers.ts";
import { KeptRecord } from "./kept-record.ts";

/** What `mintUrl` takes. */
export type MintRequest = {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly key?: "current" | "previous" | "foreign" | "hmac-public-key" | "none";
  readonly publishJwk?: Readonly<Record<string, unknown>>;
};

/** Faults of the world outside the Worker; a case switches them on, the runner off again. */
type Faults = {
  gateway: Interference;
  certs: ((res: ServerResponse, next: () => void) => void) | null;
  entra: ServerFault | null;
  graph: ServerFault | null;
};
type ServerFault = (req: IncomingMessage, res: ServerResponse, next: () => void) => void;

type StageOptions = Omit<Partial<EstateOptions>, "port" | "onProgress" | "bundle">;

export type RefuseOptions = {
  /** Attempts under way at a time; 16 unless said. */
  readonly parallel?: number;
  /** How often Graph may have been asked on the way; never unless said. */
  readonly graph?: number;
};

/** One bundle serves every estate of a run. */
let bundle: Promise<ProductBundle> | undefined;

export class Stage {
  readonly mode: Mode;
  readonly estate: Estate;
  readonly contract: EstateContract;
  readonly record: KeptRecord;
  readonly faults: Faults;
  readonly checks: Check[] = [];
  readonly #opened: Stage[] = [];

  private constructor(mode: Mode, estate: Estate, faults: Faults) {
    this.mode = mode;
    this.estate = estate;
    this.contract = estate.contract;
    this.record = new KeptRecord(estate.contract);
    this.faults = faults;
  }

  /** A whole estate in that mode; login pages ask who signs in. */
  static async start(mode: Mode, options: StageOptions = {}): Promise<Stage> {
    bundle ??= bundleProduct();
    const faults: Faults = { gateway: {}, certs: null, entra: null, graph: null };
    const estate = await startTestEstate({
      autoSignIn: false,
      ...options,
      authorization: mode,
      bundle,
      gateway: {
        ...options.gateway,
        interference: {
          answer: (call, next) => faults.gateway.answer?.(call, next) ?? next(),
          deliver: (delivery, call, next) => faults.gateway.deliver?.(delivery, call, next) ?? next(delivery),
        },
      },
      certsFault: (res, next) => (faults.certs ? faults.certs(res, next) : next()),
      entraFault: (req, res, next) => (faults.entra ? faults.entra(req, res, next) : next()),
      graphFault: (req, res, next) => (faults.graph ? faults.graph(req, res, next) : next()),
    });
    return new Stage(mode, estate, faults);
  }

  /** A further estate of the same mode, gone when the case ends: a cold isolate, other settings, a movable clock. Its checks count here. */
  async open(options: StageOptions = {}): Promise<Stage> {
    const further = await Stage.start(this.mode, options);
    this.#opened.push(further);
    return further;
  }

  /** What the case checked, here and in the estates it opened; everything it switched on or opened is gone. */
  async conclude(): Promise<readonly Check[]> {
    this.faults.gateway = {};
    this.faults.certs = null;
    this.faults.entra = null;
    this.faults.graph = null;
    const further = await Promise.all(
      this.#opened.splice(0).map(async (stage) => {
        const checks = await stage.conclude();
        await stage.estate.stop();
        return checks;
      }),
    );
    return [...this.checks.splice(0), ...further.flat()];
  }

  person(name: string): EstatePerson {
    return personNamed(this.estate, name);
  }

  /** Headers with which that person is admitted at `directOrigin`: the assertion Access would set, and the bearer where the mode has one. */
  direct(person: EstatePerson): Readonly<Record<string, string>> {
    const { "cf-access-token": assertion = "", ...others } = person.headers;
    return { "cf-access-jwt-assertion": assertion, ...others };
  }

  /** An assertion of the first person with changes laid over it; `null` removes a member. */
  async mint(request: MintRequest = {}): Promise<string> {
    const response = await fetch(this.contract.access.mintUrl, { method: "POST", body: JSON.stringify(request) });
    const text = await response.text();
    if (!response.ok) throw new Error(`mint answered ${response.status}: ${text}`);
    return (JSON.parse(text) as { readonly jwt: string }).jwt;
  }

  /** A fact beside the answers: what was stored, sent, shown or counted. */
  holds(what: string, expected: unknown, got: unknown): void {
    this.checks.push({
      what,
      expected: `${what}: ${shown(expected)}`,
      got: `${what}: ${shown(got)}`,
      event: "",
      pass: isDeepStrictEqual(expected, got),
    });
  }

  /**
   * Sends the attempts and counts each as refused only where the answer is exactly the one named, exactly one line with the reason tells of
   * it, and Graph saw nothing; of those the perimeter refuses also nothing was stored, sent to the gateway, or fetched but Access's keys.
   */
  async refuses(attempts: readonly Attempt[], { parallel = 16, graph = 0 }: RefuseOptions = {}): Promise<void> {
    const { stateDirectory, access } = this.contract;
    const isPerimeter = attempts.every(({ answer }) => answer.isPerimeter);
    await this.record.clear();
    const before = isPerimeter ? await storedDigest(stateDirectory) : [];
    const answers = await inParallel(attempts, parallel, ({ send }) => send());
    const expectedLines = attempts.filter(({ reason }) => reason !== null).length;
    const lines = (events: readonly ConsoleEvent[]) => events.filter(isRefusal);
    const events = await this.record.eventsOnce((all) => lines(all).length >= expectedLines);
    const toldOf = assignLines(attempts, answers, events);
    for (const [index, attempt] of attempts.entries()) {
      const told = toldOf.get(index) ?? [];
      const problem = attempt.answer.problem(answers[index] as Seen);
      const kind = attempt.kind ?? attempt.answer.kind;
      const reasons = reasonsOf(attempt);
      const found = told.map((line) => `${line.kind}:${line.reason}`);
      const lineIsRight =
        reasons.length === 0
          ? told.length === 0
          : told.length === 1 && told.every((line) => reasons.includes(line.reason ?? "") && (kind === undefined || line.kind === kind));
      this.checks.push({
        what: attempt.name,
        expected: attempt.answer.name,
        got:
          (problem ?? attempt.answer.name) +
          (lineIsRight
            ? ""
            : `, ${found.length === 0 ? "no line" : `lines ${found.join(", ")}`} instead of ${reasons.join(" or ") || "none"}`) +
          (problem === null && lineIsRight ? "" : ` [${attempt.name}]`),
        event: found.join(", "),
        pass: problem === null && lineIsRight,
      });
    }
    const claimed = new Set([...toldOf.values()].flat());
    const stray = lines(events).filter((event) => !claimed.has(event) && !isConsequence(event, attempts));
    if (stray.length > 0)
      this.holds(
        "lines nobody asked for",
        [],
        stray.map(({ kind, reason }) => `${kind}:${reason}`),
      );
    const asked = (await this.record.graphRequests()).length;
    if (asked > 0 || graph > 0) this.holds("Graph requests", graph, asked);
    if (!isPerimeter) return;
    const certs = new URL(access.certsUrl);
    const beyond = {
      stored: changed(before, await storedDigest(stateDirectory)),
      gateway: (await this.record.gatewayExchanges()).length,
      fetched: (await this.record.outbound())
        .map(({ host, path }) => `${host}${path}`)
        .filter((address) => address !== `${certs.host}${certs.pathname}`),
    };
    const nothing = { stored: [], gateway: 0, fetched: [] };
    if (!isDeepStrictEqual(beyond, nothing)) this.holds("traces beyond the perimeter", nothing, beyond);
  }

  /** How often the Worker asked for Access's keys since the record was cleared. */
  async keyFetches(): Promise<number> {
    const certsPath = new URL(this.contract.access.certsUrl).pathname;
    return (await this.record.outbound()).filter(({ path }) => path === certsPath).length;
  }
}

const reasonsOf = ({ reason }: Attempt): readonly string[] => (reason === null ? [] : typeof reason === "string" ? [reason] : reason);

const isRefusal = ({ outcome, kind }: ConsoleEvent) =>
  outcome !== undefined && outcome !== "done" && outcome !== "accepted" && kind !== "call.intent";

/** What a refused tool call tried, and what the relay said to it, is told too: beside the one terminal row, not instead of it. */
const isConsequence = ({ kind }: ConsoleEvent, attempts: readonly Attempt[]) =>
  (kind === "graph.attempt" || kind === "relay") && attempts.some(({ answer }) => answer.kind === "call.outcome");

/**
 * Which line tells of which attempt: that whose request id stands in the answer; where an answer carries none, one that nobody else claims and
 * that gives the reason.
 */
function assignLines(
  attempts: readonly Attempt[],
  answers: readonly Seen[],
  events: readonly ConsoleEvent[],
): ReadonlyMap<number, readonly ConsoleEvent[]> {
  const terminal = events.filter((event) => isRefusal(event) && !isConsequence(event, attempts));
  const assigned = new Map<number, readonly ConsoleEvent[]>();
  const claimed = new Set<ConsoleEvent>();
  const byId = Map.groupBy(terminal, ({ requestId }) => requestId ?? "");
  for (const [index, { text, headers }] of answers.entries()) {
    const ids = new Set(`${text} ${headers.get("x-request-id") ?? ""}`.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g));
    const own = [...ids].flatMap((id) => byId.get(id) ?? []);
    if (own.length === 0) continue;
    assigned.set(index, own);
    for (const event of own) claimed.add(event);
  }
  for (const [index, attempt] of attempts.entries()) {
    if (attempt.reason === null || assigned.has(index)) continue;
    const reasons = reasonsOf(attempt);
    const wanted = attempt.kind ?? attempt.answer.kind;
    const free = terminal.find(
      (event) => !claimed.has(event) && reasons.includes(event.reason ?? "") && (wanted === undefined || event.kind === wanted),
    );
    if (!free) continue;
    assigned.set(index, [free]);
    claimed.add(free);
  }
  return assigned;
}

async function inParallel<T, R>(items: readonly T[], limit: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) results[index] = await work(items[index] as T);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}

const changed = (before: readonly string[], after: readonly string[]) => [
  ...after.filter((line) => !before.includes(line)),
  ...before.filter((line) => !after.includes(line)),
];

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
