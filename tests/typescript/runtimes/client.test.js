/** A test as Jest runs it without any configuration: CommonJS, in a context with globals of its own. */
const { Azotte, InvalidArgumentError, webhooks } = require('azotte');

test('the client works', async () => {
  const customer = await new Azotte().customers.create({
    email: `${crypto.randomUUID()}@example.com`,
  });
  expect(customer.id).toMatch(/^cus_/);
  expect(() => new Azotte({ apikey: 'sk_dev_1' })).toThrow(InvalidArgumentError);
});

test('a delivery as bytes, text and a Buffer', async () => {
  const event = { id: 'evt_1', object: 'event', type: 'new.type', created: 1, data: {} };
  const text = JSON.stringify(event);
  for (const body of [text, Buffer.from(text), new TextEncoder().encode(text)]) {
    const signature = await webhooks.sign(body, 'whsec_1');
    expect(await webhooks.verify(body, signature, 'whsec_1')).toEqual(event);
  }
});
