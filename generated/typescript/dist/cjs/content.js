// Generated from generated/typescript/src/content.ts: edit there, not here.
'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.json = void 0;
const errors_js_1 = require('./errors.js');
const json = (body, operation, type = 'application/json') => {
  try {
    return { body: JSON.stringify(body), type };
  } catch (cause) {
    // A circle or a BigInt; the message names it.
    throw new errors_js_1.InvalidArgumentError(
      `${operation}: the body cannot be sent as JSON. ${cause}`,
      {
        cause,
      },
    );
  }
};
exports.json = json;
