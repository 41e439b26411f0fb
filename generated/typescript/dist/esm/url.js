// Generated from generated/typescript/src/url.ts: edit there, not here.
import { InvalidArgumentError } from './errors.js';
import { LIST_OPTIONS, shown, suggestion, typeName, WRITE_OPTIONS } from './options.js';
/** Returns the path and the query of a request. */
export function target({ id, path, pathValue, query = {}, headers = {} }, input) {
  const filled = path.replace(/\{([^{}]+)\}/g, (_, name) =>
    // Several are separated by commas.
    [pathValue?.(input.path?.[name], name) ?? input.path?.[name]]
      .flat()
      .map((one) => pathSegment(one, name))
      .join(','),
  );
  const given = { ...input.parameters };
  const known = { ...query, ...headers };
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(known, name)) {
      const isOption = Object.hasOwn({ ...WRITE_OPTIONS, ...LIST_OPTIONS }, name);
      throw new InvalidArgumentError(
        `${id} has no parameter ${name}. ` +
          (isOption
            ? 'It is an option: pass it in the last argument.'
            : suggestion(name, Object.keys(known))),
      );
    }
  }
  // In the contract's order.
  const search = Object.entries(query)
    .flatMap(([name, parameter]) => {
      const [wire, style = repeated] = [parameter].flat();
      return style(wire, given[name]);
    })
    .join('&');
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
export function pathSegment(value, name) {
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
export function queryString(parameters) {
  return Array.from(parameters, ([name, value]) => repeated(name, value))
    .flat()
    .join('&');
}
/** Writes a value, and an array as one pair for each item. `undefined` and `null` are omitted. */
export const repeated = (name, value) =>
  [value]
    .flat()
    .filter((item) => item != null)
    .map((item) => `${encoded(name, name)}=${encoded(String(item), name)}`);
/** Encodes all but the unreserved characters of RFC 3986, section 2.3; encodeURIComponent leaves five more. */
export function encoded(text, name) {
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
