const { Azotte } = await import(process.env.CLIENT);

export const KEY = 'key_5eCretKEYtobeFOUND';

/** Returns a client for a server. */
export function client({ origin }, options = {}) {
  return new Azotte({ key: KEY, baseUrl: `${origin}/v1`, maxRetries: 0, ...options });
}
