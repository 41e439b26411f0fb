// Generated from generated/typescript/src/json.ts: edit there, not here.
'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.parseJson = parseJson;
exports.isObject = isObject;
/**
 * Returns what a JSON text contains; `undefined` if it is not JSON. A byte order mark is ignored (RFC 8259, section 8.1), and of
 * two fields with the same name the last one counts.
 */
function parseJson(text) {
  try {
    return JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text);
  } catch {
    return undefined;
  }
}
function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
