// Generated from generated/typescript/src/resources/entitlements.ts: edit there, not here.
import { byObject } from '../pages.js';
/** Entitlements are the features that a customer can currently use. */
export class Entitlements {
  #transport;
  /** @internal */
  constructor(transport) {
    this.#transport = transport;
  }
  /**
   * Returns the customer's current entitlements, newest first. A customer holds the features of
   * every subscription that is `trialing`, `active` or `past_due`.
   *
   * @param customerId ID of the customer.
   * @param parameters Query parameters.
   * @param options Request options: maximum number of objects, timeout, signal, headers.
   */
  list(customerId, parameters, options) {
    return this.#transport.list(
      listCustomerEntitlements,
      { path: { id: customerId }, parameters },
      options,
    );
  }
}
const listCustomerEntitlements = {
  id: 'list_customer_entitlements',
  method: 'GET',
  path: '/customers/{id}/entitlements',
  keyTypes: ['secret'],
  results: { 200: 'EntitlementList' },
  query: { limit: 'limit', starting_after: 'starting_after', ending_before: 'ending_before' },
  pagination: byObject({
    after: 'starting_after',
    before: 'ending_before',
    items: 'data',
    more: 'has_more',
    cursor: 'id',
  }),
};
