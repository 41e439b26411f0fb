// Generated from openapi/ and templates/samples/end-to-end/node-client.mjs.jinja: edit there, not here.
// All workflows of the API, one after the other: each call uses what earlier calls returned.
import { Azotte } from 'azotte';

// Reads AZOTTE_API_KEY, AZOTTE_TENANT_ID and AZOTTE_BASE_URL.
const azotte = new Azotte();

// Create a customer
let customer = await azotte.customers.create({
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
console.log('Create a customer', customer);

// Create a subscription
let subscription = await azotte.subscriptions.create({
  customer: customer.id,
  plan: 'plan_basic',
  metadata: { order: '4711' },
});
console.log('Create a subscription', subscription);

// Update a subscription
subscription = await azotte.subscriptions.update(subscription.id, {
  plan: 'plan_pro',
  proration: 'next_cycle',
});
console.log('Update a subscription', subscription);

// Cancel a subscription
subscription = await azotte.subscriptions.cancel(subscription.id, {
  at_period_end: true,
  reason: 'customer_request',
});
console.log('Cancel a subscription', subscription);

// Update a customer
customer = await azotte.customers.update(customer.id, { name: 'Ada King', phone: null });
console.log('Update a customer', customer);

// Create a payment
let payment = await azotte.payments.create({
  customer: customer.id,
  amount: 999,
  currency: 'usd',
  payment_method: 'tok_visa',
});
console.log('Create a payment', payment);

// Refund a payment
payment = await azotte.payments.refund(payment.id, { amount: 500, reason: 'duplicate' });
console.log('Refund a payment', payment);

// Delete a customer
const deletedCustomer = await azotte.customers.delete(customer.id);
console.log('Delete a customer', deletedCustomer);
