/** Options that do not exist or cannot work are errors; those that do exist do what they say. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CUSTOMER, failure, KEY, serve, TENANT } from './server.mjs';

const { Azotte, InvalidArgumentError, webhooks } = await import(process.env.CLIENT);

const OK = [200, CUSTOMER];
const BUSY = failure(503, 'api_error', 'service_unavailable', { 'retry-after': '0' });
const GOOD = { apiKey: KEY, tenantId: TENANT };

function client(server, options = {}) {
  return new Azotte({ ...GOOD, baseUrl: `${server.origin}/v1`, ...options });
}

test('C24: an unknown option names the right one', () => {
  for (const [options, text] of [
    [{ apikey: KEY }, 'Azotte has no option "apikey". Use apiKey.'],
    [{ api_key: KEY }, 'Use apiKey.'],
    [{ base_url: 'x' }, 'Use baseUrl.'],
    [{ 'max-retries': 1 }, 'Use maxRetries.'],
    [{ retries: 1 }, 'It has apiKey, tenantId, baseUrl,'],
    [{ toString: 1 }, 'It has apiKey'],
  ]) {
    assert.throws(
      () => new Azotte({ ...GOOD, ...options }),
      (error) => {
        assert.ok(error instanceof InvalidArgumentError);
        assert.ok(error.message.includes(text), error.message);
        return true;
      },
    );
  }
});

test('C24: options of the wrong type are named', () => {
  for (const [options, text] of [
    [{ ...GOOD, fetch: 'x' }, /fetch must be a function, not string/],
    [{ ...GOOD, onEvent: {} }, /onEvent must be a function, not object/],
    [{ ...GOOD, allow: ['plain-http'] }, /allow has no check "plain-http"\. Use plain_http\./],
    [{ ...GOOD, allow: 'everything' }, /allow has no check "everything"\. It has unknown_key,/],
    [{ ...GOOD, apiKey: 7 }, /apiKey must be printable ASCII/],
    [{ ...GOOD, tenantId: 7 }, /tenantId must be printable ASCII text without spaces, not 7/],
    [
      { ...GOOD, timeout: '5' },
      /timeout must be a positive number of milliseconds below 2\^31, not "5"/,
    ],
    [{ ...GOOD, maxResponseBytes: -1 }, /maxResponseBytes must be 0 or more, not -1/],
    [{ ...GOOD, headers: ['a'] }, /headers must be an object/],
    [null, /options must be an object, not null/],
    ['sk_dev_1', /options must be an object, not string/],
  ]) {
    assert.throws(
      () => new Azotte(options),
      (error) => {
        assert.ok(error instanceof InvalidArgumentError, String(error.stack));
        assert.match(error.message, text);
        return true;
      },
    );
  }
});

test('C24: so do the options of a call, a list, a copy and a webhook', async (t) => {
  const server = await serve(t, OK);
  const azotte = client(server);
  for (const [work, text] of [
    [
      () => azotte.customers.get('cus_1', {}, { Timeout: 1 }),
      /get_customer has no option "Timeout". Use timeout/,
    ],
    [
      () => azotte.customers.get('cus_1', {}, { idempotencyKey: 'a' }),
      /no option "idempotencyKey"/,
    ],
    [() => azotte.customers.get('cus_1', {}, null), /options must be an object, not null/],
    [() => azotte.customers.list({}, { max_items: 1 }), /Use maxItems/],
    [
      () => azotte.customers.list({ maxItems: 1 }),
      /no parameter maxItems. It is an option: pass it in the last argument/,
    ],
    [() => azotte.customers.list({ createdGte: 1 }), /no parameter createdGte. Use created_gte/],
    [
      () => azotte.customers.create({ email: 'a@b.c' }, { idempotency_key: 'a' }),
      /Use idempotencyKey/,
    ],
    [async () => azotte.withOptions({ max_retries: 1 }), /Use maxRetries/],
    [
      () => webhooks.verify('{}', 'sha256=', 'secret', { require_timestamp: true }),
      /Use requireTimestamp/,
    ],
  ]) {
    await assert.rejects(
      async () => work(),
      (error) => {
        assert.ok(error instanceof InvalidArgumentError, String(error.stack));
        assert.match(error.message, text);
        return true;
      },
    );
  }
  assert.equal(server.received.length, 0);
});

test('a copy with other options leaves the client as it is', async (t) => {
  const server = await serve(t, BUSY);
  const azotte = client(server, { maxRetries: 1 });
  const copy = azotte.withOptions({ maxRetries: 0, tenantId: 'tenant_other', timeout: undefined });
  const attempts = async (one) =>
    (await one.customers.get('cus_1').catch((error) => error)).attempts;
  assert.deepEqual([await attempts(copy), await attempts(azotte)], [1, 2]);
  const tenants = server.received.map(({ headers }) => headers['x-tn']);
  assert.deepEqual(tenants, ['tenant_other', TENANT, TENANT]);
});

test('copies share the key that is renewed, unless they are given another', async (t) => {
  let asked = 0;
  const server = await serve(t, OK);
  const azotte = client(server, { apiKey: () => (asked++, KEY) });
  await azotte.customers.get('cus_1');
  await azotte.withOptions({ timeout: 1_000 }).customers.get('cus_1');
  assert.equal(asked, 1);
  const other = 'sk_dev_anotherKEYtobeUSED';
  await azotte.withOptions({ apiKey: other }).customers.get('cus_1');
  assert.equal(asked, 1);
  assert.equal(server.received[2].headers['x-api-key'], other);
});

test('extra headers, of a client and of a call', async (t) => {
  const server = await serve(t, OK);
  const azotte = client(server, { headers: { 'X-App': 'shop', 'User-Agent': 'shop/1' } });
  await azotte.customers.get('cus_1', {}, { headers: { 'x-trace': 'abc', 'x-none': undefined } });
  const [{ headers }] = server.received;
  assert.deepEqual(
    [headers['x-app'], headers['user-agent'], headers['x-trace'], headers['x-none']],
    ['shop', 'shop/1', 'abc', undefined],
  );
});

test('extra headers cannot replace those of the client, nor break out of a header', async (t) => {
  const server = await serve(t, OK);
  const { customers } = client(server);
  for (const [headers, text] of [
    [{ 'X-Api-Key': 'a' }, /headers cannot contain X-Api-Key. Use apiKey./],
    [{ 'x-tn': 'a' }, /Use tenantId\./],
    [{ 'Idempotency-Key': 'a' }, /Use idempotencyKey/],
    [{ Host: 'a' }, /headers cannot contain Host. The client sets it./],
    [{ 'content-length': '1' }, /The client sets it/],
    [{ 'x-a': 'b\r\nx-c: d' }, /headers: "x-a" has an invalid name or value/],
    [{ 'x-a\r\n': 'b' }, /headers: "x-a\\r\\n" has an invalid name or value/],
    [{ 'x-a': 'ä' }, /invalid name or value/],
    [null, /headers must be an object/],
    [new Headers({ 'x-a': 'b' }), /headers must be an object/],
  ]) {
    await assert.rejects(customers.get('cus_1', {}, { headers }), (error) => {
      assert.ok(error instanceof InvalidArgumentError, String(error.stack));
      assert.match(error.message, text);
      return true;
    });
  }
  assert.equal(server.received.length, 0);
});

test('a body that JSON cannot express is an error of the argument', async (t) => {
  const server = await serve(t, OK);
  const circle = { email: 'a@b.c' };
  circle.metadata = circle;
  for (const body of [circle, { email: 'a@b.c', metadata: { big: 1n } }]) {
    await assert.rejects(client(server).customers.create(body), InvalidArgumentError);
  }
  assert.equal(server.received.length, 0);
});

test('without fetch, an error says so', async () => {
  const azotte = new Azotte(GOOD);
  const { fetch } = globalThis;
  delete globalThis.fetch;
  try {
    await assert.rejects(azotte.customers.get('cus_1'), /This runtime has no fetch/);
  } finally {
    globalThis.fetch = fetch;
  }
});

test('C13: fetch is called with caching off, where the runtime allows it', async () => {
  const inits = [];
  const fetch = async (_, init) => {
    inits.push(init);
    return new Response(JSON.stringify(CUSTOMER));
  };
  const azotte = new Azotte({ ...GOOD, fetch });
  await azotte.customers.get('cus_1');
  const { Request } = globalThis;
  try {
    // As Cloudflare Workers have it before November 2024: to set `cache` throws there.
    globalThis.Request = class {};
    await azotte.customers.get('cus_1');
    delete globalThis.Request;
    await azotte.customers.get('cus_1');
  } finally {
    globalThis.Request = Request;
  }
  assert.deepEqual(
    inits.map(({ cache }) => cache),
    ['no-store', undefined, undefined],
  );
});
