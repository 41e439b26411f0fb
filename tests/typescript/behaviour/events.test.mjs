/** What a client reports of its calls, through `onEvent` and `logger`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CUSTOMER, failure, gone, KEY, serve, TENANT } from './server.mjs';

const { Azotte } = await import(process.env.CLIENT);

const OK = [200, { ...CUSTOMER }, { 'x-request-id': 'req_1' }];
const BUSY = failure(503, 'api_error', 'service_unavailable', { 'retry-after': '0' });

function client({ origin }, options) {
  return new Azotte({ apiKey: KEY, tenantId: TENANT, baseUrl: `${origin}/v1`, ...options });
}

test('requests, responses and retries, in order', async (t) => {
  const server = await serve(t, BUSY, OK);
  const events = [];
  const azotte = client(server, { onEvent: (event) => events.push(event) });
  await azotte.customers.get('cus_1', { expand: ['subscriptions'] });
  await azotte.customers.get('cus_2');
  const common = { operation: 'get_customer', tenantId: TENANT, idempotencyKey: undefined };
  const { call } = events[0];
  assert.deepEqual(
    events.slice(0, 5).map(({ milliseconds, ...event }) => {
      assert.ok(event.type === 'request_started' || milliseconds >= 0);
      return event;
    }),
    [1, 2].flatMap((attempt) => [
      {
        ...common,
        call,
        attempt,
        type: 'request_started',
        method: 'GET',
        url: `${server.origin}/v1/customers/cus_1`,
        path: '/customers/{id}',
      },
      {
        call,
        operation: 'get_customer',
        attempt,
        type: 'response_received',
        ...(attempt === 1
          ? { status: 503, requestId: undefined }
          : { status: 200, requestId: 'req_1' }),
      },
      ...(attempt === 1
        ? [
            {
              call,
              operation: 'get_customer',
              attempt,
              type: 'retry_scheduled',
              reason: 'status 503',
            },
          ]
        : []),
    ]),
  );
  assert.notEqual(events[5].call, call);
});

test('failures, with their reason', async (t) => {
  const silent = await serve(t, () => undefined);
  const reasons = async (server, options, signal) => {
    const found = [];
    const azotte = client(server, {
      maxRetries: 0,
      ...options,
      onEvent: ({ type, reason }) => type === 'attempt_failed' && found.push(reason),
    });
    await assert.rejects(azotte.customers.get('cus_1', {}, { signal }));
    return found;
  };
  assert.deepEqual(await reasons(silent, { timeout: 20 }), ['timeout']);
  assert.deepEqual(await reasons(await gone()), ['connection']);
  assert.deepEqual(await reasons(silent, {}, AbortSignal.timeout(20)), ['interrupted']);
});

test('no event and no log line has the key, a query or a body', async (t) => {
  const server = await serve(t, (request, response) => {
    response.writeHead(422, { 'x-request-id': request.headers['x-api-key'] });
    response.end(request.headers['x-api-key']);
  });
  const seen = [];
  const line = (text) => seen.push(text);
  const azotte = client(server, {
    onEvent: line,
    logger: { debug: line, info: line, error: line },
  });
  await assert.rejects(azotte.customers.list({ email_contains: 'private' }));
  await assert.rejects(azotte.customers.create({ email: 'private@example.com' }));
  const text = JSON.stringify(seen);
  assert.ok(seen.length >= 8);
  assert.ok(!text.includes(KEY) && !text.includes('private'), text);
});

test('log lines', async (t) => {
  const server = await serve(t, BUSY, OK);
  const lines = [];
  const logger = Object.fromEntries(
    ['debug', 'info', 'error'].map((level) => [level, (text) => lines.push(`${level} ${text}`)]),
  );
  await client(server, { logger }).customers.get('cus_1');
  const url = `${server.origin}/v1/customers/cus_1`;
  assert.deepEqual(
    lines.map((line) => line.replace(/\d+ ms/, 'N ms')),
    [
      `debug azotte: get_customer attempt 1: GET ${url}`,
      'debug azotte: get_customer attempt 1: 503 in N ms, no request ID',
      'info azotte: get_customer attempt 1: retry in N ms (status 503)',
      `debug azotte: get_customer attempt 2: GET ${url}`,
      'debug azotte: get_customer attempt 2: 200 in N ms, req_1',
    ],
  );
});

test('a listener or a logger that fails does not fail the call', async (t) => {
  const server = await serve(t, OK);
  const errors = [];
  const logger = { debug() {}, info() {}, error: (text) => errors.push(text) };
  const failing = () => {
    throw new Error('broken');
  };
  for (const onEvent of [failing, () => Promise.reject(new Error('broken'))]) {
    await client(server, { onEvent, logger }).customers.get('cus_1');
  }
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(errors, Array(4).fill('azotte: onEvent failed: Error: broken'));
  const odd = () => Promise.reject(Object.create(null));
  await client(server, { onEvent: odd, logger }).customers.get('cus_1');
  await new Promise((resolve) => setImmediate(resolve));
  const broken = { debug: failing, info: failing, error: failing };
  await client(server, { logger: broken }).customers.get('cus_1');
  await client(server, { logger: {}, onEvent: failing }).customers.get('cus_1');
});
