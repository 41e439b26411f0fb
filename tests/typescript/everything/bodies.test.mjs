/** Bodies of each kind arrive as the contract says. */
import assert from 'node:assert/strict';
import { mkdtempSync, openAsBlob, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { serve } from '../behaviour/server.mjs';
import { client } from './client.mjs';

const { APIStatusError, InvalidArgumentError } = await import(process.env.CLIENT);

const OK = [200, ''];

/** Makes a call and returns its body as the server received it. */
async function sent(t, call, reply = OK) {
  const server = await serve(t, reply);
  await call(client(server).bodies);
  const [{ headers, ...request }] = server.received;
  return { ...request, type: headers['content-type'], length: headers['content-length'] };
}

/** Parses a multipart body, as a server does. */
async function parts({ body, type }) {
  const form = await new Response(body, { headers: { 'content-type': type } }).formData();
  return [...form.entries()];
}

test('JSON of any type', async (t) => {
  const methods = [{ kind: 'card', last4: '4242' }];
  const array = await sent(t, (bodies) => bodies.array(methods), [200, methods]);
  assert.deepEqual([array.body, array.type], [JSON.stringify(methods), 'application/json']);
  for (const value of [0, null, 7]) {
    const scalar = await sent(t, (bodies) => bodies.scalar(value), [200, value]);
    assert.equal(scalar.body, String(value));
  }
  const tree = { root: { name: 'a', children: [{ name: 'b', children: [] }] } };
  const map = await sent(t, (bodies) => bodies.map(tree), [200, tree]);
  assert.equal(map.body, JSON.stringify(tree));
});

test('an undefined optional body is not sent, and an empty array is', async (t) => {
  const none = await sent(t, (bodies) => bodies.array(), [200, []]);
  assert.deepEqual([none.body, none.type], ['', undefined]);
  const empty = await sent(t, (bodies) => bodies.array([]), [200, []]);
  assert.equal(empty.body, '[]');
});

test('a merge patch keeps null and leaves out undefined', async (t) => {
  const call = (bodies) => bodies.patch({ a: null, b: undefined });
  const { method, body, type } = await sent(t, call, [202, '']);
  assert.deepEqual([method, body, type], ['PATCH', '{"a":null}', 'application/merge-patch+json']);
});

test('a form, after a required parameter', async (t) => {
  const fields = { name: 'a b&c', flags: [true, false], filter: { min: 1 } };
  const { url, body, type } = await sent(t, (bodies) => bodies.form({ mode: 'x' }, fields));
  assert.equal(url, '/v1/body/form?mode=x');
  assert.equal(body, 'name=a%20b%26c&flags=true&flags=false&filter=%7B%22min%22%3A1%7D');
  assert.equal(type, 'application/x-www-form-urlencoded');
});

test('a form without fields is not sent as a body', async (t) => {
  for (const fields of [undefined, {}, { name: undefined }]) {
    const { body, type } = await sent(t, (bodies) => bodies.form({ mode: 'x' }, fields));
    assert.deepEqual([body, type], ['', undefined]);
  }
});

test('a multipart body has files, text, repeated parts and JSON', async (t) => {
  const received = await sent(t, (bodies) =>
    bodies.multipart({
      file: new File(['%PDF'], 'a "b".pdf'),
      pages: [new Blob(['1'], { type: 'text/plain' }), new TextEncoder().encode('2')],
      title: 'Ä\r\n--',
      is_draft: false,
      tags: ['x', 'y'],
      about: { a: 1 },
    }),
  );
  const found = await parts(received);
  assert.deepEqual(
    found.map(([name]) => name),
    ['file', 'pages', 'pages', 'title', 'is_draft', 'tags', 'tags', 'about'],
  );
  const [file, one, two, title, draft, x, y, about] = found.map(([, value]) => value);
  assert.deepEqual(
    [file.name, file.type, await file.text()],
    ['a "b".pdf', 'application/pdf', '%PDF'],
  );
  assert.deepEqual([one.type, await one.text(), await two.text()], ['text/plain', '1', '2']);
  assert.deepEqual([title, draft, x, y], ['Ä\r\n--', 'false', 'x', 'y']);
  assert.equal(await text(about), '{"a":1}');
  // Its length is known, so that it is sent in one piece.
  assert.equal(Number(received.length), Buffer.byteLength(received.body));
});

const text = (value) => (typeof value === 'string' ? value : value.text());

test('a file is streamed, from a path or from a stream', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'azotte-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'large.pdf');
  writeFileSync(path, 'x'.repeat(200_000));
  async function* pieces() {
    for (let index = 0; index < 20; index++) {
      yield new TextEncoder().encode('x'.repeat(10_000));
    }
  }
  for (const file of [
    await openAsBlob(path),
    pieces(),
    (await openAsBlob(path)).stream(),
    { content: pieces(), name: 'large.pdf', type: 'application/x-pdf' },
  ]) {
    const received = await sent(t, (bodies) => bodies.multipart({ file, title: 'a' }));
    const [[, uploaded], [, title]] = await parts(received);
    assert.equal(uploaded.size, 200_000);
    assert.equal(title, 'a');
    if (file.name) {
      assert.deepEqual([uploaded.name, uploaded.type], ['large.pdf', 'application/x-pdf']);
    }
  }
});

