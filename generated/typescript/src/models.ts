// Generated from openapi/: edit there, not here.

/**
 * Event that is sent to your webhook endpoint. Other types can be added: return 200 for an
 * unknown type too. Events about one object are sent in the order in which they occurred, each
 * after the previous one was acknowledged.
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
  | PaymentDisputedEvent
  | { type: `unknown ${string}`; [key: string]: unknown };

/**
 * Status of the subscription. `canceled` is final.
 *
 * - `trialing`: The free trial is running.
 * - `active`: The subscription is running.
 * - `past_due`: A payment that was due failed and is being retried.
 * - `paused`: The subscription is paused and does not renew.
 * - `canceled`: The subscription has ended.
 */
export type SubscriptionStatus =
  'trialing' | 'active' | 'past_due' | 'paused' | 'canceled' | (string & {});

/**
 * Status of the subscription. `canceled` is final.
 *
 * - `trialing`: The free trial is running.
 * - `active`: The subscription is running.
 * - `past_due`: A payment that was due failed and is being retried.
 * - `paused`: The subscription is paused and does not renew.
 * - `canceled`: The subscription has ended.
 */
export type SubscriptionStatusInput = 'trialing' | 'active' | 'past_due' | 'paused' | 'canceled';

/**
 * Length of one billing period.
 *
 * - `day`: One day.
 * - `week`: Seven days.
 * - `month`: One calendar month.
 * - `quarter`: Three calendar months.
 * - `year`: One calendar year.
 */
export type PlanInterval = 'day' | 'week' | 'month' | 'quarter' | 'year' | (string & {});

/** Price of a bundle and how often it is charged. */
export interface Plan {
  /** Unique identifier of the plan. */
  id: string;
  /** Type of the object, always `plan`. */
  object: 'plan';
  /** Price of one period, in the minor unit of the currency. */
  amount: number;
  /** Three-letter currency code in lowercase (ISO 4217). */
  currency: string;
  interval: PlanInterval;
  /** Length of the free trial in days, 0 to 730. 0 means no trial. */
  trial_days: number;
}

/**
 * Your own key-value pairs, up to 50. Keys have up to 40 characters, values up to 500. The
 * platform does not use them.
 */
export type Metadata = { [key: string]: string };

/** Subscription of a customer to a plan of a bundle. */
export interface Subscription {
  /** Unique identifier of the subscription. */
  id: string;
  /** Type of the object, always `subscription`. */
  object: 'subscription';
  /** ID of the customer who owns the subscription. */
  customer: string;
  /** ID of the bundle that the plan belongs to. */
  bundle: string;
  /** Current plan of the subscription. */
  plan: Plan;
  status: SubscriptionStatus;
  /** Start of the current period, in Unix seconds. */
  current_period_start: number;
  /** End of the current period, in Unix seconds. */
  current_period_end: number;
  /** End of the trial, in Unix seconds, or `null` if the subscription has no trial. */
  trial_end: number | null;
  /** Whether the subscription is canceled at the end of the current period. */
  cancel_at_period_end: boolean;
  /**
   * Time at which the subscription was canceled, in Unix seconds, or `null` if it is not canceled.
   */
  canceled_at: number | null;
  /**
   * Reason for the cancellation, for example `customer_request`, or `null` if no cancellation was
   * requested.
   */
  cancellation_reason: string | null;
  metadata: Metadata;
  /** Time at which the subscription was created, in Unix seconds. */
  created: number;
}

/** Page of subscriptions, newest first. */
export interface SubscriptionList {
  /** Type of the object, always `list`. */
  object: 'list';
  /** Subscriptions on this page. */
  data: Subscription[];
  /**
   * Whether there are more objects after this page, or before it when paging with `ending_before`.
   */
  has_more: boolean;
}

/** Subscription to create. */
export interface SubscriptionCreate {
  /** ID of the customer who subscribes. */
  customer: string;
  /** ID of the plan to subscribe to. */
  plan: string;
  metadata?: Metadata;
}

