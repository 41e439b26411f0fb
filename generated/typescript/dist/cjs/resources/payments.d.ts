// Generated from src/resources/payments.ts: edit there, not here.
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
/** Money taken and given back. */
export declare class Payments {
  #private;
  /**
   * Lists the tenant's payments, newest first.
   *
   * @param parameters Query parameters.
   * @param options Request options: maximum number of objects, timeout, signal, headers.
   */
  list(parameters?: ListPaymentsParameters, options?: ListOptions): List<Payment, PaymentList>;
  /**
   * Takes a payment. A payment that is declined is answered with 201 too: its `status` is `failed` and `failure_code` says why.
   *
   * A customer or subscription that does not exist, or a subscription of another customer, is a 404 that names the field.
   *
   * @param body What to take, and from whom.
   * @param options Request options: idempotency key, timeout, signal, headers.
   */
  create(body: PaymentCreate, options?: WriteOptions): Call<Payment>;
  /**
   * Reads one payment.
   *
   * @param paymentId The payment's id.
   * @param options Request options: timeout, signal, headers.
   */
  get(paymentId: string, options?: CallOptions): Call<Payment>;
  /**
   * Gives a payment back, wholly or in part. More than is left is a 422 `out_of_range`; a payment that did not succeed is a 409
   * `invalid_state`.
   *
   * @param paymentId The payment's id.
   * @param body How much, and why. Without a body all that is left is given back.
   * @param options Request options: idempotency key, timeout, signal, headers.
   */
  refund(paymentId: string, body?: PaymentRefund, options?: WriteOptions): Call<Payment>;
}
