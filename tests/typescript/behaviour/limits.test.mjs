/** Neither a server nor a slow key makes a call take more memory or time than it was given. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { CUSTOMER, failure, KEY, serve, TENANT } from './server.mjs';

const { Azotte, APIError, APIConnectionError, APITimeoutError } = await import(process.env.CLIENT);

const OK = [200, CUSTOMER];
const JSON_HEADERS = { 'content-type': 'application/json' };

function client(server, options = {}) {
  return new Azotte({ apiKey: KEY, tenantId: TENANT, baseUrl: `${server.origin}/v1`, ...options });
}

async function failed(promise) {
  return promise.then(
    () => assert.fail('nothing was thrown'),
    (error) => error,
  );
}

/** Sends a piece again and again, as fast as it is read, until the client hangs up. */
function endless(piece, headers = JSON_HEADERS) {
  return (request, response) => {
    response.writeHead(200, headers);
    const send = () => {
      while (!response.destroyed && response.write(piece));
    };
    response.on('drain', send);
    send();
  };
}

test('V3: a small body that decompresses to gigabytes is not held', async (t) => {
  const bomb = gzipSync(gzipSync(Buffer.alloc(256 * 1024 * 1024)));
  const server = await serve(t, (request, response) => {
    response.writeHead(200, { ...JSON_HEADERS, 'content-encoding': 'gzip, gzip' });
    response.end(bomb);
  });
  const before = process.memoryUsage().rss;
  const error = await failed(client(server).customers.get('cus_1'));
  assert.ok(error instanceof APIConnectionError);
  assert.match(error.message, /larger than 67108864 bytes.*Raise maxResponseBytes/);
  assert.equal(server.received.length, 1, 'the next attempt would receive the same');
  assert.ok(process.memoryUsage().rss - before < 200 * 1024 * 1024);
});

test('V3: the size of a body can be set, for a client and for a call', async (t) => {
  const server = await serve(t, [200, { ...CUSTOMER, name: 'x'.repeat(5_000) }]);
  const { customers } = client(server, { maxResponseBytes: 1_000 });
  const error = await failed(customers.get('cus_1'));
  assert.match(
    error.message,
    /^The response body is larger than 1000 bytes\. Raise maxResponseBytes\. \[/,
  );
  const customer = await customers.get('cus_1', {}, { maxResponseBytes: 10_000 });
  assert.equal(customer.name.length, 5_000);
});

test('V3: a body that never ends is cut, also that of an error', async (t) => {
  for (const status of [200, 503]) {
    const server = await serve(t, (request, response) => {
      response.statusCode = status;
      endless(Buffer.alloc(65_536, 32))(request, response);
    });
    const limited = client(server, { maxResponseBytes: 1_000_000, deadline: 10_000 });
    const error = await failed(limited.customers.get('cus_1'));
    assert.match(error.message, /larger than 1000000 bytes/);
  }
});

test('V3: a body that drips, and one that stops, end with the attempt', async (t) => {
  const drip = (request, response) => {
    response.writeHead(200, JSON_HEADERS);
    const timer = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(timer));
  };
  const stop = (request, response) => {
    response.writeHead(200, { ...JSON_HEADERS, 'content-length': 10_737_418_240 });
    response.write('{');
  };
  for (const respond of [drip, stop]) {
    const server = await serve(t, respond);
    const error = await failed(
      client(server, { timeout: 200, maxRetries: 0 }).customers.get('cus_1'),
    );
    assert.ok(error instanceof APITimeoutError);
    assert.match(error.message, /within 200 ms/);
  }
});

test('V3: pieces that keep the event loop busy do not hold up the time limit', async () => {
  // Each piece is there immediately, so that no timer gets a turn.
  const body = new ReadableStream({
    pull(controller) {
      const until = performance.now() + 1;
      while (performance.now() < until);
      controller.enqueue(new Uint8Array(1));
    },
  });
  const fetch = async () => new Response(body, { headers: JSON_HEADERS });
  const azotte = client(
    { origin: 'https://api.azotte.com' },
    { fetch, timeout: 100, maxRetries: 0 },
  );
  assert.ok((await failed(azotte.customers.get('cus_1'))) instanceof APITimeoutError);
});