/** Details of the error. Its fields depend on the code, and other fields can be added. */
export interface ErrorDetails {
  /**
   * Parameter or body field that caused the error. A nested field is a path such as
   * `address.country`.
   */
  field?: string;
  /** Value that was sent, shortened. Never a secret. */
  value?: unknown;
  /** Constraint that the value violates, for example `maxLength`. */
  constraint?: string;
  /** Value that the constraint expects. */
  expected?: unknown;
  /** Types of API key that can call the operation. */
  required_permissions?: string[];
}

/** Error that a request caused. Handle it by its `type` first, then by its `code`. */
export interface Error_ {
  /** Code of the error, for programs. Values can be added. */
  code: string;
  /** Description of the error and how to fix it, for people. The text can change. */
  message: string;
  /** Type of the error, which groups related codes. Values can be added. */
  type: string;
  details?: ErrorDetails;
  /** Unique identifier of the request. Same value as the header `X-Request-Id`. */
  request_id?: string;
}

/** Body of every error response. */
export interface ErrorResponse {
  error: Error_;
}

/**
 * When a plan change takes effect and what it charges.
 *
 * - `immediate`: The plan changes now, and the price difference for the rest of the current
 *   period is charged now. A lower price is not refunded.
 * - `next_cycle`: The plan changes when the next period starts.
 * - `none`: The plan changes now, and nothing is charged before the next period.
 */
export type Proration = 'immediate' | 'next_cycle' | 'none';

/**
 * Fields of the subscription to update. A field that is not in the body keeps its value.
 * `metadata` is replaced as a whole.
 */
export interface SubscriptionUpdate {
  /** ID of the plan to change to. */
  plan?: string;
  /** When the plan change takes effect. Defaults to `immediate`. Requires `plan`. */
  proration?: Proration;
  metadata?: Metadata;
}

/** When to cancel, and why. */
export interface SubscriptionCancel {
  /**
   * Whether to cancel at the end of the current period instead of immediately. Defaults to false.
   *
   * @default false
   */
  at_period_end?: boolean;
  /** Reason for the cancellation, for your own records. */
  reason?: string;
}

/** Postal address. */
export interface Address {
  /** Street and house number. */
  line1: string | null;
  /** Apartment, floor or building. */
  line2: string | null;
  /** City or town. */
  city: string | null;
  /** State, county or province. */
  state: string | null;
  /** Postal code. */
  postal_code: string | null;
  /** Two-letter country code (ISO 3166-1 alpha-2). */
  country: string | null;
}

/** Person or company that subscribes to bundles. */
export interface Customer {
  /** Unique identifier of the customer. */
  id: string;
  /** Type of the object, always `customer`. */
  object: 'customer';
  /** Full name of the customer. */
  name: string | null;
  /** Email address of the customer. Unique within the tenant and environment, ignoring case. */
  email: string;
  /** Phone number of the customer, in any format. */
  phone: string | null;
  /** Billing address of the customer. */
  address: Address | null;
  metadata: Metadata;
  /** Time at which the customer was created, in Unix seconds. */
  created: number;
  /**
   * Up to 10 of the customer's newest subscriptions. Present only if the request has
   * `expand[]=subscriptions`.
   */
  subscriptions?: SubscriptionList;
}

/** Page of customers, newest first. */
export interface CustomerList {
  /** Type of the object, always `list`. */
  object: 'list';
  /** Customers on this page. */
  data: Customer[];
  /**
   * Whether there are more objects after this page, or before it when paging with `ending_before`.
   */
  has_more: boolean;
}

/** Postal address in a request. Fields that are not in the request are set to `null`. */
export interface AddressInput {
  /** Street and house number. */
  line1?: string | null;
  /** Apartment, floor or building. */
  line2?: string | null;
  /** City or town. */
  city?: string | null;
  /** State, county or province. */
  state?: string | null;
  /** Postal code. */
  postal_code?: string | null;
  /** Two-letter country code (ISO 3166-1 alpha-2). */
  country?: string | null;
}

