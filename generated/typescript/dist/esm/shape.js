// Generated from generated/typescript/src/shape.ts: edit there, not here.
/**
 * Returns why a value does not match a type, for example `it.data[2].id is missing`; `undefined` if it matches.
 *
 * @param type A name of `shapes`, `string`, `integer`, `number`, `boolean`, `object` or `unknown`, which `[]` and `| null` may
 * follow.
 */
export function misfit(value, type, shapes) {
  const problem = find(value, type, shapes);
  return problem && `it${problem}`;
}
/** Returns a problem with its path. The path is built on the way back, so that values without a problem cost nothing. */
function find(value, type, shapes) {
  if (type.endsWith(' | null')) {
    return value === null ? undefined : find(value, type.slice(0, -7), shapes);
  }
  if (type.endsWith('[]')) {
    return Array.isArray(value) ? inItems(value, type.slice(0, -2), shapes) : ' is not an array';
  }
  if (value === undefined) {
    return ' is missing';
  }
  const shape = shapes[type];
  if (shape) {
    return isObject(value) ? inFields(value, shape, shapes) : ' is not of the type object';
  }
  if (type === 'integer' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return ' is an integer beyond 2^53, which JavaScript cannot represent exactly';
  }
  return isOfType(value, type) ? undefined : ` is not of the type ${type}`;
}
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
function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function inItems(items, type, shapes) {
  for (const [index, item] of items.entries()) {
    const problem = find(item, type, shapes);
    if (problem) {
      return `[${index}]${problem}`;
    }
  }
  return undefined;
}
function inFields(fields, shape, shapes) {
  for (const key in shape) {
    const isOptional = key.endsWith('?');
    const name = isOptional ? key.slice(0, -1) : key;
    const value = fields[name];
    const problem = isOptional && value === undefined ? undefined : find(value, shape[key], shapes);
    if (problem) {
      return `.${name}${problem}`;
    }
  }
  return undefined;
}
