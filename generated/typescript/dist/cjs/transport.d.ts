// Generated from generated/typescript/src/transport.ts: edit there, not here.
import { Call, type Detailed } from './call.js';
import { KeyHolder } from './keys.js';
import { List } from './list.js';
import { type Contract, type Input, type ListOperation, type Operation } from './operation.js';
import { type ClientOptions, type ListOptions, type WriteOptions } from './options.js';
import { RetryBudget } from './retry.js';
import { type Clock } from './time.js';
/**
 * Returns a new random idempotency key.
 *
 * Store it with your order before the call, and pass it as `idempotencyKey`. If your program crashes, repeat the call with the
 * same key: it is carried out once. A call without a key makes its own.
 */
export declare function newIdempotencyKey(): string;
/** What a client shares with its copies. */
export interface Shared {
  /** The holders of credentials, by the option that takes them. */
  readonly keys: Readonly<Record<string, KeyHolder>>;
  readonly budget: RetryBudget;
  readonly clock: Clock;
}
/** Makes the calls of a client. */
export declare class Transport {
  #private;
  constructor(contract: Contract, options: ClientOptions, shared?: Partial<Shared>);
  /** Returns a copy with other options. */
  withOptions(options: ClientOptions): Transport;
  /** Starts a call. */
  call<Result, Detail extends Detailed<Result>>(
    operation: Operation,
    input: Input,
    options?: WriteOptions,
  ): Call<Result, Detail>;
  /** Starts a list. */
  list<Item, Page, Detail extends Detailed<Page>>(
    operation: ListOperation,
    input: Input,
    options?: ListOptions,
  ): List<Item, Page, Detail>;
}
