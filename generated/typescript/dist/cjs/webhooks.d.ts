// Generated from generated/typescript/src/webhooks.ts: edit there, not here.
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
import {
  type RawBody,
  type Secrets,
  type SignatureHeader,
  type SignatureOptions,
} from './signature.js';
export {
  type RawBody,
  type Secrets,
  sign,
  type SignatureHeader,
  type SignatureOptions,
} from './signature.js';
/** The header with the signature. */
export declare const SIGNATURE_HEADER = 'azotte-signature';
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
export declare function verify(
  body: RawBody,
  header: SignatureHeader,
  secrets: Secrets,
  options?: SignatureOptions,
): Promise<WebhookEvent>;
