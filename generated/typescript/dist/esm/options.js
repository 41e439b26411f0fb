// Generated from generated/typescript/src/options.ts: edit there, not here.
import { credentials } from './credentials.js';
import { InvalidArgumentError, REFUSALS } from './errors.js';
import { isObject } from './json.js';
const LONGEST_TIMER = 2 ** 31;
const SHARED = {
  timeout: true,
  deadline: true,
  maxRetries: true,
  maxResponseBytes: true,
  headers: true,
};
export const CLIENT_OPTIONS = {
  ...credentials,
  baseUrl: true,
  ...SHARED,
  allow: true,
  fetch: true,
  onEvent: true,
  logger: true,
};
export const CALL_OPTIONS = { ...SHARED, signal: true };
export const WRITE_OPTIONS = { ...CALL_OPTIONS, idempotencyKey: true };
export const LIST_OPTIONS = { ...CALL_OPTIONS, maxItems: true };
/**
 * Rejects options that do not exist.
 *
 * @param taker What takes the options, for the message.
 */
export function checkOptions(taker, options, known) {
  if (!isObject(options)) {
    throw new InvalidArgumentError(
      `${taker}: options must be an object, not ${typeName(options)}.`,
    );
  }
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(known, name)) {
      throw new InvalidArgumentError(
        `${taker} has no option ${JSON.stringify(name)}. ${suggestion(name, Object.keys(known))}`,
      );
    }
  }
}
/** Rejects client options of the wrong type, which JavaScript would notice late or never. */
export function checkTypes({ allow, fetch, onEvent }) {
  for (const [name, value] of Object.entries({ fetch, onEvent })) {
    if (value !== undefined && typeof value !== 'function') {
      throw new InvalidArgumentError(`${name} must be a function, not ${typeName(value)}.`);
    }
  }
  for (const rule of [allow ?? []].flat()) {
    if (!REFUSALS.includes(rule)) {
      throw new InvalidArgumentError(
        `allow has no check ${shown(rule)}. ${suggestion(String(rule), REFUSALS)}`,
      );
    }
  }
}
/** Returns the limits of a call: its own, and the given ones for those that it leaves out. */
export function limits(given, others) {
  const found = { ...others };
  for (const name of Object.keys(found)) {
    const value = given[name] ?? found[name];
    const isTime = name === 'timeout' || name === 'deadline';
    if (!(
      typeof value === 'number' && (isTime ? value > 0 && value < LONGEST_TIMER : value >= 0)
    )) {
      const range = isTime ? 'a positive number of milliseconds below 2^31' : '0 or more';
      throw new InvalidArgumentError(`${name} must be ${range}, not ${shown(value)}.`);
    }
    found[name] = value;
  }
  return found;
}
/** Returns an environment variable; `undefined` for an empty one, and in a browser, which has none. */
export function environment(variable) {
  try {
    // The compiler need not know Node.
    const { process } = globalThis;
    return process?.env?.[variable] || undefined;
  } catch {
    // Deno throws where reading the environment is not permitted.
    return undefined;
  }
}
/** Returns the base URL of a server. */
export function serverUrl(text, example) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    !url ||
    !/^https?:$/.test(url.protocol) ||
    url.username ||
    url.password ||
    /[?#\s]/.test(text)
  ) {
    throw new InvalidArgumentError(
      `baseUrl must look like ${example}, without user, query and fragment.`,
    );
  }
  return url;
}
/** Checks text that is sent in a header. */
export function headerValue(name, value) {
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) {
    throw new InvalidArgumentError(
      `${name} must be printable ASCII text without spaces, not ${shown(value)}.`,
    );
  }
  return value;
}
const SET_BY_CLIENT = [
  'accept',
  'connection',
  'content-length',
  'content-type',
  'host',
  'transfer-encoding',
];
/**
 * Returns extra headers with their names in lower case.
 *
 * @param reserved Headers that an option sends, each with the option.
 */
export function extraHeaders({ headers = {} }, reserved) {
  if (!isObject(headers) || Symbol.iterator in headers) {
    throw new InvalidArgumentError('headers must be an object of names and values.');
  }
  const checked = {};
  for (const [given, value] of Object.entries(headers)) {
    const name = given.toLowerCase();
    if (Object.hasOwn(reserved, name) || SET_BY_CLIENT.includes(name)) {
      const remedy = reserved[name] ? `Use ${reserved[name]}.` : 'The client sets it.';
      throw new InvalidArgumentError(`headers cannot contain ${given}. ${remedy}`);
    }
    // The value is not shown: it may be a secret.
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !/^[\t\x20-\x7e]*$/.test(value)) {
      throw new InvalidArgumentError(`headers: ${shown(given)} has an invalid name or value.`);
    }
    if (value !== undefined) {
      checked[name] = String(value);
    }
  }
  return checked;
}
/** Returns a name that was probably meant, or all names. */
export function suggestion(name, known) {
  const plain = (text) => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const meant = known.find((one) => plain(one) === plain(name));
  return meant ? `Use ${meant}.` : `It has ${known.join(', ') || 'none'}.`;
}
/** Returns a value as a message shows it. */
export function shown(value) {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
export function typeName(value) {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}
