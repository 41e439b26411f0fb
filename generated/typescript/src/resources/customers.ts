// Generated from openapi/ and templates/typescript/src/resource.ts.jinja: edit there, not here.

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
import type { ListOperation, Operation } from '../operation.js';
import type { CallOptions, ListOptions, WriteOptions } from '../options.js';
import { byObject } from '../pages.js';
import type { Transport } from '../transport.js';

/** Customers are the people and companies that subscribe to bundles. */
export class Customers {
  readonly #transport: Transport;

  /** @internal */
  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /**
   * Returns the tenant's customers, newest first.
   *
   * @param parameters Query parameters.
   * @param options Request options: maximum number of objects, timeout, signal, headers.
   */
  list(parameters?: ListCustomersParameters, options?: ListOptions): List<Customer, CustomerList> {
    return this.#transport.list(listCustomers, { parameters }, options);
  }

  /**
   * Creates a customer. Returns 409 `duplicate_value` if another customer of the tenant and
   * environment has the same email address.
   *
   * @param body Customer to create.
   * @param options Request options: idempotency key, timeout, signal, headers.
   */
  create(body: CustomerCreate, options?: WriteOptions): Call<Customer> {
    return this.#transport.call(createCustomer, { body }, options);
  }

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
  ): Call<Customer> {
    return this.#transport.call(getCustomer, { path: { id: customerId }, parameters }, options);
  }

  /**
   * Updates the fields in the body and leaves all others unchanged. Returns 409 `duplicate_value`
   * if another customer of the tenant and environment has the same email address.
   *
   * @param customerId ID of the customer.
   * @param body Fields to update.
   * @param options Request options: timeout, signal, headers.
   */
  update(customerId: string, body: CustomerUpdate, options?: CallOptions): Call<Customer> {
    return this.#transport.call(updateCustomer, { path: { id: customerId }, body }, options);
  }

  /**
   * Permanently deletes a customer and cancels the customer's subscriptions. Payments are kept.
   *
   * @param customerId ID of the customer.
   * @param options Request options: timeout, signal, headers.
   */
  delete(customerId: string, options?: CallOptions): Call<DeletedCustomer> {
    return this.#transport.call(deleteCustomer, { path: { id: customerId } }, options);
  }
}

const listCustomers: ListOperation = {
  id: 'list_customers',
  method: 'GET',
  path: '/customers',
  keyTypes: ['secret'],
  results: { '200': 'CustomerList' },
  query: {
    limit: 'limit',
    starting_after: 'starting_after',
    ending_before: 'ending_before',
    created_gte: 'created[gte]',
    created_lte: 'created[lte]',
    email_contains: 'email[contains]',
  },
  pagination: byObject({
    after: 'starting_after',
    before: 'ending_before',
    items: 'data',
    more: 'has_more',
    cursor: 'id',
  }),
};

const createCustomer: Operation = {
  id: 'create_customer',
  method: 'POST',
  path: '/customers',
  keyTypes: ['secret'],
  results: { '201': 'Customer' },
  idempotent: true,
};

const getCustomer: Operation = {
  id: 'get_customer',
  method: 'GET',
  path: '/customers/{id}',
  keyTypes: ['secret'],
  results: { '200': 'Customer' },
  query: { expand: 'expand[]' },
};

const updateCustomer: Operation = {
  id: 'update_customer',
  method: 'PUT',
  path: '/customers/{id}',
  keyTypes: ['secret'],
  results: { '200': 'Customer' },
};

const deleteCustomer: Operation = {
  id: 'delete_customer',
  method: 'DELETE',
  path: '/customers/{id}',
  keyTypes: ['secret'],
  results: { '200': 'DeletedCustomer' },
};
