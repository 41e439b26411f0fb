// Generated from openapi/ and templates/samples/node-fetch.mjs.jinja: edit there, not here.
const query = new URLSearchParams([
  ['limit', '10'],
  ['created[gte]', '1767225600'],
  ['created[lte]', '1767312000'],
  ['email[contains]', '@example.com'],
]);
const response = await fetch(`https://api.azotte.com/v1/customers?${query}`, {
  headers: {
    'x-api-key': process.env.AZOTTE_API_KEY,
    'x-tn': process.env.AZOTTE_TENANT_ID,
  },
});
if (!response.ok) {
  throw new Error(`${response.status}: ${await response.text()}`);
}
console.log(await response.json());
