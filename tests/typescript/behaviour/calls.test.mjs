import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { CUSTOMER, failure, gone, KEY, serve, TENANT } from './server.mjs';

const {
  Azotte,
  InvalidArgumentError,
  newIdempotencyKey,
  RefusedError,
  ResourceMissingError,
  NotFoundError,
  APIStatusError,
  APITimeoutError,
  APIConnectionError,
  APIError,
  AzotteError,
} = await import(process.env.CLIENT);

const OK = [200, CUSTOMER];
const BUSY = failure(503, 'api_error', 'service_unavailable');

function client(server, options = {}) {
  return new Azotte({ apiKey: KEY, tenantId: TENANT, baseUrl: `${server.origin}/v1`, ...options });
}

test('a call carries both headers and says what it is', async (t) => {
  const server = await serve(t, OK);
  assert.deepEqual(await client(server).customers.get('cus_1'), CUSTOMER);
  const [{ method, url, headers, body }] = server.received;
  assert.deepEqual([method, url, body], ['GET', '/v1/customers/cus_1', '']);
  assert.equal(headers['x-api-key'], KEY);
  assert.equal(headers['x-tn'], TENANT);
  assert.equal(headers.accept, 'application/json');
  assert.equal(headers['content-type'], undefined);
  assert.equal(headers['idempotency-key'], undefined);
  assert.match(headers['user-agent'], /^azotte-typescript\/\d/);
});

test('a write carries its body and an idempotency key', async (t) => {
  const server = await serve(t, [201, CUSTOMER]);
  await client(server).customers.create({ email: 'ada@example.com', name: undefined, phone: null });
  const [{ method, headers, body }] = server.received;
  assert.equal(method, 'POST');
  assert.equal(headers['content-type'], 'application/json');
  assert.equal(body, '{"email":"ada@example.com","phone":null}');
  assert.match(headers['idempotency-key'], /^[0-9a-f-]{36}$/);
});

test('key, tenant and address come from the environment', async (t) => {
  const server = await serve(t, OK);
  Object.assign(process.env, {
    AZOTTE_API_KEY: KEY,
    AZOTTE_TENANT_ID: TENANT,
    AZOTTE_BASE_URL: `${server.origin}/v1/`,
  });
  t.after(() => {
    delete process.env.AZOTTE_API_KEY;
    delete process.env.AZOTTE_TENANT_ID;
    delete process.env.AZOTTE_BASE_URL;
  });
  await new Azotte().customers.get('cus_1');
  assert.equal(server.received[0].url, '/v1/customers/cus_1');
  assert.equal(server.received[0].headers['x-tn'], TENANT);
});

test('a missing or unusable argument is rejected by name', () => {
  const good = { apiKey: KEY, tenantId: TENANT };
  for (const [options, text] of [
    [{ tenantId: TENANT }, 'AZOTTE_API_KEY'],
    [{ apiKey: KEY }, 'AZOTTE_TENANT_ID'],
    [{ ...good, tenantId: 'two words' }, 'tenantId'],
    [{ ...good, tenantId: 'a\r\nx-api-key: b' }, 'tenantId'],
    [{ ...good, baseUrl: 'api.azotte.com' }, 'baseUrl'],
    [{ ...good, baseUrl: 'ftp://api.azotte.com' }, 'baseUrl'],
    [{ ...good, baseUrl: 'https://user@api.azotte.com' }, 'baseUrl'],
    [{ ...good, baseUrl: 'https://api.azotte.com/v1?a=b' }, 'baseUrl'],
    [{ ...good, baseUrl: 'https://api.azotte.com/v1?' }, 'baseUrl'],
    [{ ...good, baseUrl: 'https://api.azotte.com/v1#' }, 'baseUrl'],
    [{ ...good, baseUrl: 'https://api.azotte.com/v1\n' }, 'baseUrl'],
    [{ ...good, timeout: 0 }, 'timeout'],
    [{ ...good, timeout: Infinity }, 'timeout'],
    [{ ...good, deadline: NaN }, 'deadline'],
    [{ ...good, maxRetries: -1 }, 'maxRetries'],
  ]) {
    assert.throws(
      () => new Azotte(options),
      (error) => error instanceof InvalidArgumentError && error.message.includes(text),
    );
  }
});

