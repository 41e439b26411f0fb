import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import v8 from 'node:v8';
import { gone, KEY, serve, TENANT } from './server.mjs';

const { Azotte, webhooks } = await import(process.env.CLIENT);

const SECRET = KEY.slice('sk_dev_'.length);

/** Every way that a value is turned into text by accident. */
function* printed(value) {
  yield String(value);
  yield JSON.stringify(value) ?? '';
  yield inspect(value, { depth: Infinity, showHidden: true, getters: true });
  yield JSON.stringify(Object.getOwnPropertyDescriptors(value));
  yield JSON.stringify({ ...value });
  if (value instanceof Error) {
    yield value.stack;
    yield v8.serialize(value).toString('latin1');
    yield inspect(value.cause);
  }
}

function assertNoSecret(value, secret = SECRET) {
  for (const text of printed(value)) {
    assert.ok(!text.includes(secret), text);
  }
}

async function thrown(work) {
  try {
    await work();
  } catch (error) {
    return error;
  }
  assert.fail('nothing was thrown');
}

test('no object of the client prints the key', async (t) => {
  const echo = (request, response) => {
    const headers = JSON.stringify(request.headers);
    response.writeHead(request.url.includes('bundles') ? 200 : 400, { 'x-echo': headers });
    response.end(
      request.url.includes('bundles') ? `{"object":"list","data":[],"has_more":false}` : headers,
    );
  };
  const server = await serve(t, echo);
  const azotte = new Azotte({ apiKey: KEY, tenantId: TENANT, baseUrl: `${server.origin}/v1` });
  const call = azotte.bundles.list();
  assertNoSecret(azotte);
  assertNoSecret(azotte.forTenant('tenant_2'));
  assertNoSecret(azotte.customers);
  assertNoSecret(call);
  await call;
  const error = await thrown(() => azotte.customers.get('cus_1'));
  assertNoSecret(error);
  assert.ok(error.body.includes('sk_dev_…OUND'), 'what the server echoes is masked');
  assert.ok(error.headers.get('x-echo').includes('sk_dev_...OUND'));
});

test('no error prints the key, nor does a client out of reach', async () => {
  const { origin } = await gone();
  const options = { tenantId: TENANT, baseUrl: `${origin}/v1`, maxRetries: 0 };
  for (const [apiKey, secret] of [
    [`sk_test_${SECRET}`, SECRET],
    [`sk_live_${SECRET}`, SECRET],
    [`${KEY}\n`, SECRET],
    [`pk_dev_${SECRET}`, SECRET],
    ['short', 'short'],
  ]) {
    const work = async () => new Azotte({ ...options, apiKey }).customers.get('cus_1');
    assertNoSecret(await thrown(work), secret);
  }
  const azotte = new Azotte({ ...options, apiKey: KEY });
  assertNoSecret(await thrown(() => azotte.customers.get('cus_1')));
});

test('no webhook error prints the secret', async () => {
  const secret = 'whsec_5eCretKEYtobeFOUND';
  const error = await thrown(() => webhooks.verify('{}', `sha256=${'0'.repeat(64)}`, secret));
  assertNoSecret(error, secret.slice(6));
});
