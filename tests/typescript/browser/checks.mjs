/** Runs in a page and in a worker: what the client does where everyone can read the code. */
import {
  Azotte,
  RefusedError,
  ResourceMissingError,
  UnexpectedResponseError,
  webhooks,
} from 'azotte';

export async function check({ url, tenantId, publishableKey, secretKey, redirectingUrl }) {
  const options = { apiKey: publishableKey, tenantId, baseUrl: `${url}/v1` };
  const azotte = new Azotte(options);

  const ids = [];
  for await (const bundle of azotte.bundles.list({ limit: 2 })) {
    ids.push(bundle.id);
  }
  const { rateLimit, requestId } = await azotte.bundles.get('bun_basic').withDetail();
  const missing = await failure(azotte.bundles.get('bun_none'));
  const forbidden = await failure(azotte.customers.list());
  const redirected = await failure(
    new Azotte({ ...options, baseUrl: redirectingUrl }).bundles.list({}, { maxRetries: 0 }),
  );
  const secret = await failure(async () => new Azotte({ ...options, apiKey: secretKey }));
  const overruled = new Azotte({ ...options, apiKey: secretKey, allow: ['secret_key_in_browser'] });

  const signature = await webhooks.sign('{}', 'whsec_1234567890abcdef');
  const event = await failure(webhooks.verify('{}', signature, 'whsec_1234567890abcdef'));
  return {
    ids,
    hasDetails: /^req_/.test(requestId) && rateLimit.remaining >= 0,
    isMissing: missing instanceof ResourceMissingError && /^req_/.test(missing.requestId),
    forbidden: forbidden instanceof RefusedError && forbidden.reason,
    redirected: redirected instanceof UnexpectedResponseError && redirected.status,
    secret: secret instanceof RefusedError && secret.reason,
    // It is sent nevertheless, and the sandbox rejects it because of its origin.
    overruled: (await failure(overruled.bundles.list())).name,
    event: event.name,
  };
}

async function failure(work) {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    return error;
  }
  return undefined;
}
