/** Opens the reference several times, each time with nothing stored, and prints what that took as JSON. */
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';

const [executablePath, url, rounds] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const found = [];
for (let round = 0; round < Number(rounds); round += 1) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const bodies = [];
  page.on('response', (response) => bodies.push(response.body()));
  const started = performance.now();
  await page.goto(`${url}#tag/customers/GET/customers`);
  await page.getByRole('heading', { name: 'List customers', exact: true }).waitFor();
  const operation = performance.now() - started;
  const painted = await page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0].startTime,
  );
  await page.waitForLoadState('networkidle');
  const loaded = await Promise.all(bodies);
  found.push({
    files: loaded.length,
    bytes: loaded.reduce((sum, body) => sum + body.length, 0),
    gzipped: loaded.reduce((sum, body) => sum + gzipSync(body).length, 0),
    painted,
    operation,
  });
  await context.close();
}
await browser.close();
process.stdout.write(JSON.stringify(found));
