// Generated from generated/typescript/src/resources/customers.ts: edit there, not here.
import type { Call } from '../call.js';
import type { List } from '../list.js';
import type {
  Customer,
  CustomerCreate,
  CustomerList,
  CustomerUpdate,
  DeletedCustomer,
  GetCustomerParameters,
  ListCustomersParameters,
} from '../models.js';
import type { CallOptions, ListOptions, WriteOptions } from '../options.js';
/** Customers are the people and companies that subscribe to bundles. */
export declare class Customers {
  #private;
  /**
   * Returns the tenant's customers, newest first.
   *
   * @param parameters Query parameters.
   * @param options Request options: maximum number of objects, timeout, signal, headers.
   */
  list(parameters?: ListCustomersParameters, options?: ListOptions): List<Customer, CustomerList>;
  /**
   * Creates a customer. Returns 409 `duplicate_value` if another customer of the tenant and
   * environment has the same email address.
   *
   * @param body Customer to create.
   * @param options Request options: idempotency key, timeout, signal, headers.
   */
  create(body: CustomerCreate, options?: WriteOptions): Call<Customer>;
  /**
   * Returns a customer. Returns 404 if the customer was deleted.
   *
   * @param customerId ID of the customer.
   * @param parameters Query parameters.
   * @param options Request options: timeout, signal, headers.
   */
  get(
    customerId: string,
    parameters?: GetCustomerParameters,
    options?: CallOptions,
  ): Call<Customer>;
  /**
   * Updates the fields in the body and leaves all others unchanged. Returns 409 `duplicate_value`
   * if another customer of the tenant and environment has the same email address.
   *
   * @param customerId ID of the customer.
   * @param body Fields to update.
   * @param options Request options: timeout, signal, headers.
   */
  update(customerId: string, body: CustomerUpdate, options?: CallOptions): Call<Customer>;
  /**
   * Permanently deletes a customer and cancels the customer's subscriptions. Payments are kept.
   *
   * @param customerId ID of the customer.
   * @param options Request options: timeout, signal, headers.
   */
  delete(customerId: string, options?: CallOptions): Call<DeletedCustomer>;
}
