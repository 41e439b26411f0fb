// Generated from generated/typescript/src/client.ts: edit there, not here.
import type { ClientOptions } from './options.js';
import { Customers } from './resources/customers.js';
import { Bundles } from './resources/bundles.js';
import { Subscriptions } from './resources/subscriptions.js';
import { Entitlements } from './resources/entitlements.js';
import { Payments } from './resources/payments.js';
/** A client of the Azotte API. */
export declare class Azotte {
  #private;
  /** Customers are the people and companies that subscribe to bundles. */
  readonly customers: Customers;
  /** Bundles are the products that customers subscribe to. Each has plans that set its price. */
  readonly bundles: Bundles;
  /** Subscriptions connect a customer to a plan, and renew every period until they are canceled. */
  readonly subscriptions: Subscriptions;
  /** Entitlements are the features that a customer can currently use. */
  readonly entitlements: Entitlements;
  /** Payments charge customers, for a subscription or once, and can be refunded. */
  readonly payments: Payments;
  /**
   * @param options Credentials default to the environment variables `AZOTTE_API_KEY` and `AZOTTE_TENANT_ID`.
   * @throws InvalidArgumentError An option is missing, invalid or unknown.
   * @throws RefusedError The key must not be sent to this server. The message says what to do.
   */
  constructor(options?: ClientOptions);
  /**
   * Returns a copy of this client for another tenant.
   *
   * @throws InvalidArgumentError The tenant is invalid.
   */
  forTenant(tenantId: string): Azotte;
  /**
   * Returns a copy of this client with other options. Other options do not change.
   *
   * @throws InvalidArgumentError An option is invalid or unknown.
   * @throws RefusedError The key must not be sent to this server.
   */
  withOptions(options: ClientOptions): Azotte;
}
