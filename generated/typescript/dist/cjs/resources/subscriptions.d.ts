// Generated from src/resources/subscriptions.ts: edit there, not here.
import type { Call } from '../call.js';
import type { List } from '../list.js';
import type {
  ListSubscriptionsParameters,
  Subscription,
  SubscriptionCancel,
  SubscriptionCreate,
  SubscriptionList,
  SubscriptionUpdate,
} from '../models.js';
import type { CallOptions, ListOptions, WriteOptions } from '../options.js';
/** A customer's plan over time. */
export declare class Subscriptions {
  #private;
  /**
   * Lists the tenant's subscriptions, newest first.
   *
   * @param parameters Query parameters.
   * @param options Request options: maximum number of objects, timeout, signal, headers.
   */
  list(
    parameters?: ListSubscriptionsParameters,
    options?: ListOptions,
  ): List<Subscription, SubscriptionList>;
  /**
   * Subscribes a customer to a plan. The subscription starts in its trial where the plan has one. Where it has none the
   * subscription starts active, and its first period is paid at once. A first payment that fails does not change that:
   * `payment.failed` tells of it, and it is tried again; only then a failure makes the subscription `past_due`.
   *
   * A customer or plan that does not exist is a 404 that names the field.
   *
   * @param body The customer and the plan.
   * @param options Request options: idempotency key, timeout, signal, headers.
   */
  create(body: SubscriptionCreate, options?: WriteOptions): Call<Subscription>;
  /**
   * Reads one subscription.
   *
   * @param subscriptionId The subscription's id.
   * @param options Request options: timeout, signal, headers.
   */
  get(subscriptionId: string, options?: CallOptions): Call<Subscription>;
  /**
   * Changes the plan or the metadata. A canceled subscription can not be changed, nor the plan of a paused one (409
   * `invalid_state`); a plan that does not exist is a 404 that names the field.
   *
   * @param subscriptionId The subscription's id.
   * @param body What to change.
   * @param options Request options: timeout, signal, headers.
   */
  update(
    subscriptionId: string,
    body: SubscriptionUpdate,
    options?: CallOptions,
  ): Call<Subscription>;
  /**
   * Ends the subscription at once, or with its running period (`at_period_end`). Canceled is final: canceling again is a 409
   * `invalid_state`.
   *
   * @param subscriptionId The subscription's id.
   * @param body When, and why. Without a body the subscription ends at once.
   * @param options Request options: idempotency key, timeout, signal, headers.
   */
  cancel(
    subscriptionId: string,
    body?: SubscriptionCancel,
    options?: WriteOptions,
  ): Call<Subscription>;
  /**
   * Stops an active subscription until it is resumed. From any other status it is a 409 `invalid_state`.
   *
   * @param subscriptionId The subscription's id.
   * @param options Request options: idempotency key, timeout, signal, headers.
   */
  pause(subscriptionId: string, options?: WriteOptions): Call<Subscription>;
  /**
   * Lets a paused subscription run again. From any other status it is a 409 `invalid_state`.
   *
   * @param subscriptionId The subscription's id.
   * @param options Request options: idempotency key, timeout, signal, headers.
   */
  resume(subscriptionId: string, options?: WriteOptions): Call<Subscription>;
}
