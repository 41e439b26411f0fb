// Generated from generated/typescript/src/json.ts: edit there, not here.
/**
 * Returns what a JSON text contains; `undefined` if it is not JSON. A byte order mark is ignored (RFC 8259, section 8.1), and of
 * two fields with the same name the last one counts.
 */
export declare function parseJson(text: string): unknown;
/** The fields of an object. */
export type Values = Readonly<Record<string, unknown>>;
export declare function isObject(value: unknown): value is Values;
