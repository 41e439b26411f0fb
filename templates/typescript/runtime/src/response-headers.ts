/**
 * Returns a function that reads headers. A header that is missing, or that a browser hides, is `undefined`.
 *
 * @param known The name of each header, and its type: `string`, `integer`, `number` or `boolean`, with `[]` for several.
 */
export function typedHeaders(
  known: Readonly<Record<string, readonly [string, string]>>,
): (headers: Headers) => { readonly typedHeaders: object } {
  return (headers) => ({
    typedHeaders: Object.fromEntries(
      Object.entries(known).map(([name, [wire, type]]) => {
        const text = headers.get(wire);
        return [name, text === null ? undefined : read(text, type)];
      }),
    ),
  });
}

function read(text: string, type: string): unknown {
  if (type.endsWith('[]')) {
    return text.split(',').map((item) => read(item.trim(), type.slice(0, -2)));
  }
  return type === 'string' ? text : type === 'boolean' ? text === 'true' : Number(text);
}
