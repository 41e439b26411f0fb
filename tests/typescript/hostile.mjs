/**
 * Lists bundles at each URL and prints what came of it: the outcome, how long it took, the largest memory, and the texts that a
 * log could contain.
 *
 *     node hostile.mjs <folder of the client> <key> <base URL>...
 */
import { inspect } from 'node:util';
import v8 from 'node:v8';

const [client, apiKey, ...urls] = process.argv.slice(2);
const { Azotte, AzotteError } = await import(`${client}/index.js`);
// The errors of sockets that nobody waits for any more must not end the process.
const uncaught = [];
process.on('uncaughtException', (error) => uncaught.push(inspect(error)));

for (const baseUrl of urls) {
  const texts = [];
  const azotte = new Azotte({
    apiKey,
    tenantId: 'tenant_abc123',
    baseUrl,
    timeout: 1_500,
    deadline: 3_000,
    maxRetries: 0,
    onEvent: (event) => texts.push(JSON.stringify(event)),
  });
  const started = performance.now();
  let silence = 0;
  let last = started;
  const watch = setInterval(() => {
    silence = Math.max(silence, performance.now() - last - 20);
    last = performance.now();
  }, 20);
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
  const milliseconds = performance.now() - started;
  const isKeyShown = texts.some((text) => text.includes(apiKey.slice(7)));
  const memory = process.resourceUsage().maxRSS * 1024;
  console.log(JSON.stringify({ outcome, message, milliseconds, silence, memory, isKeyShown }));
}
console.log(JSON.stringify({ uncaught }));
process.exit();
