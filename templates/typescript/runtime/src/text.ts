const LONGEST = 1000;
const SHORTEST = 4;

/**
 * Returns text from a server in a form that is safe to print: control characters, line breaks and characters that reorder a
 * line are escaped, and long text is cut.
 */
export function printable(text: string, longest = LONGEST): string {
  const shown = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return shown.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0)!.toString(16);
    return (
      SHORT_ESCAPES[character] ?? (code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`)
    );
  });
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Returns a thrown value as text, whatever it is. */
export function asText(value: unknown): string {
  try {
    return String(value);
  } catch {
    return 'an object that is not an error';
  }
}

/** Returns what may be shown of a secret: `sk_dev_1234567890abcdef` gives `sk_dev_…cdef`, and `user:password` nothing. */
export function masked(secret: string): string {
  return secret.replace(SECRET, '$1…');
}

// A user name and password; or a prefix of up to two words, and what follows. The last four characters are shown if there are
// twelve or more: of fewer, they would give too much away.
const SECRET = /^(?:.*:.*|((?:[A-Za-z]{1,8}_){0,2})(?:.{8,}(?=.{4}$)|.*))/s;

/** Masks all occurrences of a secret in a text. */
export type Scrub = (text: string) => string;

/**
 * Returns a function that masks a secret in what a server sent: a server may echo what it received.
 *
 * @param forms The other texts that give it away.
 */
export function scrubber(key: string, forms: readonly string[] = []): Scrub {
  const found = [key, ...forms]
    // A shorter text occurs in many words.
    .filter((form) => form.length >= SHORTEST)
    .map((form) => form.replace(/\W/g, '\\$&'));
  // Header names are lower-cased on their way. Nothing matches `(?!)`.
  const pattern = new RegExp(found.join('|') || '(?!)', 'gi');
  return (text) => text.replace(pattern, () => masked(key));
}

/** Returns headers without the API key. */
export function scrubHeaders(headers: Headers, scrub: Scrub): Headers {
  const scrubbed = new Headers();
  for (const [name, value] of headers) {
    if (scrub(name) === name) {
      // The ellipsis of a masked key is not allowed in a header.
      scrubbed.append(name, scrub(value).replaceAll('…', '...'));
    }
  }
  return scrubbed;
}

/**
 * Returns a failure's messages and codes without the API key. The original is not kept: its properties may hold the whole
 * request or what the server sent.
 */
export function scrubFailure(failure: unknown, scrub: Scrub, depth = 3): Error {
  const { message = failure, code, cause } = Object(failure) as Readonly<Record<string, unknown>>;
  const clean = (value: unknown) => printable(scrub(asText(value)));
  return Object.assign(
    new Error(clean(message)),
    code !== undefined && { code: clean(code) },
    cause !== undefined && depth > 0 && { cause: scrubFailure(cause, scrub, depth - 1) },
  );
}
