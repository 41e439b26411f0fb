/** Tests of `azotte/testing` with node:test. SANDBOX_COMMAND starts a sandbox. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { InvalidArgumentError, webhooks } from 'azotte';
import { SandboxError, startSandbox } from 'azotte/testing';

let sandbox;
before(async () => {
  sandbox = await startSandbox({ command: JSON.parse(process.env.SANDBOX_COMMAND) });
});
after(() => sandbox.stop());

test('tenants have data, clocks and keys of their own', async () => {
  const [one, other] = await Promise.all([
    sandbox.createTenant(),
    sandbox.createTenant({ time: 1_800_000_000, frozen: true }),
  ]);
  await one.client().customers.create({ email: 'ada@example.com' });
  assert.deepEqual((await other.client().customers.list()).data, []);
  await other.clock.advance({ days: 1, seconds: 5 });
  assert.equal(await other.clock.now(), 1_800_086_405);
  await other.clock.advanceTo(1_800_100_000);
  assert.equal(await other.clock.now(), 1_800_100_000);
  assert.ok(Math.abs((await one.clock.now()) - Date.now() / 1000) < 60);
  assert.match(one.key('publishable', 'production'), /^pk_live_/);
  assert.throws(() => one.key('public'), InvalidArgumentError);
  await one.remove();
  await assert.rejects(one.clock.freeze(), SandboxError);
});

test('IDs can be the same in each run', async () => {
  const ids = [];
  for (let run = 0; run < 2; run += 1) {
    const tenant = await sandbox.createTenant({ idsSeed: 'seed' });
    ids.push((await tenant.client().customers.create({ email: 'ada@example.com' })).id);
    await tenant.remove();
  }
  assert.equal(ids[0], ids[1]);
});

test('a snapshot is restored', async () => {
  const tenant = await sandbox.createTenant();
  const azotte = tenant.client();
  await azotte.customers.create({ email: 'ada@example.com' });
  const snapshot = await tenant.snapshot();
  await azotte.customers.create({ email: 'grace@example.com' });
  await tenant.restore(snapshot);
  assert.equal((await azotte.customers.list()).data.length, 1);
  const copy = await sandbox.createTenant({ snapshot });
  assert.equal((await copy.client().customers.list()).data.length, 1);
});

test('a lost response has its effect once', async () => {
  const tenant = await sandbox.createTenant();
  const azotte = tenant.client();
  await tenant.fail('lose_response', { operation: 'create_customer' });
  const { id } = await azotte.customers.create({ email: 'ada@example.com' });
  assert.deepEqual(
    (await azotte.customers.list()).data.map((customer) => customer.id),
    [id],
  );
});

test('failures apply until they are stopped', async () => {
  const tenant = await sandbox.createTenant();
  const azotte = tenant.client({ maxRetries: 0 });
  await tenant.fail('error', { status: 500, times: null });
  await assert.rejects(azotte.customers.list(), { status: 500 });
  await tenant.stopFailing();
  assert.deepEqual((await azotte.customers.list()).data, []);
  await assert.rejects(tenant.fail('maintenance', { operation: 'unknown' }), SandboxError);
});

test(
  'events are delivered signed and once, to a function or a URL',
  { timeout: 120_000 },
  async () => {
    const tenant = await sandbox.createTenant();
    const received = [];
    async function receive(body, signature) {
      received.push((await webhooks.verify(body, signature, tenant.webhooks.secret)).type);
    }
    async function POST(request) {
      await receive(await request.text(), request.headers.get(webhooks.SIGNATURE_HEADER));
      return new Response(null, { status: 200 });
    }
    await tenant.client().customers.create({ email: 'ada@example.com' });
    const responses = await tenant.webhooks.deliver(POST);
    assert.deepEqual(
      responses.map((response) => response.status),
      [200],
    );
    assert.deepEqual(await tenant.webhooks.deliver(POST), []);

    const server = createServer(async (request, response) => {
      const chunks = [];
      for await (const chunk of request) {
        chunks.push(chunk);
      }
      await receive(Buffer.concat(chunks), request.headers[webhooks.SIGNATURE_HEADER]);
      response.end();
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${server.address().port}/`;
    const refunded = await tenant.webhooks.trigger('payment.refunded');
    await tenant.webhooks.deliver(url, [refunded, refunded]);
    const secret = await tenant.webhooks.addEndpoint(url, ['payment.failed']);
    assert.match(secret, /^whsec_/);
    const arrived = new Promise((resolve) => {
      server.removeAllListeners('request');
      server.once('request', (_, response) => response.end(resolve));
    });
    await tenant.webhooks.send('payment.failed');
    await arrived;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    assert.deepEqual(received, ['customer.created', 'payment.refunded', 'payment.refunded']);
  },
);

test('an event has the example of the contract and the fields that are given', async () => {
  const tenant = await sandbox.createTenant();
  const { event } = await tenant.webhooks.send('payment.failed', { amount: 4200 });
  assert.equal(event.data.object.amount, 4200);
  assert.equal(event.data.object.status, 'failed');
  await assert.rejects(tenant.webhooks.send('payment.failed', { amount: 'much' }), /amount/);
});

test('a sandbox that runs is used, and is not stopped', async () => {
  const other = await startSandbox({ url: sandbox.url });
  await other.stop();
  process.env.AZOTTE_SANDBOX_SERVER = sandbox.url;
  const found = await startSandbox();
  delete process.env.AZOTTE_SANDBOX_SERVER;
  assert.ok((await found.createTenant()).tenantId);
});

test('a sandbox that does not start or run is an error that says what to do', async () => {
  await assert.rejects(
    startSandbox({ command: ['no-such-program'] }),
    /pip install azotte-sandbox/,
  );
  await assert.rejects(startSandbox({ url: 'http://127.0.0.1:1' }), /azotte-sandbox serve/);
  const exits = [process.execPath, '-e', 'console.error("broken"); process.exit(1)', '--'];
  await assert.rejects(startSandbox({ command: exits }), /broken/);
});

test('a stopped sandbox leaves no data', async () => {
  const own = await startSandbox({ command: JSON.parse(process.env.SANDBOX_COMMAND) });
  const { database } = await own.control('GET', '');
  assert.ok(existsSync(database));
  await own.stop();
  assert.ok(!existsSync(database));
});
