// Generated from openapi/ and templates/samples/node-client.mjs.jinja: edit there, not here.
import { Azotte } from 'azotte';

// Reads AZOTTE_API_KEY and AZOTTE_TENANT_ID.
const azotte = new Azotte();

for await (const entitlement of azotte.entitlements.list('cus_1234567890', { limit: 10 })) {
  console.log(entitlement);
}
