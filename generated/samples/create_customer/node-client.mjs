// Generated from openapi/ and templates/samples/node-client.mjs.jinja: edit there, not here.
import { Azotte } from 'azotte';

// Reads AZOTTE_API_KEY and AZOTTE_TENANT_ID.
const azotte = new Azotte();

const customer = await azotte.customers.create({
  email: 'ada@example.com',
  name: 'Ada Lovelace',
  phone: '+44 20 7946 0000',
  address: {
    line1: "12 St James's Square",
    city: 'London',
    postal_code: 'SW1Y 4JH',
    country: 'GB',
  },
  metadata: { channel: 'web' },
});
console.log(customer);
