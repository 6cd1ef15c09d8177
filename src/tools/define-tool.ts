/** What a tool must say about itself before it may exist. */
import type { z } from "zod";
import type { Principal } from "../core/identity.ts";
import type { Risk } from "../core/decision.ts";
import type { Toolset } from "../core/selection.ts";
import type { GraphClient, Operation } from "../graph/request.ts";

/** What the caller may do and why; a read-only view for tools that explain it (`whoAmI`, `authenticate`). */
export type Standing = {
  readonly authorization: "access" | "oauth";
  readonly account: {
    readonly linked: boolean;
    readonly userPrincipalName?: string;
    readonly bindingRule?: string;
    readonly grantedScopes: readonly string[];
    /** Microsoft no longer accepts the stored sign-in. */
    readonly needsSignIn: boolean;
  };
  /** Page where a Microsoft account is linked. */
  readonly connectUrl: string;
  readonly tools: readonly {
    readonly name: string;
    readonly toolset: Toolset;
    readonly risk: Risk;
    readonly effect: "allow" | "deny" | "approve";
    readonly ruleId: string;
    readonly missingScopes: readonly string[];
  }[];
  readonly policyVersion: string;
  readonly quota: { readonly limitPerMinute: number; readonly remaining: number };
};

/** Everything a tool gets: no env, no token, no logger. */
export type ToolContext = {
  readonly graph: GraphClient;
  readonly principal: Principal;
  /** Epoch ms. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly progress: (done: number, total?: number, message?: string) => void;
  readonly standing: () => Promise<Standing>;
};

export type ToolDefinition<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = {
  /** camelCase, ≤ 24 characters. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly toolset: Toolset;
  readonly tier: "core" | "extended" | "diagnostic";
  readonly risk: Risk;
  /** Delegated Graph scopes without which the tool cannot work at all. */
  readonly scopes: readonly string[];
  /** Further scopes some arguments need; asked for at sign-in, not required for the tool to be callable. */
  readonly optionalScopes?: readonly string[];
  /** Those of `optionalScopes` without which this very call cannot be made; checked before anything leaves. */
  scopesOf?(input: z.output<I>): readonly string[];
  /** Risk of this very call, where arguments make it less than `risk`; never more. */
  riskOf?(input: z.output<I>): Risk;
  /** Other names under which an argument is taken; not listed, so that they cost no client anything. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Every Graph operation the tool may ever use; the relay refuses any other. */
  readonly operations: readonly Operation[];
  /** False where the tool works without a linked Microsoft account; true unless said. */
  readonly needsAccount?: boolean;
  /** Graph recognises a repeat under the same `idempotencyKey`, so a call whose end is not known may be made again. */
  readonly repeatable?: true;
  /** Addresses a call would reach beyond the caller; the record keeps their domains and number. */
  recipients?(input: z.output<I>): readonly string[];
  /** Those it has reached, where the arguments do not say: a reply goes to whom the message names. */
  reached?(output: z.output<O>): readonly string[];
  readonly input: I;
  readonly output: O;
  /* Methods, so that every definition is also a `ToolDefinition` of unknown input. */
  run(input: z.output<I>, context: ToolContext): Promise<z.input<O>>;
  /** Plain lines a model reads; the same facts as the structured result, cheaper. */
  text(output: z.output<O>): string;
};

/** Keeps the definition as it is and checks it against its own types. */
export function defineTool<I extends z.ZodType, O extends z.ZodType>(definition: ToolDefinition<I, O>): ToolDefinition<I, O> {
  return definition;
}
