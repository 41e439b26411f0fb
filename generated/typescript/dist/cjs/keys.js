// Generated from generated/typescript/src/keys.ts: edit there, not here.
'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.KeyHolder = void 0;
exports.keyKind = keyKind;
exports.checkKey = checkKey;
exports.isBrowser = isBrowser;
const errors_js_1 = require('./errors.js');
const text_js_1 = require('./text.js');
/** Holds the key of a client and of its copies. */
class KeyHolder {
  #ask;
  #key;
  constructor(secret) {
    this.#ask = typeof secret === 'function' ? secret : () => secret;
  }
  /** Returns the key. Gets a new one if this one is stale. Concurrent calls wait for the same one. */
  get(stale) {
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
exports.KeyHolder = KeyHolder;
/** Returns what a key's prefix means; `undefined` for a prefix that is not in the contract. */
function keyKind(key, { pattern, kinds }) {
  return pattern?.test(key) ? kinds?.find(({ prefix }) => key.startsWith(prefix)) : undefined;
}
/**
 * Rejects a key that must not be sent to a server, or that an operation does not accept.
 *
 * @param option The option that takes the key.
 * @param allow The checks that the user overrides.
 */
function checkKey(option, key, server, { credentials, servers }, allow, operation) {
  const credential = credentials[option];
  if (typeof key !== 'string' || !/^[\x21-\x7e]+$/.test(key)) {
    throw new errors_js_1.InvalidArgumentError(
      `${option} must be printable ASCII text without spaces. Copy the key from the portal again.`,
    );
  }
  const shown = (0, text_js_1.masked)(key);
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
  function refuse(reason, message) {
    if (!allow.includes(reason)) {
      throw new errors_js_1.RefusedError(message, reason);
    }
  }
}
function isSameHost(known, server) {
  return known.hostname === server.hostname || (isLoopback(known) && isLoopback(server));
}
function isLoopback({ hostname }) {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}
/** Whether this is a browser. Every browser calls itself Mozilla; Node, Deno, Bun and the edge runtimes do not. */
function isBrowser() {
  return !!globalThis.navigator?.userAgent?.startsWith('Mozilla/');
}
