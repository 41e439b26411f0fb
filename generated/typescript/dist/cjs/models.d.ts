// Generated from src/models.ts: edit there, not here.
/**
 * Something that happened, told to your webhook endpoint. There may be other types; answer
 * them with 200 too. Events about one object come in the order in which they happened: the
 * next one comes when you have answered the one before.
 */
export type Event =
  | CustomerCreatedEvent
  | CustomerUpdatedEvent
  | CustomerDeletedEvent
  | SubscriptionCreatedEvent
  | SubscriptionUpdatedEvent
  | SubscriptionRenewedEvent
  | SubscriptionCancelledEvent
  | SubscriptionPausedEvent
  | SubscriptionResumedEvent
  | SubscriptionTrialEndingEvent
  | PaymentSucceededEvent
  | PaymentFailedEvent
  | PaymentRefundedEvent
  | PaymentDisputedEvent;
/** Where a subscription stands. `canceled` is final. */
export type SubscriptionStatus =
  'trialing' | 'active' | 'past_due' | 'paused' | 'canceled' | (string & {});
/** How long one period of a plan lasts. */
export type PlanInterval = 'day' | 'week' | 'month' | 'quarter' | 'year' | (string & {});
/** What a bundle costs and how often. */
export interface Plan {
  /** Names a plan. */
  id: string;
  /** The kind of object. */
  object: 'plan';
  /** The price of one period, in the currency's minor unit. */
  amount: number;
  /** A currency as a lower-case ISO 4217 code. */
  currency: string;
  interval: PlanInterval;
  /** Days that are free at the start; 0 for no trial. */
  trial_days: number;
}
/** Your own notes on the object, as strings. The platform does not read them. */
export type Metadata = {
  [key: string]: string;
};
/** A customer's plan over time. */
export interface Subscription {
  /** Names a subscription. */
  id: string;
  /** The kind of object. */
  object: 'subscription';
  /** Who subscribes. */
  customer: string;
  /** What is subscribed to. */
  bundle: string;
  /** What it costs. */
  plan: Plan;
  status: SubscriptionStatus;
  /** When the running period began. */
  current_period_start: number;
  /** When the running period ends. */
  current_period_end: number;
  /** When the trial ends or ended; `null` without one. */
  trial_end: number | null;
  /** Whether the subscription ends with the running period. */
  cancel_at_period_end: boolean;
  /** When it was canceled. */
  canceled_at: number | null;
  /** Why the subscription was canceled, for instance `customer_request`. */
  cancellation_reason: string | null;
  metadata: Metadata;
  /** When the subscription was created. */
  created: number;
}
/** One page of subscriptions, newest first. */
export interface SubscriptionList {
  /** The kind of object. */
  object: 'list';
  /** The subscriptions of this page. */
  data: Subscription[];
  /** Whether there are more beyond this page, in the direction walked. */
  has_more: boolean;
}
/** What exactly was wrong. Its members depend on the code, and there may be others. */
export type ErrorDetails = {
  /** The parameter or the member of the body, as a path such as `address.country`. */
  field?: string;
  /** What was sent, shortened; never a secret. */
  value?: unknown;
  /** The rule that was broken, for instance `maxLength`. */
  constraint?: string;
  /** What the rule asks for. */
  expected?: unknown;
  /** The types of key that may call the operation. */
  required_permissions?: string[];
} & {
  [key: string]: unknown;
};
/** What went wrong. */
export interface Error {
  /** What happened, for a program; an open set. */
  code: string;
  /** What happened and what to do, for a person. */
  message: string;
  /** The family of the code; an open set. */
  type: string;
  details?: ErrorDetails;
  /** The same value as the header `X-Request-Id`. */
  request_id?: string;
}
/** The body of every answer that is an error. */
export interface ErrorResponse {
  error: Error;
}
/** A new subscription. It starts with the plan's trial, or active where the plan has none. */
export interface SubscriptionCreate {
  /** Who subscribes. */
  customer: string;
  /** The plan to subscribe to. */
  plan: string;
  metadata?: Metadata;
}
/** When a change of plan takes effect and what is charged for it. */
export type Proration = 'immediate' | 'next_cycle' | 'none';
/**
 * What to change of a subscription. A member that is left out keeps its value; `metadata` is
 * replaced as a whole.
 */
