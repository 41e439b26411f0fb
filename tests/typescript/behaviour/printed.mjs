/** What prints, logs or stores values by accident. */
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import v8 from 'node:v8';

/** Every way that a value is turned into text by accident. */
function* printed(value) {
  yield String(value);
  yield JSON.stringify(value) ?? '';
  yield inspect(value, { depth: Infinity, showHidden: true, getters: true });
  yield JSON.stringify(Object.getOwnPropertyDescriptors(value));
  yield JSON.stringify({ ...value });
  if (value instanceof Error) {
    yield value.stack;
    yield v8.serialize(value).toString('latin1');
    yield inspect(value.cause);
  }
}

/** Checks that no way of printing a value shows a secret. */
export function assertNotPrinted(value, secret) {
  for (const text of printed(value)) {
    assert.ok(!text.includes(secret), text);
  }
}
