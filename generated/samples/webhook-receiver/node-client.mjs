// Generated from openapi/ and templates/samples/webhook-receiver/node-client.mjs.jinja: edit there, not here.
// Receives webhook events on port 3000, or on the port in PORT. AZOTTE_WEBHOOK_SECRET is the endpoint's signing secret.
import { createServer } from 'node:http';
import { SignatureError, webhooks } from 'azotte';

const LARGEST_BODY = 1 << 20;
const secret = process.env.AZOTTE_WEBHOOK_SECRET;

const server = createServer(async (request, response) => {
  try {
    const body = await read(request);
    const signature = request.headers[webhooks.SIGNATURE_HEADER];
    handle(await webhooks.verify(body, signature?.toString(), secret));
    response.writeHead(200).end();
  } catch (error) {
    console.error(String(error));
    response.writeHead(error instanceof SignatureError ? 400 : 500).end();
  }
});

/** @param {import('node:http').IncomingMessage} request */
async function read(request) {
  const pieces = [];
  let size = 0;
  for await (const piece of request) {
    size += piece.length;
    if (size > LARGEST_BODY) {
      throw new Error('The body is too large.');
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** @param {import('azotte').webhooks.WebhookEvent} event */
function handle(event) {
  // A delivery can be repeated: ignore the IDs of events that you have handled.
  switch (event.type) {
    case 'customer.created':
    case 'customer.updated':
    case 'customer.deleted':
      console.log('customers:', event);
      break;
    case 'payment.succeeded':
    case 'payment.failed':
    case 'payment.refunded':
    case 'payment.disputed':
      console.log('payments:', event);
      break;
    case 'subscription.created':
    case 'subscription.updated':
    case 'subscription.renewed':
    case 'subscription.cancelled':
    case 'subscription.paused':
    case 'subscription.resumed':
    case 'subscription.trial_ending':
      console.log('subscriptions:', event);
      break;
    default:
      console.log('Unknown event:', event.type);
  }
}

server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1');