export interface SubscriptionUpdate {
  /** The plan to change to. */
  plan?: string;
  /** When the change of plan takes effect; `immediate` if left out. Only together with `plan`. */
  proration?: Proration;
  metadata?: Metadata;
}
/** How to cancel. */
export interface SubscriptionCancel {
  /** Whether to end with the running period instead of at once. */
  at_period_end?: boolean;
  /** Why, for your own records. */
  reason?: string;
}
/** A postal address. */
export interface Address {
  /** Street and number. */
  line1: string | null;
  /** Flat, floor or building. */
  line2: string | null;
  /** City or town. */
  city: string | null;
  /** State, county or province. */
  state: string | null;
  /** Postal code. */
  postal_code: string | null;
  /** Country, as an ISO 3166-1 alpha-2 code. */
  country: string | null;
}
/** A person or company that subscribes. */
export interface Customer {
  /** Names a customer. */
  id: string;
  /** The kind of object. */
  object: 'customer';
  /** The customer's full name. */
  name: string | null;
  /** Unique within the tenant and environment, whatever its case. */
  email: string;
  /** A telephone number, as the customer writes it. */
  phone: string | null;
  /** Where bills go. */
  address: Address | null;
  metadata: Metadata;
  /** When the customer was created. */
  created: number;
  /**
   * The customer's newest subscriptions, at most ten; present only with
   * `expand[]=subscriptions`.
   */
  subscriptions?: SubscriptionList;
}
/** One page of customers, newest first. */
export interface CustomerList {
  /** The kind of object. */
  object: 'list';
  /** The customers of this page. */
  data: Customer[];
  /** Whether there are more beyond this page, in the direction walked. */
  has_more: boolean;
}
/** A postal address as it is sent. A member that is left out is `null`. */
export interface AddressInput {
  /** Street and number. */
  line1?: string | null;
  /** Flat, floor or building. */
  line2?: string | null;
  /** City or town. */
  city?: string | null;
  /** State, county or province. */
  state?: string | null;
  /** Postal code. */
  postal_code?: string | null;
  /** Country, as an ISO 3166-1 alpha-2 code. */
  country?: string | null;
}
/** A new customer. */
export interface CustomerCreate {
  /** Must not belong to another customer of the tenant and environment. */
  email: string;
  /** The customer's full name. */
  name?: string | null;
  /** A telephone number, as the customer writes it. */
  phone?: string | null;
  /** Where bills go. */
  address?: AddressInput | null;
  metadata?: Metadata;
}
/** What can be embedded in a customer. */
export type CustomerExpansion = 'subscriptions';
/**
 * What to change of a customer. A member that is left out keeps its value; `null` clears it;
 * `address` and `metadata` are replaced as a whole.
 */
