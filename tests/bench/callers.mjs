/**
 * The candidates of the TypeScript client's bench: each fetches one page, again and again, in a process of its own.
 *
 *     node callers.mjs CANDIDATE MODULE URL KEY TENANT
 *
 * MODULE is the candidate's bundle. Prints the microseconds of CPU that one call costs.
 */
const WARM_UP = 500;
const COUNT = 2_000;

const [candidate, module, baseUrl, key, tenant] = process.argv.slice(2);
const headers = { 'x-api-key': key, 'x-tn': tenant };

/** Each returns a function that fetches a page of 20 subscriptions. */
const CANDIDATES = {
  fetch: () => async () => {
    const reply = await fetch(`${baseUrl}/subscriptions?limit=20`, { headers });
    return reply.json();
  },
  azotte: ({ Azotte }) => {
    const client = new Azotte({ baseUrl, apiKey: key, tenantId: tenant });
    return () => client.subscriptions.list({ limit: 20 });
  },
  'openapi-fetch': ({ default: createClient }) => {
    const client = createClient({ baseUrl, headers });
    return async () => {
      const { data } = await client.GET('/subscriptions', { params: { query: { limit: 20 } } });
      return data;
    };
  },
  'hey-api': ({ client, listSubscriptions }) => {
    client.setConfig({ baseUrl, auth: ({ name }) => headers[name] });
    return async () => {
      const { data } = await listSubscriptions({ query: { limit: 20 } });
      return data;
    };
  },
  redocly: ({ client }) => {
    client.configure({ serverUrl: baseUrl, auth: { apiKey: { ApiKey: key, Tenant: tenant } } });
    return () => client.list_subscriptions({ query: { limit: 20 } });
  },
};

const call = CANDIDATES[candidate](await import(module));
for (let count = 0; count < WARM_UP; count += 1) {
  const page = await call();
  if (page.data.length !== 20) throw new Error(`${candidate} did not get the page.`);
}
const start = process.cpuUsage();
for (let count = 0; count < COUNT; count += 1) await call();
const { user, system } = process.cpuUsage(start);
process.stdout.write(String((user + system) / COUNT));
