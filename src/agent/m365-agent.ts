/** One principal's Durable Object: MCP comes in, tool calls run, the record is kept. Nothing a client sends chooses the object. */
import { Agent } from "agents";
import { z } from "zod";
import type { AccountVault } from "../accounts/account-vault.ts";
import { linkedUnder } from "../accounts/binding.ts";
import { scopesLacking } from "../accounts/granted-scopes.ts";
import type { AccountStanding } from "../accounts/vault.ts";
import { type KeyRing, requireKeyRing } from "../accounts/keys.ts";
import { open, seal } from "../accounts/seal.ts";
import { writeConsoleEvent } from "../audit/console-line.ts";
import type { AuditFacts } from "../audit/event.ts";
import { Ledger, type LedgerRow } from "../audit/ledger.ts";
import { type Config, requireConfig } from "../config/config.ts";
import { AppError, whereabouts } from "../core/errors.ts";
import { isOfDomains } from "../core/email-domain.ts";
import type { Principal } from "../core/identity.ts";
import { parseJson } from "../core/json.ts";
import { type McpScope, scopesForRisk } from "../core/mcp-scope.ts";
import { createGateway } from "../egress/gateway.ts";
import { egressMetadata } from "../egress/metadata.ts";
import { createGraphClient } from "../graph/client.ts";
import { decide } from "../policy/decide.ts";
import { CallQuota } from "../policy/quota.ts";
import { listedTools, narrowed, scopesOf, type Selection, selectionOf, wireOf } from "../tools/catalog.ts";
import type { Standing, ToolDefinition } from "../tools/define-tool.ts";
import { formerNames } from "../tools/former-names.ts";
import { callHeader, type DoorCall, neededScopesHeader, readCall, revokedHeader, writeCall } from "./call-headers.ts";
import { type BearerFacts, clientNameIn, Connections, type Ending, type SeenConnection } from "./connections.ts";
import type { KeyMemory } from "./once.ts";
import { type KeyedCall, Operations } from "./operations.ts";
import { EventStreams } from "./event-streams.ts";
import { createFeatures } from "./features.ts";
import {
  agentUrl,
  createMcpEndpoint,
  type IncomingCall,
  type McpEndpointOptions,
  type McpOffer,
  type OfferedTool,
  type ShownTools,
  requestContext,
  serverBuilder,
} from "./mcp-server.ts";
import { protocolRefusal } from "./protocol-refusal.ts";
import { RunningCalls } from "./running-calls.ts";
import { errorResult, riskAsked, type RunnerPort, runTool, type ToolCall, type ToolResult } from "./tool-runner.ts";
import { type FrameVerdict, WebSockets } from "./web-sockets.ts";

export type AgentEnv = { readonly AI: Ai; readonly VAULT: DurableObjectNamespace<AccountVault> };

const callDeadlineMs = 30_000;
const standingFreshMs = 60_000;
const admissionEveryMs = 5 * 60_000;
const version = "0.1.0";

/** Lists of tools an object keeps ready, one for each way of narrowing. */
const maxShownLists = 50;

const toolCall = z.object({ method: z.literal("tools/call"), params: z.object({ name: z.string() }) });
const resourceRead = z.object({ method: z.literal("resources/read") });

export class M365Agent extends Agent<AgentEnv> {
  readonly #config: Config;
  readonly #listOnly: ReadonlySet<string>;
  readonly #emailDomains: ReadonlySet<string>;
  readonly #encryptionKeys: KeyRing;
  readonly #egress: ReturnType<typeof createGateway>;
  readonly #answer: (request: Request, parsedBody: unknown) => Promise<Response>;
  readonly #selection: Selection;
  readonly #tools: readonly ToolDefinition[];
  /** By what was narrowed: few, because toolsets are few. */
  readonly #shown = new Map<string, ShownTools>();
  readonly #offered = new Map<ToolDefinition, OfferedTool>();
  readonly #running = new RunningCalls();
  readonly #streams: EventStreams;
  readonly #sockets: WebSockets;
  #ledger: Ledger | null = null;
  #quota: CallQuota | null = null;
  #known: Operations | null = null;
  #clients: Connections | null = null;
  #standing: { readonly value: AccountStanding | null; readonly at: number } | null = null;
  #standingEpoch = 0;
  #admittedAt = Number.NEGATIVE_INFINITY;

