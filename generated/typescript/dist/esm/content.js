// Generated from generated/typescript/src/content.ts: edit there, not here.
import { InvalidArgumentError } from './errors.js';
export const json = (body, operation, type = 'application/json') => {
  try {
    return { body: JSON.stringify(body), type };
  } catch (cause) {
    // A circle or a BigInt; the message names it.
    throw new InvalidArgumentError(`${operation}: the body cannot be sent as JSON. ${cause}`, {
      cause,
    });
  }
};
