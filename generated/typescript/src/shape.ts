/**
 * What an object must have: the type of each member, written as in TypeScript. A name with a question mark may be missing.
 * Whatever an object has besides is kept: the API may grow.
 */
export type Shape = Readonly<Record<string, string>>;
export type Shapes = Readonly<Record<string, Shape>>;

/**
 * Returns what keeps a value from being of a type; `undefined` if nothing does.
 *
 * @param type A name of `shapes`, `string`, `number`, `boolean`, `object` or `unknown`; `[]` and `| null` may follow.
 * @param path Where the value stands, for the message.
 */
export function misfit(
  value: unknown,
  type: string,
  shapes: Shapes,
  path = 'it',
): string | undefined {
  if (type.endsWith(' | null')) {
    return value === null ? undefined : misfit(value, type.slice(0, -7), shapes, path);
  }
  if (type.endsWith('[]')) {
    return Array.isArray(value)
      ? first(value, (item, index) => misfit(item, type.slice(0, -2), shapes, `${path}[${index}]`))
      : `${path} is not an array`;
  }
  const shape = shapes[type];
  const expected = shape ? 'object' : type;
  if (type !== 'unknown' && (typeof value !== expected || value === null || Array.isArray(value))) {
    return value === undefined ? `${path} is missing` : `${path} is not of the type ${expected}`;
  }
  const members = value as Record<string, unknown>;
  return first(Object.entries(shape ?? {}), ([key, memberType]) => {
    const name = key.replace('?', '');
    return name !== key && members[name] === undefined
      ? undefined
      : misfit(members[name], memberType, shapes, `${path}.${name}`);
  });
}

function first<Item>(
  items: readonly Item[],
  problem: (item: Item, index: number) => string | undefined,
): string | undefined {
  for (const [index, item] of items.entries()) {
    const found = problem(item, index);
    if (found) {
      return found;
    }
  }
  return undefined;
}
