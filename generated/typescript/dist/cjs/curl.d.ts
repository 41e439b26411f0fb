// Generated from src/curl.ts: edit there, not here.
/** Returns a request as a cURL command for a POSIX shell, with the API key as an environment variable. */
export declare function curlCommand(
  { method, url, headers, body }: Request,
  apiKey: {
    readonly header: string;
    readonly variable: string;
  },
): string;
/** A request without the API key. */
export interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}
