import type { Check } from './shape.js';

/**
 * Checks a value of a union.
 *
 * @param tag The field that tells the variants apart.
 * @param variants The type of each variant. A value of an unknown variant is kept.
 */
export const union =
  (tag: string, variants: Readonly<Record<string, string>>): Check =>
  (fields, find) => {
    const name = Object.hasOwn(fields, tag) ? fields[tag] : undefined;
    const problem = find(name, 'string');
    if (problem) {
      return `.${tag}${problem}`;
    }
    const variant = name as string;
    return Object.hasOwn(variants, variant) ? find(fields, variants[variant]!) : undefined;
  };
