// Generated from the contract: edit openapi/, not this file.

import { contract } from './contract.js';
import type { ClientOptions } from './options.js';
import { Customers } from './resources/customers.js';
import { Bundles } from './resources/bundles.js';
import { Subscriptions } from './resources/subscriptions.js';
import { Entitlements } from './resources/entitlements.js';
import { Payments } from './resources/payments.js';
import { Transport } from './transport.js';

/** Azotte API: one property a group of operations. */
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
   * @param options The key and the tenant are read from `AZOTTE_API_KEY` and
   * `AZOTTE_TENANT_ID` where they are left out.
   * @throws InvalidArgumentError An option is missing or malformed.
   * @throws RefusedError The key must not be sent to this server; the message says what to do.
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
   * Returns a client for another tenant. It costs next to nothing, and this one keeps its own.
   *
   * @throws InvalidArgumentError The tenant can not be sent.
   */
  forTenant(tenantId: string): Azotte {
    return new Azotte(this.#transport.forTenant(tenantId));
  }
}
