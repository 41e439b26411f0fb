// Generated from generated/typescript/src/operation.ts: edit there, not here.
/** Returns how a success is read; `undefined` if the status is not one. */
export function resultFor({ results, media }, status, headers) {
  const found = results[status];
  return media ? media.result(found, headers) : found;
}