test('a key that must not be sent is rejected when the client is created', () => {
  const live = { apiKey: 'sk_live_1234567890abcdef', tenantId: TENANT };
  const sandbox = { ...live, baseUrl: 'http://127.0.0.1:1/v1' };
  assert.throws(() => new Azotte(sandbox), { name: 'RefusedError', reason: 'wrong_environment' });
  assert.doesNotThrow(() => new Azotte({ ...sandbox, allow: ['wrong_environment'] }));
});

test('a publishable key is rejected for operations that need a secret one, before anything is sent', async (t) => {
  const server = await serve(t, [200, { object: 'list', data: [], has_more: false }]);
  const azotte = client(server, { apiKey: 'pk_dev_1234567890abcdef' });
  await assert.rejects(azotte.customers.get('cus_1'), (error) => {
    assert.ok(error instanceof RefusedError);
    assert.equal(error.reason, 'wrong_key_type');
    assert.match(error.message, /get_customer needs a secret key.*allow: \['wrong_key_type'\]/s);
    return true;
  });
  await azotte.bundles.list();
  assert.deepEqual(
    server.received.map(({ url }) => url),
    ['/v1/bundles'],
  );
});

test('an ID that leads elsewhere and an unknown parameter are rejected', async (t) => {
  const server = await serve(t, OK);
  const azotte = client(server);
  for (const id of ['', '.', '..', '../subscriptions', 'a\\b', undefined, 7]) {
    await assert.rejects(azotte.customers.delete(id), InvalidArgumentError);
  }
  await assert.rejects(
    azotte.customers.list({ emial: 'x' }),
    /list_customers has no parameter emial/,
  );
  await assert.rejects(azotte.customers.get('cus_1', { timeout: 1 }), /no parameter timeout/);
  await assert.rejects(azotte.customers.get('\ud800'), InvalidArgumentError);
  assert.equal(server.received.length, 0);
});

test('a view on another tenant leaves the client as it is', async (t) => {
  const server = await serve(t, OK);
  const azotte = client(server);
  const other = azotte.forTenant('tenant_other');
  await Promise.all([azotte, other, azotte, other].map((one) => one.customers.get('cus_1')));
  const tenants = server.received.map(({ headers }) => headers['x-tn']);
  assert.deepEqual(tenants.sort(), [TENANT, TENANT, 'tenant_other', 'tenant_other']);
  assert.throws(() => azotte.forTenant('two words'), InvalidArgumentError);
});

test('the details of a call', async (t) => {
  const server = await serve(t, BUSY, [
    201,
    CUSTOMER,
    {
      'x-request-id': 'req_1',
      'x-ratelimit-limit': '100',
      'x-ratelimit-remaining': '99',
      'x-ratelimit-reset': '1767225660',
      'idempotent-replayed': 'true',
    },
  ]);
  const call = client(server).customers.create({ email: 'ada@example.com' });
  const { headers, body, ...detail } = await call.withDetail();
  assert.deepEqual(detail, {
    result: CUSTOMER,
    operation: 'create_customer',
    status: 201,
    requestId: 'req_1',
    attempts: 2,
    idempotencyKey: call.idempotencyKey,
    rateLimit: { limit: 100, remaining: 99, reset: 1767225660 },
    replayed: true,
  });
  assert.equal(headers.get('x-request-id'), 'req_1');
  assert.deepEqual(JSON.parse(body), CUSTOMER);
  assert.deepEqual(await call, CUSTOMER);
  assert.equal(server.received.length, 2, 'asking twice does not send twice');
});

test('a call is a promise', async (t) => {
  const server = await serve(t, OK, failure(404, 'not_found_error', 'resource_missing'));
  const azotte = client(server);
  let isSettled = false;
  const call = azotte.customers.get('cus_1');
  assert.deepEqual(await call.finally(() => (isSettled = true)), CUSTOMER);
  assert.ok(isSettled);
  assert.equal(await azotte.customers.get('cus_1').catch(({ code }) => code), 'resource_missing');
  assert.equal(Object.prototype.toString.call(call), '[object Call]');
});

