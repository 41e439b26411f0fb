/**
 * A shop on Express that sells subscriptions with Azotte. `shopApplication` makes the application.
 *
 * The shop keeps what it needs to decide who has access, and Azotte keeps the rest. Webhooks report changes, and a nightly job makes
 * the changes of webhooks that were lost.
 */
import { APIConnectionError, APIStatusError, SignatureError, webhooks } from 'azotte';
import express from 'express';

/** Charged at the checkout. It also checks that the payment method works. */
export const SETUP_FEE = 100;

/** The payment method was declined. */
export class DeclinedError extends Error {}

export class Shop {
  /** IDs of customers by email address. A real shop has a database. */
  customers = new Map();
  /** Accounts by customer ID. */
  accounts = new Map();
  /** Mails that were sent. */
  mails = [];
  #azotte;
  #seen = new Set();

  /** @param azotte Client with a secret key. */
  constructor(azotte) {
    this.#azotte = azotte;
  }

  /**
   * Creates a customer with a subscription. The page creates the ID of the order, so that a second click is not a second order.
   *
   * @throws DeclinedError The payment method was declined.
   */
  async checkOut({ id, email, plan, payment_method }) {
    // One key for each write of the order: a repeated order gets the objects of the first one.
    const once = (write) => ({ idempotencyKey: `${id}-${write}` });
    if (!this.customers.has(email)) {
      const created = await this.#azotte.customers.create({ email }, once('customer'));
      this.customers.set(email, created.id);
    }
    const customer = this.customers.get(email);
    const payment = await this.#azotte.payments.create(
      { customer, amount: SETUP_FEE, currency: 'usd', payment_method },
      once('payment'),
    );
    if (payment.status === 'failed') {
      throw new DeclinedError(payment.failure_code);
    }
    const subscription = await this.#azotte.subscriptions.create(
      { customer, plan },
      once('subscription'),
    );
    if (!this.accounts.has(customer)) {
      const account = { email, customer, subscription: subscription.id, asOf: 0 };
      this.accounts.set(customer, { ...account, payment: payment.id, ...stateOf(subscription) });
    }
    return this.accounts.get(customer);
  }

  /** Changes the plan now, and charges the difference for the rest of the period. */
  async changePlan(account, plan) {
    const updated = await this.#azotte.subscriptions.update(account.subscription, { plan });
    return Object.assign(account, stateOf(updated));
  }

  /** Cancels at the end of the period that is paid. */
  async cancel(account) {
    const canceled = await this.#azotte.subscriptions.cancel(account.subscription, {
      at_period_end: true,
    });
    return Object.assign(account, stateOf(canceled));
  }

  /** Refunds the newest payment. */
  refund(account) {
    return this.#azotte.payments.refund(account.payment);
  }

  /** Handles an event, which may arrive twice and after later ones. */
  receive(event) {
    const account = this.accounts.get(event.data.object.customer);
    if (!account || this.#seen.has(event.id)) {
      return;
    }
    switch (event.type) {
      case 'subscription.trial_ending':
        this.mails.push({ to: account.email, subject: 'Your trial ends soon' });
      // It has the newest state too.
      case 'subscription.updated':
      case 'subscription.renewed':
      case 'subscription.cancelled':
        if (event.created >= account.asOf) {
          Object.assign(account, stateOf(event.data.object), { asOf: event.created });
        }
        break;
      case 'payment.succeeded':
        account.payment = event.data.object.id;
        break;
      case 'payment.failed':
        this.mails.push({ to: account.email, subject: 'Your payment failed' });
        break;
      case 'payment.disputed':
        account.status = 'disputed';
        break;
    }
    // Last: an event whose handling fails is delivered again.
    this.#seen.add(event.id);
  }

  /** Repairs accounts that missed an event, and returns their number. Running it again changes nothing. */
  async runNightly() {
    let repaired = 0;
    for await (const subscription of this.#azotte.subscriptions.list({ limit: 100 })) {
      const account = this.accounts.get(subscription.customer);
      if (!account || account.status === 'disputed') {
        continue;
      }
      const state = stateOf(subscription);
      if (Object.entries(state).some(([name, value]) => account[name] !== value)) {
        Object.assign(account, state);
        repaired += 1;
      }
    }
    return repaired;
  }
}

/** Returns the application of a shop. */
export function shopApplication(shop, webhookSecret) {
  const app = express();
  app.post('/webhooks', express.raw({ type: '*/*' }), async (request, response) => {
    const signature = request.get(webhooks.SIGNATURE_HEADER);
    shop.receive(await webhooks.verify(request.body, signature, webhookSecret));
    response.sendStatus(200);
  });
  app.use(express.json());
  app.post('/checkout', async (request, response) => {
    response.json(await shop.checkOut(request.body));
  });
  app.param('customer', (request, response, next, customer) => {
    request.account = shop.accounts.get(customer);
    if (request.account) {
      next();
    } else {
      response.sendStatus(404);
    }
  });
  app.get('/accounts/:customer', (request, response) => {
    response.json(request.account);
  });
  app.post('/accounts/:customer/plan', async (request, response) => {
    response.json(await shop.changePlan(request.account, request.body.plan));
  });
  app.post('/accounts/:customer/cancel', async (request, response) => {
    response.json(await shop.cancel(request.account));
  });
  app.post('/accounts/:customer/refund', async (request, response) => {
    response.json(await shop.refund(request.account));
  });
  app.use((error, _request, response, next) => {
    if (error instanceof SignatureError) {
      response.sendStatus(400);
    } else if (error instanceof DeclinedError) {
      response.status(402).send(error.message);
    } else if (error instanceof APIStatusError && error.status === 409) {
      response.status(409).send(error.message);
    } else if (error instanceof APIStatusError || error instanceof APIConnectionError) {
      response.status(503).send('The payment service is not available. Try again.');
    } else {
      next(error);
    }
  });
  return app;
}

function stateOf(subscription) {
  return {
    plan: subscription.plan.id,
    status: subscription.status,
    isEnding: subscription.cancel_at_period_end,
  };
}
