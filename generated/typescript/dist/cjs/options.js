// Generated from generated/typescript/src/options.ts: edit there, not here.
'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.LIST_OPTIONS =
  exports.WRITE_OPTIONS =
  exports.CALL_OPTIONS =
  exports.CLIENT_OPTIONS =
    void 0;
exports.checkOptions = checkOptions;
exports.checkTypes = checkTypes;
exports.limits = limits;
exports.environment = environment;
exports.serverUrl = serverUrl;
exports.headerValue = headerValue;
exports.extraHeaders = extraHeaders;
exports.suggestion = suggestion;
exports.shown = shown;
exports.typeName = typeName;
const credentials_js_1 = require('./credentials.js');
const errors_js_1 = require('./errors.js');
const json_js_1 = require('./json.js');
const LONGEST_TIMER = 2 ** 31;
const SHARED = {
  timeout: true,
  deadline: true,
  maxRetries: true,
  maxResponseBytes: true,
  headers: true,
};
exports.CLIENT_OPTIONS = {
  ...credentials_js_1.credentials,
  baseUrl: true,
  ...SHARED,
  allow: true,
  fetch: true,
  onEvent: true,
  logger: true,
};
exports.CALL_OPTIONS = { ...SHARED, signal: true };
exports.WRITE_OPTIONS = { ...exports.CALL_OPTIONS, idempotencyKey: true };
exports.LIST_OPTIONS = { ...exports.CALL_OPTIONS, maxItems: true };
/**
 * Rejects options that do not exist.
 *
 * @param taker What takes the options, for the message.
 */
function checkOptions(taker, options, known) {
  if (!(0, json_js_1.isObject)(options)) {
    throw new errors_js_1.InvalidArgumentError(
      `${taker}: options must be an object, not ${typeName(options)}.`,
    );
  }
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(known, name)) {
      throw new errors_js_1.InvalidArgumentError(
        `${taker} has no option ${JSON.stringify(name)}. ${suggestion(name, Object.keys(known))}`,
      );
    }
  }
}
/** Rejects client options of the wrong type, which JavaScript would notice late or never. */
function checkTypes({ allow, fetch, onEvent }) {
  for (const [name, value] of Object.entries({ fetch, onEvent })) {
    if (value !== undefined && typeof value !== 'function') {
      throw new errors_js_1.InvalidArgumentError(
        `${name} must be a function, not ${typeName(value)}.`,
      );
    }
  }
  for (const rule of [allow ?? []].flat()) {
    if (!errors_js_1.REFUSALS.includes(rule)) {
      throw new errors_js_1.InvalidArgumentError(
        `allow has no check ${shown(rule)}. ${suggestion(String(rule), errors_js_1.REFUSALS)}`,
      );
    }
  }
}
/** Returns the limits of a call: its own, and the given ones for those that it leaves out. */
function limits(given, others) {
  const found = { ...others };
  for (const name of Object.keys(found)) {
    const value = given[name] ?? found[name];
    const isTime = name === 'timeout' || name === 'deadline';
    if (!(
      typeof value === 'number' && (isTime ? value > 0 && value < LONGEST_TIMER : value >= 0)
    )) {
      const range = isTime ? 'a positive number of milliseconds below 2^31' : '0 or more';
      throw new errors_js_1.InvalidArgumentError(`${name} must be ${range}, not ${shown(value)}.`);
    }
    found[name] = value;
  }
  return found;
}
/** Returns an environment variable; `undefined` for an empty one, and in a browser, which has none. */
function environment(variable) {
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
function serverUrl(text, example) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    !url ||
    !/^https?:$/.test(url.protocol) ||
    url.username ||
    url.password ||
    /[?#\s]/.test(text)
  ) {
    throw new errors_js_1.InvalidArgumentError(
      `baseUrl must look like ${example}, without user, query and fragment.`,
    );
  }
  return url;
}
/** Checks text that is sent in a header. */
function headerValue(name, value) {
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) {
    throw new errors_js_1.InvalidArgumentError(
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
function extraHeaders({ headers = {} }, reserved) {
  if (!(0, json_js_1.isObject)(headers) || Symbol.iterator in headers) {
    throw new errors_js_1.InvalidArgumentError('headers must be an object of names and values.');
  }
  const checked = {};
  for (const [given, value] of Object.entries(headers)) {
    const name = given.toLowerCase();
    if (Object.hasOwn(reserved, name) || SET_BY_CLIENT.includes(name)) {
      const remedy = reserved[name] ? `Use ${reserved[name]}.` : 'The client sets it.';
      throw new errors_js_1.InvalidArgumentError(`headers cannot contain ${given}. ${remedy}`);
    }
    // The value is not shown: it may be a secret.
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !/^[\t\x20-\x7e]*$/.test(value)) {
      throw new errors_js_1.InvalidArgumentError(
        `headers: ${shown(given)} has an invalid name or value.`,
      );
    }
    if (value !== undefined) {
      checked[name] = String(value);
    }
  }
  return checked;
}
/** Returns a name that was probably meant, or all names. */
function suggestion(name, known) {
  const plain = (text) => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const meant = known.find((one) => plain(one) === plain(name));
  return meant ? `Use ${meant}.` : `It has ${known.join(', ') || 'none'}.`;
}
/** Returns a value as a message shows it. */
function shown(value) {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
function typeName(value) {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}
