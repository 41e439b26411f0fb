// Generated from generated/typescript/src/resources/subscriptions.ts: edit there, not here.
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
/** Subscriptions connect a customer to a plan, and renew every period until they are canceled. */
export declare class Subscriptions {
  #private;
  /**
   * Returns the tenant's subscriptions, newest first.
   *
   * @param parameters Query parameters.
   * @param options Request options: maximum number of objects, timeout, signal, headers.
   */
  list(
    parameters?: ListSubscriptionsParameters,
    options?: ListOptions,
  ): List<Subscription, SubscriptionList>;
  /**
   * Subscribes a customer to a plan. If the plan has a trial, the subscription starts as
   * `trialing` and nothing is charged until the trial ends. Otherwise it starts as `active` and
   * the first period is charged immediately.
   *
   * If the first payment fails, the subscription stays `active`, a `payment.failed` event is sent
   * and the payment is retried. The subscription becomes `past_due` only if the retry fails too.
   *
   * Returns 404 if the customer or plan does not exist; `details.field` says which.
   *
   * @param body Subscription to create.
   * @param options Request options: idempotency key, timeout, signal, headers.
   */
  create(body: SubscriptionCreate, options?: WriteOptions): Call<Subscription>;
  /**
   * Returns a subscription.
   *
   * @param subscriptionId ID of the subscription.
   * @param options Request options: timeout, signal, headers.
   */
  get(subscriptionId: string, options?: CallOptions): Call<Subscription>;
  /**
   * Changes the plan or the metadata of a subscription. Use `proration` to choose when a plan
   * change takes effect and what it charges.
   *
   * With `immediate`, the price difference for the rest of the current period is charged now,
   * together with any unpaid amount. Each price is prorated over the interval of its own plan. If
   * the new plan costs less, nothing is charged or refunded.
   *
   * With `next_cycle`, the subscription keeps its plan until the next period starts. Another plan
   * change replaces the scheduled one. To cancel a scheduled change, schedule the current plan.
   *
   * The end of the current period or trial does not change. If the new plan has another interval,
   * periods of the new length follow from there. During a trial nothing is charged.
   *
   * Returns 409 `invalid_state` if the subscription is canceled, if the plan of a paused
   * subscription is changed, or if the new plan has another currency. Returns 404 if the plan does
   * not exist; `details.field` names it.
   *
   * @param subscriptionId ID of the subscription.
   * @param body Fields to update.
   * @param options Request options: timeout, signal, headers.
   */
  update(
    subscriptionId: string,
    body: SubscriptionUpdate,
    options?: CallOptions,
  ): Call<Subscription>;
  /**
   * Cancels a subscription immediately, or at the end of its current period if `at_period_end` is
   * true. Cancellation is final. Returns 409 `invalid_state` if the subscription is already
   * canceled.
   *
   * @param subscriptionId ID of the subscription.
   * @param body When to cancel, and why. Without a body, the subscription is canceled immediately.
   * @param options Request options: idempotency key, timeout, signal, headers.
   */
  cancel(
    subscriptionId: string,
    body?: SubscriptionCancel,
    options?: WriteOptions,
  ): Call<Subscription>;
  /**
   * Pauses an active subscription until it is resumed. A paused subscription does not renew, its
   * payments are not retried, and it grants no entitlements. Returns 409 `invalid_state` if the
   * subscription is not `active`.
   *
   * @param subscriptionId ID of the subscription.
   * @param options Request options: idempotency key, timeout, signal, headers.
   */
  pause(subscriptionId: string, options?: WriteOptions): Call<Subscription>;
  /**
   * Resumes a paused subscription. If its period has not ended, the period continues and no new
   * one is charged. If it has ended, a new period starts now and is charged; the time in between
   * is not. A payment retry that became due during the pause is made now. Returns 409
   * `invalid_state` if the subscription is not `paused`.
   *
   * @param subscriptionId ID of the subscription.
   * @param options Request options: idempotency key, timeout, signal, headers.
   */
  resume(subscriptionId: string, options?: WriteOptions): Call<Subscription>;
}