/** Customer to create. */
export interface CustomerCreate {
  /**
   * Email address of the customer. No other customer of the tenant and environment can have the
   * same address.
   */
  email: string;
  /** Full name of the customer. */
  name?: string | null;
  /** Phone number of the customer, in any format. */
  phone?: string | null;
  /** Billing address of the customer. */
  address?: AddressInput | null;
  metadata?: Metadata;
}

/**
 * Related objects that a customer can include.
 *
 * - `subscriptions`: List of the customer's newest subscriptions.
 */
export type CustomerExpansion = 'subscriptions';

/**
 * Fields of the customer to update. A field that is not in the body keeps its value, and `null`
 * clears a field. `address` and `metadata` are replaced as a whole.
 */
export interface CustomerUpdate {
  /**
   * Email address of the customer. No other customer of the tenant and environment can have the
   * same address.
   */
  email?: string;
  /** Full name of the customer. */
  name?: string | null;
  /** Phone number of the customer, in any format. */
  phone?: string | null;
  /** Billing address of the customer. */
  address?: AddressInput | null;
  metadata?: Metadata;
}

/** Deleted customer. */
export interface DeletedCustomer {
  /** Unique identifier of the customer. */
  id: string;
  /** Type of the object, always `customer`. */
  object: 'customer';
  /** Whether the customer is deleted, always `true`. */
  deleted: true;
}

/**
 * How the feature is granted.
 *
 * - `boolean`: The feature is on.
 * - `quantitative`: The feature can be used up to `limit`.
 */
export type EntitlementKind = 'boolean' | 'quantitative' | (string & {});

/** Feature that a customer can use, and the subscription that grants it. */
export interface Entitlement {
  /** Unique identifier of the entitlement. */
  id: string;
  /** Type of the object, always `entitlement`. */
  object: 'entitlement';
  /** ID of the customer who holds the entitlement. */
  customer: string;
  /** Name of the feature. */
  feature: string;
  kind: EntitlementKind;
  /** Quantity of the feature that is granted, or `null` if the kind is `boolean`. */
  limit: number | null;
  /** ID of the subscription that grants the entitlement. */
  source: string;
  /** Time at which the entitlement was granted, in Unix seconds. */
  created: number;
}

/** Page of entitlements, newest first. */
export interface EntitlementList {
  /** Type of the object, always `list`. */
  object: 'list';
  /** Entitlements on this page. */
  data: Entitlement[];
  /**
   * Whether there are more objects after this page, or before it when paging with `ending_before`.
   */
  has_more: boolean;
}

/**
 * How the bundle is charged.
 *
 * - `subscription`: Renews every period.
 * - `product`: Purchased once.
 * - `calculated`: Charged by usage.
 */
export type BundleType = 'subscription' | 'product' | 'calculated' | (string & {});

/** Feature that a bundle grants. */
export interface BundleEntitlement {
  /** Name of the feature. */
  feature: string;
  kind: EntitlementKind;
  /** Quantity of the feature that is granted, or `null` if the kind is `boolean`. */
  limit: number | null;
}

/**
 * Product that customers can subscribe to. A bundle grants features and has one or more plans
 * that set its price.
 */
export interface Bundle {
  /** Unique identifier of the bundle. */
  id: string;
  /** Type of the object, always `bundle`. */
  object: 'bundle';
  /** Name of the bundle. */
  name: string;
  /** Description of the bundle, or `null` if it has none. */
  description: string | null;
  type: BundleType;
  /** Features that the bundle grants. */
  entitlements: BundleEntitlement[];
  /** Plans that customers can subscribe to. */
  plans: Plan[];
  /** Time at which the bundle was created, in Unix seconds. */
  created: number;
}

/** Page of bundles, newest first. */
export interface BundleList {
  /** Type of the object, always `list`. */
  object: 'list';
  /** Bundles on this page. */
  data: Bundle[];
  /**
   * Whether there are more objects after this page, or before it when paging with `ending_before`.
   */
  has_more: boolean;
}

