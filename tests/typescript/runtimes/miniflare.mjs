/**
 * Runs a bundled worker in Cloudflare's runtime and prints what it returns.
 *
 *     node miniflare.mjs <folder of node_modules> <bundle> <compatibility date> <arguments of the check as JSON>
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [folder, bundle, compatibilityDate, body] = process.argv.slice(2);
const { Miniflare } = createRequire(`${folder}/`)('miniflare');
const script = readFileSync(bundle, 'utf-8');
const miniflare = new Miniflare({ modules: true, script, compatibilityDate });
try {
  const response = await miniflare.dispatchFetch('http://worker', {
    method: 'POST',
    body,
  });
  console.log(await response.text());
} finally {
  await miniflare.dispose();
}
