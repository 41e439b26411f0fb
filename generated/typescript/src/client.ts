// Generated from openapi/ and templates/typescript/src/client.ts.jinja: edit there, not here.

import { contract } from './contract.js';
import type { ClientOptions } from './options.js';
import { Customers } from './resources/customers.js';
import { Bundles } from './resources/bundles.js';
import { Subscriptions } from './resources/subscriptions.js';
import { Entitlements } from './resources/entitlements.js';
import { Payments } from './resources/payments.js';
import { Transport } from './transport.js';

/** A client of the Azotte API. */
export class Azotte {
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
  readonly #transport: Transport;

  /**
   * @param options Credentials default to the environment variables `AZOTTE_API_KEY` and `AZOTTE_TENANT_ID`.
   * @throws InvalidArgumentError An option is missing, invalid or unknown.
   * @throws RefusedError The key must not be sent to this server. The message says what to do.
   */
  constructor(options?: ClientOptions);
  /** @internal */
  constructor(options: ClientOptions | Transport);
  constructor(options: ClientOptions | Transport = {}) {
    this.#transport = options instanceof Transport ? options : new Transport(contract, options);
    this.customers = new Customers(this.#transport);
    this.bundles = new Bundles(this.#transport);
    this.subscriptions = new Subscriptions(this.#transport);
    this.entitlements = new Entitlements(this.#transport);
    this.payments = new Payments(this.#transport);
  }

  /**
   * Returns a copy of this client for another tenant.
   *
   * @throws InvalidArgumentError The tenant is invalid.
   */
  forTenant(tenantId: string): Azotte {
    return this.withOptions({ tenantId });
  }

  /**
   * Returns a copy of this client with other options. Other options do not change.
   *
   * @throws InvalidArgumentError An option is invalid or unknown.
   * @throws RefusedError The key must not be sent to this server.
   */
  withOptions(options: ClientOptions): Azotte {
    return new Azotte(this.#transport.withOptions(options));
  }
}