/**
 * Status of the payment.
 *
 * - `pending`: The payment is being processed.
 * - `succeeded`: The customer was charged.
 * - `failed`: The customer was not charged. `failure_code` says why.
 * - `refunded`: The full amount was refunded.
 * - `partially_refunded`: Part of the amount was refunded.
 */
export type PaymentStatus =
  'pending' | 'succeeded' | 'failed' | 'refunded' | 'partially_refunded' | (string & {});

/** Payment by a customer, whether it succeeded or not. */
export interface Payment {
  /** Unique identifier of the payment. */
  id: string;
  /** Type of the object, always `payment`. */
  object: 'payment';
  /** ID of the customer who pays. */
  customer: string;
  /** ID of the subscription that the payment is for, or `null` if there is none. */
  subscription: string | null;
  /** Amount in the minor unit of the currency, for example cents. */
  amount: number;
  /** Three-letter currency code in lowercase (ISO 4217). */
  currency: string;
  /**
   * Token of the payment method. In the sandbox, the token decides the result: | Token | Result |
   * | --- | --- | | `tok_visa`, and any other | Succeeds. | | `tok_declined` | Fails with
   * `card_declined`. | | `tok_insufficient_funds` | Fails with `insufficient_funds`. | |
   * `tok_expired_card` | Fails with `expired_card`. | | `tok_incorrect_cvc` | Fails with
   * `incorrect_cvc`. | | `tok_processing_error` | Fails with `processing_error`. | |
   * `tok_authentication_required` | Fails with `authentication_required`. | | `tok_lost_card`,
   * `tok_stolen_card`, `tok_fraudulent` | Fails with the code of the same name: `lost_card`,
   * `stolen_card`, `fraudulent`. | | `tok_disputed` | Succeeds, and is then disputed. | Only the
   * sandbox treats tokens this way.
   */
  payment_method: string;
  status: PaymentStatus;
  /** Amount that was refunded, in the minor unit of the currency. */
  amount_refunded: number;
  /**
   * Reason for the failure, for example `card_declined`, or `null` if the payment did not fail.
   * Values can be added.
   */
  failure_code: string | null;
  /** Time at which the payment was created, in Unix seconds. */
  created: number;
}

/** Page of payments, newest first. */
export interface PaymentList {
  /** Type of the object, always `list`. */
  object: 'list';
  /** Payments on this page. */
  data: Payment[];
  /**
   * Whether there are more objects after this page, or before it when paging with `ending_before`.
   */
  has_more: boolean;
}

/** Payment to create. */
export interface PaymentCreate {
  /** ID of the customer who pays. */
  customer: string;
  /** ID of the subscription that the payment is for. It must belong to the customer. */
  subscription?: string;
  /** Amount to charge, in the minor unit of the currency. */
  amount: number;
  /** Three-letter currency code in lowercase (ISO 4217). */
  currency: string;
  /**
   * Token of the payment method. In the sandbox, the token decides the result: | Token | Result |
   * | --- | --- | | `tok_visa`, and any other | Succeeds. | | `tok_declined` | Fails with
   * `card_declined`. | | `tok_insufficient_funds` | Fails with `insufficient_funds`. | |
   * `tok_expired_card` | Fails with `expired_card`. | | `tok_incorrect_cvc` | Fails with
   * `incorrect_cvc`. | | `tok_processing_error` | Fails with `processing_error`. | |
   * `tok_authentication_required` | Fails with `authentication_required`. | | `tok_lost_card`,
   * `tok_stolen_card`, `tok_fraudulent` | Fails with the code of the same name: `lost_card`,
   * `stolen_card`, `fraudulent`. | | `tok_disputed` | Succeeds, and is then disputed. | Only the
   * sandbox treats tokens this way.
   */
  payment_method: string;
}

/** Amount and reason of the refund. */
export interface PaymentRefund {
  /** Amount to refund, up to what has not been refunded yet. Defaults to all of it. */
  amount?: number;
  /** Reason for the refund, for your own records. */
  reason?: string;
}

