// Calls the API with the output of @hey-api/openapi-ts.

import { client } from './stock/client.gen';
import { createCustomer, getCustomer, listSubscriptions } from './stock';

client.setConfig({
  baseUrl: process.env.AZOTTE_BASE_URL!,
  auth: ({ name }) =>
    name === 'x-tn' ? process.env.AZOTTE_TENANT_ID! : process.env.AZOTTE_API_KEY!,
});

const page = await listSubscriptions({ query: { limit: 1 } });
const subscription = page.data!.data[0]!;

const body = { email: 'grace@example.com', name: null };
const customer = (await createCustomer({ body })).data!;
const same = await getCustomer({ path: { id: customer.id } });
const { error } = await createCustomer({ body });

console.log(
  JSON.stringify({
    subscription: [subscription.id, subscription.status, subscription.plan.amount],
    customer: [customer.email, customer.name],
    is_same: same.data!.id === customer.id,
    error: error!.error.code,
  }),
);
