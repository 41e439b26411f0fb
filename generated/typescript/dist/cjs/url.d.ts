// Generated from generated/typescript/src/url.ts: edit there, not here.
import type { Input, Operation } from './operation.js';
/** Writes a parameter: returns its encoded pairs of name and value. */
export type Style = (name: string, value: unknown) => string[];
/** Returns the path and the query of a request. */
export declare function target(
  { id, path, pathValue, query, headers }: Operation,
  input: Input,
): string;
/**
 * Encodes a path parameter.
 *
 * @param value The parameter, usually an ID.
 * @param name The parameter's name, for the message.
 * @throws InvalidArgumentError The value is not text, is empty or a dot segment, or contains a slash: it would address another
 * resource.
 */
export declare function pathSegment(value: unknown, name: string): string;
/** Encodes query parameters. */
export declare function queryString(parameters: Iterable<readonly [string, unknown]>): string;
/** Writes a value, and an array as one pair for each item. `undefined` and `null` are omitted. */
export declare const repeated: Style;
/** Encodes all but the unreserved characters of RFC 3986, section 2.3; encodeURIComponent leaves five more. */
export declare function encoded(text: string, name: string): string;
