import { InvalidArgumentError } from './errors.js';
import type { Input, Operation } from './operation.js';
import { LIST_OPTIONS, shown, suggestion, typeName, WRITE_OPTIONS } from './options.js';

/** The value of a query parameter. `undefined` and `null` are omitted, and an array is repeated. */
export type QueryValue = string | number | boolean | readonly QueryValue[] | null | undefined;

/** Returns the path and the query of a request. */
export function target({ id, path, query = {} }: Operation, input: Input): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    pathSegment(input.path?.[name], name),
  );
  const given = { ...input.query } as Record<string, QueryValue>;
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(query, name)) {
      const isOption = Object.hasOwn({ ...WRITE_OPTIONS, ...LIST_OPTIONS }, name);
      throw new InvalidArgumentError(
        `${id} has no parameter ${name}. ` +
          (isOption
            ? 'It is an option: pass it in the last argument.'
            : suggestion(name, Object.keys(query))),
      );
    }
  }
  // In the contract's order.
  const pairs = Object.entries(query).map(([name, wire]) => [wire, given[name]] as const);
  const search = queryString(pairs);
  return search ? `${filled}?${search}` : filled;
}

/**
 * Encodes a path parameter.
 *
 * @param value The parameter, usually an ID.
 * @param name The parameter's name, for the message.
 * @throws InvalidArgumentError The value is not text, is empty or a dot segment, or contains a slash: it would address another
 * resource.
 */
export function pathSegment(value: unknown, name: string): string {
  if (typeof value !== 'string') {
    throw new InvalidArgumentError(
      `${name} must be text, not ${typeName(value)}. Pass the object's ID.`,
    );
  }
  if (/^\.{0,2}$|[/\\]/.test(value)) {
    throw new InvalidArgumentError(
      `${name} ${shown(value)} would address another resource. Pass the object's ID as the API returned it.`,
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

// Encodes all but the unreserved characters of RFC 3986, section 2.3; encodeURIComponent leaves five more.
function encoded(text: string, name: string): string {
  try {
    return encodeURIComponent(text).replace(
      /[!'()*]/g,
      (character) => '%' + character.charCodeAt(0).toString(16).toUpperCase(),
    );
  } catch {
    throw new InvalidArgumentError(
      `${name} contains half of a surrogate pair. Pass well-formed text.`,
    );
  }
}
