import { InvalidArgumentError } from './errors.js';
import type { Input, Operation } from './operation.js';

/** What a query parameter may be: `undefined` leaves it out, an array is repeated. */
export type QueryValue = string | number | boolean | readonly QueryValue[] | null | undefined;

/** Returns the path and the query of a request. */
export function target({ id, path, query = {} }: Operation, input: Input): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    pathSegment(input.path?.[name], name),
  );
  const given = { ...input.query } as Record<string, QueryValue>;
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(query, name)) {
      throw new InvalidArgumentError(
        `${id} has no parameter ${name}; it takes ${Object.keys(query).join(', ') || 'none'}.`,
      );
    }
  }
  // In the contract's order.
  const pairs = Object.entries(query).map(([name, wire]) => [wire, given[name]] as const);
  const search = queryString(pairs);
  return search ? `${filled}?${search}` : filled;
}

/**
 * Encodes a path parameter, so that it can not lead to another resource.
 *
 * @param value The parameter, usually an id.
 * @param name Its name, for the message.
 * @throws InvalidArgumentError It is empty, a dot segment, has a slash in it, or is not text.
 */
export function pathSegment(value: unknown, name: string): string {
  if (typeof value !== 'string') {
    throw new InvalidArgumentError(
      `${name} must be text, not ${typeof value}; give the object's id.`,
    );
  }
  if (/^\.{0,2}$|[/\\]/.test(value)) {
    throw new InvalidArgumentError(
      `${name} ${JSON.stringify(value)} would lead to another resource; give the object's id as the API returned it.`,
    );
  }
  return encoded(value, name);
}

/** Encodes query parameters. */
export function queryString(parameters: Iterable<readonly [string, QueryValue]>): string {
  const pairs: string[] = [];
  for (const [name, value] of parameters) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item != null) {
        pairs.push(`${encoded(name, name)}=${encoded(String(item), name)}`);
      }
    }
  }
  return pairs.join('&');
}

// All but the unreserved characters of RFC 3986, section 2.3: encodeURIComponent leaves five more.
function encoded(text: string, name: string): string {
  try {
    return encodeURIComponent(text).replace(
      /[!'()*]/g,
      (character) => '%' + character.charCodeAt(0).toString(16).toUpperCase(),
    );
  } catch {
    throw new InvalidArgumentError(
      `${name} has half a surrogate pair in it; give well-formed text.`,
    );
  }
}
