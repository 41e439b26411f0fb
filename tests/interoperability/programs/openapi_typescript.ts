// Calls the API with openapi-fetch, by the types of openapi-typescript.

import createClient from 'openapi-fetch';
import type { paths } from './stock';

const client = createClient<paths>({
  baseUrl: process.env.AZOTTE_BASE_URL!,
  headers: { 'x-api-key': process.env.AZOTTE_API_KEY!, 'x-tn': process.env.AZOTTE_TENANT_ID! },
});

const page = await client.GET('/subscriptions', { params: { query: { limit: 1 } } });
const subscription = page.data!.data[0]!;

const body = { email: 'grace@example.com', name: null };
const customer = (await client.POST('/customers', { body })).data!;
const same = await client.GET('/customers/{id}', { params: { path: { id: customer.id } } });
const { error } = await client.POST('/customers', { body });

console.log(
  JSON.stringify({
    subscription: [subscription.id, subscription.status, subscription.plan.amount],
    customer: [customer.email, customer.name],
    is_same: same.data!.id === customer.id,
    error: error!.error.code,
  }),
);
