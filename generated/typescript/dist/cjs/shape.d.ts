// Generated from generated/typescript/src/shape.ts: edit there, not here.
import { type Values } from './json.js';
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
export declare function misfit(value: unknown, type: string, shapes: Shapes): string | undefined;
export {};
