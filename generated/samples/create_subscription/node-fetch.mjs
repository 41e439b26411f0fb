// Generated from openapi/ and templates/samples/node-fetch.mjs.jinja: edit there, not here.
const baseUrl = process.env.AZOTTE_BASE_URL ?? 'https://api.azotte.com/v1';
const response = await fetch(`${baseUrl}/subscriptions`, {
  method: 'POST',
  headers: {
    'x-api-key': process.env.AZOTTE_API_KEY,
    'x-tn': process.env.AZOTTE_TENANT_ID,
    'idempotency-key': crypto.randomUUID(),
    'content-type': 'application/json',
  },
  body: JSON.stringify({
    customer: 'cus_1234567890',
    plan: 'plan_basic',
    metadata: { order: '4711' },
  }),
});
if (!response.ok) {
  throw new Error(`${response.status}: ${await response.text()}`);
}
console.log(await response.json());
