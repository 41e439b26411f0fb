// Generated from src/resources/customers.ts: edit there, not here.
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
/** The people and companies that subscribe. */
export declare class Customers {
  #private;
  /**
   * Lists the tenant's customers, newest first.
   *
   * @param parameters Query parameters.
   * @param options Request options: maximum number of objects, timeout, signal, headers.
   */
  list(parameters?: ListCustomersParameters, options?: ListOptions): List<Customer, CustomerList>;
  /**
   * Creates a customer. An email that another customer of the tenant and environment has is a 409 `duplicate_value`.
   *
   * @param body The customer.
   * @param options Request options: idempotency key, timeout, signal, headers.
   */
  create(body: CustomerCreate, options?: WriteOptions): Call<Customer>;
  /**
   * Reads one customer. A deleted customer is gone (404).
   *
   * @param customerId The customer's id.
   * @param parameters Query parameters.
   * @param options Request options: timeout, signal, headers.
   */
  get(
    customerId: string,
    parameters?: GetCustomerParameters,
    options?: CallOptions,
  ): Call<Customer>;
  /**
   * Changes the members that are sent and keeps the others.
   *
   * @param customerId The customer's id.
   * @param body What to change.
   * @param options Request options: timeout, signal, headers.
   */
  update(customerId: string, body: CustomerUpdate, options?: CallOptions): Call<Customer>;
  /**
   * Deletes a customer for good and cancels the subscriptions that still run. Payments are kept.
   *
   * @param customerId The customer's id.
   * @param options Request options: timeout, signal, headers.
   */
  delete(customerId: string, options?: CallOptions): Call<DeletedCustomer>;
}
