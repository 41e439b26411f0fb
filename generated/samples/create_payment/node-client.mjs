// Generated from openapi/ and templates/samples/node-client.mjs.jinja: edit there, not here.
import { Azotte } from 'azotte';

// Reads AZOTTE_API_KEY and AZOTTE_TENANT_ID.
const azotte = new Azotte();

const payment = await azotte.payments.create({
  customer: 'cus_1234567890',
  amount: 999,
  currency: 'usd',
  payment_method: 'tok_visa',
});
console.log(payment);
