// Generated from openapi/ and templates/samples/node-fetch.mjs.jinja: edit there, not here.
const baseUrl = process.env.AZOTTE_BASE_URL ?? 'https://api.azotte.com/v1';
const response = await fetch(`${baseUrl}/customers`, {
  method: 'POST',
  headers: {
    'x-api-key': process.env.AZOTTE_API_KEY,
    'x-tn': process.env.AZOTTE_TENANT_ID,
    'idempotency-key': crypto.randomUUID(),
    'content-type': 'application/json',
  },
  body: JSON.stringify({
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
  }),
});
if (!response.ok) {
  throw new Error(`${response.status}: ${await response.text()}`);
}
console.log(await response.json());
