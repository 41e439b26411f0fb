// Generated from generated/typescript/src/resources/customers.ts: edit there, not here.
'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.Customers = void 0;
const pages_js_1 = require('../pages.js');
/** Customers are the people and companies that subscribe to bundles. */
class Customers {
  #transport;
  /** @internal */
  constructor(transport) {
    this.#transport = transport;
  }
  /**
   * Returns the tenant's customers, newest first.
   *
   * @param parameters Query parameters.
   * @param options Request options: maximum number of objects, timeout, signal, headers.
   */
  list(parameters, options) {
    return this.#transport.list(listCustomers, { parameters }, options);
  }
  /**
   * Creates a customer. Returns 409 `duplicate_value` if another customer of the tenant and
   * environment has the same email address.
   *
   * @param body Customer to create.
   * @param options Request options: idempotency key, timeout, signal, headers.
   */
  create(body, options) {
    return this.#transport.call(createCustomer, { body }, options);
  }
  /**
   * Returns a customer. Returns 404 if the customer was deleted.
   *
   * @param customerId ID of the customer.
   * @param parameters Query parameters.
   * @param options Request options: timeout, signal, headers.
   */
  get(customerId, parameters, options) {
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
  update(customerId, body, options) {
    return this.#transport.call(updateCustomer, { path: { id: customerId }, body }, options);
  }
  /**
   * Permanently deletes a customer and cancels the customer's subscriptions. Payments are kept.
   *
   * @param customerId ID of the customer.
   * @param options Request options: timeout, signal, headers.
   */
  delete(customerId, options) {
    return this.#transport.call(deleteCustomer, { path: { id: customerId } }, options);
  }
}
exports.Customers = Customers;
const listCustomers = {
  id: 'list_customers',
  method: 'GET',
  path: '/customers',
  keyTypes: ['secret'],
  results: { 200: 'CustomerList' },
  query: {
    limit: 'limit',
    starting_after: 'starting_after',
    ending_before: 'ending_before',
    created_gte: 'created[gte]',
    created_lte: 'created[lte]',
    email_contains: 'email[contains]',
  },
  pagination: (0, pages_js_1.byObject)({
    after: 'starting_after',
    before: 'ending_before',
    items: 'data',
    more: 'has_more',
    cursor: 'id',
  }),
};
const createCustomer = {
  id: 'create_customer',
  method: 'POST',
  path: '/customers',
  keyTypes: ['secret'],
  results: { 201: 'Customer' },
  idempotent: true,
};
const getCustomer = {
  id: 'get_customer',
  method: 'GET',
  path: '/customers/{id}',
  keyTypes: ['secret'],
  results: { 200: 'Customer' },
  query: { expand: 'expand[]' },
};
const updateCustomer = {
  id: 'update_customer',
  method: 'PUT',
  path: '/customers/{id}',
  keyTypes: ['secret'],
  results: { 200: 'Customer' },
};
const deleteCustomer = {
  id: 'delete_customer',
  method: 'DELETE',
  path: '/customers/{id}',
  keyTypes: ['secret'],
  results: { 200: 'DeletedCustomer' },
};
