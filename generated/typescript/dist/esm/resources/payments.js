// Generated from src/resources/payments.ts: edit there, not here.
/** Money taken and given back. */
export class Payments {
  #transport;
  /** @internal */
  constructor(transport) {
    this.#transport = transport;
  }
  /**
   * Lists the tenant's payments, newest first.
   *
   * @param parameters Query parameters.
   * @param options Request options: maximum number of objects, timeout, signal, headers.
   */
  list(parameters, options) {
    return this.#transport.list(listPayments, { query: parameters }, options);
  }
  /**
   * Takes a payment. A payment that is declined is answered with 201 too: its `status` is `failed` and `failure_code` says why.
   *
   * A customer or subscription that does not exist, or a subscription of another customer, is a 404 that names the field.
   *
   * @param body What to take, and from whom.
   * @param options Request options: idempotency key, timeout, signal, headers.
   */
  create(body, options) {
    return this.#transport.call(createPayment, { body }, options);
  }
  /**
   * Reads one payment.
   *
   * @param paymentId The payment's id.
   * @param options Request options: timeout, signal, headers.
   */
  get(paymentId, options) {
    return this.#transport.call(getPayment, { path: { id: paymentId } }, options);
  }
  /**
   * Gives a payment back, wholly or in part. More than is left is a 422 `out_of_range`; a payment that did not succeed is a 409
   * `invalid_state`.
   *
   * @param paymentId The payment's id.
   * @param body How much, and why. Without a body all that is left is given back.
   * @param options Request options: idempotency key, timeout, signal, headers.
   */
  refund(paymentId, body, options) {
    return this.#transport.call(refundPayment, { path: { id: paymentId }, body }, options);
  }
}
const listPayments = {
  id: 'list_payments',
  method: 'GET',
  path: '/payments',
  keyTypes: ['secret'],
  results: { 200: 'PaymentList' },
  query: { limit: 'limit', starting_after: 'starting_after', ending_before: 'ending_before' },
  pagination: {
    after: 'starting_after',
    before: 'ending_before',
    items: 'data',
    more: 'has_more',
    cursor: 'id',
  },
};
const createPayment = {
  id: 'create_payment',
  method: 'POST',
  path: '/payments',
  keyTypes: ['secret'],
  results: { 201: 'Payment' },
  idempotent: true,
};
const getPayment = {
  id: 'get_payment',
  method: 'GET',
  path: '/payments/{id}',
  keyTypes: ['secret'],
  results: { 200: 'Payment' },
};
const refundPayment = {
  id: 'refund_payment',
  method: 'POST',
  path: '/payments/{id}/refund',
  keyTypes: ['secret'],
  results: { 200: 'Payment' },
  optionalBody: true,
  idempotent: true,
};