export interface CustomerUpdate {
  /** Must not belong to another customer of the tenant and environment. */
  email?: string;
  /** The customer's full name. */
  name?: string | null;
  /** A telephone number, as the customer writes it. */
  phone?: string | null;
  /** Where bills go. */
  address?: AddressInput | null;
  metadata?: Metadata;
}
/** What is left of a deleted customer. */
export interface DeletedCustomer {
  /** Names a customer. */
  id: string;
  /** The kind of object. */
  object: 'customer';
  /** Always true. */
  deleted: true;
}
/** What an entitlement grants. */
export type EntitlementKind = 'boolean' | 'quantitative' | (string & {});
/** What a customer may use, and the subscription that grants it. */
export interface Entitlement {
  /** Names an entitlement. */
  id: string;
  /** The kind of object. */
  object: 'entitlement';
  /** Who holds it. */
  customer: string;
  /** A feature's name. */
  feature: string;
  kind: EntitlementKind;
  /** How much of the feature is granted; `null` for a boolean one. */
  limit: number | null;
  /** The subscription that grants it. */
  source: string;
  /** When it was granted. */
  created: number;
}
/** One page of entitlements, newest first. */
export interface EntitlementList {
  /** The kind of object. */
  object: 'list';
  /** The entitlements of this page. */
  data: Entitlement[];
  /** Whether there are more beyond this page, in the direction walked. */
  has_more: boolean;
}
/** How a bundle is charged. */
export type BundleType = 'subscription' | 'product' | 'calculated' | (string & {});
/** A feature that a bundle grants. */
export interface BundleEntitlement {
  /** A feature's name. */
  feature: string;
  kind: EntitlementKind;
  /** How much of the feature is granted; `null` for a boolean one. */
  limit: number | null;
}
/** What is sold: features, with the plans that price them. */
export interface Bundle {
  /** Names a bundle. */
  id: string;
  /** The kind of object. */
  object: 'bundle';
  /** The bundle's name. */
  name: string;
  /** What the bundle is. */
  description: string | null;
  type: BundleType;
  /** The features granted. */
  entitlements: BundleEntitlement[];
  /** The plans to choose from. */
  plans: Plan[];
  /** When the bundle was created. */
  created: number;
}
/** One page of bundles, newest first. */
export interface BundleList {
  /** The kind of object. */
  object: 'list';
  /** The bundles of this page. */
  data: Bundle[];
  /** Whether there are more beyond this page, in the direction walked. */
  has_more: boolean;
}
/** Where a payment stands. */
export type PaymentStatus =
  'pending' | 'succeeded' | 'failed' | 'refunded' | 'partially_refunded' | (string & {});
