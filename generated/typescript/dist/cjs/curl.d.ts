// Generated from generated/typescript/src/curl.ts: edit there, not here.
import type { Content } from './content.js';
import type { Credential } from './keys.js';
/** Returns a request as a cURL command for a POSIX shell, with the API key as an environment variable. */
export declare function curlCommand(
  { method, url, headers, body }: Request,
  credential: Credential | undefined,
): string;
/** A request without the API key. */
export interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Content['body'];
  readonly duplex?: 'half';
}
