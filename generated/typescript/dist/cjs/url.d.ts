// Generated from generated/typescript/src/url.ts: edit there, not here.
import type { Input, Operation } from './operation.js';
/** The value of a query parameter. `undefined` and `null` are omitted, and an array is repeated. */
export type QueryValue = string | number | boolean | readonly QueryValue[] | null | undefined;
/** Returns the path and the query of a request. */
export declare function target({ id, path, query }: Operation, input: Input): string;
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
export declare function queryString(parameters: Iterable<readonly [string, QueryValue]>): string;
