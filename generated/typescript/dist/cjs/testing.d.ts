// Generated from generated/typescript/src/testing.ts: edit there, not here.
/**
 * The sandbox in your tests, for Node with vitest, jest or node:test. It needs the command `azotte-sandbox`
 * (`pip install azotte-sandbox`), or a sandbox that runs already.
 *
 *     const sandbox = await startSandbox();
 *     const tenant = await sandbox.createTenant();
 *     const azotte = tenant.client();
 *     const customer = await azotte.customers.create({ email: 'ada@example.com' });
 *     const { id } = await azotte.subscriptions.create({ customer: customer.id, plan: 'plan_basic' });
 *     await tenant.clock.advance({ days: 15 });
 *     assert.equal((await azotte.subscriptions.get(id)).status, 'active');
 *     await sandbox.stop();
 */
import { Azotte } from './client.js';
import { AzotteError } from './errors.js';
import { type ClientOptions } from './options.js';
import { type WebhookEvent } from './webhooks.js';
/** Options of `startSandbox`. */
export interface SandboxOptions {
  /** URL of a sandbox that runs, without `/v1`. Defaults to the environment variable AZOTTE_SANDBOX_SERVER. */
  readonly url?: string | undefined;
  /** Token of its control API. Defaults to the content of the file that AZOTTE_SANDBOX_CONTROL_TOKEN_FILE names. */
  readonly token?: string | undefined;
  /** Program that starts a sandbox, with arguments. Defaults to `['azotte-sandbox']`. */
  readonly command?: readonly [string, ...string[]] | undefined;
}
/** Options of a tenant. */
export interface TenantOptions {
  /** ID of the tenant. Random by default. */
  readonly id?: string | undefined;
  /** Time of its clock in Unix seconds, which can be in the past. Defaults to real time. */
  readonly time?: number | undefined;
  /** Whether its clock stands still until it is advanced. Defaults to false. */
  readonly frozen?: boolean | undefined;
  /** Seed for object IDs that are the same in each run. Random by default. */
  readonly idsSeed?: string | undefined;
  /** ID of a snapshot with the data to start with. */
  readonly snapshot?: string | undefined;
}
/** What happens to a request. */
export interface Failure {
  /** Status of an `error`. */
  readonly status?: number | undefined;
  /** Code of an `error`. Defaults to the first one with the status. */
  readonly code?: string | undefined;
  /** operationId, such as `create_payment`. All operations by default. */
  readonly operation?: string | undefined;
  /** Number of requests, or null for all until `stopFailing`. Defaults to 1. */
  readonly times?: number | null | undefined;
  /** Seconds in `Retry-After`, for `rate_limit` and `maintenance`. */
  readonly retryAfter?: number | undefined;
  /** Milliseconds to wait before anything else happens. */
  readonly latencyMs?: number | undefined;
}
/** A duration, or the sum of several. */
export interface Duration {
  readonly days?: number | undefined;
  readonly hours?: number | undefined;
  readonly minutes?: number | undefined;
  readonly seconds?: number | undefined;
}
/** The sandbox cannot do what a test needs. The message says why and what to do. */
export declare class SandboxError extends AzotteError {
  readonly name: string;
}
/**
 * Starts a sandbox with its data in a temporary folder, or uses one that runs.
 *
 * @throws SandboxError It cannot be started or reached.
 */
export declare function startSandbox(options?: SandboxOptions): Promise<Sandbox>;
/** A sandbox. `startSandbox` returns one. */
export declare class Sandbox {
  #private;
  /** URL of the sandbox, without `/v1`. */
  readonly url: string;
  /** Creates a tenant with keys, data and a clock of its own. It takes some milliseconds. */
  createTenant(options?: TenantOptions): Promise<Tenant>;
  /** Stops the sandbox and removes its data, if `startSandbox` started it. */
  stop(): Promise<void>;
  /**
   * Calls the control API, which `/control/openapi.json` describes.
   *
   * @throws SandboxError The request was rejected, or there is no sandbox.
   */
  control(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: Readonly<Record<string, unknown>>,
  ): Promise<Record<string, unknown>>;
}
/** A tenant with keys, data and a clock of its own. */
export declare class Tenant {
  #private;
  /** ID of the tenant. */
  readonly tenantId: string;
  /** Base URL of the API. */
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly webhooks: Webhooks;
  /**
   * Returns the tenant's key of a kind.
   *
   * @throws InvalidArgumentError The tenant has no such key.
   */
  key(type?: string, environment?: string): string;
  /** Returns a client with the secret development key. */
  client(options?: ClientOptions): Azotte;
  /**
   * Lets the next requests fail: `error` with a status or a code, `rate_limit`, `maintenance`, `cut_connection` before the
   * operation, `lose_response` after the operation took place, or `latency`.
   *
   * @throws SandboxError The contract has no such operation, status or code.
   */
  fail(
    type: 'error' | 'rate_limit' | 'maintenance' | 'cut_connection' | 'lose_response' | 'latency',
    failure?: Failure,
  ): Promise<void>;
  /** Removes all failures. */
  stopFailing(): Promise<void>;
  /** Saves the data and the clock, and returns the ID of the snapshot, also for other tenants. */
  snapshot(): Promise<string>;
  /** Replaces the data and the clock by those of a snapshot. */
  restore(snapshot: string): Promise<void>;
  /** Removes the tenant. */
  remove(): Promise<void>;
}
/** The clock of a tenant. It only goes forward. */
export declare class Clock {
  #private;
  /** Returns the time of the clock in Unix seconds. */
  now(): Promise<number>;
  /** Advances the clock. Renewals and other changes that become due are complete when the promise resolves. */
  advance({ days, hours, minutes, seconds }: Duration): Promise<void>;
  /** Advances the clock to a time in Unix seconds. */
  advanceTo(time: number): Promise<void>;
  /** Lets the clock stand still until it is advanced. */
  freeze(): Promise<void>;
}
/** A signed event, as an endpoint receives it. */
export interface Delivery {
  readonly event: WebhookEvent;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}
/** Receives deliveries: a URL, or a function as `app.fetch` of Hono or `POST` of Next.js. */
export type Receiver = string | URL | ((request: Request) => Response | Promise<Response>);
/** The webhook events of a tenant. */
export declare class Webhooks {
  #private;
  /** Signing secret of the deliveries, for the endpoint under test. */
  readonly secret: string;
  /** Returns the events of the tenant that happened, oldest first, of all types or of one. */
  events(type?: string): Promise<Delivery[]>;
  /**
   * Creates an event with the example object of the contract. Nothing else changes. The event also goes to the endpoints of
   * the tenant, like each event that happens.
   *
   * @param object Fields of the object that differ from the example.
   * @throws SandboxError The contract does not allow such an event.
   */
  send(type: WebhookEvent['type'], object?: Readonly<Record<string, unknown>>): Promise<Delivery>;
  /** Performs real operations until an event happens, with the objects that they need. */
  trigger(type: WebhookEvent['type']): Promise<Delivery>;
  /** Registers a URL that receives the events of the tenant over HTTP, and returns its signing secret. */
  addEndpoint(url: string, events?: readonly string[]): Promise<string>;
  /**
   * Posts events to the endpoint under test, and returns its responses.
   *
   * @param deliveries What to post, for example one event twice. By default the events that `deliver` has not posted yet.
   */
  deliver(receiver: Receiver, deliveries?: readonly Delivery[]): Promise<Response[]>;
}
