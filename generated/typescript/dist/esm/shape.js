// Generated from generated/typescript/src/shape.ts: edit there, not here.
import { isObject } from './json.js';
/**
 * Returns why a value does not match a type, for example `it.data[2].id is missing`; `undefined` if it matches.
 *
 * @param type A name of `shapes`, `string`, `integer`, `number`, `boolean`, `object` or `unknown`. Suffixes follow, read from
 * the left: `[]` (an array of it), `{}` (a map of it) and `?` (it or null).
 */
export function misfit(value, type, shapes) {
  const problem = find(value, type, shapes);
  return problem && `it${problem}`;
}
/** Returns a problem with its path. The path is built on the way back, so that values without a problem cost nothing. */
function find(value, type, shapes) {
  if (value === undefined) {
    return ' is missing';
  }
  if (type.endsWith('?')) {
    return value === null ? undefined : find(value, type.slice(0, -1), shapes);
  }
  if (type.endsWith('[]')) {
    return Array.isArray(value) ? inAll(value, type.slice(0, -2), shapes) : ' is not an array';
  }
  if (type.endsWith('{}')) {
    return isObject(value) ? inAll(value, type.slice(0, -2), shapes) : NO_OBJECT;
  }
  const shape = shapes[type];
  if (typeof shape === 'string') {
    return find(value, shape, shapes);
  }
  if (shape) {
    return isObject(value)
      ? typeof shape === 'function'
        ? shape(value, (one, kind) => find(one, kind, shapes))
        : inFields(value, shape, shapes)
      : NO_OBJECT;
  }
  if (type === 'integer' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return ' is an integer beyond 2^53, which JavaScript cannot represent exactly';
  }
  return isOfType(value, type) ? undefined : ` is not of the type ${type}`;
}
const NO_OBJECT = ' is not of the type object';
function isOfType(value, type) {
  switch (type) {
    case 'unknown':
      return true;
    case 'object':
      return isObject(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}
function inAll(values, type, shapes) {
  for (const [name, value] of Object.entries(values)) {
    const problem = find(value, type, shapes);
    if (problem) {
      return (Array.isArray(values) ? `[${name}]` : `.${name}`) + problem;
    }
  }
  return undefined;
}
function inFields(fields, shape, shapes) {
  for (const name in shape) {
    const type = shape[name];
    const isOptional = type.startsWith('?');
    // A field can be called `constructor`.
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const problem =
      isOptional && value === undefined
        ? undefined
        : find(value, isOptional ? type.slice(1) : type, shapes);
    if (problem) {
      return `.${name}${problem}`;
    }
  }
  return undefined;
}
