/** JSON is read as JSON Schema means it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CUSTOMER, KEY, serve, TENANT } from './server.mjs';

const { Azotte, InvalidResponseError, webhooks } = await import(process.env.CLIENT);

const TEXT = JSON.stringify(CUSTOMER);

async function received(t, body) {
  const server = await serve(t, (request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(body);
  });
  const azotte = new Azotte({ apiKey: KEY, tenantId: TENANT, baseUrl: `${server.origin}/v1` });
  return azotte.customers.get('cus_1').withDetail();
}

test('C6: 1.0 and 1e9 are integers', async (t) => {
  for (const number of ['1767225600.0', '1.7672256e9', '17672256e2']) {
    const { result } = await received(t, TEXT.replace('1767225600', number));
    assert.equal(result.created, 1767225600);
  }
});

test('C6: a fraction, a text and an infinity are not', async (t) => {
  for (const value of ['1767225600.5', '"1767225600"', '1e400', 'true', '[1]']) {
    await assert.rejects(
      received(t, TEXT.replace('1767225600', value)),
      /it\.created is not of the type integer/,
    );
  }
});

test('C18: an integer that JavaScript cannot represent is an error in a known field', async (t) => {
  for (const value of ['9007199254740993', '1e300', '-9007199254740993']) {
    await assert.rejects(received(t, TEXT.replace('1767225600', value)), (error) => {
      assert.ok(error instanceof InvalidResponseError);
      assert.match(error.message, /it\.created is an integer beyond 2\^53/);
      return true;
    });
  }
});

test('C18: in an unknown field it is rounded, and kept in the body', async (t) => {
  const { result, body } = await received(t, TEXT.replace('{', '{"big":9007199254740993,'));
  assert.equal(result.big, 9007199254740992);
  assert.ok(body.includes('9007199254740993'));
});

test('a byte order mark is ignored, in a response and in an event', async (t) => {
  const { result } = await received(t, `\ufeff${TEXT}`);
  assert.deepEqual(result, CUSTOMER);
  const event = { id: 'evt_1', object: 'event', type: 'new.type', created: 1, data: {} };
  const text = `\ufeff${JSON.stringify(event)}`;
  for (const body of [text, new TextEncoder().encode(text)]) {
    const header = await webhooks.sign(body, 'secret');
    assert.deepEqual(await webhooks.verify(body, header, 'secret'), event);
  }
});

test('of two fields with the same name, the last one counts', async (t) => {
  const { result } = await received(t, TEXT.replace('{', '{"name":"first",'));
  assert.equal(result.name, CUSTOMER.name);
});

test('a success that is not UTF-8 is not JSON', async (t) => {
  const bytes = Buffer.from(TEXT.replace('Ada', 'Ad\xe1'), 'latin1');
  await assert.rejects(received(t, bytes), /the body is not a Customer: it is not UTF-8/);
});

test('deep nesting and a field named __proto__ are data', async (t) => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  const { result } = await received(t, TEXT.replace('{', `{"deep":${deep},"__proto__":{"a":1},`));
  assert.equal(result.a, undefined);
  assert.deepEqual(result['__proto__'], { a: 1 });
});
