import { InvalidArgumentError, type Refusal, RefusedError } from './errors.js';

/** What a key's prefix says. */
export interface KeyKind {
  readonly prefix: string;
  /** Who may hold such a key. */
  readonly type: string;
  /** Whose data it opens. */
  readonly environment: string;
}

/** A server of the contract. */
export interface Server {
  readonly url: string;
  /** The environments that it serves. */
  readonly environments: readonly string[];
}

/** What the contract says of keys. */
export interface KeyRules {
  readonly environmentVariable: string;
  readonly pattern: RegExp;
  readonly kinds: readonly KeyKind[];
  readonly servers: readonly Server[];
}

/** The API key, or a function that returns it and is asked again when the API says 401. */
export type ApiKey = string | (() => string | Promise<string>);

/** Holds the key that a client and its views send. */
export class KeyHolder {
  readonly #ask: () => string | Promise<string>;
  #key: Promise<string> | undefined;

  constructor(apiKey: ApiKey) {
    this.#ask = typeof apiKey === 'function' ? apiKey : () => apiKey;
  }

  /** Returns the key; not the stale one, if another can be had. Whoever waits for a new one waits for the same. */
  get(stale?: Promise<string>): Promise<string> {
    if (!this.#key || this.#key === stale) {
      const key = Promise.resolve().then(this.#ask);
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

/** Returns what a key's prefix means; `undefined` if the contract does not know it. */
export function keyKind(key: string, { pattern, kinds }: KeyRules): KeyKind | undefined {
  return pattern.test(key) ? kinds.find(({ prefix }) => key.startsWith(prefix)) : undefined;
}

/**
 * Refuses a key that must not be sent to a server, or not to this operation of it.
 *
 * @param allow The rules that the user overruled.
 */
export function checkKey(
  key: string,
  server: URL,
  rules: KeyRules,
  allow: readonly Refusal[],
  operation?: { readonly id: string; readonly keyTypes: readonly string[] },
): void {
  if (typeof key !== 'string' || !/^[\x21-\x7e]+$/.test(key)) {
    throw new InvalidArgumentError(
      'apiKey is no text, or has a space, a line break or a special character in it.',
    );
  }
  const shown = masked(key);
  const kind = keyKind(key, rules);
  const environments = rules.servers.find(({ url }) =>
    isSameHost(new URL(url), server),
  )?.environments;
  if (!kind) {
    refuse(
      'unknown_key',
      `The API key ${shown} does not begin with ${rules.kinds.map(({ prefix }) => prefix).join(', ')} and go on in ` +
        `letters and digits; check ${rules.environmentVariable} or copy the key from the portal again.`,
    );
  }
  if (kind && environments && !environments.includes(kind.environment)) {
    refuse(
      'wrong_environment',
      `${shown} is a ${kind.environment} key, and ${server.hostname} serves ${environments.join(' and ')} only; ` +
        'use a key of that environment.',
    );
  }
  if (server.protocol !== 'https:' && !isLoopback(server)) {
    refuse(
      'plain_http',
      `${server.origin} is plain HTTP, where anyone on the way can read the API key; use https.`,
    );
  }
  if (kind?.type !== 'publishable' && isBrowser()) {
    refuse(
      'secret_key_in_browser',
      `Whoever opens the page can read ${shown}; use a publishable key here, and call with a secret one from your server.`,
    );
  }
  if (kind && operation && !operation.keyTypes.includes(kind.type)) {
    const types = operation.keyTypes.join(' or ');
    refuse(
      'wrong_key_type',
      `${operation.id} needs a ${types} key, and ${shown} is a ${kind.type} one; use a ${types} key.`,
    );
  }

  function refuse(reason: Refusal, message: string): void {
    if (!allow.includes(reason)) {
      throw new RefusedError(message, reason);
    }
  }
}

/** Returns what may be shown of a secret: `sk_dev_1234567890abcdef` gives `sk_dev_…cdef`. */
export function masked(secret: string): string {
  const prefix = /^([A-Za-z]{1,8}_){0,2}/.exec(secret)![0];
  const rest = secret.slice(prefix.length);
  // The last four of fewer characters would give too much away.
  return prefix + '…' + (rest.length >= 12 ? rest.slice(-4) : '');
}

function isSameHost(known: URL, server: URL): boolean {
  return known.hostname === server.hostname || (isLoopback(known) && isLoopback(server));
}

function isLoopback({ hostname }: URL): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

// Every browser calls itself Mozilla, in a page and in a worker; Node, Deno, Bun and the edge runtimes do not.
export function isBrowser(): boolean {
  return !!globalThis.navigator?.userAgent?.startsWith('Mozilla/');
}
