// Copied from templates/typescript/runtime/src/json.ts: edit there, not here.
/**
 * Returns what a JSON text contains; `undefined` if it is not JSON. A byte order mark is ignored (RFC 8259, section 8.1), and of
 * two fields with the same name the last one counts.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text);
  } catch {
    return undefined;
  }
}

/** The fields of an object. */
export type Values = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
