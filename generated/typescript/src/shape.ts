/**
 * What an object must have: the type of each member, written as in TypeScript. A name with a question mark may be missing.
 * Whatever an object has besides is kept: the API may grow.
 */
export type Shape = Readonly<Record<string, string>>;
export type Shapes = Readonly<Record<string, Shape>>;

/**
 * Returns what keeps a value from being of a type, for instance `it.data[2].id is missing`; `undefined` if nothing does.
 *
 * @param type A name of `shapes`, `string`, `number`, `boolean`, `object` or `unknown`; `[]` and `| null` may follow.
 */
export function misfit(value: unknown, type: string, shapes: Shapes): string | undefined {
  const problem = find(value, type, shapes);
  return problem && `it${problem}`;
}

/** Returns a problem behind where it is: to write each place down beforehand would cost more than to look. */
function find(value: unknown, type: string, shapes: Shapes): string | undefined {
  if (type.endsWith(' | null')) {
    return value === null ? undefined : find(value, type.slice(0, -7), shapes);
  }
  if (type.endsWith('[]')) {
    return Array.isArray(value) ? inItems(value, type.slice(0, -2), shapes) : ' is not an array';
  }
  const shape = shapes[type];
  const expected = shape ? 'object' : type;
  if (type !== 'unknown' && (typeof value !== expected || value === null || Array.isArray(value))) {
    return value === undefined ? ' is missing' : ` is not of the type ${expected}`;
  }
  return shape && inMembers(value as Record<string, unknown>, shape, shapes);
}

function inItems(items: readonly unknown[], type: string, shapes: Shapes): string | undefined {
  for (const [index, item] of items.entries()) {
    const problem = find(item, type, shapes);
    if (problem) {
      return `[${index}]${problem}`;
    }
  }
  return undefined;
}

function inMembers(
  members: Readonly<Record<string, unknown>>,
  shape: Shape,
  shapes: Shapes,
): string | undefined {
  for (const key in shape) {
    const isOptional = key.endsWith('?');
    const name = isOptional ? key.slice(0, -1) : key;
    const member = members[name];
    const problem =
      isOptional && member === undefined ? undefined : find(member, shape[key]!, shapes);
    if (problem) {
      return `.${name}${problem}`;
    }
  }
  return undefined;
}
