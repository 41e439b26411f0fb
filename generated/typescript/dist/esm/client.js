// Generated from src/client.ts: edit there, not here.
import { contract } from './contract.js';
import { Customers } from './resources/customers.js';
import { Bundles } from './resources/bundles.js';
import { Subscriptions } from './resources/subscriptions.js';
import { Entitlements } from './resources/entitlements.js';
import { Payments } from './resources/payments.js';
import { Transport } from './transport.js';
/** A client of the Azotte API. */
export class Azotte {
  /** The people and companies that subscribe. */
  customers;
  /** What is sold, with the plans that price it. */
  bundles;
  /** A customer's plan over time. */
  subscriptions;
  /** What a customer may use right now. */
  entitlements;
  /** Money taken and given back. */
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
   * Returns a copy of this client with other options. Options that are left out stay as they are.
   *
   * @throws InvalidArgumentError An option is invalid or unknown.
   * @throws RefusedError The key must not be sent to this server.
   */
  withOptions(options) {
    return new Azotte(this.#transport.withOptions(options));
  }
}
