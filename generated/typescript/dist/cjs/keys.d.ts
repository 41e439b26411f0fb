// Generated from generated/typescript/src/keys.ts: edit there, not here.
import { type Refusal } from './errors.js';
import type { Contract } from './operation.js';
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
  readonly environments?: readonly string[];
}
/** How a credential is sent. */
export interface Credential {
  /** The name of the header. */
  readonly name: string;
  /** Adds the credential to a request, if it is more than that header. */
  readonly authorize?: Authorize;
  /** Returns the other texts that give it away. */
  readonly forms?: (value: string) => string[];
  /** If it has to be kept secret, and can be a function: the arguments for cURL that send it. */
  readonly secret?: string;
  /** The environment variable that it defaults to. */
  readonly variable: string;
  /** What keys look like. */
  readonly pattern?: RegExp;
  readonly kinds?: readonly KeyKind[];
}
/** A secret, or a function that returns it and is called again after a 401. */
export type Secret = string | (() => KeyResult | Promise<KeyResult>);
type KeyResult = string | undefined;
/** Holds the key of a client and of its copies. */
export declare class KeyHolder {
  #private;
  constructor(secret: Secret);
  /** Returns the key. Gets a new one if this one is stale. Concurrent calls wait for the same one. */
  get(stale?: Promise<string>): Promise<string>;
}
/** Returns what a key's prefix means; `undefined` for a prefix that is not in the contract. */
export declare function keyKind(key: string, { pattern, kinds }: Credential): KeyKind | undefined;
/** Adds a credential to a request. */
export type Authorize = <Sent extends Addressed>(request: Sent, value: string) => Sent;
interface Addressed {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}
/**
 * Rejects a key that must not be sent to a server, or that an operation does not accept.
 *
 * @param option The option that takes the key.
 * @param allow The checks that the user overrides.
 */
export declare function checkKey(
  option: string,
  key: string,
  server: URL,
  { credentials, servers }: Pick<Contract, 'credentials' | 'servers'>,
  allow: readonly Refusal[],
  operation?: {
    readonly id: string;
    readonly keyTypes?: readonly string[];
  },
): void;
/** Whether this is a browser. Every browser calls itself Mozilla; Node, Deno, Bun and the edge runtimes do not. */
export declare function isBrowser(): boolean;
export {};
