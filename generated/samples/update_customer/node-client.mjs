// Generated from openapi/ and templates/samples/node-client.mjs.jinja: edit there, not here.
import { Azotte } from 'azotte';

// Reads AZOTTE_API_KEY and AZOTTE_TENANT_ID.
const azotte = new Azotte();

const customer = await azotte.customers.update('cus_1234567890', { name: 'Ada King', phone: null });
console.log(customer);