test('errors are of the class of their code, of their type and of APIStatusError', async (t) => {
  const details = { field: 'customer', new: [1] };
  const server = await serve(t, [
    404,
    { error: { type: 'not_found_error', code: 'resource_missing', message: 'Gone.', details } },
    { 'x-request-id': 'req_7' },
  ]);
  const error = await client(server)
    .customers.get('cus_1')
    .catch((thrown) => thrown);
  for (const type of [
    ResourceMissingError,
    NotFoundError,
    APIStatusError,
    APIError,
    AzotteError,
    Error,
  ]) {
    assert.ok(error instanceof type, type.name);
  }
  assert.deepEqual(
    { ...error },
    {
      name: 'ResourceMissingError',
      operation: 'get_customer',
      attempts: 1,
      idempotencyKey: undefined,
      stopped: undefined,
      status: 404,
      type: 'not_found_error',
      code: 'resource_missing',
      details,
      requestId: 'req_7',
      retryAfter: undefined,
    },
  );
  assert.equal(error.headers.get('x-request-id'), 'req_7');
});

test('the idempotency key is known before the call, kept over retries, and in the error', async (t) => {
  const server = await serve(t, BUSY);
  const idempotencyKey = newIdempotencyKey();
  assert.notEqual(idempotencyKey, newIdempotencyKey());
  const call = client(server).payments.refund('pay_1', undefined, { idempotencyKey });
  assert.equal(call.idempotencyKey, idempotencyKey);
  const error = await call.catch((thrown) => thrown);
  assert.equal(error.idempotencyKey, idempotencyKey);
  assert.equal(error.attempts, 3);
  assert.equal(error.stopped, 'max_retries');
  assert.deepEqual(
    server.received.map(({ headers }) => headers['idempotency-key']),
    [idempotencyKey, idempotencyKey, idempotencyKey],
  );
  await assert.rejects(
    client(server).payments.refund('pay_1', undefined, { idempotencyKey: 'a b' }),
    InvalidArgumentError,
  );
});

test('an attempt without a response in time is given up', async (t) => {
  const server = await serve(t, () => undefined);
  const error = await client(server, { timeout: 50, maxRetries: 0 })
    .customers.get('cus_1')
    .catch((thrown) => thrown);
  assert.ok(error instanceof APITimeoutError && error instanceof APIConnectionError);
  assert.match(error.message, /127\.0\.0\.1:\d+ within 50 ms/);
});

test('without options an attempt ends after 30 seconds', async (t) => {
  // Not `mock.timers`, whose arguments differ between Node 20 and later.
  const timers = [];
  t.mock.method(globalThis, 'setTimeout', (callback, milliseconds) =>
    timers.push({ callback, milliseconds }),
  );
  let isSent;
  const sent = new Promise((resolve) => (isSent = resolve));
  const fetch = (_, { signal }) =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
      isSent();
    });
  const call = client({ origin: 'https://api.azotte.com' }, { fetch, maxRetries: 0 });
  const outcome = call.customers.get('cus_1').catch((thrown) => thrown);
  await sent;
  const { callback, milliseconds } = timers.at(-1);
  assert.equal(milliseconds, 30_000);
  assert.equal(await Promise.race([outcome, 'still waiting']), 'still waiting');
  callback();
  assert.match((await outcome).message, /within 30000 ms/);
});

