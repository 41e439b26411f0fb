// Copied from templates/typescript/runtime/src/curl.ts: edit there, not here.
import type { Content } from './content.js';
import type { Credential } from './keys.js';

/** Returns a request as a cURL command for a POSIX shell, with the API key as an environment variable. */
export function curlCommand(
  { method, url, headers, body }: Request,
  credential: Credential | undefined,
): string {
  const parts = ['curl'];
  if (method !== 'GET') {
    parts.push('-X', method);
  }
  parts.push(quoted(url));
  if (credential) {
    parts.push(credential.secret!);
  }
  for (const [name, value] of Object.entries(headers)) {
    // cURL sends its own.
    if (name !== 'user-agent') {
      parts.push('-H', quoted(`${name}: ${value}`));
    }
  }
  if (body !== undefined) {
    // Bytes have to come from a file.
    parts.push(typeof body === 'string' ? `--data-raw ${quoted(body)}` : '--data-binary @body');
  }
  return parts.join(' ');
}

/** A request without the API key. */
export interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Content['body'];
  readonly duplex?: 'half';
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
