// Generated from generated/typescript/src/client.ts: edit there, not here.
import { contract } from './contract.js';
import { Customers } from './resources/customers.js';
import { Bundles } from './resources/bundles.js';
import { Subscriptions } from './resources/subscriptions.js';
import { Entitlements } from './resources/entitlements.js';
import { Payments } from './resources/payments.js';
import { Transport } from './transport.js';
/** A client of the Azotte API. */
export class Azotte {
  /** Customers are the people and companies that subscribe to bundles. */
  customers;
  /** Bundles are the products that customers subscribe to. Each has plans that set its price. */
  bundles;
  /** Subscriptions connect a customer to a plan, and renew every period until they are canceled. */
  subscriptions;
  /** Entitlements are the features that a customer can currently use. */
  entitlements;
  /** Payments charge customers, for a subscription or once, and can be refunded. */
  payments;
  #transport;
  constructor(options = {}) {
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
  forTenant(tenantId) {
    return this.withOptions({ tenantId });
  }
  /**
   * Returns a copy of this client with other options. Other options do not change.
   *
   * @throws InvalidArgumentError An option is invalid or unknown.
   * @throws RefusedError The key must not be sent to this server.
   */
  withOptions(options) {
    return new Azotte(this.#transport.withOptions(options));
  }
}
