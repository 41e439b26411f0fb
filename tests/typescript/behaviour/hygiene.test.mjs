/** What a server sends does not bring the key, line breaks or escape sequences into a log. */
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { test } from 'node:test';
import { inspect } from 'node:util';
import v8 from 'node:v8';
import { CUSTOMER, KEY, serve, TENANT } from './server.mjs';

const { Azotte, APIConnectionError, APIStatusError } = await import(process.env.CLIENT);

const SECRET = KEY.slice('sk_dev_'.length);
const ESCAPES = 'No.\r\n\x1b[2J\x1b]8;;http://x\x07\u202e\x9b31m\u2028$(reboot)';

function client({ origin }, options = {}) {
  return new Azotte({
    apiKey: KEY,
    tenantId: TENANT,
    baseUrl: `${origin}/v1`,
    maxRetries: 0,
    ...options,
  });
}

async function failed(promise) {
  return promise.then(
    () => assert.fail('nothing was thrown'),
    (error) => error,
  );
}

/** Sends bytes that are not HTTP. */
async function serveRaw(t, respond) {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (request) => socket.end(respond(request.toString('latin1')), 'latin1'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return { origin: `http://127.0.0.1:${server.address().port}` };
}

function texts(value) {
  return [
    String(value),
    inspect(value, { depth: Infinity, showHidden: true, getters: true }),
    JSON.stringify(Object.getOwnPropertyDescriptors(value)),
    value.stack,
    value.curl,
    v8.serialize(value).toString('latin1'),
    ...('headers' in value
      ? [JSON.stringify([...value.headers]), value.body, value.apiMessage]
      : []),
  ].map((text = '') => text.toLowerCase());
}

function assertHidden(value) {
  for (const text of texts(value)) {
    assert.ok(!text.includes(SECRET.toLowerCase()), text);
  }
}

const headerOf = (request) => /x-api-key: (\S+)/i.exec(request)[1];

for (const [name, respond] of [
  ['a status line', (key) => `HTTP/1.1 ${key}\r\n\r\n`],
  ['a header name', (key) => `HTTP/1.1 200 OK\r\n${key}\x00: a\r\n\r\n`],
  ['a header value', (key) => `HTTP/1.1 200 OK\r\nx-a: ${key}\x00\r\n\r\n`],
  ['a chunk size', (key) => `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${key}\r\n`],
  [
    'the name of a valid header',
    (key) => `HTTP/1.1 400 No\r\n${key}: 1\r\ncontent-length: 0\r\n\r\n`,
  ],
  [
    'the location of a redirect',
    (key) => `HTTP/1.1 302 No\r\nlocation: /${key}\r\ncontent-length: 0\r\n\r\n`,
  ],
  ['a request ID', (key) => `HTTP/1.1 404 No\r\nx-request-id: ${key}\r\ncontent-length: 0\r\n\r\n`],
]) {
  test(`V8: a key echoed in ${name} is in no text of the error`, async (t) => {
    const server = await serveRaw(t, (request) => respond(headerOf(request)));
    assertHidden(await failed(client(server).customers.get('cus_1')));
  });
}

test('V8: a key echoed in an error is masked in its code, message and details', async (t) => {
  const server = await serve(t, (request, response) => {
    const key = request.headers['x-api-key'];
    const error = { type: key, code: key, message: `Bad ${key}`, request_id: key };
    response.writeHead(422, { 'x-echo': key, [key]: key });
    response.end(JSON.stringify({ error: { ...error, details: { [key]: key, value: [key] } } }));
  });
  const error = await failed(client(server).customers.get('cus_1'));
  assertHidden(error);
  assert.equal(error.code, 'sk_dev_…OUND');
});

test('V8: a key echoed in a success is masked too', async (t) => {
  const server = await serve(t, (request, response) => {
    const key = request.headers['x-api-key'];
    response.writeHead(200, { 'x-request-id': key });
    response.end(JSON.stringify({ ...CUSTOMER, name: key, more: { [key]: key } }));
  });
  const detailed = await client(server).customers.get('cus_1').withDetail();
  const text = inspect([detailed, [...detailed.headers]], { depth: Infinity, showHidden: true });
  assert.ok(!text.includes(SECRET));
});

test('V8: a failure of fetch that holds the request is not kept', async () => {
  const fetch = async (url, init) => {
    throw Object.assign(new Error(`cannot send ${JSON.stringify(init.headers)}`), {
      request: init,
      cause: Object.assign(new Error(KEY), { code: KEY, data: KEY }),
    });
  };
  const error = await failed(
    client({ origin: 'https://api.azotte.com' }, { fetch }).customers.get('cus_1'),
  );
  assertHidden(error);
  assertHidden(error.cause);
});

test('whatever fetch throws is a APIConnectionError', async () => {
  for (const thrown of [null, undefined, 'text', 7, {}, Object.create(null), { message: null }]) {
    const fetch = () => Promise.reject(thrown);
    const error = await failed(
      client({ origin: 'https://api.azotte.com' }, { fetch }).customers.get('cus_1'),
    );
    assert.ok(error instanceof APIConnectionError, inspect(thrown));
  }
  const fetch = () => {
    throw new TypeError('at once');
  };
  const azotte = client({ origin: 'https://api.azotte.com' }, { fetch });
  assert.ok((await failed(azotte.customers.get('cus_1'))) instanceof APIConnectionError);
});

// Line breaks between a stack's lines are its own.
const isPrintable = (text) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text.replaceAll('\n', ''));