  constructor(ctx: DurableObjectState, env: AgentEnv) {
    super(ctx, env);
    const config = requireConfig(env);
    this.#config = config;
    this.#listOnly = new Set(config.LIST_ONLY_CALLERS);
    this.#emailDomains = new Set(config.ALLOWED_EMAIL_DOMAINS);
    this.#encryptionKeys = requireKeyRing(config.ENCRYPTION_KEY);
    this.#egress = createGateway({
      ai: env.AI,
      gatewayId: config.AI_GATEWAY_ID,
      route: config.AI_GATEWAY_ROUTE,
      provider: config.AI_GATEWAY_PROVIDER,
      transport: config.EGRESS_ROUTE,
      payload: config.EGRESS_PAYLOAD,
      audience: config.PUBLIC_ORIGIN,
      envelopeKeys: requireKeyRing(config.ENVELOPE_KEY),
      encryptionKeys: this.#encryptionKeys,
      now: Date.now,
    });
    this.#selection = selectionOf(config);
    this.#tools = listedTools(this.#selection);
    const endpoint: McpEndpointOptions = {
      name: "m365-mcp-server",
      version,
      ...this.offer(),
      onUnknownTool: (name, door) => {
        const isHidden = this.#tools.some((tool) => tool.name === name);
        this.#recordRefusal(
          {
            mcpMethod: "tools/call",
            mcpTool: name,
            outcome: "refused",
            reason: isHidden ? "tool_not_permitted" : "tool_unknown",
            errorCode: "invalid_arguments",
          },
          door,
        );
      },
    };
    this.#answer = createMcpEndpoint(endpoint);
    const channel = {
      serverFor: serverBuilder(endpoint),
      onRefusal: (facts: Omit<AuditFacts, "kind">, door: DoorCall) => this.#recordRefusal(facts, door),
      keepAlive: (work: Promise<unknown>) => ctx.waitUntil(work),
      now: Date.now,
    };
    this.#streams = new EventStreams(channel);
    this.#sockets = new WebSockets({
      ...channel,
      admit: (request, serve) => this.#serve(request, serve),
      readmit: (door, asked) => this.#readmit(door, asked),
      onBadFrame: (door, reason) =>
        writeConsoleEvent({ ...doorFacts(door), kind: "admission", requestId: door.requestId, outcome: "refused", reason }, Date.now()),
    });
    this.lifecycle.use(this.#sockets);
  }

  /** What is served over MCP. Asked once, by the constructor. */
  protected offer(): McpOffer {
    return {
      tools: this.#offer(this.#tools),
      shownTo: (door) => this.#shownTo(door),
      formerNames,
      features: createFeatures({
        toolsShownTo: (door) => new Set(this.#shownTo(door).listed.map(({ wire }) => wire.name)),
        // A resource may stand on a tool of a tier that is not offered.
        mayRead: ({ tool }, door) =>
          listedTools({ ...narrowed(this.#selection, door.narrowing ?? {}), tiers: "all" }).includes(tool) && this.#mayUse(tool, door),
        read: ({ tool, args }, door, protocolVersion, protocol) =>
          this.#run(tool, {
            args,
            door,
            jsonRpcId: String(protocol.mcpReq.id),
            context: requestContext(door, protocolVersion, protocol.mcpReq.signal),
            progress: () => undefined,
            protocol,
            method: "resources/read",
          }),
        onUnknown: (reason, mcpMethod, door) =>
          this.#recordRefusal({ mcpMethod, outcome: "refused", reason, errorCode: "invalid_arguments" }, door),
      }),
    };
  }

  /** What this caller may really use: the deployment's tools less what the caller narrowed away and what policy denies. A mere lister sees all. */
  #shownTo(door: DoorCall): ShownTools {
    const key = JSON.stringify([door.narrowing?.toolsets, door.narrowing?.readOnly, door.mayOnlyList, door.principal.email]);
    let shown = this.#shown.get(key);
    if (!shown) {
      const tools = listedTools(narrowed(this.#selection, door.narrowing ?? {}));
      shown = { listed: this.#offer(tools.filter((tool) => this.#mayUse(tool, door))), callable: this.#offer(tools) };
      if (this.#shown.size >= maxShownLists) this.#shown.clear();
      this.#shown.set(key, shown);
    }
    return shown;
  }

  #mayUse(tool: ToolDefinition, { principal, mayOnlyList }: DoorCall): boolean {
    return mayOnlyList || decide({ principal: principal as Principal, tool: tool.name, risk: tool.risk }).effect !== "deny";
  }

  #offer(tools: readonly ToolDefinition[]): readonly OfferedTool[] {
    return tools.map((tool) => {
      let offered = this.#offered.get(tool);
      if (!offered) {
        offered = { wire: wireOf(tool), call: (incoming) => this.#run(tool, { ...incoming, method: "tools/call" }) };
        this.#offered.set(tool, offered);
      }
      return offered;
    });
  }

  /** Called by the door alone, on a constant URL. */
  override onRequest(request: Request): Promise<Response> {
    return this.#serve(request, async (door) => {
      if (request.method === "GET") return this.#streams.open(door);
      const text = await request.text();
      const asked = parseJson(text);
      const lacking = this.#weigh(door, asked);
      if (lacking) return this.#refuseBearer(door, "insufficient_scope", 403, { [neededScopesHeader]: lacking.join(" ") });
      if (door.sessionId !== undefined) return this.#streams.hear(door.sessionId, asked, door) ?? this.#refuseSession(door);
      this.#running.heed(door, asked);
      const headers = new Headers(request.headers);
      headers.set(callHeader, writeCall(door));
      const answered = await this.#answer(new Request(agentUrl, { method: "POST", headers, body: text, signal: request.signal }), asked);
      const refusal = await protocolRefusal(asked, answered);
      if (refusal) this.#recordRefusal(refusal, door);
      return answered;
    });
  }

  /** Answers a request whose caller may still ask. `Agent` would answer an uncaught error with its stack, so nothing is left uncaught. */
  async #serve(request: Request, answer: (door: DoorCall) => Response | Promise<Response>): Promise<Response> {
    let door: DoorCall | undefined;
    try {
      door = readCall(request.headers);
      if (door.principal.id !== this.ctx.id.name) throw new Error("principal and object differ");
      const entered = await this.#enter(door);
      return entered instanceof Response ? entered : await answer(entered);
    } catch (thrown) {
      // Not in the ledger, which may be what failed.
      const who = door && { ...doorFacts(door), requestId: door.requestId };
      writeConsoleEvent(
        { ...who, kind: "admission", outcome: "failed", reason: "internal", errorCode: "internal", httpStatus: 500 },
        Date.now(),
      );
      console.error(JSON.stringify({ requestId: door?.requestId, error: whereabouts(thrown) }));
      return Response.json({ jsonrpc: "2.0", error: { code: -32603, message: "Internal error" }, id: null }, { status: 500 });
    }
  }

  /** Before every message, however long its channel has been open: whether who came in may still come in. */
  async #enter(door: DoorCall): Promise<DoorCall | Response> {
    const account = await this.#account(door.principal.id);
    // After the vault was asked: what was ended meanwhile goes no further.
    if (this.#connections().isEnded(door)) return this.#refuseBearer(door, "token_revoked", 401, { [revokedHeader]: "1" });
    if (account && door.principal.email !== undefined && !linkedUnder(account, { email: door.principal.email }))
      return this.#refuseChangedEmail(door);
    const carried = door.portal === undefined ? null : account;
    if (carried && !isOfDomains(carried.email, this.#emailDomains))
      return this.#deny(door, "domain_not_allowed", "This person may not come in.");
    this.#admit(door);
    // Through a portal only the bearer names the person; the address is the one that linked the account.
    if (!carried) return door;
    const { email } = carried;
    return { ...door, principal: { ...door.principal, email }, mayOnlyList: door.mayOnlyList || this.#listOnly.has(email) };
  }

  /** Notes the client. Returns every OAuth scope of this message, where the bearer lacks one. */
  #weigh(door: DoorCall, asked: unknown): readonly McpScope[] | null {
    const { grantId, principal, userAgent } = door;
    this.#connections().used({ grantId, clientId: principal.clientId, clientName: clientNameIn(asked), userAgent }, Date.now());
    return this.#scopesLacking(door, asked);
  }

  /** One frame of a WebSocket: `#enter` and `#weigh`, in words a socket has. */
  async #readmit(door: DoorCall, asked: unknown): Promise<FrameVerdict> {
    const entered = await this.#enter(door);
    if (entered instanceof Response)
      return { admitted: false, close: entered.status === 401 ? "sign in again" : "your sign-in has changed" };
    const lacking = this.#weigh(entered, asked);
    if (!lacking) return { admitted: true, door: entered };
    const reason = "insufficient_scope";
    this.#record([{ ...doorFacts(door), kind: "admission", requestId: door.requestId, outcome: "refused", reason }]);
    return { admitted: false, answer: { code: -32001, message: `${reason}: connect again with ${lacking.join(" ")}.` } };
  }

  /** The clients this principal was served through, and the grants that were ended. Called by the doors, as all that follow here. */
  listConnections(): { readonly seen: readonly SeenConnection[]; readonly endedGrants: readonly string[] } {
    const connections = this.#connections();
    return { seen: connections.seen(), endedGrants: connections.endedGrants() };
  }

  /** Whether a grant may do nothing any more. */
  isEnded(grant: BearerFacts): boolean {
    return this.#connections().isEnded(grant);
  }

  /** Refuses every bearer of this grant from now on; false where it was ended before. */
  endConnection(grantId: string, ending: Ending): boolean {
    const ended = this.#connections().endGrant(grantId, Date.now());
    if (ended) this.#record([this.#endingRow(ending, { reason: "connection_ended", grantId })]);
    this.#endChannels();
    return ended;
  }

  /** Refuses one access token from now on; false where it or its grant was ended before. */
  endToken(tokenId: string, grantId: string, ending: Ending): boolean {
    const ended = this.#connections().endToken(tokenId, grantId, Date.now());
    if (ended) this.#record([this.#endingRow(ending, { reason: "token_ended", grantId })]);
    this.#endChannels();
    return ended;
  }

  /** Refuses every grant given up to now: those named, those seen, and those nobody knows of. Returns the ids of those that had not ended. */
  endAll(grantIds: readonly string[], ending: Ending): readonly string[] {
    const ended = this.#connections().endAll(grantIds, Date.now());
    this.#record([
      this.#endingRow(ending, { reason: "connections_ended" }),
      ...ended.map((grantId) => this.#endingRow(ending, { reason: "connection_ended", grantId })),
    ]);
    this.#endChannels();
    return ended;
  }

  /**
   * Unlinks the Microsoft account, so that no client of this principal can do anything; false where none was linked.
   * @throws where the directory could not be told: the account is gone all the same, and repeating mends it
   */
  async endAccount(ending: Ending): Promise<boolean> {
    // For the row alone: whatever the vault says of the account, it goes.
    await this.#account(this.ctx.id.name ?? "").catch(() => null);
    const account = this.#accountFacts();
    try {
      const ended = await this.#vault().unlink();
      if (ended) this.#record([{ ...this.#endingRow(ending, { reason: "account_ended" }), ...account }]);
      return ended;
    } catch (thrown) {
      this.#record([{ ...this.#endingRow(ending, { reason: "directory_unavailable" }), ...account, outcome: "failed" }]);
      throw thrown;
    } finally {
      this.#forgetStanding();
    }
  }

  /** Streams and sockets that an ended bearer opened. */
  #endChannels(): void {
    const isEnded = (door: DoorCall) => this.#connections().isEnded(door);
    this.#streams.end(isEnded);
    this.#sockets.end(isEnded, "sign in again");
  }

  #endingRow({ by, requestId }: Ending, facts: Pick<AuditFacts, "reason" | "grantId">): AuditFacts {
    const userId = this.ctx.id.name ?? "";
    const principalType = userId.startsWith("service:") ? "service" : "user";
    return {
      ...facts,
      kind: "connection",
      outcome: "done",
      userId,
      principalType,
      endedBy: by,
      ...(requestId !== undefined && { requestId }),
    };
  }

  /** Access knows this `sub` under another e-mail than the one that linked the account: nobody acts until it is linked anew. */
  #refuseChangedEmail(door: DoorCall): Response {
    this.#forgetStanding();
    return this.#deny(
      door,
      "subject_changed",
      `Your sign-in has changed. Link your Microsoft account again: ${this.#config.PUBLIC_ORIGIN}/connect`,
    );
  }

  #deny(door: DoorCall, reason: "subject_changed" | "domain_not_allowed", description: string): Response {
    this.#record([{ ...doorFacts(door), kind: "admission", requestId: door.requestId, outcome: "refused", reason, httpStatus: 403 }]);
    return Response.json(
      { error: "access_denied", error_description: description, request_id: door.requestId },
      { status: 403, headers: { "cache-control": "no-store" } },
    );
  }

  /** To whoever else knows the id, it is none. */
  #refuseSession(door: DoorCall): Response {
    const facts = { outcome: "refused", reason: "session_unknown", httpStatus: 404 } as const;
    this.#record([{ ...doorFacts(door), ...facts, kind: "admission", requestId: door.requestId }]);
    return Response.json(
      { error: "not_found", error_description: "There is no such stream. Open one with GET /sse.", request_id: door.requestId },
      { status: 404 },
    );
  }

  #recordRefusal(facts: Omit<AuditFacts, "kind">, door: DoorCall): void {
    this.#record([{ ...doorFacts(door), ...facts, kind: "call.outcome", requestId: door.requestId }]);
  }

  /** The door makes the challenge of it that clients understand. */
  #refuseBearer(
    door: DoorCall,
    reason: "token_revoked" | "insufficient_scope",
    httpStatus: number,
    headers: Record<string, string>,
  ): Response {
    this.#record([{ ...doorFacts(door), kind: "admission", requestId: door.requestId, outcome: "refused", reason, httpStatus }]);
    return new Response(null, { status: httpStatus, headers });
  }

  /** Every OAuth scope a call of this tool, or the reading of a resource, needs, where the bearer lacks one; a tool nobody offers is refused by the protocol. */
  #scopesLacking({ scopes }: DoorCall, asked: unknown): readonly McpScope[] | null {
    if (scopes === undefined) return null;
    const called = toolCall.safeParse(asked);
    const named = called.success ? called.data.params.name : "";
    const tool = this.#tools.find(({ name }) => name === (formerNames.get(named) ?? named));
    const risk = tool ? riskAsked(tool, asked) : resourceRead.safeParse(asked).success ? "read" : null;
    const needed = risk === null ? [] : scopesForRisk(risk);
    return needed.every((scope) => scopes.includes(scope)) ? null : needed;
  }

  async #run(tool: ToolDefinition, incoming: IncomingCall & { readonly method: "tools/call" | "resources/read" }): Promise<ToolResult> {
    const { args, door, jsonRpcId, context, progress, method } = incoming;
    const principal = door.principal as Principal;
    const facts = {
      ...doorFacts(door),
      jsonRpcId,
      protocolVersion: context.protocolVersion,
      mcpMethod: method,
      ...this.#accountFacts(),
    };
    let port: RunnerPort;
    try {
      port = this.#port(principal, door.mayOnlyList);
    } catch (cause) {
      console.error(JSON.stringify({ requestId: context.requestId, error: whereabouts(cause) }));
      const error = new AppError("audit_unavailable", "The audit record cannot be written, so nothing was done.", { cause });
      return errorResult(`${this.#config.PUBLIC_ORIGIN}/connect`, error, context.requestId);
    }
    const format = door.output ?? this.#config.OUTPUT_FORMAT;
    const running = this.#running.begin(door, jsonRpcId);
    const signal = AbortSignal.any([context.signal, running.signal]);
    try {
      return await runTool(port, { tool, args, principal, context: { ...context, signal }, progress, facts, format });
    } finally {
      running.end();
    }
  }

  #port(principal: Principal, mayOnlyList: boolean): RunnerPort {
    const config = this.#config;
    return {
      decide: (tool, risk) => decide({ principal, tool: tool.name, risk, mayOnlyList }),
      quota: this.#calls(),
      standing: () => this.#standingOf(principal, mayOnlyList),
      forgetStanding: () => this.#forgetStanding(),
      egressFor: (call) =>
        this.#egress.egressFor({
          principal,
          requestId: call.context.requestId,
          tool: call.tool.name,
          metadata: egressMetadata({
            principal,
            requestId: call.context.requestId,
            tool: call.tool.name,
            sendEmail: config.GATEWAY_USER_EMAIL === "send",
          }),
        }),
      graphFor: (call, egress, onAttempt) => this.#graph(principal, call, egress, onAttempt),
      record: (rows) => this.#record(rows),
      durable: () => this.ctx.storage.sync(),
      gateway: {
        id: config.AI_GATEWAY_ID,
        route: config.EGRESS_ROUTE === "dynamic" ? `dynamic/${config.AI_GATEWAY_ROUTE}` : config.AI_GATEWAY_PROVIDER,
      },
      argumentsKey: this.#encryptionKeys.current.derive("arguments"),
      keys: this.#keyMemory(principal),
      connectUrl: `${config.PUBLIC_ORIGIN}/connect`,
      /* Of a sign-in for `.default` the tenant's consent alone decides what it brings. */
      neverAskedFor: (scopes) =>
        config.ENTRA_SCOPES === "default" ? [] : scopesLacking(scopes, [...scopesOf(this.#tools), ...config.EXTRA_SCOPES]),
      now: Date.now,
    };
  }

  /** Results name people and subjects: they lie in the table sealed, for this principal alone. */
  #keyMemory(principal: Principal): KeyMemory {
    const operations = this.#operations();
    const owner = (call: KeyedCall) => `${principal.id} ${call.tool} ${call.key}`;
    return {
      begin: async (call) => {
        const beginning = operations.begin(call, Date.now());
        if (beginning.kind !== "done") return beginning;
        const text = await open(beginning.sealed, owner(call), this.#encryptionKeys, "operation");
        // Sealed with a key that is gone: what it did cannot be told, so it counts as not known.
        return text === null ? { kind: "open" } : { kind: "done", output: parseJson(text) };
      },
      finish: async (call, output) =>
        operations.finish(call, await seal(JSON.stringify(output), owner(call), this.#encryptionKeys, "operation")),
      release: (call) => operations.release(call),
    };
  }

  #graph(
    principal: Principal,
    call: ToolCall,
    egress: Parameters<RunnerPort["graphFor"]>[1],
    onAttempt: Parameters<RunnerPort["graphFor"]>[2],
  ) {
    const config = this.#config;
    return createGraphClient({
      egress,
      operations: call.tool.operations,
      scopes: call.tool.scopes,
      holds: (scopes) => scopesLacking(scopes, this.#standing?.value?.grantedScopes ?? []).length === 0,
      version: config.GRAPH_API_VERSION,
      graphHost: config.GRAPH_ORIGIN,
      deadlineAt: call.context.receivedAt + callDeadlineMs,
      signal: call.context.signal,
      now: Date.now,
      sleep,
      random: Math.random,
      cursors: {
        seal: (payload, binding) => seal(payload, binding, this.#encryptionKeys, "cursor"),
        open: (cursor, binding) => open(cursor, binding, this.#encryptionKeys, "cursor"),
      },
      onAttempt,
      onProgress: call.progress,
      principalId: principal.id,
      tool: call.tool.name,
    });
  }

  async #standingOf(principal: Principal, mayOnlyList: boolean): Promise<Standing> {
    const account = await this.#account(principal.id);
    const quota = this.#calls();
    const grantedScopes = account?.grantedScopes ?? [];
    return {
      authorization: this.#config.MCP_AUTHORIZATION,
      account: {
        linked: account !== null,
        needsSignIn: account?.needsSignIn ?? false,
        grantedScopes,
        ...(account && { userPrincipalName: account.userPrincipalName, bindingRule: account.bindingRule }),
      },
      connectUrl: `${this.#config.PUBLIC_ORIGIN}/connect`,
      tools: this.#tools.map((tool) => {
        const { effect, ruleId } = decide({ principal, tool: tool.name, risk: tool.risk, mayOnlyList });
        return {
          name: tool.name,
          toolset: tool.toolset,
          risk: tool.risk,
          effect,
          ruleId,
          missingScopes: scopesLacking(tool.scopes, grantedScopes),
        };
      }),
      policyVersion: decide({ principal, tool: "", risk: "read" }).policyVersion,
      quota: { limitPerMinute: quota.limitPerMinute, remaining: quota.remaining(Date.now()) },
    };
  }

  /** A good standing is remembered for a minute; a missing or broken one is asked again every time, so that linking works at once. */
  async #account(principalId: string): Promise<AccountStanding | null> {
    const known = this.#standing;
    if (known?.value && !known.value.needsSignIn && Date.now() - known.at < standingFreshMs) return known.value;
    const asked = this.#standingEpoch;
    const value = await this.#vault(principalId).standing();
    // What was asked before the account was ended is not remembered after it.
    if (asked === this.#standingEpoch) this.#standing = { value, at: Date.now() };
    return value;
  }

  #forgetStanding(): void {
    this.#standing = null;
    this.#standingEpoch += 1;
  }

  #vault(principalId = this.ctx.id.name ?? "") {
    return this.env.VAULT.get(this.env.VAULT.idFromName(principalId));
  }

  #accountFacts(): Omit<AuditFacts, "kind"> {
    const account = this.#standing?.value;
    return account ? { microsoftTenantId: account.tenantId, microsoftObjectId: account.objectId, bindingRule: account.bindingRule } : {};
  }

  /** One admission row per principal and five minutes: the calls themselves are rows anyway. */
  #admit(door: DoorCall): void {
    if (door.receivedAt - this.#admittedAt < admissionEveryMs) return;
    this.#admittedAt = door.receivedAt;
    this.#record([{ ...doorFacts(door), kind: "admission", requestId: door.requestId, outcome: "done" }]);
  }

  #record(rows: readonly AuditFacts[]): void {
    this.#chain().append(rows, Date.now());
  }

  #chain(): Ledger {
    if (this.#ledger) return this.#ledger;
    const ledger = new Ledger(this.ctx.storage, this.ctx.id.name ?? "");
    // The object that wrote these was ended in the middle of a call: nobody knows any more what became of it, and the record says so.
    const open = ledger.openIntents();
    if (open.length > 0) ledger.append(open.map(interrupted), Date.now());
    this.#ledger = ledger;
    return ledger;
  }

  #operations(): Operations {
    this.#known ??= new Operations(this.ctx.storage);
    return this.#known;
  }

  #connections(): Connections {
    this.#clients ??= new Connections(this.ctx.storage, Date.now());
    return this.#clients;
  }

  #calls(): CallQuota {
    this.#quota ??= new CallQuota(this.#config.CALLS_PER_MINUTE, this.#chain().outcomesSince(Date.now() - 60_000));
    return this.#quota;
  }
}

