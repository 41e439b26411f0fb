// Generated from openapi/ and templates/typescript/src/webhooks.ts.jinja: edit there, not here.

import { InvalidEventError } from './errors.js';
import type {
  CustomerCreatedEvent,
  CustomerDeletedEvent,
  CustomerUpdatedEvent,
  EventRequest,
  PaymentDisputedEvent,
  PaymentFailedEvent,
  PaymentRefundedEvent,
  PaymentSucceededEvent,
  PreviousAttributes,
  SubscriptionCancelledEvent,
  SubscriptionCreatedEvent,
  SubscriptionPausedEvent,
  SubscriptionRenewedEvent,
  SubscriptionResumedEvent,
  SubscriptionTrialEndingEvent,
  SubscriptionUpdatedEvent,
} from './models.js';
import { misfit, type Shapes } from './shape.js';
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
  /** Unique identifier of the event. Every delivery of one event has the same ID. */
  id: string;
  /** Type of the object, always `event`. */
  object: 'event';
  /** The type as received. The compiler excludes known types. */
  type: `unknown ${string}`;
  /** Time at which the event occurred, in Unix seconds. */
  created: number;
  /** Object that the event is about. */
  data: {
    object: Record<string, unknown>;
    /** Fields that changed, with their previous values. */
    previous_attributes?: PreviousAttributes;
  };
  /** Request that caused the event, or `null` if no request did, for example when a period ended. */
  request?: EventRequest | null;
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
  const problem = misfit(event, type, { ...shapes, ...eventShapes });
  if (problem) {
    throw new InvalidEventError(
      `The signature is valid, but the body is not a ${type}: ${problem}.`,
    );
  }
  return event as WebhookEvent;
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
} as const satisfies Record<keyof KnownEvents, string>;

/** What is checked of events. */
const eventShapes: Shapes = {
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
