import { InvalidArgumentError, type Refusal, RefusedError } from './errors.js';
import type { Contract } from './operation.js';
import { masked } from './text.js';

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

// `process.env.X` may be undefined. The key is checked before it is sent.
type KeyResult = string | undefined;

/** Holds the key of a client and of its copies. */
export class KeyHolder {
  readonly #ask: () => KeyResult | Promise<KeyResult>;
  #key: Promise<string> | undefined;

  constructor(secret: Secret) {
    this.#ask = typeof secret === 'function' ? secret : () => secret;
  }

  /** Returns the key. Gets a new one if this one is stale. Concurrent calls wait for the same one. */
  get(stale?: Promise<string>): Promise<string> {
    if (!this.#key || this.#key === stale) {
      const key = Promise.resolve().then(this.#ask) as Promise<string>;
      this.#key = key;
      key.catch(() => {
        if (this.#key === key) {
          this.#key = undefined;
        }
      });
    }
    return this.#key;
  }
}

/** Returns what a key's prefix means; `undefined` for a prefix that is not in the contract. */
export function keyKind(key: string, { pattern, kinds }: Credential): KeyKind | undefined {
  return pattern?.test(key) ? kinds?.find(({ prefix }) => key.startsWith(prefix)) : undefined;
}

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
export function checkKey(
  option: string,
  key: string,
  server: URL,
  { credentials, servers }: Pick<Contract, 'credentials' | 'servers'>,
  allow: readonly Refusal[],
  operation?: { readonly id: string; readonly keyTypes?: readonly string[] },
): void {
  const credential = credentials[option]!;
  if (typeof key !== 'string' || !/^[\x21-\x7e]+$/.test(key)) {
    throw new InvalidArgumentError(
      `${option} must be printable ASCII text without spaces. Copy the key from the portal again.`,
    );
  }
  const shown = masked(key);
  const kind = keyKind(key, credential);
  const environments = servers.find(({ url }) => isSameHost(new URL(url), server))?.environments;
  if (!kind && credential.kinds) {
    refuse(
      'unknown_key',
      `The API key ${shown} must be ${credential.kinds.map(({ prefix }) => prefix).join(', ')} and letters or digits. ` +
        `Check ${credential.variable}, or copy the key from the portal again.`,
    );
  }
  if (kind && environments && !environments.includes(kind.environment)) {
    refuse(
      'wrong_environment',
      `${shown} is a ${kind.environment} key, and ${server.hostname} accepts ${environments.join(' and ')} keys only. ` +
        'Use a key of that environment.',
    );
  }
  if (server.protocol !== 'https:' && !isLoopback(server)) {
    refuse(
      'plain_http',
      `${server.origin} uses plain HTTP, where anyone on the network can read the API key. Use https.`,
    );
  }
  if (credential.kinds && kind?.type !== 'publishable' && isBrowser()) {
    refuse(
      'secret_key_in_browser',
      `Everyone who opens the page can read ${shown}. Use a publishable key.`,
    );
  }
  if (kind && operation?.keyTypes && !operation.keyTypes.includes(kind.type)) {
    const types = operation.keyTypes.join(' or ');
    refuse(
      'wrong_key_type',
      `${operation.id} needs a ${types} key, and ${shown} is a ${kind.type} key. Use a ${types} key.`,
    );
  }

  function refuse(reason: Refusal, message: string): void {
    if (!allow.includes(reason)) {
      throw new RefusedError(message, reason);
    }
  }
}

function isSameHost(known: URL, server: URL): boolean {
  return known.hostname === server.hostname || (isLoopback(known) && isLoopback(server));
}

function isLoopback({ hostname }: URL): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

/** Whether this is a browser. Every browser calls itself Mozilla; Node, Deno, Bun and the edge runtimes do not. */
export function isBrowser(): boolean {
  return !!globalThis.navigator?.userAgent?.startsWith('Mozilla/');
}
