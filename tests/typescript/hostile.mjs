/**
 * Lists bundles at hostile servers and prints a line when a call has ended. It has the outcome, how long it took, the largest
 * memory so far, and whether texts that a log could contain show the key.
 *
 *     node --expose-gc hostile.mjs <folder of the client> '[{"concurrency": 16, "calls": [...]}, ...]'
 *
 * A call is { mode, baseUrl, apiKey, deadline }.
 */
import { inspect } from 'node:util';
import v8 from 'node:v8';

const [client, batches] = process.argv.slice(2);
const { Azotte, AzotteError } = await import(`${client}/index.js`);
// The errors of sockets that nobody waits for any more must not end the process.
const uncaught = [];
process.on('uncaughtException', (error) => uncaught.push(inspect(error)));

for (const { concurrency, calls } of JSON.parse(batches)) {
  const left = calls.values();
  // Each takes the next call of the same iterator.
  const take = async () => {
    for (const call of left) {
      if (concurrency === 1) globalThis.gc(); // what earlier calls left is not this one's memory
      await observe(call);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, take));
}
console.log(JSON.stringify({ uncaught }));
process.exit();

async function observe({ mode, baseUrl, apiKey, deadline }) {
  const texts = [];
  const azotte = new Azotte({
    apiKey,
    tenantId: 'tenant_abc123',
    baseUrl,
    timeout: deadline / 2,
    deadline,
    maxRetries: 0,
    onEvent: (event) => texts.push(JSON.stringify(event)),
  });
  const started = performance.now();
  let silence = 0;
  let last = started;
  const look = () => {
    silence = Math.max(silence, performance.now() - last - 20);
    last = performance.now();
  };
  const watch = setInterval(look, 20);
  let outcome = 'result';
  let message = '';
  try {
    const { headers, ...detailed } = await azotte.bundles.list().withDetail();
    texts.push(inspect(detailed, { depth: 5 }), JSON.stringify([...headers]));
  } catch (error) {
    outcome = error instanceof AzotteError ? error.name : `not translated: ${inspect(error)}`;
    message = error.message;
    texts.push(
      inspect(error, { depth: Infinity, showHidden: true }),
      v8.serialize(error).toString('latin1'),
      JSON.stringify({ ...error }),
      String(error.curl),
    );
  }
  clearInterval(watch);
  look();
  const milliseconds = performance.now() - started;
  const isKeyShown = texts.some((text) => text.includes(apiKey.slice(7)));
  const memory = process.resourceUsage().maxRSS * 1024;
  console.log(
    JSON.stringify({ mode, outcome, message, milliseconds, silence, memory, isKeyShown }),
  );
}
