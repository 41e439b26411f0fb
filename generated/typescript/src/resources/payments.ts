// Generated from openapi/ and templates/typescript/src/resource.ts.jinja: edit there, not here.

import type { Call } from '../call.js';
import type { List } from '../list.js';
import type {
  ListPaymentsParameters,
  Payment,
  PaymentCreate,
  PaymentList,
  PaymentRefund,
} from '../models.js';
import type { ListOperation, Operation } from '../operation.js';
import type { CallOptions, ListOptions, WriteOptions } from '../options.js';
import { byObject } from '../pages.js';
import type { Transport } from '../transport.js';

/** Payments charge customers, for a subscription or once, and can be refunded. */
export class Payments {
  readonly #transport: Transport;

  /** @internal */
  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /**
   * Returns the tenant's payments, newest first.
   *
   * @param parameters Query parameters.
   * @param options Request options: maximum number of objects, timeout, signal, headers.
   */
  list(parameters?: ListPaymentsParameters, options?: ListOptions): List<Payment, PaymentList> {
    return this.#transport.list(listPayments, { parameters }, options);
  }

  /**
   * Charges a customer. A declined payment returns 201 too: its `status` is `failed` and
   * `failure_code` says why.
   *
   * Returns 404 if the customer or subscription does not exist, or if the subscription belongs to
   * another customer; `details.field` says which.
   *
   * @param body Payment to create.
   * @param options Request options: idempotency key, timeout, signal, headers.
   */
  create(body: PaymentCreate, options?: WriteOptions): Call<Payment> {
    return this.#transport.call(createPayment, { body }, options);
  }

  /**
   * Returns a payment.
   *
   * @param paymentId ID of the payment.
   * @param options Request options: timeout, signal, headers.
   */
  get(paymentId: string, options?: CallOptions): Call<Payment> {
    return this.#transport.call(getPayment, { path: { id: paymentId } }, options);
  }

  /**
   * Refunds a payment in full or in part. Without a body, everything that has not been refunded
   * yet is refunded.
   *
   * Returns 422 `out_of_range` if `amount` is more than that. Returns 409 `invalid_state` if the
   * payment did not succeed or is fully refunded.
   *
   * @param paymentId ID of the payment.
   * @param body Amount and reason of the refund.
   * @param options Request options: idempotency key, timeout, signal, headers.
   */
  refund(paymentId: string, body?: PaymentRefund, options?: WriteOptions): Call<Payment> {
    return this.#transport.call(refundPayment, { path: { id: paymentId }, body }, options);
  }
}

const listPayments: ListOperation = {
  id: 'list_payments',
  method: 'GET',
  path: '/payments',
  keyTypes: ['secret'],
  results: { '200': 'PaymentList' },
  query: { limit: 'limit', starting_after: 'starting_after', ending_before: 'ending_before' },
  pagination: byObject({
    after: 'starting_after',
    before: 'ending_before',
    items: 'data',
    more: 'has_more',
    cursor: 'id',
  }),
};

const createPayment: Operation = {
  id: 'create_payment',
  method: 'POST',
  path: '/payments',
  keyTypes: ['secret'],
  results: { '201': 'Payment' },
  idempotent: true,
};

const getPayment: Operation = {
  id: 'get_payment',
  method: 'GET',
  path: '/payments/{id}',
  keyTypes: ['secret'],
  results: { '200': 'Payment' },
};

const refundPayment: Operation = {
  id: 'refund_payment',
  method: 'POST',
  path: '/payments/{id}/refund',
  keyTypes: ['secret'],
  results: { '200': 'Payment' },
  optionalBody: true,
  idempotent: true,
};
