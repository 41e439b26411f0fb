// Generated from src/events.ts: edit there, not here.
interface Attempt {
  /** Tells the events of one call from those of another. */
  readonly call: number;
  /** The operation's ID in the contract. */
  readonly operation: string;
  /** The number of the attempt, from 1. */
  readonly attempt: number;
}
/** An attempt starts. */
export interface RequestStarted extends Attempt {
  readonly type: 'request_started';
  readonly method: string;
  /** The URL without its query. */
  readonly url: string;
  /** The contract's path, with its parameters in braces. */
  readonly path: string;
  readonly tenantId: string;
  readonly idempotencyKey: string | undefined;
}
/** An attempt received a response, of any status. */
export interface ResponseReceived extends Attempt {
  readonly type: 'response_received';
  readonly status: number;
  readonly requestId: string | undefined;
  /** How long the attempt took, in milliseconds. */
  readonly milliseconds: number;
}
/** An attempt received no response. */
export interface AttemptFailed extends Attempt {
  readonly type: 'attempt_failed';
  readonly reason: 'timeout' | 'connection' | 'interrupted';
  readonly message: string;
  /** How long the attempt took, in milliseconds. */
  readonly milliseconds: number;
}
/** Another attempt follows. */
export interface RetryScheduled extends Attempt {
  readonly type: 'retry_scheduled';
  readonly reason: string;
  /** How long until then, in milliseconds. */
  readonly milliseconds: number;
}
/** What happens during a call, for logs, metrics and traces. Events contain no query, no headers and no bodies. */
export type CallEvent = RequestStarted | ResponseReceived | AttemptFailed | RetryScheduled;
export type Listener = (event: CallEvent) => unknown;
/** Writes log lines; `console` is one, and so are the loggers of most libraries. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  error(message: string): void;
}
type WithoutCall<Event> = Event extends CallEvent ? Omit<Event, keyof Attempt> : never;
/** Reports the events of one call. */
export declare class Reporter {
  #private;
  constructor(operation: string, listener: Listener | undefined, logger: Logger | undefined);
  /** Reports an event of an attempt. A listener or a logger that throws does not fail the call. */
  report(attempt: number, what: WithoutCall<CallEvent>): Promise<void>;
}
export {};
