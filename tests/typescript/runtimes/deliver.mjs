/**
 * Sends deliveries to a webhook endpoint of the README and prints the statuses of its responses.
 *
 *     WEBHOOK_SECRET=… node deliver.mjs <module of the endpoint>
 */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { webhooks } from 'azotte';

const { send, stop } = await endpoint(process.argv[2]);
const event = { id: 'evt_1', object: 'event', type: 'new.type', created: 1, data: {} };
const body = JSON.stringify(event, null, 1); // a parser would not write it again like this
const now = Math.floor(Date.now() / 1000);
const signed = async (secret, timestamp = now) => ({
  'content-type': 'application/json',
  [webhooks.SIGNATURE_HEADER]: await webhooks.sign(body, secret, timestamp),
});
const secret = process.env.WEBHOOK_SECRET || 'whsec_1';
const deliveries = {
  valid: [body, await signed(secret)],
  replayed: [body, await signed(secret, now - 3600)],
  forged: [body, await signed('whsec_other')],
  changed: [`${body} `, await signed(secret)],
  unsigned: [body, { 'content-type': 'application/json' }],
  empty: ['', {}],
};
const statuses = {};
for (const [name, [body, headers]] of Object.entries(deliveries)) {
  statuses[name] = (await send({ method: 'POST', body, headers })).status;
}
process.stderr.write(JSON.stringify(statuses));
stop();

async function endpoint(module) {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  process.env.PORT = String(port);
  const { POST, default: app } = await import(module);
  const url = `http://127.0.0.1:${port}/webhooks`;
  if (POST) {
    // As Next.js does with what a route throws.
    const failed = () => new Response(null, { status: 500 });
    return { send: (init) => POST(new Request(url, init)).catch(failed), stop: () => undefined };
  }
  return app
    ? { send: (init) => app.fetch(new Request(url, init)), stop: () => undefined }
    : { send: (init) => fetch(url, init), stop: () => process.exit() };
}
