// Generated from generated/typescript/src/shape.ts: edit there, not here.
/**
 * The fields of an object with their types. A name that ends in a question mark is optional. Unknown fields are kept, because
 * the API may grow.
 */
export type Shape = Readonly<Record<string, string>>;
export type Shapes = Readonly<Record<string, Shape>>;
/**
 * Returns why a value does not match a type, for example `it.data[2].id is missing`; `undefined` if it matches.
 *
 * @param type A name of `shapes`, `string`, `integer`, `number`, `boolean`, `object` or `unknown`, which `[]` and `| null` may
 * follow.
 */
export declare function misfit(value: unknown, type: string, shapes: Shapes): string | undefined;
