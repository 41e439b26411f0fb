/**
 * Defects that other SDKs of such APIs have, each shown to be absent here. tests/client/test_defects.py has the same for Python,
 * and under the same numbers; those missing here are of Python alone.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import v8 from 'node:v8';
import { CUSTOMER, failure, KEY, serve, TENANT } from './server.mjs';

const { Azotte, InvalidArgumentError, RateLimitError, SignatureError, APIStatusError, webhooks } =
  await import(process.env.CLIENT);

const OK = [200, CUSTOMER];

function client(server, options = {}) {
  return new Azotte({ apiKey: KEY, tenantId: TENANT, baseUrl: `${server.origin}/v1`, ...options });
}

test('D1: an id does not lead to another resource', async (t) => {
  const server = await serve(t, OK);
  const { customers } = client(server);
  for (const id of ['', '.', '..', '../bundles', 'a/b', 'a\\b']) {
    await assert.rejects(customers.delete(id), InvalidArgumentError);
  }
  assert.equal(server.received.length, 0);
  await customers.get('a?b#c');
  assert.equal(server.received[0].url, '/v1/customers/a%3Fb%23c');
});

test('D2: an enumeration value that is not known is kept', async (t) => {
  const payment = { id: 'pay_1', object: 'payment', customer: 'cus_1', subscription: null };
  const more = { amount: 1, currency: 'usd', payment_method: 'tok_1', amount_refunded: 0 };
  const unknown = { ...payment, ...more, status: 'on_hold', failure_code: null, created: 1 };
  const server = await serve(t, [200, { object: 'list', data: [unknown], has_more: false }]);
  const page = await client(server).payments.list();
  assert.equal(page.data[0].status, 'on_hold');
});

test('D3: a write is retried under one key', async (t) => {
  const busy = failure(429, 'rate_limit_error', 'rate_limit_exceeded', { 'retry-after': '0' });
  const server = await serve(t, busy, busy, [201, CUSTOMER]);
  await client(server).customers.create({ email: 'ada@example.com' });
  const keys = server.received.map(({ headers }) => headers['idempotency-key']);
  assert.equal(keys.length, 3);
  assert.equal(new Set(keys).size, 1);
  assert.ok(keys[0]);
});

test('D4, D5: a client, a call and what it returns print without the key', async (t) => {
  const server = await serve(t, OK);
  const azotte = client(server);
  const call = azotte.customers.get('cus_1');
  const detailed = await call.withDetail();
  for (const value of [azotte, call, detailed, detailed.headers]) {
    assert.ok(!inspect(value, { depth: Infinity, showHidden: true }).includes(KEY));
  }
});

test('D6: a server that never responds does not hang a call', async (t) => {
  const server = await serve(t, () => {});
  const call = client(server, { timeout: 100, maxRetries: 0 }).customers.get('cus_1');
  await assert.rejects(call, { name: 'APITimeoutError' });
});

test('D7, D18: every status is a typed error, whatever its body is', async (t) => {
  for (const status of [402, 418, 451, 502, 520, 599]) {
    const server = await serve(t, [status, '<html>', { 'content-type': 'text/html' }]);
    const error = await client(server, { maxRetries: 0 })
      .customers.get('cus_1')
      .catch((thrown) => thrown);
    assert.ok(error instanceof APIStatusError);
    assert.deepEqual([error.status, error.body], [status, '<html>']);
  }
});

test('D8: a view for another tenant leaves the client alone', async (t) => {
  const server = await serve(t, OK);
  const azotte = client(server);
  await azotte.forTenant('tenant_other').customers.get('cus_1');
  await azotte.customers.get('cus_1');
  const tenants = server.received.map(({ headers }) => headers['x-tn']);
  assert.deepEqual(tenants, ['tenant_other', TENANT]);
});

test('D9: a copied result is the same when it is written', async (t) => {
  const server = await serve(t, OK);
  const customer = await client(server).customers.get('cus_1');
  assert.equal(JSON.stringify(structuredClone(customer)), JSON.stringify(CUSTOMER));
});

test('D10, D11: an error crosses to a worker without the key, and stays an error', async (t) => {
  const server = await serve(t, failure(404, 'not_found_error', 'resource_missing'));
  const error = await client(server)
    .customers.get('cus_1')
    .catch((thrown) => thrown);
  assert.ok(!v8.serialize(error).toString('latin1').includes(KEY));
  const copy = structuredClone(error);
  assert.ok(copy instanceof Error);
  assert.equal(copy.message, error.message);
});

test('D13, D17: the wait is as long as `retry-after` says, in seconds or as a date', async (t) => {
  for (const wait of ['0', new Date(0).toUTCString()]) {
    const busy = failure(503, 'api_error', 'service_unavailable', { 'retry-after': wait });
    const server = await serve(t, busy, OK);
    const started = performance.now();
    await client(server).customers.get('cus_1');
    // The client's own first wait is up to half a second.
    assert.ok(performance.now() - started < 2_000);
  }
  const later = new Date(Date.now() + 60_000).toUTCString();
  const limit = failure(429, 'rate_limit_error', 'rate_limit_exceeded', { 'retry-after': later });
  const server = await serve(t, limit);
  const call = client(server, { maxRetries: 0 }).customers.get('cus_1');
  await assert.rejects(
    call,
    (error) => error instanceof RateLimitError && error.retryAfter > 50_000,
  );
});

test('D14: the options of one call are not those of another', async (t) => {
  const server = await serve(t, [201, CUSTOMER]);
  const { customers } = client(server);
  await customers.create({ email: 'a@example.com' }, { idempotencyKey: 'mine' });
  await customers.create({ email: 'b@example.com' });
  const [first, second] = server.received.map(({ headers }) => headers['idempotency-key']);
  assert.equal(first, 'mine');
  assert.notEqual(second, 'mine');
});

test('D16: a delivery dated tomorrow is rejected', async () => {
  const tomorrow = Math.floor(Date.now() / 1000) + 86_400;
  const header = await webhooks.sign('{}', 'secret', tomorrow);
  await assert.rejects(webhooks.verify('{}', header, 'secret'), SignatureError);
});

test('D19: missing and undefined values do not reach the wire', async (t) => {
  const server = await serve(t, [200, { object: 'list', data: [], has_more: false }]);
  const options = { timeout: undefined, signal: undefined, maxItems: undefined };
  await client(server).customers.list({ limit: undefined, created_gte: undefined }, options);
  const [{ url, headers }] = server.received;
  assert.equal(url, '/v1/customers');
  assert.ok(!Object.values(headers).some((value) => /undefined|null|NaN|object/.test(value)));
});
