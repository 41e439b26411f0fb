/** Lists of each style walk through all pages, once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve } from '../behaviour/server.mjs';
import { client } from './client.mjs';

const { PaginationError } = await import(process.env.CLIENT);

const rows = (...numbers) => numbers.map((n) => ({ n }));
const page = (numbers, meta) => [200, { data: rows(...numbers), ...(meta && { meta }) }];

/** Returns the numbers of all objects, and the queries. */
async function walked(t, method, pages, parameters) {
  const server = await serve(t, ...pages);
  const items = await client(server).pages[method](parameters).toArray();
  return [
    items.map(({ n }) => n),
    server.received.map(({ url }) => decodeURIComponent(url.split('?')[1] ?? '')),
  ];
}

test('by object ID, until a page is empty', async (t) => {
  assert.deepEqual(await walked(t, 'objects', [page([1, 2]), page([3]), page([])]), [
    [1, 2, 3],
    ['', 'after=2', 'after=3'],
  ]);
});

test('by token', async (t) => {
  const pages = [page([1], { next: 'b' }), page([2], { next: 'c' }), page([3], { next: null })];
  assert.deepEqual(await walked(t, 'tokens', pages), [
    [1, 2, 3],
    ['', 'token=b', 'token=c'],
  ]);
});

test('by token, backwards', async (t) => {
  const pages = [page([3], { next: 'x', previous: 'b' }), page([2], { previous: '' })];
  assert.deepEqual(await walked(t, 'tokens', pages, { before: 'c' }), [
    [3, 2],
    ['before=c', 'before=b'],
  ]);
});

test('by page number, from any page', async (t) => {
  const pages = [page([1], { pages: 3 }), page([2], { pages: 3 }), page([3], { pages: 3 })];
  assert.deepEqual(await walked(t, 'numbers', pages), [
    [1, 2, 3],
    ['', 'page=2', 'page=3'],
  ]);
  assert.deepEqual(await walked(t, 'numbers', pages.slice(1), { page: 2 }), [
    [2, 3],
    ['page=2', 'page=3'],
  ]);
});

test('by offset, until the total', async (t) => {
  const pages = [page([1, 2], { total: 3 }), page([3], { total: 3 })];
  assert.deepEqual(await walked(t, 'offsets', pages), [
    [1, 2, 3],
    ['', 'page[offset]=2'],
  ]);
});

test('by Link header, of bare arrays', async (t) => {
  const link = (text) => ({ link: text });
  const pages = [
    [200, rows(1), link('<https://example.com/?a,b>; rel="prev", </v1/pages/links?p=2>; rel=next')],
    [200, rows(2), link('<?p=3&q=a>; title="x"; rel="last next"')],
    [200, rows(3), link('<?p=1>; rel="first"')],
  ];
  assert.deepEqual(await walked(t, 'links', pages), [
    [1, 2, 3],
    ['', 'p=2', 'p=3&q=a'],
  ]);
});

test('a link to another server is an error', async (t) => {
  const server = await serve(t, [200, rows(1), { link: '<https://evil.example/>; rel="next"' }]);
  await assert.rejects(client(server).pages.links().toArray(), (error) => {
    assert.ok(error instanceof PaginationError);
    assert.match(error.message, /list_links: the next page is at https:\/\/evil\.example/);
    return true;
  });
});

test('a list that does not end is an error', async (t) => {
  for (const [method, reply] of [
    ['objects', page([1])],
    ['tokens', page([1], { next: 'a' })],
    ['links', [200, rows(1), { link: '<?p=1>; rel="next"' }]],
  ]) {
    await assert.rejects(walked(t, method, [reply]), PaginationError);
  }
});

test('a list ends at maxItems', async (t) => {
  const server = await serve(t, page([1, 2], { total: 1000 }));
  const items = await client(server).pages.offsets({}, { maxItems: 5 }).toArray();
  assert.equal(items.length, 5);
  assert.equal(server.received.length, 3);
});
