import type { Serializer } from './content.js';
import type { Style } from './url.js';

/**
 * Sends fields as a form.
 *
 * @param styles How each field is written.
 */
export const form =
  (styles: Readonly<Record<string, Style>>): Serializer =>
  (body, _, type = 'application/x-www-form-urlencoded') => {
    const fields = Object(body) as Readonly<Record<string, unknown>>;
    const pairs = Object.entries(styles).flatMap(([name, style]) => style(name, fields[name]));
    return { body: pairs.join('&'), type };
  };