test('a body that stops half-way counts as no response', async (t) => {
  const server = await serve(t, (_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{');
  });
  await assert.rejects(
    client(server).customers.get('cus_1', {}, { timeout: 50, maxRetries: 0 }),
    APITimeoutError,
  );
});

test('the deadline bounds attempts and waits together', async (t) => {
  const server = await serve(t, () => undefined);
  const started = performance.now();
  await assert.rejects(
    client(server, { timeout: 60, deadline: 100, maxRetries: 100 }).customers.get('cus_1'),
    (error) => error instanceof APITimeoutError && ['deadline', 'budget'].includes(error.stopped),
  );
  assert.ok(performance.now() - started < 1000);
});

test('a `retry-after` beyond the limit of the client is not waited for', async (t) => {
  const server = await serve(
    t,
    failure(429, 'rate_limit_error', 'rate_limit_exceeded', { 'retry-after': '3600' }),
  );
  const error = await client(server)
    .customers.get('cus_1')
    .catch((thrown) => thrown);
  assert.equal(error.stopped, 'deadline');
  assert.equal(error.retryAfter, 3_600_000);
  assert.equal(server.received.length, 1);
});

test('the caller can abort: before, during an attempt, during a wait', async (t) => {
  const reason = new Error('No longer wanted');
  const hanging = await serve(t, () => undefined);
  await assert.rejects(
    client(hanging).customers.get('cus_1', {}, { signal: AbortSignal.abort(reason) }),
    reason,
  );
  assert.equal(hanging.received.length, 0);

  const attempt = new AbortController();
  const call = client(hanging).customers.get('cus_1', {}, { signal: attempt.signal });
  setTimeout(() => attempt.abort(reason), 20);
  await assert.rejects(call, reason);

  const busy = await serve(
    t,
    failure(429, 'rate_limit_error', 'rate_limit_exceeded', { 'retry-after': '30' }),
  );
  const wait = new AbortController();
  setTimeout(() => wait.abort(reason), 50);
  await assert.rejects(client(busy).customers.get('cus_1', {}, { signal: wait.signal }), reason);
  assert.equal(busy.received.length, 1);
});

test('an abort signal that lives long gathers no listeners', async (t) => {
  const server = await serve(t, BUSY, OK);
  const { signal } = new AbortController();
  let listeners = 0;
  for (const [method, change] of [
    ['addEventListener', 1],
    ['removeEventListener', -1],
  ]) {
    const original = signal[method].bind(signal);
    signal[method] = (...given) => {
      listeners += change;
      return original(...given);
    };
  }
  await client(server).customers.get('cus_1', {}, { signal });
  // The platform's own fetch adds and removes its own.
  assert.ok(listeners <= 0);
});

test('a server that is not there', async () => {
  const error = await client(await gone(), { maxRetries: 0 })
    .customers.get('cus_1')
    .catch((thrown) => thrown);
  assert.ok(error instanceof APIConnectionError);
  assert.match(error.message, /No response from 127\.0\.0\.1:\d+: .*ECONNREFUSED/);
  assert.equal(error.isUnsent, true);
});

test('a redirect is not followed, so that the key goes nowhere else', async (t) => {
  const elsewhere = await serve(t, OK);
  const server = await serve(t, [302, '', { location: `${elsewhere.origin}/v1/customers/cus_1` }]);
  await assert.rejects(client(server).customers.get('cus_1'), {
    name: 'UnexpectedResponseError',
    status: 302,
  });
  assert.equal(elsewhere.received.length, 0);
});

test('a key that is a function is asked once, and again after a 401', async (t) => {
  const refused = failure(401, 'authentication_error', 'authentication_failed');
  const server = await serve(t, OK, refused, OK);
  const keys = ['sk_dev_1111111111111111', 'sk_dev_2222222222222222', 'sk_dev_3333333333333333'];
  let asked = 0;
  const azotte = client(server, { apiKey: async () => keys[asked++] });
  await azotte.customers.get('cus_1');
  await Promise.all([azotte.customers.get('cus_1'), azotte.forTenant('t2').customers.get('cus_1')]);
  assert.equal(asked, 2);
  const sent = server.received.map(({ headers }) => headers['x-api-key'].slice(7, 8));
  assert.deepEqual(sent.sort(), ['1', '1', '1', '2'].slice(0, sent.length));
});

test('a function that gives the same key again leads to the 401', async (t) => {
  const server = await serve(t, failure(401, 'authentication_error', 'authentication_failed'));
  await assert.rejects(client(server, { apiKey: () => KEY }).customers.get('cus_1'), {
    status: 401,
  });
  assert.equal(server.received.length, 1);
});

test('a function that fails or gives no key is heard', async (t) => {
  const server = await serve(t, OK);
  let fails = true;
  const azotte = client(server, {
    apiKey: () => {
      if (fails) {
        throw new Error('vault is closed');
      }
      return KEY;
    },
  });
  await assert.rejects(azotte.customers.get('cus_1'), /vault is closed/);
  fails = false;
  await azotte.customers.get('cus_1');
  await assert.rejects(
    client(server, { apiKey: () => undefined }).customers.get('cus_1'),
    InvalidArgumentError,
  );
});

test('another fetch can be given', async (t) => {
  const server = await serve(t, OK);
  const sent = [];
  const azotte = client(server, {
    fetch(url, init) {
      sent.push(url);
      return fetch(url, init);
    },
  });
  await azotte.customers.get('a b');
  assert.deepEqual(sent, [`${server.origin}/v1/customers/a%20b`]);
});

test('a failure that nobody handles is reported as that of any promise', () => {
  const program = `
    import { Azotte } from ${JSON.stringify(process.env.CLIENT)};
    new Azotte({ apiKey: 'sk_dev_1', tenantId: 't' }).customers.get('..');
  `;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program]);
  assert.equal(status, 1);
  assert.match(String(stderr), /InvalidArgumentError: id ".."/);
});
