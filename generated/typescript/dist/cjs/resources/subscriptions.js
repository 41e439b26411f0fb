// Generated from src/resources/subscriptions.ts: edit there, not here.
'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.Subscriptions = void 0;
/** A customer's plan over time. */
class Subscriptions {
  #transport;
  /** @internal */
  constructor(transport) {
    this.#transport = transport;
  }
  /**
   * Lists the tenant's subscriptions, newest first.
   *
   * @param parameters Query parameters.
   * @param options Request options: maximum number of objects, timeout, signal, headers.
   */
  list(parameters, options) {
    return this.#transport.list(listSubscriptions, { query: parameters }, options);
  }
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
  create(body, options) {
    return this.#transport.call(createSubscription, { body }, options);
  }
  /**
   * Reads one subscription.
   *
   * @param subscriptionId The subscription's id.
   * @param options Request options: timeout, signal, headers.
   */
  get(subscriptionId, options) {
    return this.#transport.call(getSubscription, { path: { id: subscriptionId } }, options);
  }
  /**
   * Changes the plan or the metadata. A canceled subscription can not be changed, nor the plan of a paused one (409
   * `invalid_state`); a plan that does not exist is a 404 that names the field.
   *
   * @param subscriptionId The subscription's id.
   * @param body What to change.
   * @param options Request options: timeout, signal, headers.
   */
  update(subscriptionId, body, options) {
    return this.#transport.call(
      updateSubscription,
      { path: { id: subscriptionId }, body },
      options,
    );
  }
  /**
   * Ends the subscription at once, or with its running period (`at_period_end`). Canceled is final: canceling again is a 409
   * `invalid_state`.
   *
   * @param subscriptionId The subscription's id.
   * @param body When, and why. Without a body the subscription ends at once.
   * @param options Request options: idempotency key, timeout, signal, headers.
   */
  cancel(subscriptionId, body, options) {
    return this.#transport.call(
      cancelSubscription,
      { path: { id: subscriptionId }, body },
      options,
    );
  }
  /**
   * Stops an active subscription until it is resumed. From any other status it is a 409 `invalid_state`.
   *
   * @param subscriptionId The subscription's id.
   * @param options Request options: idempotency key, timeout, signal, headers.
   */
  pause(subscriptionId, options) {
    return this.#transport.call(pauseSubscription, { path: { id: subscriptionId } }, options);
  }
  /**
   * Lets a paused subscription run again. From any other status it is a 409 `invalid_state`.
   *
   * @param subscriptionId The subscription's id.
   * @param options Request options: idempotency key, timeout, signal, headers.
   */
  resume(subscriptionId, options) {
    return this.#transport.call(resumeSubscription, { path: { id: subscriptionId } }, options);
  }
}
exports.Subscriptions = Subscriptions;
const listSubscriptions = {
  id: 'list_subscriptions',
  method: 'GET',
  path: '/subscriptions',
  keyTypes: ['secret'],
  results: { 200: 'SubscriptionList' },
  query: {
    limit: 'limit',
    starting_after: 'starting_after',
    ending_before: 'ending_before',
    customer: 'customer',
    status: 'status',
    plan: 'plan',
  },
  pagination: {
    after: 'starting_after',
    before: 'ending_before',
    items: 'data',
    more: 'has_more',
    cursor: 'id',
  },
};
const createSubscription = {
  id: 'create_subscription',
  method: 'POST',
  path: '/subscriptions',
  keyTypes: ['secret'],
  results: { 201: 'Subscription' },
  idempotent: true,
};
const getSubscription = {
  id: 'get_subscription',
  method: 'GET',
  path: '/subscriptions/{id}',
  keyTypes: ['secret'],
  results: { 200: 'Subscription' },
};
const updateSubscription = {
  id: 'update_subscription',
  method: 'PUT',
  path: '/subscriptions/{id}',
  keyTypes: ['secret'],
  results: { 200: 'Subscription' },
};
const cancelSubscription = {
  id: 'cancel_subscription',
  method: 'POST',
  path: '/subscriptions/{id}/cancel',
  keyTypes: ['secret'],
  results: { 200: 'Subscription' },
  optionalBody: true,
  idempotent: true,
};
const pauseSubscription = {
  id: 'pause_subscription',
  method: 'POST',
  path: '/subscriptions/{id}/pause',
  keyTypes: ['secret'],
  results: { 200: 'Subscription' },
  idempotent: true,
};
const resumeSubscription = {
  id: 'resume_subscription',
  method: 'POST',
  path: '/subscriptions/{id}/resume',
  keyTypes: ['secret'],
  results: { 200: 'Subscription' },
  idempotent: true,
};
