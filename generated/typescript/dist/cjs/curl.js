// Generated from generated/typescript/src/curl.ts: edit there, not here.
'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.curlCommand = curlCommand;
/** Returns a request as a cURL command for a POSIX shell, with the API key as an environment variable. */
function curlCommand({ method, url, headers, body }, credential) {
  const parts = ['curl'];
  if (method !== 'GET') {
    parts.push('-X', method);
  }
  parts.push(quoted(url));
  if (credential) {
    parts.push(credential.secret);
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
function quoted(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
