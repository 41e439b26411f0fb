// Generated from generated/typescript/src/time.ts: edit there, not here.
/** Time and chance. */
export interface Clock {
  /** Milliseconds since some moment. They never jump, unlike those of the wall clock. */
  now(): number;
  /** The wall clock's milliseconds since 1970. */
  date(): number;
  /** A number from 0 up to, but not including, 1. */
  random(): number;
  /** Calls back after some milliseconds, unless the function that it returns is called before. */
  after(milliseconds: number, callback: () => void): () => void;
}
export declare const realClock: Clock;
/** Waits for some milliseconds; rejects with the signal's reason if it is aborted meanwhile. */
export declare function wait(
  clock: Clock,
  milliseconds: number,
  signal: AbortSignal | undefined,
): Promise<void>;
/** Ends a piece of work when its time is up or when the caller aborts it. */
export declare class TimeLimit {
  #private;
  constructor(clock: Clock, milliseconds: number, caller: AbortSignal | undefined);
  /** Is aborted at the end. */
  get signal(): AbortSignal;
  /** Waits for some work until the deadline, and then rejects, because the work may ignore the signal. */
  race<Result>(work: Promise<Result>): Promise<Result>;
  /** Releases the timer and the caller's signal. */
  release(): void;
}
