// Generated from openapi/ and templates/samples/node-client.mjs.jinja: edit there, not here.
import { Azotte } from 'azotte';

// Reads AZOTTE_API_KEY and AZOTTE_TENANT_ID.
const azotte = new Azotte();

const payment = await azotte.payments.refund('pay_789ghi', { amount: 500, reason: 'duplicate' });
console.log(payment);
