// Generated from generated/typescript/src/time.ts: edit there, not here.
'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.TimeLimit = exports.realClock = void 0;
exports.wait = wait;
exports.realClock = {
  now: () => performance.now(),
  date: () => Date.now(),
  random: () => Math.random(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};
/** Waits for some milliseconds; rejects with the signal's reason if it is aborted meanwhile. */
async function wait(clock, milliseconds, signal) {
  signal?.throwIfAborted();
  await new Promise((resolve) => {
    const cancel = clock.after(milliseconds, done);
    signal?.addEventListener('abort', done, { once: true });
    function done() {
      cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    }
  });
  signal?.throwIfAborted();
}
/** Ends a piece of work when its time is up or when the caller aborts it. */
class TimeLimit {
  #abort = new AbortController();
  #clock;
  #end;
  #ended;
  #cancel;
  constructor(clock, milliseconds, caller) {
    const stop = () => this.#abort.abort(caller?.reason);
    this.#clock = clock;
    this.#end = clock.now() + milliseconds;
    this.#ended = new Promise((_, reject) => {
      this.signal.addEventListener('abort', () => reject(this.signal.reason), { once: true });
    });
    // Not every piece of work is raced against it.
    this.#ended.catch(() => undefined);
    // Not AbortSignal.any with AbortSignal.timeout, whose timer cannot be stopped.
    const stopTimer = clock.after(milliseconds, stop);
    caller?.addEventListener('abort', stop, { once: true });
    this.#cancel = () => {
      stopTimer();
      caller?.removeEventListener('abort', stop);
    };
  }
  /** Is aborted at the end. */
  get signal() {
    return this.#abort.signal;
  }
  /** Waits for some work until the deadline, and then rejects, because the work may ignore the signal. */
  async race(work) {
    const result = await Promise.race([work, this.#ended]);
    // A timer is late where pieces of work follow one another closely.
    if (this.#clock.now() > this.#end) {
      this.#abort.abort();
    }
    this.signal.throwIfAborted();
    return result;
  }
  /** Releases the timer and the caller's signal. */
  release() {
    this.#cancel();
  }
}
exports.TimeLimit = TimeLimit;