test('L3: line breaks and escape sequences of a server are escaped', async (t) => {
  const error = { type: ESCAPES, code: ESCAPES, message: ESCAPES, request_id: ESCAPES };
  const server = await serve(
    t,
    [400, { error: { ...error, details: { [ESCAPES]: ESCAPES } } }],
    [502, `<html>${ESCAPES}`],
  );
  for (let time = 0; time < 2; time++) {
    const thrown = await failed(client(server).customers.get('cus_1'));
    assert.ok(thrown instanceof APIStatusError);
    assert.ok(!thrown.message.includes('\n'));
    const { message, stack, code = '', type = '', requestId = '' } = thrown;
    for (const text of [message, String(thrown), stack, code, type, requestId]) {
      assert.ok(isPrintable(text), JSON.stringify(text));
    }
    assert.doesNotMatch(inspect(thrown), /[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  }
});

test('L3: a page whose cursor holds escape sequences', async (t) => {
  const page = { object: 'list', data: [{ ...CUSTOMER, id: ESCAPES }], has_more: true };
  const server = await serve(t, [200, page]);
  const error = await failed(client(server).customers.list().toArray());
  assert.equal(error.name, 'PaginationError');
  assert.ok(isPrintable(error.message));
});

test('L3: a failure that quotes what was received', async (t) => {
  const server = await serveRaw(t, () => `HTTP/1.1 ${ESCAPES}\r\n\r\n`);
  const error = await failed(client(server).customers.get('cus_1'));
  assert.ok(isPrintable(error.message) && isPrintable(error.cause.message));
});

test('a long message is cut', async (t) => {
  const message = 'x'.repeat(1_000_000);
  const server = await serve(t, [
    400,
    { error: { type: 't', code: 'c', message, details: { value: message } } },
  ]);
  const error = await failed(client(server).customers.get('cus_1'));
  assert.ok(error.message.length < 2_000);
  assert.equal(error.apiMessage, message);
});

test('an error names the invalid fields and the request, not the values', async (t) => {
  const details = { field: 'customer', value: 'cus_9', expected: ['a', 'b'] };
  const server = await serve(t, [
    404,
    { error: { type: 'not_found_error', code: 'resource_missing', message: 'Missing.', details } },
    { 'x-request-id': 'req_7' },
  ]);
  const { subscriptions } = client(server);
  const body = { customer: 'cus_9', plan: 'plan_1', metadata: { note: 'private' } };
  const error = await failed(subscriptions.create(body));
  assert.equal(
    error.message,
    'Missing. [operation create_subscription, attempts 1, status 404, type not_found_error, ' +
      'code resource_missing, field "customer", value "cus_9", expected ["a","b"], request req_7]',
  );
  assert.ok(!inspect(error).includes('private'));
  assert.ok(error.curl.includes('private'));
});

test('an error as a cURL command', async (t) => {
  const server = await serve(t, [404, '']);
  const azotte = client(server);
  const body = { email: "o'hara@example.com", name: '$HOME `id`\n' };
  const options = { idempotencyKey: 'key_1', headers: { 'X-Trace': 'abc' } };
  const write = await failed(azotte.customers.create(body, options));
  assert.equal(
    write.curl,
    `curl -X POST '${server.origin}/v1/customers' -H "x-api-key: $AZOTTE_API_KEY" -H 'accept: application/json' ` +
      `-H 'x-tn: ${TENANT}' -H 'idempotency-key: key_1' -H 'content-type: application/json' -H 'x-trace: abc' ` +
      `--data-raw '{"email":"o'\\''hara@example.com","name":"$HOME \`id\`\\n"}'`,
  );
  const read = await failed(azotte.customers.get('cus_1', { expand: ['subscriptions'] }));
  assert.ok(
    read.curl.startsWith(
      `curl '${server.origin}/v1/customers/cus_1?expand%5B%5D=subscriptions' -H`,
    ),
  );
});

test('the details in a message are the first ten, each cut', async (t) => {
  const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`name${i}`, i]));
  for (const details of [many, { ['x'.repeat(10_000)]: 1 }, { long: 'x'.repeat(10_000) }]) {
    const error = { type: 'validation_error', code: 'invalid_format', message: 'Wrong.', details };
    const server = await serve(t, [422, { error }]);
    const { message } = await failed(client(server).customers.get('cus_1'));
    assert.ok(message.length < 1000, `${message.length} characters`);
  }
});
