// Generated from the contract: edit openapi/, not this file.

import { InvalidEventError } from './errors.js';
import type {
  CustomerCreatedEvent,
  CustomerDeletedEvent,
  CustomerUpdatedEvent,
  PaymentDisputedEvent,
  PaymentFailedEvent,
  PaymentRefundedEvent,
  PaymentSucceededEvent,
  SubscriptionCancelledEvent,
  SubscriptionCreatedEvent,
  SubscriptionPausedEvent,
  SubscriptionRenewedEvent,
  SubscriptionResumedEvent,
  SubscriptionTrialEndingEvent,
  SubscriptionUpdatedEvent,
} from './models.js';
import { misfit, type Shape } from './shape.js';
import { shapes } from './shapes.js';
import { checkSignature, type RawBody, type SignatureOptions } from './signature.js';

export { type RawBody, sign, type SignatureOptions } from './signature.js';

/** The header that carries the signature. */
export const SIGNATURE_HEADER = 'azotte-signature';

/** The events that this version knows, by their types. */
export interface KnownEvents {
  'customer.created': CustomerCreatedEvent;
  'customer.updated': CustomerUpdatedEvent;
  'customer.deleted': CustomerDeletedEvent;
  'subscription.created': SubscriptionCreatedEvent;
  'subscription.updated': SubscriptionUpdatedEvent;
  'subscription.renewed': SubscriptionRenewedEvent;
  'subscription.cancelled': SubscriptionCancelledEvent;
  'subscription.paused': SubscriptionPausedEvent;
  'subscription.resumed': SubscriptionResumedEvent;
  'subscription.trial_ending': SubscriptionTrialEndingEvent;
  'payment.succeeded': PaymentSucceededEvent;
  'payment.failed': PaymentFailedEvent;
  'payment.refunded': PaymentRefundedEvent;
  'payment.disputed': PaymentDisputedEvent;
}

/** An event of a type that this version does not know. Answer it with 200 all the same. */
export interface UnknownEvent {
  id: string;
  object: 'event';
  /** As it came. To the compiler no known type is one of these, so that `event.type === '…'` leaves a known event. */
  type: `unknown ${string}`;
  created: number;
  data: { object: Record<string, unknown>; previous_attributes?: Record<string, unknown> };
  request?: { id: string; idempotency_key: string | null } | null;
}

export type WebhookEvent = KnownEvents[keyof KnownEvents] | UnknownEvent;

/**
 * Checks a delivery and returns its event. Answer 400 if this throws, and 200 otherwise, whether you know the type or not.
 *
 * @param body The body as it came: bytes or text, not parsed.
 * @param header The header `azotte-signature`.
 * @param secrets Your endpoint's secret; several while it is rotated.
 * @param options The tolerance is 300 seconds if left out.
 * @throws SignatureError The signature is missing, malformed, wrong or too old.
 * @throws InvalidEventError The signature is right, but the body is not an event.
 */
export async function verify(
  body: RawBody,
  header: string | null | undefined,
  secrets: string | readonly string[],
  options: SignatureOptions = {},
): Promise<WebhookEvent> {
  const tolerance = options.tolerance ?? 300;
  await checkSignature(body, header ?? '', [secrets].flat(), { ...options, tolerance });
  const event = parsed(body);
  const type = isKnown(event?.type) ? SCHEMAS[event.type] : 'UnknownEvent';
  const problem = misfit(event, type, { ...shapes, UnknownEvent });
  if (problem) {
    throw new InvalidEventError(`The body is signed rightly, but it is not a ${type}: ${problem}.`);
  }
  return event as WebhookEvent;
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
} as const satisfies Record<keyof KnownEvents, string>;

// What all events have in common.
const UnknownEvent: Shape = { id: 'string', type: 'string', created: 'number', data: 'object' };

function isKnown(type: unknown): type is keyof KnownEvents {
  return Object.hasOwn(SCHEMAS, String(type));
}

function parsed(body: RawBody): { type?: unknown } | undefined {
  try {
    const text =
      typeof body === 'string' ? body : new TextDecoder('utf-8', { fatal: true }).decode(body);
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