test('V3: a fetch that does not listen to the signal does not hang a call', async () => {
  const fetch = () => new Promise(() => undefined);
  const azotte = client(
    { origin: 'https://api.azotte.com' },
    { fetch, timeout: 50, maxRetries: 0 },
  );
  assert.ok((await failed(azotte.customers.get('cus_1'))) instanceof APITimeoutError);
});

test('C8: a key that comes after the deadline sends nothing', async (t) => {
  const server = await serve(t, [201, CUSTOMER]);
  let resolveKey;
  const apiKey = () => new Promise((resolve) => (resolveKey = resolve));
  const azotte = client(server, { apiKey, deadline: 50 });
  const error = await failed(azotte.customers.create({ email: 'ada@example.com' }));
  assert.ok(error instanceof APITimeoutError);
  assert.deepEqual([error.attempts, error.stopped, error.isUnsent], [0, 'deadline', true]);
  assert.match(error.message, /apiKey returned no key within the deadline of 50 ms/);
  assert.doesNotMatch(error.message, /-\d/);
  resolveKey(KEY);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(server.received.length, 0);
});

test('C8: a key that is renewed too slowly ends with the deadline', async (t) => {
  const server = await serve(t, failure(401, 'authentication_error', 'authentication_failed'));
  const keys = [KEY, new Promise(() => undefined)];
  const azotte = client(server, { apiKey: () => keys.shift(), deadline: 100 });
  const error = await failed(azotte.customers.get('cus_1'));
  assert.ok(error instanceof APITimeoutError);
  assert.deepEqual([error.attempts, error.isUnsent], [1, false]);
});

test('C8: aborting a call ends the wait for its key', async (t) => {
  const server = await serve(t, OK);
  const azotte = client(server, { apiKey: () => new Promise(() => undefined) });
  const error = await failed(
    azotte.customers.get('cus_1', {}, { signal: AbortSignal.timeout(20) }),
  );
  assert.equal(error.name, 'TimeoutError');
  assert.equal(server.received.length, 0);
});

test('C8: a key function that throws is an error of the call, with its cause', async (t) => {
  const server = await serve(t, OK);
  const cause = new Error('the vault is sealed');
  const azotte = client(server, { apiKey: () => Promise.reject(cause) });
  const error = await failed(azotte.customers.get('cus_1'));
  assert.ok(error instanceof APIError);
  assert.equal(error.cause, cause);
  assert.match(error.message, /apiKey failed: Error: the vault is sealed/);
});

test('C9: a wall clock that jumps does not end a call', async (t) => {
  const server = await serve(
    t,
    failure(503, 'api_error', 'service_unavailable'),
    (request, response) => {
      t.mock.method(Date, 'now', () => 2_000_000_000_000);
      response.writeHead(200, JSON_HEADERS);
      response.end(JSON.stringify(CUSTOMER));
    },
  );
  const azotte = client(server, { deadline: 30_000 });
  t.mock.method(Date, 'now', () => 0);
  assert.deepEqual(await azotte.customers.get('cus_1'), CUSTOMER);
});

test("a server's skewed clock does not stretch a wait", async (t) => {
  const at = (milliseconds) => new Date(Date.now() + milliseconds).toUTCString();
  // The server is a day ahead, and requests a wait of one second by its clock.
  const headers = { date: at(86_400_000), 'retry-after': at(86_401_000) };
  const server = await serve(t, failure(429, 'rate_limit_error', 'rate_limit_exceeded', headers));
  const error = await failed(client(server, { maxRetries: 0 }).customers.get('cus_1'));
  assert.equal(error.retryAfter, 1_000);
});
