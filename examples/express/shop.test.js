/** Tests of the shop: what customers do, what time does, and what fails. Each test has a sandbox tenant of its own. */
import { webhooks } from 'azotte';
import { startSandbox } from 'azotte/testing';
import { test } from 'vitest';
import { Shop, shopApplication } from './shop.js';

const sandbox = await startSandbox();

/** Serves a shop with an empty tenant, until the test is finished. */
async function openStore(options) {
  const tenant = await sandbox.createTenant();
  const azotte = tenant.client(options);
  const shop = new Shop(azotte);
  const server = shopApplication(shop, tenant.webhooks.secret).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  const post = (path, body = {}) => {
    const headers = { 'content-type': 'application/json' };
    return fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  };
  const order = (plan = 'plan_pro', { id = 'order_1', method = 'tok_visa' } = {}) =>
    post('/checkout', { id, email: 'ada@example.com', plan, payment_method: method });
  return {
    azotte,
    shop,
    tenant,
    post,
    order,
    hook: `${url}/webhooks`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await tenant.remove();
    },
    /** Checks out successfully, and returns the ID of the customer. */
    async newAccount(plan) {
      return (await (await order(plan)).json()).customer;
    },
    /** Returns an account after all webhooks have arrived. */
    async account(customer) {
      await tenant.webhooks.deliver(`${url}/webhooks`);
      return (await fetch(`${url}/accounts/${customer}`)).json();
    },
    /** Pays with another method, which renewals then use. */
    pay: (customer, payment_method) =>
      azotte.payments.create({ customer, amount: 50, currency: 'usd', payment_method }),
  };
}

/** A test with a store of its own. */
function storeTest(name, run, options) {
  test(name, async ({ expect, onTestFinished }) => {
    const store = await openStore(options);
    onTestFinished(store.close);
    await run(store, expect);
  });
}

storeTest('a trial becomes a paid subscription', async (store, expect) => {
  const customer = await store.newAccount('plan_basic');
  const first = await store.account(customer);
  expect(first.status).toBe('trialing');
  await store.tenant.clock.advance({ days: 11, hours: 1 });
  await store.account(customer);
  expect(store.shop.mails).toEqual([{ to: 'ada@example.com', subject: 'Your trial ends soon' }]);
  await store.tenant.clock.advance({ days: 3 });
  const account = await store.account(customer);
  expect(account.status).toBe('active');
  expect(account.payment).not.toBe(first.payment);
});

storeTest('a second click is not a second order', async (store, expect) => {
  const first = await (await store.order()).json();
  expect(await (await store.order()).json()).toEqual(first);
  expect((await store.azotte.subscriptions.list()).data).toHaveLength(1);
});

storeTest('a declined card creates no subscription', async (store, expect) => {
  const response = await store.order('plan_pro', { method: 'tok_declined' });
  expect([response.status, await response.text()]).toEqual([402, 'card_declined']);
  expect((await store.azotte.subscriptions.list()).data).toEqual([]);
  // The customer tries another card, which is another order.
  expect((await store.order('plan_pro', { id: 'order_2' })).status).toBe(200);
});

for (const operation of ['create_customer', 'create_payment', 'create_subscription']) {
  storeTest(`a lost response of ${operation} charges once`, async (store, expect) => {
    await store.tenant.fail('lose_response', { operation });
    expect((await store.order()).status).toBe(200);
    expect((await store.azotte.subscriptions.list()).data).toHaveLength(1);
    // The setup fee, and the first period.
    expect((await store.azotte.payments.list()).data).toHaveLength(2);
  });
}

storeTest('a cut connection and a rate limit are retried', async (store, expect) => {
  await store.tenant.fail('cut_connection', { operation: 'create_subscription' });
  await store.tenant.fail('rate_limit', { operation: 'create_payment', retryAfter: 0 });
  expect((await store.order()).status).toBe(200);
});

storeTest(
  'an order during maintenance can be repeated',
  async (store, expect) => {
    await store.tenant.fail('maintenance', { operation: 'create_subscription', times: null });
    expect((await store.order()).status).toBe(503);
    await store.tenant.stopFailing();
    expect((await store.order()).status).toBe(200);
    expect((await store.azotte.payments.list()).data).toHaveLength(2);
    await store.tenant.fail('cut_connection');
    expect((await store.order('plan_pro', { id: 'order_2' })).status).toBe(503);
  },
  { maxRetries: 0 },
);

storeTest('a plan change charges the difference', async (store, expect) => {
  await store.tenant.clock.freeze();
  const customer = await store.newAccount('plan_weekly');
  const changed = await store.post(`/accounts/${customer}/plan`, { plan: 'plan_pro' });
  expect((await changed.json()).plan).toBe('plan_pro');
  const [difference, week] = (await store.azotte.payments.list()).data;
  expect(difference.amount).toBeGreaterThan(0);
  expect(difference.amount).toBeLessThan(week.amount);
  expect((await store.account(customer)).plan).toBe('plan_pro');
});