test('bytes are sent as they are', async (t) => {
  const png = new Blob(['PNG'], { type: 'image/png' });
  for (const [body, type] of [
    [png, 'image/png'],
    [new TextEncoder().encode('PNG'), 'application/octet-stream'],
    [new TextEncoder().encode('PNG').buffer, 'application/octet-stream'],
    [png.stream(), 'application/octet-stream'],
  ]) {
    const received = await sent(t, (bodies) => bodies.bytes(body));
    assert.deepEqual([received.body, received.type], ['PNG', type]);
  }
});

test('text is sent as it is', async (t) => {
  const { body, type } = await sent(t, (bodies) => bodies.text('a,b\n"ä",2\n'));
  assert.deepEqual([body, type], ['a,b\n"ä",2\n', 'text/csv']);
});

test('JSON lines, from an array or as they come', async (t) => {
  async function* rows() {
    yield { n: 1 };
    yield { n: 2 };
  }
  for (const body of [[{ n: 1 }, { n: 2 }], new Set([{ n: 1 }, { n: 2 }]), rows()]) {
    const received = await sent(t, (bodies) => bodies.lines(body));
    assert.deepEqual([received.body, received.type], ['{"n":1}\n{"n":2}\n', 'application/jsonl']);
  }
});

test('a body that is a stream is not sent again, and a Blob is', async (t) => {
  const busy = [503, '', { 'retry-after': '0' }];
  for (const [body, count] of [
    [new Blob(['a']).stream(), 1],
    [new Blob(['a']), 1], // PUT has no idempotency key
  ]) {
    const server = await serve(t, busy);
    const { bodies } = client(server, { maxRetries: 2 });
    const error = await bodies.bytes(body).catch((thrown) => thrown);
    assert.ok(error instanceof APIStatusError);
    assert.equal(error.stopped, 'unsafe');
    assert.equal(server.received.length, count);
    assert.match(error.curl, /--data-binary @body/);
  }
});

test('a media type is chosen for the body and for the response', async (t) => {
  const reply = (request, response) => {
    const type = request.headers.accept.split(',')[0];
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8` });
    response.end(type === 'text/csv' ? 'n\n1\n' : '{"n":1}');
  };
  const server = await serve(t, reply);
  const { bodies } = client(server);
  assert.deepEqual(await bodies.several({ n: 1 }), { n: 1 });
  assert.deepEqual(await bodies.several('n\n1\n', {}, { contentType: 'text/csv' }), { n: 1 });
  const csv = await bodies.several({ n: 1 }, {}, { accept: 'text/csv' });
  assert.equal(await csv.text(), 'n\n1\n');
  assert.deepEqual(
    server.received.map(({ headers, body }) => [headers['content-type'], headers.accept, body]),
    [
      ['application/json', 'application/json', '{"n":1}'],
      ['text/csv', 'application/json', 'n\n1\n'],
      ['application/json', 'text/csv, application/json', '{"n":1}'],
    ],
  );
  for (const options of [{ contentType: 'text/plain' }, { accept: 'text/plain' }]) {
    await assert.rejects(bodies.several({ n: 1 }, {}, options), InvalidArgumentError);
  }
  await assert.rejects(bodies.text('', { accept: 'text/csv' }), /has no option "accept"/);
});
