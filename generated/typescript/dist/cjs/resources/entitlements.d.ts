// Generated from generated/typescript/src/resources/entitlements.ts: edit there, not here.
import type { List } from '../list.js';
import type {
  Entitlement,
  EntitlementList,
  ListCustomerEntitlementsParameters,
} from '../models.js';
import type { ListOptions } from '../options.js';
/** Entitlements are the features that a customer can currently use. */
export declare class Entitlements {
  #private;
  /**
   * Returns the customer's current entitlements, newest first. A customer holds the features of
   * every subscription that is `trialing`, `active` or `past_due`.
   *
   * @param customerId ID of the customer.
   * @param parameters Query parameters.
   * @param options Request options: maximum number of objects, timeout, signal, headers.
   */
  list(
    customerId: string,
    parameters?: ListCustomerEntitlementsParameters,
    options?: ListOptions,
  ): List<Entitlement, EntitlementList>;
}
