// Copied from templates/typescript/runtime/src/shape.ts: edit there, not here.
import { isObject, type Values } from './json.js';

/**
 * A type, the fields of an object with their types, or a function that checks an object. The type of an optional field starts with
 * a question mark. Unknown fields are kept, because the API may grow.
 */
export type Shape = string | Fields | Check;
export type Shapes = Readonly<Record<string, Shape>>;

/** Returns a problem of an object; `find` returns that of one of its values. */
export type Check = (
  fields: Values,
  find: (value: unknown, type: string) => string | undefined,
) => string | undefined;

type Fields = Readonly<Record<string, string>>;

/**
 * Returns why a value does not match a type, for example `it.data[2].id is missing`; `undefined` if it matches.
 *
 * @param type A name of `shapes`, `string`, `integer`, `number`, `boolean`, `object` or `unknown`. Suffixes follow, read from
 * the left: `[]` (an array of it), `{}` (a map of it) and `?` (it or null).
 */
export function misfit(value: unknown, type: string, shapes: Shapes): string | undefined {
  const problem = find(value, type, shapes);
  return problem && `it${problem}`;
}

/** Returns a problem with its path. The path is built on the way back, so that values without a problem cost nothing. */
function find(value: unknown, type: string, shapes: Shapes): string | undefined {
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

function isOfType(value: unknown, type: string): boolean {
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

function inAll(values: object, type: string, shapes: Shapes): string | undefined {
  for (const [name, value] of Object.entries(values)) {
    const problem = find(value, type, shapes);
    if (problem) {
      return (Array.isArray(values) ? `[${name}]` : `.${name}`) + problem;
    }
  }
  return undefined;
}

function inFields(fields: Values, shape: Fields, shapes: Shapes): string | undefined {
  for (const name in shape) {
    const type = shape[name]!;
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
