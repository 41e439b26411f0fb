// Generated from src/webhooks.ts: edit there, not here.
import { InvalidEventError } from './errors.js';
import { misfit } from './shape.js';
import { shapes } from './shapes.js';
import { checkSignature } from './signature.js';
import { parseJson } from './json.js';
export { sign } from './signature.js';
/** The header with the signature. */
export const SIGNATURE_HEADER = 'azotte-signature';
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
export async function verify(body, header, secrets, options = {}) {
  const tolerance = options.tolerance ?? 300;
  await checkSignature(body, header, secrets, { ...options, tolerance });
  const event = parsed(body);
  const type = isKnown(event?.type) ? SCHEMAS[event.type] : 'UnknownEvent';
  const problem = misfit(event, type, { ...shapes, UnknownEvent });
  if (problem) {
    throw new InvalidEventError(
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
    return parseJson(
      typeof body === 'string' ? body : new TextDecoder('utf-8', { fatal: true }).decode(body),
    );
  } catch {
    return undefined;
  }
}
