// Generated from src/events.ts: edit there, not here.
import { asText, printable } from './text.js';
/** Reports the events of one call. */
export class Reporter {
  #operation;
  #listener;
  #logger;
  #call = ++calls;
  constructor(operation, listener, logger) {
    this.#operation = operation;
    this.#listener = listener;
    this.#logger = logger;
  }
  /** Reports an event of an attempt. A listener or a logger that throws does not fail the call. */
  async report(attempt, what) {
    const event = { call: this.#call, operation: this.#operation, attempt, ...what };
    const logger = this.#logger;
    try {
      if (logger) {
        log(logger, event);
      }
      await this.#listener?.(event);
    } catch (error) {
      try {
        logger?.error(`azotte: onEvent failed: ${asText(error)}`);
      } catch {
        // The logger is what failed.
      }
    }
  }
}
let calls = 0;
function log(logger, event) {
  const start = `azotte: ${event.operation} attempt ${event.attempt}:`;
  switch (event.type) {
    case 'request_started':
      return logger.debug(`${start} ${event.method} ${event.url}`);
    case 'response_received': {
      const time = Math.round(event.milliseconds);
      const request = printable(event.requestId ?? 'no request ID');
      return logger.debug(`${start} ${event.status} in ${time} ms, ${request}`);
    }
    case 'attempt_failed':
      return logger.debug(`${start} ${event.message}`);
    case 'retry_scheduled':
      return logger.info(
        `${start} retry in ${Math.round(event.milliseconds)} ms (${event.reason})`,
      );
  }
}
