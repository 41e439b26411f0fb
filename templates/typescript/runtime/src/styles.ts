import { InvalidArgumentError } from './errors.js';
import type { Operation } from './operation.js';
import { shown, typeName } from './options.js';
import { encoded, repeated, type Style } from './url.js';

/** Writes an array as one value: `a=1,2`. */
export const delimited =
  (separator: string): Style =>
  (name, value) => {
    const items = [value].flat().filter((item) => item != null);
    return items.length
      ? [
          `${encoded(name, name)}=${items.map((item) => encoded(String(item), name)).join(separator)}`,
        ]
      : [];
  };

/** Writes each scalar in an object or array, with its fields and indices in brackets: `a[b][0]=1`. */
export const deepObject: Style = (name, value) =>
  typeof value === 'object' && value !== null
    ? Object.entries(Array.isArray(value) ? value.filter((item) => item != null) : value).flatMap(
        ([field, one]) => deepObject(`${name}[${field}]`, one),
      )
    : repeated(name, value);

/** Writes a value as JSON. */
export const jsonText: Style = (name, value) =>
  value === undefined ? [] : [`${encoded(name, name)}=${encoded(JSON.stringify(value), name)}`];

/** Returns a path parameter that is not text as text. */
export function pathValue(value: unknown, name: string): string | string[] {
  const items = [value].flat();
  if (
    !items.length ||
    !items.every((item) => ['string', 'number', 'boolean'].includes(typeof item))
  ) {
    throw new InvalidArgumentError(
      `${name} must be text, a number or a boolean, or several, not ${typeName(value)}.`,
    );
  }
  const texts = items.map(String);
  return Array.isArray(value) ? texts : texts[0]!;
}

/** Returns the header parameters of a request. */
export function parameterHeaders(
  { id, headers = {} }: Operation,
  given: object,
): Record<string, string> {
  const written: Record<string, string> = {};
  for (const [name, header] of Object.entries(headers)) {
    const value = (given as Readonly<Record<string, unknown>>)[name];
    const isJson = typeof header !== 'string';
    const items = [value].flat().filter((item) => item != null);
    if (isJson ? value === undefined : !items.length) {
      continue;
    }
    const text = isJson ? asciiJson(value) : items.join(',');
    if (!/^[\t\x20-\x7e]*$/.test(text)) {
      throw new InvalidArgumentError(
        `${id}: ${name} must be printable ASCII text, not ${shown(text)}.`,
      );
    }
    written[isJson ? header[0] : header] = text;
  }
  return written;
}

function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