/** Money taken, or tried to be taken, from a customer. */
export interface Payment {
  /** Names a payment. */
  id: string;
  /** The kind of object. */
  object: 'payment';
  /** Who pays. */
  customer: string;
  /** The subscription that is paid for, if any. */
  subscription: string | null;
  /** Money in the currency's minor unit, for instance cents. */
  amount: number;
  /** A currency as a lower-case ISO 4217 code. */
  currency: string;
  /**
   * Stands for a payment method. In the sandbox `tok_visa` succeeds, `tok_declined` fails, and
   * `tok_disputed` succeeds and is disputed.
   */
  payment_method: string;
  status: PaymentStatus;
  /** How much of it was given back. */
  amount_refunded: number;
  /** Why it failed, for instance `card_declined`; an open set. */
  failure_code: string | null;
  /** When it was made. */
  created: number;
}
/** One page of payments, newest first. */
export interface PaymentList {
  /** The kind of object. */
  object: 'list';
  /** The payments of this page. */
  data: Payment[];
  /** Whether there are more beyond this page, in the direction walked. */
  has_more: boolean;
}
/** A new payment. */
export interface PaymentCreate {
  /** Who pays. */
  customer: string;
  /** How much to take, in the currency's minor unit. */
  amount: number;
  /** A currency as a lower-case ISO 4217 code. */
  currency: string;
  /**
   * Stands for a payment method. In the sandbox `tok_visa` succeeds, `tok_declined` fails, and
   * `tok_disputed` succeeds and is disputed.
   */
  payment_method: string;
  /** The customer's subscription that is paid for. */
  subscription?: string;
}
/** What to give back. */
export interface PaymentRefund {
  /** How much to give back; all that is left if left out. Not more than is left. */
  amount?: number;
  /** Why, for your own records. */
  reason?: string;
}
/** The members that changed, with the values that they had before. */
export type PreviousAttributes = {
  [key: string]: unknown;
};
/** What an event is about. */
export interface CustomerEventData {
  /** The object as it is after the event. */
  object: Customer;
  previous_attributes?: PreviousAttributes;
}
/** The request that caused an event. */
export interface EventRequest {
  /** Names a request. */
  id: string;
  /** The idempotency key of that request, if it had one. */
  idempotency_key: string | null;
}
/** A customer was created. */
export interface CustomerCreatedEvent {
  /** Names an event. The same id over every delivery of it. */
  id: string;
  /** The kind of object. */
  object: 'event';
  /** What happened. */
  type: 'customer.created';
  /** When it happened. */
  created: number;
  data: CustomerEventData;
  /** The request that caused it; `null` where time did. */
  request?: EventRequest | null;
}
/** A customer was changed. */
export interface CustomerUpdatedEvent {
  /** Names an event. The same id over every delivery of it. */
  id: string;
  /** The kind of object. */
  object: 'event';
  /** What happened. */
  type: 'customer.updated';
  /** When it happened. */
  created: number;
  data: CustomerEventData;
  /** The request that caused it; `null` where time did. */
  request?: EventRequest | null;
}
/** What an event is about. */
export interface DeletedCustomerEventData {
  /** The object as it is after the event. */
  object: DeletedCustomer;
}
/** A customer was deleted. */
export interface CustomerDeletedEvent {
  /** Names an event. The same id over every delivery of it. */
  id: string;
  /** The kind of object. */
  object: 'event';
  /** What happened. */
  type: 'customer.deleted';
  /** When it happened. */
  created: number;
  data: DeletedCustomerEventData;
  /** The request that caused it; `null` where time did. */
  request?: EventRequest | null;
}
/** What an event is about. */
export interface SubscriptionEventData {
  /** The object as it is after the event. */
  object: Subscription;
  previous_attributes?: PreviousAttributes;
}
/** A subscription was created. */
export interface SubscriptionCreatedEvent {
  /** Names an event. The same id over every delivery of it. */
  id: string;
  /** The kind of object. */
  object: 'event';
  /** What happened. */
  type: 'subscription.created';
  /** When it happened. */
  created: number;
  data: SubscriptionEventData;
  /** The request that caused it; `null` where time did. */
  request?: EventRequest | null;
}
/** A subscription was changed. */
export interface SubscriptionUpdatedEvent {
  /** Names an event. The same id over every delivery of it. */
  id: string;
  /** The kind of object. */
  object: 'event';
  /** What happened. */
  type: 'subscription.updated';
  /** When it happened. */
  created: number;
  data: SubscriptionEventData;
  /** The request that caused it; `null` where time did. */
  request?: EventRequest | null;
}
/** A new period of a subscription began. */
export interface SubscriptionRenewedEvent {
  /** Names an event. The same id over every delivery of it. */
  id: string;
  /** The kind of object. */
  object: 'event';
  /** What happened. */
  type: 'subscription.renewed';
  /** When it happened. */
  created: number;
  data: SubscriptionEventData;
  /** The request that caused it; `null` where time did. */
  request?: EventRequest | null;
}
/** A subscription was canceled. The event has two l, the status one. */
export interface SubscriptionCancelledEvent {
  /** Names an event. The same id over every delivery of it. */
  id: string;
  /** The kind of object. */
  object: 'event';
  /** What happened. */
  type: 'subscription.cancelled';
  /** When it happened. */
  created: number;
  data: SubscriptionEventData;
  /** The request that caused it; `null` where time did. */
  request?: EventRequest | null;
}
/** A subscription was paused. */
export interface SubscriptionPausedEvent {
  /** Names an event. The same id over every delivery of it. */
  id: string;
  /** The kind of object. */
  object: 'event';
  /** What happened. */
  type: 'subscription.paused';
  /** When it happened. */
  created: number;
  data: SubscriptionEventData;
  /** The request that caused it; `null` where time did. */
  request?: EventRequest | null;
}
/** A paused subscription runs again. */
export interface SubscriptionResumedEvent {
  /** Names an event. The same id over every delivery of it. */
  id: string;
  /** The kind of object. */
  object: 'event';
  /** What happened. */
  type: 'subscription.resumed';
  /** When it happened. */
  created: number;
  data: SubscriptionEventData;
  /** The request that caused it; `null` where time did. */
  request?: EventRequest | null;
}
/** A trial ends within three days. */
export interface SubscriptionTrialEndingEvent {
  /** Names an event. The same id over every delivery of it. */
  id: string;
  /** The kind of object. */
  object: 'event';
  /** What happened. */
  type: 'subscription.trial_ending';
  /** When it happened. */
  created: number;
  data: SubscriptionEventData;
  /** The request that caused it; `null` where time did. */
  request?: EventRequest | null;
}
/** What an event is about. */
export interface PaymentEventData {
  /** The object as it is after the event. */
  object: Payment;
  previous_attributes?: PreviousAttributes;
}
/** A payment was taken. */
export interface PaymentSucceededEvent {
  /** Names an event. The same id over every delivery of it. */
  id: string;
  /** The kind of object. */
  object: 'event';
  /** What happened. */
  type: 'payment.succeeded';
  /** When it happened. */
  created: number;
  data: PaymentEventData;
  /** The request that caused it; `null` where time did. */
  request?: EventRequest | null;
}
/** A payment was not taken. */
export interface PaymentFailedEvent {
  /** Names an event. The same id over every delivery of it. */
  id: string;
  /** The kind of object. */
  object: 'event';
  /** What happened. */
  type: 'payment.failed';
  /** When it happened. */
  created: number;
  data: PaymentEventData;
  /** The request that caused it; `null` where time did. */
  request?: EventRequest | null;
}
/** A payment was given back, wholly or in part. */
export interface PaymentRefundedEvent {
  /** Names an event. The same id over every delivery of it. */
  id: string;
  /** The kind of object. */
  object: 'event';
  /** What happened. */
  type: 'payment.refunded';
  /** When it happened. */
  created: number;
  data: PaymentEventData;
  /** The request that caused it; `null` where time did. */
  request?: EventRequest | null;
}
/** The payer disputes a payment. */
export interface PaymentDisputedEvent {
  /** Names an event. The same id over every delivery of it. */
  id: string;
  /** The kind of object. */
  object: 'event';
  /** What happened. */
  type: 'payment.disputed';
  /** When it happened. */
  created: number;
  data: PaymentEventData;
  /** The request that caused it; `null` where time did. */
  request?: EventRequest | null;
}
/** Query parameters of `list_customers`. */
export interface ListCustomersParameters {
  /** How many objects a page has at most. */
  limit?: number;
  /** List what is older than the customer with this id. It may have been deleted since. */
  starting_after?: string;
  /**
   * List what is newer than the customer with this id, newest first; of more than a page, those
   * nearest to it. With `starting_after` too, what lies between the two.
   */
  ending_before?: string;
  /** Only what was created at this time or later. */
  created_gte?: number;
  /** Only what was created at this time or earlier. */
  created_lte?: number;
  /** Only customers whose email has this text in it, whatever its case. */
  email_contains?: string;
}
/** Query parameters of `get_customer`. */
export interface GetCustomerParameters {
  /** What to embed in the customer; may be repeated. */
  expand?: CustomerExpansion[];
}
/** Query parameters of `list_bundles`. */
export interface ListBundlesParameters {
  /** How many objects a page has at most. */
  limit?: number;
  /** List what is older than the bundle with this id. It may have been deleted since. */
  starting_after?: string;
  /**
   * List what is newer than the bundle with this id, newest first; of more than a page, those
   * nearest to it. With `starting_after` too, what lies between the two.
   */
  ending_before?: string;
}
/** Query parameters of `list_subscriptions`. */
export interface ListSubscriptionsParameters {
  /** How many objects a page has at most. */
  limit?: number;
  /** List what is older than the subscription with this id. It may have been deleted since. */
  starting_after?: string;
  /**
   * List what is newer than the subscription with this id, newest first; of more than a page,
   * those nearest to it. With `starting_after` too, what lies between the two.
   */
  ending_before?: string;
  /** Only those of this customer. */
  customer?: string;
  /** Only those with this status. */
  status?: SubscriptionStatus;
  /** Only those on this plan. */
  plan?: string;
}
/** Query parameters of `list_customer_entitlements`. */
export interface ListCustomerEntitlementsParameters {
  /** How many objects a page has at most. */
  limit?: number;
  /** List what is older than the entitlement with this id. It may have ended since. */
  starting_after?: string;
  /**
   * List what is newer than the entitlement with this id, newest first; of more than a page,
   * those nearest to it. With `starting_after` too, what lies between the two.
   */
  ending_before?: string;
}
/** Query parameters of `list_payments`. */
export interface ListPaymentsParameters {
  /** How many objects a page has at most. */
  limit?: number;
  /** List what is older than the payment with this id. It may have been deleted since. */
  starting_after?: string;
  /**
   * List what is newer than the payment with this id, newest first; of more than a page, those
   * nearest to it. With `starting_after` too, what lies between the two.
   */
  ending_before?: string;
}
