// Generated from generated/typescript/src/resources/payments.ts: edit there, not here.
import type { Call } from '../call.js';
import type { List } from '../list.js';
import type {
  ListPaymentsParameters,
  Payment,
  PaymentCreate,
  PaymentList,
  PaymentRefund,
} from '../models.js';
import type { CallOptions, ListOptions, WriteOptions } from '../options.js';
/** Payments charge customers, for a subscription or once, and can be refunded. */
export declare class Payments {
  #private;
  /**
   * Returns the tenant's payments, newest first.
   *
   * @param parameters Query parameters.
   * @param options Request options: maximum number of objects, timeout, signal, headers.
   */
  list(parameters?: ListPaymentsParameters, options?: ListOptions): List<Payment, PaymentList>;
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
  create(body: PaymentCreate, options?: WriteOptions): Call<Payment>;
  /**
   * Returns a payment.
   *
   * @param paymentId ID of the payment.
   * @param options Request options: timeout, signal, headers.
   */
  get(paymentId: string, options?: CallOptions): Call<Payment>;
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
  refund(paymentId: string, body?: PaymentRefund, options?: WriteOptions): Call<Payment>;
}
