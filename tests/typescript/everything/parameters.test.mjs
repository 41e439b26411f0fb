/** Parameters of each location, style and type arrive as the contract says. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { serve } from '../behaviour/server.mjs';
import { client } from './client.mjs';

const { InvalidArgumentError } = await import(process.env.CLIENT);

const NOTHING = [204, ''];

async function sent(t, parameters, path = ['a b', 7, ['x', 'y,z']]) {
  const server = await serve(t, NOTHING);
  const result = await client(server).parameters.get(...path, { x_account: 'acc', ...parameters });
  assert.equal(result, undefined);
  const [{ url, headers }] = server.received;
  return { path: url.split('?')[0], query: url.split('?')[1] ?? '', headers };
}

test('a path has text, an integer and an array', async (t) => {
  const { path, query } = await sent(t, {});
  assert.equal(path, '/v1/parameters/a%20b/7/x,y%2Cz');
  assert.equal(query, '');
});

test('a path parameter that is missing or would lead elsewhere is an error', async (t) => {
  const server = await serve(t, NOTHING);
  const { parameters } = client(server);
  for (const path of [
    ['a', undefined, ['x']],
    ['a', 7, []],
    ['a', 7, ['..']],
    ['a', {}, ['x']],
  ]) {
    const call = parameters.get(...path, { x_account: 'a' });
    await assert.rejects(call, InvalidArgumentError);
  }
  assert.equal(server.received.length, 0);
});

for (const [name, parameters, query] of [
  ['a boolean', { flag: true }, 'flag=true'],
  ['false', { flag: false }, 'flag=false'],
  ['an integer', { count: 0 }, 'count=0'],
  ['null', { count: null }, ''],
  ['a number', { ratio: 1.5 }, 'ratio=1.5'],
  ['an enumeration', { status: 'on', level: 2 }, 'status=on&level=2'],
  ['an exploded array', { many: [1, 2] }, 'many=1&many=2'],
  ['an array with commas', { commas: ['a b', 'c,d'] }, 'commas=a%20b,c%2Cd'],
  ['an empty array', { commas: [], many: [] }, ''],
  ['a space-delimited array', { spaces: ['a', 'b'] }, 'spaces=a%20b'],
  ['a pipe-delimited array', { pipes: ['a', 'b'] }, 'pipes=a%7Cb'],
  [
    'an object as deepObject',
    { filter: { name: 'a&b', min: 0, is_open: true, left_out: undefined } },
    'filter%5Bname%5D=a%26b&filter%5Bmin%5D=0&filter%5Bis_open%5D=true',
  ],
  [
    'JSON',
    { where: { name: 'a', children: [] } },
    'where=%7B%22name%22%3A%22a%22%2C%22children%22%3A%5B%5D%7D',
  ],
  ['a parameter called type', { type: 'x' }, 'type=x'],
  ['a name with brackets', { created_gte: 1 }, 'created%5Bgte%5D=1'],
  ['two names that are alike', { fooBar: 'a', foo_bar: 'b' }, 'fooBar=a&foo_bar=b'],
]) {
  test(`the query has ${name}`, async (t) => {
    assert.equal((await sent(t, parameters)).query, query);
  });
}

const DEEP = new URL('../../codegen/deep-object.json', import.meta.url);

for (const { name, value, query } of JSON.parse(readFileSync(DEEP, 'utf-8')).cases) {
  test(`brackets: ${name}`, async (t) => {
    assert.equal((await sent(t, { a: value })).query, query);
  });
}

test('null items of an array in a header are omitted', async (t) => {
  const { headers } = await sent(t, { x_many: [1, null, 2] });
  assert.equal(headers['x-many'], '1,2');
});

test('headers have text, booleans, arrays and JSON', async (t) => {
  const { headers, query } = await sent(t, {
    x_flag: true,
    x_many: [1, 2],
    x_json: { a: 'ü' },
  });
  assert.equal(headers['x-account'], 'acc');
  assert.equal(headers['x-flag'], 'true');
  assert.equal(headers['x-many'], '1,2');
  assert.equal(headers['x-json'], '{"a":"\\u00fc"}');
  assert.equal(query, '');
});

test('a header cannot be broken out of', async (t) => {
  const server = await serve(t, NOTHING);
  const call = client(server).parameters.get('a', 1, ['x'], { x_account: 'a\r\nx-b: c' });
  await assert.rejects(call, /x_account must be printable ASCII text/);
  assert.equal(server.received.length, 0);
});

test('a parameter that does not exist is an error', async (t) => {
  const server = await serve(t, NOTHING);
  const call = client(server).parameters.get('a', 1, ['x'], { x_account: 'a', foobar: 1 });
  await assert.rejects(call, /get_parameters has no parameter foobar. Use fooBar./);
});
