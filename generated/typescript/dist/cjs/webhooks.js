// Generated from generated/typescript/src/webhooks.ts: edit there, not here.
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
  const problem = (0, shape_js_1.misfit)(event, type, { ...shapes_js_1.shapes, ...eventShapes });
  if (problem) {
    throw new errors_js_1.InvalidEventError(
      `The signature is valid, but the body is not a ${type}: ${problem}.`,
    );
  }
  return event;
}
/** The shape of each event. */
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
/** What is checked of events. */
const eventShapes = {
  CustomerCreatedEvent: {
    id: 'string',
    object: 'string',
    type: 'string',
    created: 'integer',
    data: 'CustomerEventData',
    request: '?EventRequest?',
  },
  CustomerDeletedEvent: {
    id: 'string',
    object: 'string',
    type: 'string',
    created: 'integer',
    data: 'DeletedCustomerEventData',
    request: '?EventRequest?',
  },
  CustomerEventData: { object: 'Customer', previous_attributes: '?unknown{}' },
  CustomerUpdatedEvent: {
    id: 'string',
    object: 'string',
    type: 'string',
    created: 'integer',
    data: 'CustomerEventData',
    request: '?EventRequest?',
  },
  DeletedCustomerEventData: { object: 'DeletedCustomer' },
  EventRequest: { id: 'string', idempotency_key: 'string?' },
  PaymentDisputedEvent: {
    id: 'string',
    object: 'string',
    type: 'string',
    created: 'integer',
    data: 'PaymentEventData',
    request: '?EventRequest?',
  },
  PaymentEventData: { object: 'Payment', previous_attributes: '?unknown{}' },
  PaymentFailedEvent: {
    id: 'string',
    object: 'string',
    type: 'string',
    created: 'integer',
    data: 'PaymentEventData',
    request: '?EventRequest?',
  },
  PaymentRefundedEvent: {
    id: 'string',
    object: 'string',
    type: 'string',
    created: 'integer',
    data: 'PaymentEventData',
    request: '?EventRequest?',
  },
  PaymentSucceededEvent: {
    id: 'string',
    object: 'string',
    type: 'string',
    created: 'integer',
    data: 'PaymentEventData',
    request: '?EventRequest?',
  },
  SubscriptionCancelledEvent: {
    id: 'string',
    object: 'string',
    type: 'string',
    created: 'integer',
    data: 'SubscriptionEventData',
    request: '?EventRequest?',
  },
  SubscriptionCreatedEvent: {
    id: 'string',
    object: 'string',
    type: 'string',
    created: 'integer',
    data: 'SubscriptionEventData',
    request: '?EventRequest?',
  },
  SubscriptionEventData: { object: 'Subscription', previous_attributes: '?unknown{}' },
  SubscriptionPausedEvent: {
    id: 'string',
    object: 'string',
    type: 'string',
    created: 'integer',
    data: 'SubscriptionEventData',
    request: '?EventRequest?',
  },
  SubscriptionRenewedEvent: {
    id: 'string',
    object: 'string',
    type: 'string',
    created: 'integer',
    data: 'SubscriptionEventData',
    request: '?EventRequest?',
  },
  SubscriptionResumedEvent: {
    id: 'string',
    object: 'string',
    type: 'string',
    created: 'integer',
    data: 'SubscriptionEventData',
    request: '?EventRequest?',
  },
  SubscriptionTrialEndingEvent: {
    id: 'string',
    object: 'string',
    type: 'string',
    created: 'integer',
    data: 'SubscriptionEventData',
    request: '?EventRequest?',
  },
  SubscriptionUpdatedEvent: {
    id: 'string',
    object: 'string',
    type: 'string',
    created: 'integer',
    data: 'SubscriptionEventData',
    request: '?EventRequest?',
  },
  // The fields of every event.
  UnknownEvent: {
    id: 'string',
    object: 'string',
    type: 'string',
    created: 'integer',
    data: 'object',
  },
};
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