/** Fields that changed, with their previous values. */
export type PreviousAttributes = { [key: string]: unknown };

/** Object that the event is about. */
export interface CustomerEventData {
  /** Customer after the event. */
  object: Customer;
  previous_attributes?: PreviousAttributes;
}

/** Request that caused an event. */
export interface EventRequest {
  /** Unique identifier of the request. */
  id: string;
  /** Idempotency key of the request, or `null` if it had none. */
  idempotency_key: string | null;
}

/** Sent when a customer is created. */
export interface CustomerCreatedEvent {
  /** Unique identifier of the event. Every delivery of one event has the same ID. */
  id: string;
  /** Type of the object, always `event`. */
  object: 'event';
  /** Type of the event, always `customer.created`. */
  type: 'customer.created';
  /** Time at which the event occurred, in Unix seconds. */
  created: number;
  data: CustomerEventData;
  /** Request that caused the event, or `null` if no request did, for example when a period ended. */
  request?: EventRequest | null;
}

/** Sent when a customer is updated. */
export interface CustomerUpdatedEvent {
  /** Unique identifier of the event. Every delivery of one event has the same ID. */
  id: string;
  /** Type of the object, always `event`. */
  object: 'event';
  /** Type of the event, always `customer.updated`. */
  type: 'customer.updated';
  /** Time at which the event occurred, in Unix seconds. */
  created: number;
  data: CustomerEventData;
  /** Request that caused the event, or `null` if no request did, for example when a period ended. */
  request?: EventRequest | null;
}

/** Object that the event is about. */
export interface DeletedCustomerEventData {
  object: DeletedCustomer;
}

/** Sent when a customer is deleted. */
export interface CustomerDeletedEvent {
  /** Unique identifier of the event. Every delivery of one event has the same ID. */
  id: string;
  /** Type of the object, always `event`. */
  object: 'event';
  /** Type of the event, always `customer.deleted`. */
  type: 'customer.deleted';
  /** Time at which the event occurred, in Unix seconds. */
  created: number;
  data: DeletedCustomerEventData;
  /** Request that caused the event, or `null` if no request did, for example when a period ended. */
  request?: EventRequest | null;
}

/** Object that the event is about. */
export interface SubscriptionEventData {
  /** Subscription after the event. */
  object: Subscription;
  previous_attributes?: PreviousAttributes;
}

/** Sent when a subscription is created. */
export interface SubscriptionCreatedEvent {
  /** Unique identifier of the event. Every delivery of one event has the same ID. */
  id: string;
  /** Type of the object, always `event`. */
  object: 'event';
  /** Type of the event, always `subscription.created`. */
  type: 'subscription.created';
  /** Time at which the event occurred, in Unix seconds. */
  created: number;
  data: SubscriptionEventData;
  /** Request that caused the event, or `null` if no request did, for example when a period ended. */
  request?: EventRequest | null;
}

/**
 * Sent when a subscription is updated, for example when its plan changes or it becomes
 * `past_due`.
 */
export interface SubscriptionUpdatedEvent {
  /** Unique identifier of the event. Every delivery of one event has the same ID. */
  id: string;
  /** Type of the object, always `event`. */
  object: 'event';
  /** Type of the event, always `subscription.updated`. */
  type: 'subscription.updated';
  /** Time at which the event occurred, in Unix seconds. */
  created: number;
  data: SubscriptionEventData;
  /** Request that caused the event, or `null` if no request did, for example when a period ended. */
  request?: EventRequest | null;
}

/** Sent when a new period of a subscription starts. */
export interface SubscriptionRenewedEvent {
  /** Unique identifier of the event. Every delivery of one event has the same ID. */
  id: string;
  /** Type of the object, always `event`. */
  object: 'event';
  /** Type of the event, always `subscription.renewed`. */
  type: 'subscription.renewed';
  /** Time at which the event occurred, in Unix seconds. */
  created: number;
  data: SubscriptionEventData;
  /** Request that caused the event, or `null` if no request did, for example when a period ended. */
  request?: EventRequest | null;
}

