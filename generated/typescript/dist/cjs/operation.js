// Generated from generated/typescript/src/operation.ts: edit there, not here.
'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.resultFor = resultFor;
/** Returns how a success is read; `undefined` if the status is not one. */
function resultFor({ results, media }, status, headers) {
  const found = results[status];
  return media ? media.result(found, headers) : found;
}
