import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CUSTOMER, failure, KEY, serve, TENANT } from './server.mjs';

const { Azotte, InvalidArgumentError } = await import(process.env.CLIENT);

const page = (ids, has_more) => [
  200,
  { object: 'list', data: ids.map((id) => ({ ...CUSTOMER, id })), has_more },
];
const THREE_PAGES = [
  page(['cus_5', 'cus_4'], true),
  page(['cus_3', 'cus_2'], true),
  page(['cus_1'], false),
];

function client({ origin }) {
  return new Azotte({ apiKey: KEY, tenantId: TENANT, baseUrl: `${origin}/v1` });
}

test('awaited, a list is its first page and one request', async (t) => {
  const server = await serve(t, ...THREE_PAGES);
  const { data, has_more } = await client(server).customers.list({ limit: 2 });
  assert.deepEqual([data.map(({ id }) => id), has_more], [['cus_5', 'cus_4'], true]);
  assert.deepEqual(
    server.received.map(({ url }) => url),
    ['/v1/customers?limit=2'],
  );
});

test('pages are fetched one by one, each when it is needed', async (t) => {
  const server = await serve(t, ...THREE_PAGES);
  const sizes = [];
  for await (const { data } of client(server).customers.list().pages()) {
    sizes.push(data.length);
    assert.equal(server.received.length, sizes.length);
  }
  assert.deepEqual(sizes, [2, 2, 1]);
});

test('leaving the loop ends the requests', async (t) => {
  const server = await serve(t, ...THREE_PAGES);
  for await (const { id } of client(server).customers.list()) {
    if (id === 'cus_3') {
      break;
    }
  }
  assert.equal(server.received.length, 2);
});

test('a list as an array, whole or up to a number', async (t) => {
  const ids = async (maxItems) => {
    const server = await serve(t, ...THREE_PAGES);
    const items = await client(server).customers.list({}, { maxItems }).toArray();
    return [items.map(({ id }) => id.slice(4)).join(''), server.received.length];
  };
  assert.deepEqual(await ids(undefined), ['54321', 3]);
  assert.deepEqual(await ids(4), ['5432', 2]);
  assert.deepEqual(await ids(2), ['54', 1]);
});

test('a list can be walked again, from its first page on', async (t) => {
  const server = await serve(t, page(['cus_2'], false));
  const list = client(server).customers.list();
  assert.equal((await list.toArray()).length, 1);
  assert.equal((await list.toArray()).length, 1);
  assert.equal(server.received.length, 1);
});

test('an error on a later page ends the walk with it', async (t) => {
  const server = await serve(
    t,
    page(['cus_2'], true),
    failure(404, 'not_found_error', 'resource_missing'),
  );
  await assert.rejects(client(server).customers.list().toArray(), { code: 'resource_missing' });
});

test('names with brackets, and an array', async (t) => {
  const server = await serve(t, page([], false), [200, CUSTOMER]);
  const azotte = client(server);
  await azotte.customers.list({ email_contains: '@x y', created_gte: 0, limit: undefined });
  await azotte.customers.get('cus_1', { expand: ['subscriptions'] });
  assert.deepEqual(
    server.received.map(({ url }) => url),
    [
      '/v1/customers?created%5Bgte%5D=0&email%5Bcontains%5D=%40x%20y',
      '/v1/customers/cus_1?expand%5B%5D=subscriptions',
    ],
  );
});

test('a maximum below one object is rejected', async (t) => {
  const server = await serve(t, page([], false));
  await assert.rejects(client(server).customers.list({}, { maxItems: 0 }), InvalidArgumentError);
  assert.equal(server.received.length, 0);
});
