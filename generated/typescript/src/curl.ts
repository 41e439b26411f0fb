// Copied from templates/typescript/runtime/src/curl.ts: edit there, not here.
// cURL sends these itself.
const LEFT_OUT = ['user-agent'];

/** Returns a request as a cURL command for a POSIX shell, with the API key as an environment variable. */
export function curlCommand(
  { method, url, headers, body }: Request,
  apiKey: { readonly header: string; readonly variable: string },
): string {
  const parts = ['curl'];
  if (method !== 'GET') {
    parts.push('-X', method);
  }
  parts.push(quoted(url), '-H', `"${apiKey.header}: $${apiKey.variable}"`);
  for (const [name, value] of Object.entries(headers)) {
    if (!LEFT_OUT.includes(name)) {
      parts.push('-H', quoted(`${name}: ${value}`));
    }
  }
  if (body !== undefined) {
    parts.push('--data-raw', quoted(body));
  }
  return parts.join(' ');
}

/** A request without the API key. */
export interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