storeTest('a canceled subscription works until the period ends', async (store, expect) => {
  const customer = await store.newAccount();
  expect((await (await store.post(`/accounts/${customer}/cancel`)).json()).isEnding).toBe(true);
  await store.tenant.clock.advance({ days: 27 });
  expect((await store.account(customer)).status).toBe('active');
  await store.tenant.clock.advance({ days: 5 });
  expect((await store.account(customer)).status).toBe('canceled');
  expect((await store.post(`/accounts/${customer}/cancel`)).status).toBe(409);
});

storeTest('a payment is refunded once', async (store, expect) => {
  const customer = await store.newAccount();
  await store.account(customer);
  const refunded = await (await store.post(`/accounts/${customer}/refund`)).json();
  expect(refunded.status).toBe('refunded');
  expect((await store.post(`/accounts/${customer}/refund`)).status).toBe(409);
});

storeTest('a year of renewals', async (store, expect) => {
  const customer = await store.newAccount();
  await store.tenant.clock.advance({ days: 365 });
  expect((await store.account(customer)).status).toBe('active');
  // The setup fee, the first month, and twelve renewals.
  expect((await store.azotte.payments.list({ limit: 100 })).data).toHaveLength(14);
});

storeTest('a failed renewal is retried and then canceled', async (store, expect) => {
  const customer = await store.newAccount();
  await store.pay(customer, 'tok_declined');
  await store.tenant.clock.advance({ days: 32 });
  expect((await store.account(customer)).status).toBe('past_due');
  await store.tenant.clock.advance({ days: 12 });
  expect((await store.account(customer)).status).toBe('canceled');
  expect(store.shop.mails.length).toBeGreaterThanOrEqual(4);
});

storeTest('a failed renewal recovers with another card', async (store, expect) => {
  const customer = await store.newAccount();
  await store.pay(customer, 'tok_declined');
  await store.tenant.clock.advance({ days: 32 });
  await store.pay(customer, 'tok_visa');
  await store.tenant.clock.advance({ days: 4 });
  expect((await store.account(customer)).status).toBe('active');
});

storeTest('a dispute ends the access', async (store, expect) => {
  const customer = await store.newAccount();
  await store.pay(customer, 'tok_disputed');
  expect((await store.account(customer)).status).toBe('disputed');
  expect(await store.shop.runNightly()).toBe(0);
});

storeTest('a forged or old delivery is rejected', async (store, expect) => {
  const { body, headers, event } = await store.tenant.webhooks.send('payment.failed');
  const now = Math.floor(Date.now() / 1000);
  const signatures = [
    await webhooks.sign(body, 'whsec_other', now),
    await webhooks.sign(body, store.tenant.webhooks.secret, now - 3600),
  ];
  const forged = signatures.map((signature) => ({
    event,
    body,
    headers: { ...headers, [webhooks.SIGNATURE_HEADER]: signature },
  }));
  const responses = await store.tenant.webhooks.deliver(store.hook, forged);
  expect(responses.map((response) => response.status)).toEqual([400, 400]);
});

storeTest('events that arrive twice or late change nothing', async (store, expect) => {
  const customer = await store.newAccount('plan_basic');
  await store.tenant.clock.advance({ days: 12 });
  await store.post(`/accounts/${customer}/cancel`);
  await store.tenant.clock.advance({ days: 3 });
  const events = await store.tenant.webhooks.events();
  await store.tenant.webhooks.deliver(store.hook, [...[...events].reverse(), ...events]);
  expect((await store.account(customer)).status).toBe('canceled');
  expect(store.shop.mails).toHaveLength(1);
});

storeTest('an event of an unknown type or customer is accepted', async (store, expect) => {
  const body = '{"id":"evt_1","object":"event","type":"new.type","created":1,"data":{"object":{}}}';
  const now = Math.floor(Date.now() / 1000);
  const signature = await webhooks.sign(body, store.tenant.webhooks.secret, now);
  const unknown = { body, headers: { [webhooks.SIGNATURE_HEADER]: signature } };
  const other = await store.tenant.webhooks.send('payment.failed', { customer: 'cus_9999999999' });
  const responses = await store.tenant.webhooks.deliver(store.hook, [unknown, other]);
  expect(responses.map((response) => response.status)).toEqual([200, 200]);
});

storeTest('the nightly job makes the changes of a lost webhook', async (store, expect) => {
  const customer = await store.newAccount('plan_basic');
  await store.tenant.clock.advance({ days: 15 });
  expect(store.shop.accounts.get(customer).status).toBe('trialing');
  expect(await store.shop.runNightly()).toBe(1);
  expect(store.shop.accounts.get(customer).status).toBe('active');
  expect(await store.shop.runNightly()).toBe(0);
});

storeTest('an unknown account is not found', async (store, expect) => {
  expect((await store.post('/accounts/cus_unknown/cancel')).status).toBe(404);
});
