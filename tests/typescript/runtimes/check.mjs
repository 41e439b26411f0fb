/** Runs in each runtime: a call, a list, an error, a webhook, and what a runtime may lack. */
import { Azotte, APIConnectionError, ResourceMissingError, webhooks } from 'azotte';

/** @param gone A base URL where nobody listens. */
export async function check(options, gone) {
  const azotte = new Azotte(options);
  const customer = await azotte.customers.create({ email: `${crypto.randomUUID()}@example.com` });
  const emails = [];
  for await (const { email } of azotte.customers.list({}, { maxItems: 1 })) {
    emails.push(email);
  }
  const missing = await azotte.customers.get('cus_missing').catch((error) => error);
  const unreachable = azotte.withOptions({ baseUrl: gone, maxRetries: 0 });
  const failure = await unreachable.customers.list().catch((error) => error);
  const event = { id: 'evt_1', object: 'event', type: 'new.type', created: 1, data: {} };
  const body = JSON.stringify(event);
  const signature = await webhooks.sign(body, 'whsec_1');
  const { id } = await webhooks.verify(body, signature, ['whsec_1', undefined]);
  return {
    isListed: emails.includes(customer.email),
    missing: missing instanceof ResourceMissingError && missing.curl.startsWith('curl '),
    failure: failure instanceof APIConnectionError && (failure.isUnsent ? 'unsent' : 'unknown'),
    id,
  };
}