/**
 * Sent when a subscription is canceled. The event type is spelled `cancelled`, the status
 * `canceled`.
 */
export interface SubscriptionCancelledEvent {
  /** Unique identifier of the event. Every delivery of one event has the same ID. */
  id: string;
  /** Type of the object, always `event`. */
  object: 'event';
  /** Type of the event, always `subscription.cancelled`. */
  type: 'subscription.cancelled';
  /** Time at which the event occurred, in Unix seconds. */
  created: number;
  data: SubscriptionEventData;
  /** Request that caused the event, or `null` if no request did, for example when a period ended. */
  request?: EventRequest | null;
}

/** Sent when a subscription is paused. */
export interface SubscriptionPausedEvent {
  /** Unique identifier of the event. Every delivery of one event has the same ID. */
  id: string;
  /** Type of the object, always `event`. */
  object: 'event';
  /** Type of the event, always `subscription.paused`. */
  type: 'subscription.paused';
  /** Time at which the event occurred, in Unix seconds. */
  created: number;
  data: SubscriptionEventData;
  /** Request that caused the event, or `null` if no request did, for example when a period ended. */
  request?: EventRequest | null;
}

/** Sent when a paused subscription is resumed. */
export interface SubscriptionResumedEvent {
  /** Unique identifier of the event. Every delivery of one event has the same ID. */
  id: string;
  /** Type of the object, always `event`. */
  object: 'event';
  /** Type of the event, always `subscription.resumed`. */
  type: 'subscription.resumed';
  /** Time at which the event occurred, in Unix seconds. */
  created: number;
  data: SubscriptionEventData;
  /** Request that caused the event, or `null` if no request did, for example when a period ended. */
  request?: EventRequest | null;
}

/** Sent when a trial ends within three days. */
export interface SubscriptionTrialEndingEvent {
  /** Unique identifier of the event. Every delivery of one event has the same ID. */
  id: string;
  /** Type of the object, always `event`. */
  object: 'event';
  /** Type of the event, always `subscription.trial_ending`. */
  type: 'subscription.trial_ending';
  /** Time at which the event occurred, in Unix seconds. */
  created: number;
  data: SubscriptionEventData;
  /** Request that caused the event, or `null` if no request did, for example when a period ended. */
  request?: EventRequest | null;
}

/** Object that the event is about. */
export interface PaymentEventData {
  /** Payment after the event. */
  object: Payment;
  previous_attributes?: PreviousAttributes;
}

/** Sent when a payment succeeds. */
export interface PaymentSucceededEvent {
  /** Unique identifier of the event. Every delivery of one event has the same ID. */
  id: string;
  /** Type of the object, always `event`. */
  object: 'event';
  /** Type of the event, always `payment.succeeded`. */
  type: 'payment.succeeded';
  /** Time at which the event occurred, in Unix seconds. */
  created: number;
  data: PaymentEventData;
  /** Request that caused the event, or `null` if no request did, for example when a period ended. */
  request?: EventRequest | null;
}

/** Sent when a payment fails. */
export interface PaymentFailedEvent {
  /** Unique identifier of the event. Every delivery of one event has the same ID. */
  id: string;
  /** Type of the object, always `event`. */
  object: 'event';
  /** Type of the event, always `payment.failed`. */
  type: 'payment.failed';
  /** Time at which the event occurred, in Unix seconds. */
  created: number;
  data: PaymentEventData;
  /** Request that caused the event, or `null` if no request did, for example when a period ended. */
  request?: EventRequest | null;
}

/** Sent when a payment is refunded in full or in part. */
export interface PaymentRefundedEvent {
  /** Unique identifier of the event. Every delivery of one event has the same ID. */
  id: string;
  /** Type of the object, always `event`. */
  object: 'event';
  /** Type of the event, always `payment.refunded`. */
  type: 'payment.refunded';
  /** Time at which the event occurred, in Unix seconds. */
  created: number;
  data: PaymentEventData;
  /** Request that caused the event, or `null` if no request did, for example when a period ended. */
  request?: EventRequest | null;
}

