/** Responses of each kind are read as the contract says, and what the contract does not know yet is kept. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { serve } from '../behaviour/server.mjs';
import { assertNotPrinted } from '../behaviour/printed.mjs';
import { client, KEY } from './client.mjs';

const { APIConnectionError, APITimeoutError, InvalidResponseError } = await import(
  process.env.CLIENT
);

/** Sends the pieces of a body, one after the other. */
function pieces(type, ...texts) {
  return async (request, response) => {
    response.writeHead(200, { 'content-type': type });
    for (const text of texts) {
      response.write(text);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    response.end();
  };
}

const isTooLarge = (bytes) => (error) => {
  assert.ok(error instanceof APIConnectionError, error);
  assert.match(error.message, new RegExp(`larger than ${bytes} bytes. Raise maxResponseBytes`));
  return true;
};

const all = async (iterable) => {
  const found = [];
  for await (const one of iterable) {
    found.push(one);
  }
  return found;
};

test('each status has its result, and its headers are typed', async (t) => {
  const headers = { etag: '"1"', 'x-count': '7', 'x-flags': 'true, false' };
  const server = await serve(
    t,
    [200, { n: 1, unknown: true }, headers],
    [202, ''],
    [303, '', { location: '/v1/elsewhere' }],
    [304, ''],
  );
  const { results } = client(server);
  const first = await results.statuses().withDetail();
  assert.deepEqual(first.result, { n: 1, unknown: true });
  assert.deepEqual(first.typedHeaders, {
    etag: '"1"',
    xCount: 7,
    xFlags: [true, false],
    location: undefined,
  });
  for (const [status, location] of [[202], [303, '/v1/elsewhere'], [304]]) {
    const detailed = await results.statuses().withDetail();
    assert.deepEqual([detailed.status, detailed.result], [status, undefined]);
    assert.equal(detailed.typedHeaders.location, location);
  }
});

test('every status of a range is a success', async (t) => {
  const server = await serve(t, [200, { n: 1 }], [203, { n: 2 }], [204, '']);
  const { results } = client(server);
  assert.deepEqual(await results.range(), { n: 1 });
  assert.deepEqual(await results.range(), { n: 2 });
  assert.equal(await results.range(), undefined);
});

test('a response to HEAD is empty', async (t) => {
  const server = await serve(t, [200, '']);
  assert.equal(await client(server).results.check(), undefined);
  assert.equal(server.received[0].method, 'HEAD');
});

test('a download is read in pieces, whole, as text or to a file', async (t) => {
  const server = await serve(t, pieces('application/pdf', '%PDF', '-1.7'));
  const { results } = client(server);
  const download = await results.pdf();
  assert.equal(download.contentType, 'application/pdf');
  const received = await all(download);
  assert.ok(received.length > 1 && received.every((one) => one instanceof Uint8Array));
  assert.equal(Buffer.concat(received).toString(), '%PDF-1.7');
  assert.equal(Buffer.from(await (await results.pdf()).bytes()).toString(), '%PDF-1.7');
  const blob = await (await results.pdf()).blob();
  assert.deepEqual([blob.type, await blob.text()], ['application/pdf', '%PDF-1.7']);
  assert.equal(await new Response((await results.pdf()).stream()).text(), '%PDF-1.7');
  const file = join(tmpdir(), `azotte-${process.pid}.pdf`);
  t.after(() => rmSync(file));
  await writeFile(file, await results.pdf());
  assert.equal(readFileSync(file, 'utf-8'), '%PDF-1.7');
  assert.equal(server.received[0].headers.accept, 'application/pdf, application/json');
});

test('a large download is not kept in memory, unless it is read whole', async (t) => {
  const server = await serve(t, pieces('text/csv', ...Array(50).fill('x'.repeat(10_000))));
  const { results } = client(server, { maxResponseBytes: 100_000 });
  let size = 0;
  for await (const piece of await results.csv()) {
    size += piece.length;
  }
  assert.equal(size, 500_000);
  await assert.rejects((await results.csv()).text(), isTooLarge(100_000));
  await assert.rejects((await results.csv()).blob(), isTooLarge(100_000));
});

test('leaving a download ends its connection', async (t) => {
  let closed;
  const isClosed = new Promise((resolve) => (closed = resolve));
  const server = await serve(t, (request, response) => {
    response.writeHead(200, { 'content-type': 'text/csv' });
    response.write('a');
    response.on('close', closed);
  });
  const { results } = client(server);
  for await (const piece of await results.csv()) {
    assert.equal(Buffer.from(piece).toString(), 'a');
    break;
  }
  await isClosed;
});

test('a piece that does not come is an error, and so is a connection that breaks', async (t) => {
  const silent = (request, response) => {
    response.writeHead(200, { 'content-type': 'text/csv' });
    response.write('a');
  };
  const broken = (request, response) => {
    silent(request, response);
    setTimeout(() => response.destroy(), 20);
  };
  const server = await serve(t, silent, broken);
  const { results } = client(server, { timeout: 200 });
  await assert.rejects((await results.csv()).text(), APITimeoutError);
  await assert.rejects((await results.csv()).text(), (error) => {
    assert.ok(error instanceof APIConnectionError && !(error instanceof APITimeoutError));
    return true;
  });
});

test('a stream ends when the caller aborts', async (t) => {
  const server = await serve(t, (request, response) => {
    response.writeHead(200, { 'content-type': 'application/jsonl' });
    response.write('{"n":1}\n');
  });
  const controller = new AbortController();
  const rows = await client(server).results.rows({ signal: controller.signal });
  const seen = [];
  await assert.rejects(
    async () => {
      for await (const row of rows) {
        seen.push(row);
        controller.abort(new Error('enough'));
      }
    },
    { message: 'enough' },
  );
  assert.deepEqual(seen, [{ n: 1 }]);
});

test('JSON lines, in pieces of any size', async (t) => {
  const text = '{"n":1,"new":"ä"}\r\n\n{"n":2}\n{"n":3}';
  const bytes = Buffer.from(text);
  const split = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
  const server = await serve(t, pieces('application/jsonl', ...split));
  const rows = await all(await client(server).results.rows());
  assert.deepEqual(rows, [{ n: 1, new: 'ä' }, { n: 2 }, { n: 3 }]);
});

test('a line that does not match the contract is an error', async (t) => {
  for (const line of ['{"n":"1"}', 'nonsense']) {
    const server = await serve(t, pieces('application/jsonl', line));
    const rows = await client(server).results.rows();
    await assert.rejects(all(rows), InvalidResponseError);
  }
});

test('a line without an end is an error', async (t) => {
  const server = await serve(t, pieces('application/jsonl', ...Array(20).fill('x'.repeat(1_000))));
  const rows = await client(server, { maxResponseBytes: 10_000 }).results.rows();
  await assert.rejects(all(rows), isTooLarge(10_000));
});

test('an event without an end is an error', async (t) => {
  const server = await serve(
    t,
    pieces('text/event-stream', ...Array(20).fill('data: x\n'.repeat(600))),
  );
  const events = await client(server, { maxResponseBytes: 10_000 }).results.words();
  await assert.rejects(all(events), isTooLarge(10_000));
});

test('what is read as it arrives shows no key that the server sends back', async (t) => {
  const secret = KEY.slice('key_'.length);
  const more = { 'content-type': 'text/csv', 'x-echo': KEY };
  const echo = (status, text) => [status, text, more];
  const server = await serve(
    t,
    echo(200, `a;${KEY}`),
    echo(500, `a;${KEY}`),
    [200, `{"n":"${KEY}","${KEY}":1}`, { 'content-type': 'application/jsonl', 'x-echo': KEY }],
    [200, `data: {"${KEY}":1}\n\n`, { 'content-type': 'text/event-stream', 'x-echo': KEY }],
  );
  const { results } = client(server);
  const { headers, ...detailed } = await results.csv().withDetail();
  for (const shown of [[...headers], detailed, detailed.result]) {
    assertNotPrinted(shown, secret);
  }
  assert.equal(await detailed.result.text(), 'a;key_…OUND');
  const thrown = (work) => assert.rejects(work, (error) => assertNotPrinted(error, secret) ?? true);
  await thrown(results.csv());
  await thrown(all(await results.rows()));
  await thrown(all(await results.events()));
});

test('server-sent events', async (t) => {
  const text =
    ': a comment\n\nevent: paid\nid: 1\nretry: 500\ndata: {"kind":"card",\ndata: "last4":"4242"}\n\n' +
    'data: {"kind":"crypto","coin":"btc"}\r\n\r\n' +
    'data: {"kind":"bank"}\n';
  const server = await serve(t, pieces('text/event-stream', text.slice(0, 40), text.slice(40)));
  const events = await all(await client(server).results.events());
  assert.deepEqual(events, [
    { event: 'paid', id: '1', retry: 500, data: { kind: 'card', last4: '4242' } },
    // A variant that is not known is kept. An event without its empty line is not complete.
    { event: 'message', id: '1', retry: 500, data: { kind: 'crypto', coin: 'btc' } },
  ]);
});

test('server-sent events of text', async (t) => {
  const server = await serve(t, pieces('text/event-stream', 'data: a\ndata\ndata:b\n\n'));
  const [event] = await all(await client(server).results.words());
  assert.equal(event.data, 'a\n\nb');
});

test('a stream that echoes the key shows it masked', async (t) => {
  const server = await serve(t, pieces('text/event-stream', `data: ${KEY}\n\n`));
  const [{ data }] = await all(await client(server).results.words());
  assert.ok(!data.includes(KEY.slice(4)));
});

test('an error of an operation with a stream is read as an error', async (t) => {
  const server = await serve(t, [404, 'gone']);
  await assert.rejects(client(server).results.pdf(), { status: 404, body: 'gone' });
});

const account = { id: 'a', name: 'n' };

for (const [name, more] of [
  ['unknown fields and values', { new: [1], status: 'paused', level: 9, is_test: false }],
  ['a known variant', { method: { kind: 'sepa', since: 2020, new: 1 } }],
  ['an unknown variant', { methods: [{ kind: 'crypto', last4: 7 }] }],
  ['an id or an object', { expandable: 'card_1' }],
  ['an object or an id', { expandable: { kind: 'card', last4: '1', new: 1 } }],
  ['a new branch of a plain union', { expandable: [1] }],
  ['nullable items of arrays of arrays', { matrix: [[1, null], []] }],
  ['names that are not identifiers', { class: 'a', '@type': 'b', 'a"b\\': 'c', 'optional?': 'd' }],
  ['names of the language', { constructor: 'a', fooBar: 'b', foo_bar: 'c' }],
  ['typed other fields', { extras: { known: 'a', other: 1 } }],
  ['null and anything', { nothing: null, anything: { a: [null] } }],
]) {
  test(`a response keeps ${name}`, async (t) => {
    const server = await serve(t, [200, { ...account, ...more }]);
    const body = { secret: 's', name: 'n' };
    assert.deepEqual(await client(server).bodies.send(body), { ...account, ...more });
  });
}

for (const [name, more, problem] of [
  ['a field of a variant', { method: { kind: 'sepa', since: 'x' } }, /it\.method\.since is not of/],
  ['a variant without its tag', { method: { last4: '1' } }, /it\.method\.kind is missing/],
  ['an item of an array of arrays', { matrix: [[1], ['x']] }, /it\.matrix\[1\]\[0\] is not of the/],
  ['a required field', { id: undefined }, /it\.id is missing/],
  ['a null', { name: null }, /it\.name is not of the type string/],
]) {
  test(`a response that is wrong in ${name} is an error`, async (t) => {
    const server = await serve(t, [200, { ...account, ...more }]);
    await assert.rejects(client(server).bodies.send({ secret: 's', name: 'n' }), (error) => {
      assert.ok(error instanceof InvalidResponseError);
      assert.match(error.message, problem);
      return true;
    });
  });
}

test('recursion: a tree, arrays of themselves, two types and any JSON', async (t) => {
  const nested = [[[]], []];
  const left = { right: { left: { right: {} } } };
  const json = { a: [1, 'b', { c: [] }] };
  const server = await serve(t, [200, nested], [200, left], [200, json]);
  const { results } = client(server);
  assert.deepEqual(await results.nested(), nested);
  assert.deepEqual(await results.left(), left);
  assert.deepEqual(await results.json(), json);
  const wrong = await serve(t, [200, [[1]]], [200, { right: { left: 1 } }]);
  await assert.rejects(client(wrong).results.nested(), /it\[0\]\[0\] is not an array/);
  await assert.rejects(client(wrong).results.left(), /it\.right\.left is not of the type object/);
});

test('a map of objects is checked, and keeps what is unknown', async (t) => {
  const map = { a: { name: 'a', children: [], parent: null, new: 1 } };
  const server = await serve(t, [200, map], [200, { a: { name: 'a' } }]);
  const { bodies } = client(server);
  assert.deepEqual(await bodies.map(map), map);
  await assert.rejects(bodies.map(map), /it\.a\.children is missing/);
});