/** The terminal row of a call whose object went away between intent and outcome. */
function interrupted(intent: LedgerRow): AuditFacts {
  const {
    schema: _schema,
    eventId: _eventId,
    at: _at,
    chainId: _chainId,
    sequence: _sequence,
    prevHash: _prev,
    hash: _hash,
    ...facts
  } = intent;
  return { ...facts, kind: "call.outcome", outcome: "unknown", reason: "interrupted", errorCode: "outcome_unknown" };
}

function doorFacts(door: DoorCall): Omit<AuditFacts, "kind"> {
  const { principal } = door;
  return {
    userId: principal.id,
    principalType: principal.kind,
    traceId: door.traceparent.slice(3, 35),
    httpMethod: door.method ?? "POST",
    route: door.route,
    ...(door.grantId !== undefined && { grantId: door.grantId }),
    ...(principal.clientId !== undefined && { oauthClientId: principal.clientId }),
    ...(door.portal !== undefined && { serviceToken: door.portal }),
    ...(principal.email !== undefined && { userEmail: principal.email }),
    ...(principal.kind === "user"
      ? { accessSub: decodeURIComponent(principal.id.slice("user:".length)) }
      : { serviceToken: decodeURIComponent(principal.id.slice("service:".length)) }),
    ...(door.accessNonce !== undefined && { accessNonce: door.accessNonce }),
    ...(door.rayId !== undefined && { cfRay: door.rayId }),
    ...(door.clientIp !== undefined && { clientIp: door.clientIp }),
    ...(door.clientCountry !== undefined && { clientCountry: door.clientCountry }),
    ...(door.clientJa4 !== undefined && { clientJa4: door.clientJa4 }),
    ...(door.userAgent !== undefined && { userAgent: door.userAgent }),
  };
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        reject(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
      },
      { once: true },
    );
  });
}
