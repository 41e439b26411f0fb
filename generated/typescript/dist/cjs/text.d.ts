// Generated from generated/typescript/src/text.ts: edit there, not here.
/**
 * Returns text from a server in a form that is safe to print: control characters, line breaks and characters that reorder a
 * line are escaped, and long text is cut.
 */
export declare function printable(text: string, longest?: number): string;
/** Returns a thrown value as text, whatever it is. */
export declare function asText(value: unknown): string;
/** Returns what may be shown of a secret: `sk_dev_1234567890abcdef` gives `sk_dev_…cdef`, and `user:password` nothing. */
export declare function masked(secret: string): string;
/** Masks all occurrences of a secret in a text. */
export type Scrub = (text: string) => string;
/**
 * Returns a function that masks a secret in what a server sent: a server may echo what it received.
 *
 * @param forms The other texts that give it away.
 */
export declare function scrubber(key: string, forms?: readonly string[]): Scrub;
/** Returns headers without the API key. */
export declare function scrubHeaders(headers: Headers, scrub: Scrub): Headers;
/**
 * Returns a failure's messages and codes without the API key. The original is not kept: its properties may hold the whole
 * request or what the server sent.
 */
export declare function scrubFailure(failure: unknown, scrub: Scrub, depth?: number): Error;
