// Generated from openapi/ and templates/samples/node-client.mjs.jinja: edit there, not here.
import { Azotte } from 'azotte';

// Reads AZOTTE_API_KEY and AZOTTE_TENANT_ID.
const azotte = new Azotte();

for await (const customer of azotte.customers.list({
  limit: 10,
  created_gte: 1767225600,
  created_lte: 1767312000,
  email_contains: '@example.com',
})) {
  console.log(customer);
}
