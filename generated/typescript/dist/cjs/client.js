// Generated from generated/typescript/src/client.ts: edit there, not here.
'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.Azotte = void 0;
const contract_js_1 = require('./contract.js');
const customers_js_1 = require('./resources/customers.js');
const bundles_js_1 = require('./resources/bundles.js');
const subscriptions_js_1 = require('./resources/subscriptions.js');
const entitlements_js_1 = require('./resources/entitlements.js');
const payments_js_1 = require('./resources/payments.js');
const transport_js_1 = require('./transport.js');
/** A client of the Azotte API. */
class Azotte {
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
    this.#transport =
      options instanceof transport_js_1.Transport
        ? options
        : new transport_js_1.Transport(contract_js_1.contract, options);
    this.customers = new customers_js_1.Customers(this.#transport);
    this.bundles = new bundles_js_1.Bundles(this.#transport);
    this.subscriptions = new subscriptions_js_1.Subscriptions(this.#transport);
    this.entitlements = new entitlements_js_1.Entitlements(this.#transport);
    this.payments = new payments_js_1.Payments(this.#transport);
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
exports.Azotte = Azotte;
