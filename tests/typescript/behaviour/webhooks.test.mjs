import assert from 'node:assert/strict';
import { test } from 'node:test';

const { InvalidArgumentError, InvalidEventError, SignatureError, webhooks } = await import(
  process.env.CLIENT
);

const SECRET = 'whsec_1234567890abcdef';
const NOW = 1767225600;
const EVENT = {
  id: 'evt_1',
  object: 'event',
  type: 'customer.deleted',
  created: NOW,
  data: { object: { id: 'cus_1', object: 'customer', deleted: true } },
  request: null,
};
const BODY = JSON.stringify(EVENT);

test('what sign makes, verify takes, in both forms and as text or bytes', async () => {
  for (const timestamp of [NOW, undefined]) {
    const header = await webhooks.sign(BODY, SECRET, timestamp);
    for (const body of [
      BODY,
      new TextEncoder().encode(BODY),
      Buffer.from(BODY),
      Buffer.from(BODY).buffer.slice(0),
    ]) {
      const bytes = body instanceof ArrayBuffer ? new TextEncoder().encode(BODY).buffer : body;
      assert.deepEqual(await webhooks.verify(bytes, header, SECRET, { now: NOW }), EVENT);
    }
  }
});

test('a view into a larger buffer is its own bytes only', async () => {
  const larger = new TextEncoder().encode(`xx${BODY}yy`);
  const body = larger.subarray(2, larger.length - 2);
  const header = await webhooks.sign(BODY, SECRET, NOW);
  assert.deepEqual(await webhooks.verify(body, header, SECRET, { now: NOW }), EVENT);
});

test('the tolerance is that of the contract unless another is given', async () => {
  const header = await webhooks.sign(BODY, SECRET, NOW);
  await webhooks.verify(BODY, header, SECRET, { now: NOW + 300 });
  await assert.rejects(webhooks.verify(BODY, header, SECRET, { now: NOW + 301 }), SignatureError);
  await webhooks.verify(BODY, header, SECRET, { now: NOW + 900, tolerance: 900 });
  for (const tolerance of [NaN, -1, Infinity]) {
    await assert.rejects(
      webhooks.verify(BODY, header, SECRET, { tolerance }),
      InvalidArgumentError,
    );
  }
});

test('without a time given, it is now', async () => {
  const header = await webhooks.sign(BODY, SECRET, Math.floor(Date.now() / 1000));
  assert.equal((await webhooks.verify(BODY, header, [SECRET, 'whsec_old'])).id, 'evt_1');
});

test('a missing header and an empty secret are rejected', async () => {
  for (const header of [undefined, null, '']) {
    await assert.rejects(webhooks.verify(BODY, header, SECRET), SignatureError);
  }
  const header = await webhooks.sign(BODY, SECRET);
  await assert.rejects(webhooks.verify(BODY, header, ''), InvalidArgumentError);
  // A mistake in the configuration is not a forged delivery.
  await assert.rejects(webhooks.verify(BODY, header, []), InvalidArgumentError);
});

test('a signed body that is not an event gets another error than a forged one', async () => {
  const { type, ...untyped } = EVENT;
  const halved = { ...EVENT, data: { object: { id: 'cus_1' } } };
  for (const body of [
    '',
    'null',
    '[]',
    '{"type":',
    JSON.stringify(untyped),
    JSON.stringify(halved),
  ]) {
    const header = await webhooks.sign(body, SECRET);
    await assert.rejects(webhooks.verify(body, header, SECRET), InvalidEventError);
  }
  const invalidUtf8 = new Uint8Array([0x7b, 0xff, 0x7d]);
  const header = await webhooks.sign(invalidUtf8, SECRET);
  await assert.rejects(webhooks.verify(invalidUtf8, header, SECRET), InvalidEventError);
});

test('an event of an unknown type is kept as it is', async () => {
  const event = { ...EVENT, type: 'toString', data: { object: {}, more: 1 }, region: 'eu' };
  const body = JSON.stringify(event);
  const header = await webhooks.sign(body, SECRET);
  assert.deepEqual(await webhooks.verify(body, header, SECRET), event);
});

test('C4: a secret that is unset is ignored while another is set', async () => {
  const header = await webhooks.sign(BODY, SECRET);
  for (const secrets of [
    [SECRET, undefined],
    [undefined, SECRET],
    ['', SECRET],
    [null, 'whsec_old', SECRET],
  ]) {
    assert.deepEqual(await webhooks.verify(BODY, header, secrets), EVENT);
  }
});

test('C4: without any secret the configuration is wrong, not the delivery', async () => {
  const header = await webhooks.sign(BODY, SECRET);
  for (const secrets of [undefined, null, '', [], [undefined, ''], 7, [7], {}]) {
    await assert.rejects(webhooks.verify(BODY, header, secrets), (error) => {
      assert.ok(error instanceof InvalidArgumentError && !(error instanceof SignatureError));
      assert.match(error.message, /webhook secret/);
      return true;
    });
  }
});

test('C5: a parsed or missing body is rejected, and the error says what to pass', async () => {
  const header = await webhooks.sign(BODY, SECRET);
  for (const body of [EVENT, undefined, null, 7, [1], new DataView(new ArrayBuffer(1)), {}]) {
    await assert.rejects(
      webhooks.verify(body, header, SECRET),
      (error) => error instanceof SignatureError && /raw text or bytes/.test(error.message),
    );
  }
});

test('C5: the header as frameworks give it', async () => {
  const header = await webhooks.sign(BODY, SECRET);
  // Node has an array for a header that is sent twice in some cases.
  assert.deepEqual(await webhooks.verify(BODY, [header], SECRET), EVENT);
  for (const given of [[], [''], 7, {}, ['t=1,v1=a', 't=2,v1=b']]) {
    await assert.rejects(webhooks.verify(BODY, given, SECRET), SignatureError);
  }
});
