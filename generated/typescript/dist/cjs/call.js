// Generated from src/call.ts: edit there, not here.
'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.Call = void 0;
/** A call that has been started: `await` it for its result. */
class Call {
  /** The idempotency key of the call. Repeating the call with the same key is safe. */
  idempotencyKey;
  #detailed;
  constructor(detailed, idempotencyKey) {
    this.idempotencyKey = idempotencyKey;
    this.#detailed = detailed;
  }
  /** Returns the result with its status, headers, request ID, rate limit and attempts. */
  withDetail() {
    return this.#detailed;
  }
  then(onFulfilled, onRejected) {
    return this.#detailed.then(({ result }) => result).then(onFulfilled, onRejected);
  }
  catch(onRejected) {
    return this.then(undefined, onRejected);
  }
  finally(onFinally) {
    return this.then().finally(onFinally);
  }
  get [Symbol.toStringTag]() {
    return 'Call';
  }
}
exports.Call = Call;
