/** Tests of an integration as Jest runs them without any configuration. */
const { webhooks } = require('azotte');
const { startSandbox } = require('azotte/testing');

let sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ command: JSON.parse(process.env.SANDBOX_COMMAND) });
}, 60_000);
afterAll(() => sandbox.stop());

test('a trial ends', async () => {
  const tenant = await sandbox.createTenant();
  const azotte = tenant.client();
  const customer = await azotte.customers.create({ email: 'ada@example.com' });
  const { id } = await azotte.subscriptions.create({ customer: customer.id, plan: 'plan_basic' });
  await tenant.clock.advance({ days: 15 });
  expect((await azotte.subscriptions.get(id)).status).toBe('active');
  const [created] = await tenant.webhooks.events('customer.created');
  const { body, headers } = created;
  const signature = headers[webhooks.SIGNATURE_HEADER];
  expect(await webhooks.verify(body, signature, tenant.webhooks.secret)).toEqual(created.event);
}, 60_000);
