/** A user's program: it must compile, and each marked line must not. It is compiled, never run. */
import {
  Azotte,
  type ClientOptions,
  type Customer,
  type Detailed,
  type ErrorCode,
  InsufficientPermissionsError,
  newIdempotencyKey,
  type Refusal,
  RefusedError,
  ServerError,
  APIStatusError,
  type Subscription,
  type SubscriptionList,
  type SubscriptionStatus,
  ValidationError,
  webhooks,
} from 'azotte';

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function assertType<_T extends true>(): void {}

const options: ClientOptions = { apiKey: 'sk_dev_1', tenantId: 'tenant_1' };
const azotte = new Azotte({
  ...options,
  apiKey: async () => 'sk_dev_1',
  baseUrl: undefined,
  allow: ['plain_http'],
});
new Azotte();
// @ts-expect-error no such option
new Azotte({ apikey: 'sk_dev_1' });
// @ts-expect-error no such rule
new Azotte({ allow: ['everything'] });
// @ts-expect-error internal
new Azotte(azotte);

export async function calls(): Promise<void> {
  const subscription = await azotte.subscriptions.get('sub_1');
  assertType<Equal<typeof subscription, Subscription>>();
  assertType<Equal<typeof subscription.trial_end, number | null>>();
  // @ts-expect-error an id is text
  await azotte.subscriptions.get(1);
  // @ts-expect-error an id is needed
  await azotte.subscriptions.get();
  // @ts-expect-error no such resource
  await azotte.refunds.list();

  await azotte.subscriptions.create({ customer: 'cus_1', plan: 'plan_basic' });
  await azotte.subscriptions.create({
    customer: 'cus_1',
    plan: 'plan_basic',
    metadata: { a: 'b' },
  });
  // @ts-expect-error a field is missing
  await azotte.subscriptions.create({ customer: 'cus_1' });
  // @ts-expect-error no such field
  await azotte.subscriptions.create({ customer: 'cus_1', plan: 'plan_basic', coupon: 'x' });
  // @ts-expect-error metadata is text
  await azotte.subscriptions.create({ customer: 'cus_1', plan: 'plan_basic', metadata: { a: 1 } });

  await azotte.customers.update('cus_1', { name: null });
  // @ts-expect-error an email cannot be cleared
  await azotte.customers.update('cus_1', { email: null });

  await azotte.subscriptions.cancel('sub_1');
  await azotte.subscriptions.cancel('sub_1', { at_period_end: true });
  await azotte.subscriptions.update('sub_1', { plan: 'plan_pro', proration: 'next_cycle' });
  // @ts-expect-error what is only ever sent is a closed set
  await azotte.subscriptions.update('sub_1', { plan: 'plan_pro', proration: 'later' });

  const deleted = await azotte.customers.delete('cus_1');
  assertType<Equal<typeof deleted.deleted, true>>();
  await azotte.customers.get('cus_1', { expand: ['subscriptions'] });
  // @ts-expect-error nothing of that name can be embedded
  await azotte.customers.get('cus_1', { expand: ['payments'] });
}

export async function whatIsSentIsClosed(subscription: Subscription): Promise<void> {
  await azotte.subscriptions.list({ status: 'past_due' });
  // @ts-expect-error no such status
  await azotte.subscriptions.list({ status: 'activ' });
  // @ts-expect-error a status that was received can be one that the client does not know
  await azotte.subscriptions.list({ status: subscription.status });
}

export async function optionsOfCalls(): Promise<void> {
  const signal = AbortSignal.timeout(1000);
  await azotte.customers.get('cus_1', {}, { timeout: 1000, deadline: 2000, maxRetries: 0, signal });
  const idempotencyKey: string = newIdempotencyKey();
  const call = azotte.subscriptions.pause('sub_1', { idempotencyKey });
  assertType<Equal<typeof call.idempotencyKey, string | undefined>>();
  // @ts-expect-error a read takes no key
  await azotte.customers.get('cus_1', {}, { idempotencyKey });
  const detailed = await call.withDetail();
  assertType<Equal<typeof detailed, Detailed<Subscription>>>();
  const remaining: number | undefined = detailed.rateLimit?.remaining;
  const contentType: string | null = detailed.headers.get('content-type');
  void [remaining, contentType];
  const other: Azotte = azotte.forTenant('tenant_2');
  void other;
}

export async function lists(): Promise<void> {
  for await (const customer of azotte.customers.list({ limit: 10, created_gte: 0 })) {
    assertType<Equal<typeof customer, Customer>>();
  }
  const list = azotte.subscriptions.list({ status: 'active' }, { maxItems: 5 });
  const first = await list;
  assertType<Equal<typeof first, SubscriptionList>>();
  // @ts-expect-error a page may be empty
  first.data[0].id;
  for await (const page of list.pages()) {
    assertType<Equal<typeof page, SubscriptionList>>();
  }
  const all: Subscription[] = await list.toArray();
  void all;
  // @ts-expect-error no such parameter
  azotte.customers.list({ 'created[gte]': 0 });
  // @ts-expect-error another list's parameter
  azotte.bundles.list({ status: 'active' });
  await azotte.entitlements.list('cus_1');
}

export function enumerations(subscription: Subscription): string {
  // What the API may add is still a string.
  const anything: SubscriptionStatus = 'frozen';
  const status: string = subscription.status;
  switch (subscription.status) {
    case 'active':
      return 'runs';
    default:
      return status + anything;
  }
}

export function errors(error: unknown): string {
  if (error instanceof InsufficientPermissionsError) {
    assertType<Equal<typeof error.code, 'insufficient_permissions'>>();
    assertType<Equal<typeof error.type, 'authentication_error'>>();
    return error.details.required_permissions?.join() ?? '';
  }
  if (error instanceof ValidationError) {
    assertType<Equal<typeof error.code, ErrorCode | undefined>>();
    return error.details.field ?? '';
  }
  if (error instanceof ServerError || error instanceof APIStatusError) {
    const requestId: string | undefined = error.requestId;
    return requestId ?? error.body;
  }
  if (error instanceof RefusedError) {
    const reason: Refusal = error.reason;
    return reason;
  }
  return '';
}

export async function deliveries(body: Uint8Array, header: string | null): Promise<string> {
  const event = await webhooks.verify(body, header, ['new', 'old'], { tolerance: 60 });
  if (event.type === 'customer.created') {
    assertType<Equal<typeof event.data.object, Customer>>();
    return event.data.object.email;
  }
  switch (event.type) {
    case 'subscription.cancelled':
    case 'subscription.paused':
      return event.data.object.status;
    case 'payment.failed':
      return event.data.object.failure_code ?? '';
    // @ts-expect-error the event has two l, the status one
    case 'subscription.canceled':
      return '';
    default:
      // Of any other known type, or of one that is not known yet.
      return event.type;
  }
}

export function unknownEvents(event: webhooks.UnknownEvent): unknown {
  // @ts-expect-error of a type that is not known, nothing is known
  event.data.object.email.length;
  return event.data.object['anything'];
}
