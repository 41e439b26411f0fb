// Generated from generated/typescript/src/keys.ts: edit there, not here.
import { type Refusal } from './errors.js';
/** What a key's prefix means. */
export interface KeyKind {
  readonly prefix: string;
  /** Who may use such a key: `secret` or `publishable`. */
  readonly type: string;
  /** The environment whose data it gives access to. */
  readonly environment: string;
}
/** One of the contract's servers. */
export interface Server {
  readonly url: string;
  /** The environments whose keys it accepts. */
  readonly environments: readonly string[];
}
/** The contract's rules for keys. */
export interface KeyRules {
  readonly environmentVariable: string;
  readonly pattern: RegExp;
  readonly kinds: readonly KeyKind[];
  readonly servers: readonly Server[];
}
/** The API key, or a function that returns it and is called again after a 401. */
export type ApiKey = string | (() => KeyResult | Promise<KeyResult>);
type KeyResult = string | undefined;
/** Holds the key of a client and of its copies. */
export declare class KeyHolder {
  #private;
  constructor(apiKey: ApiKey);
  /** Returns the key. Gets a new one if this one is stale. Concurrent calls wait for the same one. */
  get(stale?: Promise<string>): Promise<string>;
}
/** Returns what a key's prefix means; `undefined` for a prefix that is not in the contract. */
export declare function keyKind(key: string, { pattern, kinds }: KeyRules): KeyKind | undefined;
/**
 * Rejects a key that must not be sent to a server, or that an operation does not accept.
 *
 * @param allow The checks that the user overrides.
 */
export declare function checkKey(
  key: string,
  server: URL,
  rules: KeyRules,
  allow: readonly Refusal[],
  operation?: {
    readonly id: string;
    readonly keyTypes: readonly string[];
  },
): void;
/** Whether this is a browser. Every browser calls itself Mozilla; Node, Deno, Bun and the edge runtimes do not. */
export declare function isBrowser(): boolean;
export {};
