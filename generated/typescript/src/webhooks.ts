// Generated from openapi/ and templates/typescript/src/webhooks.ts.jinja: edit there, not here.

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
import {
  checkSignature,
  type RawBody,
  type Secrets,
  type SignatureHeader,
  type SignatureOptions,
} from './signature.js';
import { parseJson } from './json.js';

export {
  type RawBody,
  type Secrets,
  sign,
  type SignatureHeader,
  type SignatureOptions,
} from './signature.js';

/** The header with the signature. */
export const SIGNATURE_HEADER = 'azotte-signature';

/** The events that this version knows, by type. */
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

/** An event of a type that this version does not know. Return 200 for it too. */
export interface UnknownEvent {
  id: string;
  object: 'event';
  /** The type as received. The compiler excludes known types, so that `event.type === '…'` narrows to a known event. */
  type: `unknown ${string}`;
  created: number;
  data: { object: Record<string, unknown>; previous_attributes?: Record<string, unknown> };
  request?: { id: string; idempotency_key: string | null } | null;
}

export type WebhookEvent = KnownEvents[keyof KnownEvents] | UnknownEvent;

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
export async function verify(
  body: RawBody,
  header: SignatureHeader,
  secrets: Secrets,
  options: SignatureOptions = {},
): Promise<WebhookEvent> {
  const tolerance = options.tolerance ?? 300;
  await checkSignature(body, header, secrets, { ...options, tolerance });
  const event = parsed(body) as { type?: unknown } | undefined;
  const type = isKnown(event?.type) ? SCHEMAS[event.type] : 'UnknownEvent';
  const problem = misfit(event, type, { ...shapes, UnknownEvent });
  if (problem) {
    throw new InvalidEventError(
      `The signature is valid, but the body is not a ${type}: ${problem}.`,
    );
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

// The fields of every event.
const UnknownEvent: Shape = { id: 'string', type: 'string', created: 'integer', data: 'object' };

function isKnown(type: unknown): type is keyof KnownEvents {
  return Object.hasOwn(SCHEMAS, String(type));
}

function parsed(body: RawBody): unknown {
  try {
    return parseJson(
      typeof body === 'string' ? body : new TextDecoder('utf-8', { fatal: true }).decode(body),
    );
  } catch {
    return undefined;
  }
}
