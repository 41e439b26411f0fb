// Generated from src/resources/entitlements.ts: edit there, not here.
import type { List } from '../list.js';
import type {
  Entitlement,
  EntitlementList,
  ListCustomerEntitlementsParameters,
} from '../models.js';
import type { ListOptions } from '../options.js';
/** What a customer may use right now. */
export declare class Entitlements {
  #private;
  /**
   * Lists what the customer may use now: the features of the subscriptions that are trialing, active or past due.
   *
   * @param customerId The customer's id.
   * @param parameters Query parameters.
   * @param options Request options: maximum number of objects, timeout, signal, headers.
   */
  list(
    customerId: string,
    parameters?: ListCustomerEntitlementsParameters,
    options?: ListOptions,
  ): List<Entitlement, EntitlementList>;
}