/** Sent when the payer disputes a payment. */
export interface PaymentDisputedEvent {
  /** Unique identifier of the event. Every delivery of one event has the same ID. */
  id: string;
  /** Type of the object, always `event`. */
  object: 'event';
  /** Type of the event, always `payment.disputed`. */
  type: 'payment.disputed';
  /** Time at which the event occurred, in Unix seconds. */
  created: number;
  data: PaymentEventData;
  /** Request that caused the event, or `null` if no request did, for example when a period ended. */
  request?: EventRequest | null;
}

/** Query parameters of `list_subscriptions`. */
export interface ListSubscriptionsParameters {
  /**
   * Number of objects to return, 1 to 100. Defaults to 10.
   *
   * @default 10
   */
  limit?: number;
  /**
   * Cursor for the next page: returns the subscriptions created before the one with this ID, even
   * if that one has been deleted since.
   */
  starting_after?: string;
  /**
   * Cursor for the previous page: returns the subscriptions created after the one with this ID.
   * Can be combined with `starting_after`.
   */
  ending_before?: string;
  /** Returns only subscriptions of the customer with this ID. */
  customer?: string;
  /** Returns only subscriptions with this status. */
  status?: SubscriptionStatusInput;
  /** Returns only subscriptions to the plan with this ID. */
  plan?: string;
}

/** Query parameters of `list_customers`. */
export interface ListCustomersParameters {
  /**
   * Number of objects to return, 1 to 100. Defaults to 10.
   *
   * @default 10
   */
  limit?: number;
  /**
   * Cursor for the next page: returns the customers created before the one with this ID, even if
   * that one has been deleted since.
   */
  starting_after?: string;
  /**
   * Cursor for the previous page: returns the customers created after the one with this ID. Can be
   * combined with `starting_after`.
   */
  ending_before?: string;
  /** Returns only objects created at or after this time, in Unix seconds. */
  created_gte?: number;
  /** Returns only objects created at or before this time, in Unix seconds. */
  created_lte?: number;
  /** Returns only customers whose email address contains this text, ignoring case. */
  email_contains?: string;
}

/** Query parameters of `get_customer`. */
export interface GetCustomerParameters {
  /** Related objects to include in the response. Repeat the parameter to include several. */
  expand?: CustomerExpansion[];
}

/** Query parameters of `list_customer_entitlements`. */
export interface ListCustomerEntitlementsParameters {
  /**
   * Number of objects to return, 1 to 100. Defaults to 10.
   *
   * @default 10
   */
  limit?: number;
  /**
   * Cursor for the next page: returns the entitlements created before the one with this ID, even
   * if that one has ended since.
   */
  starting_after?: string;
  /**
   * Cursor for the previous page: returns the entitlements created after the one with this ID. Can
   * be combined with `starting_after`.
   */
  ending_before?: string;
}

/** Query parameters of `list_bundles`. */
export interface ListBundlesParameters {
  /**
   * Number of objects to return, 1 to 100. Defaults to 10.
   *
   * @default 10
   */
  limit?: number;
  /**
   * Cursor for the next page: returns the bundles created before the one with this ID, even if
   * that one has been deleted since.
   */
  starting_after?: string;
  /**
   * Cursor for the previous page: returns the bundles created after the one with this ID. Can be
   * combined with `starting_after`.
   */
  ending_before?: string;
}

/** Query parameters of `list_payments`. */
export interface ListPaymentsParameters {
  /**
   * Number of objects to return, 1 to 100. Defaults to 10.
   *
   * @default 10
   */
  limit?: number;
  /**
   * Cursor for the next page: returns the payments created before the one with this ID, even if
   * that one has been deleted since.
   */
  starting_after?: string;
  /**
   * Cursor for the previous page: returns the payments created after the one with this ID. Can be
   * combined with `starting_after`.
   */
  ending_before?: string;
}
