import type { Authorize } from './keys.js';

/** Sends a token, or with `Basic` a user name and a password. */
export const inAuthorization =
  (scheme: 'Bearer' | 'Basic'): Authorize =>
  (request, value) => {
    const text = scheme === 'Basic' ? btoa(value) : value;
    return { ...request, headers: { ...request.headers, authorization: `${scheme} ${text}` } };
  };

/** Sends a value in the query. */
export const inQuery =
  (name: string): Authorize =>
  (request, value) => {
    const pair = `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
    return { ...request, url: request.url + (request.url.includes('?') ? '&' : '?') + pair };
  };

/** The text of a value in a URL. */
export const encodedForm = (value: string): string[] => [encodeURIComponent(value)];

/** The texts that give away `user:password`: the header's, and the password; without one, the user name is the secret. */
export const basicForms = (value: string): string[] => {
  const [, user = value, password = ''] = /^(.*?):(.*)$/.exec(value) ?? [];
  return [btoa(value), password || user];
};
