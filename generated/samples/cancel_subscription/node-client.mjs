// Generated from openapi/ and templates/samples/node-client.mjs.jinja: edit there, not here.
import { Azotte } from 'azotte';

// Reads AZOTTE_API_KEY and AZOTTE_TENANT_ID.
const azotte = new Azotte();

const subscription = await azotte.subscriptions.cancel('sub_1234567890', {
  at_period_end: true,
  reason: 'customer_request',
});
console.log(subscription);
