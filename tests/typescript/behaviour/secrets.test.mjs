import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertNotPrinted } from './printed.mjs';
import { gone, KEY, serve, TENANT } from './server.mjs';

const { Azotte, webhooks } = await import(process.env.CLIENT);

const SECRET = KEY.slice('sk_dev_'.length);

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
  assertNotPrinted(azotte, SECRET);
  assertNotPrinted(azotte.forTenant('tenant_2'), SECRET);
  assertNotPrinted(azotte.customers, SECRET);
  assertNotPrinted(call, SECRET);
  await call;
  const error = await thrown(() => azotte.customers.get('cus_1'));
  assertNotPrinted(error, SECRET);
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
    assertNotPrinted(await thrown(work), secret);
  }
  const azotte = new Azotte({ ...options, apiKey: KEY });
  assertNotPrinted(await thrown(() => azotte.customers.get('cus_1')), SECRET);
});

test('no webhook error prints the secret', async () => {
  const secret = 'whsec_5eCretKEYtobeFOUND';
  const error = await thrown(() => webhooks.verify('{}', `sha256=${'0'.repeat(64)}`, secret));
  assertNotPrinted(error, secret.slice(6));
});
