// Generated from src/webhooks.ts: edit there, not here.
'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.SIGNATURE_HEADER = exports.sign = void 0;
exports.verify = verify;
const errors_js_1 = require('./errors.js');
const shape_js_1 = require('./shape.js');
const shapes_js_1 = require('./shapes.js');
const signature_js_1 = require('./signature.js');
const json_js_1 = require('./json.js');
var signature_js_2 = require('./signature.js');
Object.defineProperty(exports, 'sign', {
  enumerable: true,
  get: function () {
    return signature_js_2.sign;
  },
});
/** The header with the signature. */
exports.SIGNATURE_HEADER = 'azotte-signature';
/**
 * Verifies a delivery and returns its event. Return 400 for a `SignatureError`, and 200 for every event, of unknown types too.
 *
 * @param body The raw body of the request, as text or bytes.
 * @param header The value of the header `azotte-signature`.
 * @param secrets Your endpoint's secret; several while you rotate it.
 * @param options The tolerance defaults to 300 seconds.
 * @throws SignatureError The signature is missing, malformed, wrong or expired.
 * @throws InvalidEventError The signature is valid, but the body is not an event.
 * @throws InvalidArgumentError No secret is set, or an option is invalid.
 */
async function verify(body, header, secrets, options = {}) {
  const tolerance = options.tolerance ?? 300;
  await (0, signature_js_1.checkSignature)(body, header, secrets, { ...options, tolerance });
  const event = parsed(body);
  const type = isKnown(event?.type) ? SCHEMAS[event.type] : 'UnknownEvent';
  const problem = (0, shape_js_1.misfit)(event, type, { ...shapes_js_1.shapes, UnknownEvent });
  if (problem) {
    throw new errors_js_1.InvalidEventError(
      `The signature is valid, but the body is not a ${type}: ${problem}.`,
    );
  }
  return event;
}
/** The name of each event's schema. */
const SCHEMAS = {
  'customer.created': 'CustomerCreatedEvent',
  'customer.updated': 'CustomerUpdatedEvent',
  'customer.deleted': 'CustomerDeletedEvent',
  'subscription.created': 'SubscriptionCreatedEvent',
  'subscription.updated': 'SubscriptionUpdatedEvent',
  'subscription.renewed': 'SubscriptionRenewedEvent',
  'subscription.cancelled': 'SubscriptionCancelledEvent',
  'subscription.paused': 'SubscriptionPausedEvent',
  'subscription.resumed': 'SubscriptionResumedEvent',
  'subscription.trial_ending': 'SubscriptionTrialEndingEvent',
  'payment.succeeded': 'PaymentSucceededEvent',
  'payment.failed': 'PaymentFailedEvent',
  'payment.refunded': 'PaymentRefundedEvent',
  'payment.disputed': 'PaymentDisputedEvent',
};
// The fields of every event.
const UnknownEvent = { id: 'string', type: 'string', created: 'integer', data: 'object' };
function isKnown(type) {
  return Object.hasOwn(SCHEMAS, String(type));
}
function parsed(body) {
  try {
    return (0, json_js_1.parseJson)(
      typeof body === 'string' ? body : new TextDecoder('utf-8', { fatal: true }).decode(body),
    );
  } catch {
    return undefined;
  }
}
