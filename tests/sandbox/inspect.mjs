/**
 * Uses the inspector in a real browser as a person does, and prints what was seen as JSON.
 *
 *     node inspect.mjs CHROMIUM URL TENANT
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const [executablePath, url, tenant] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf-8');
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
const page = await context.newPage();
const errors = [];
const origins = new Set();
page.on('pageerror', (error) => errors.push(String(error)));
page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
page.on('request', (request) => origins.add(new URL(request.url()).origin));

await page.goto(`${url}/control/inspector?tenant=${tenant}`);
const rejected = page.locator('#requests details', { hasText: '422' }).first();
await rejected.locator('summary').click();
const request = await rejected.innerText();
const link = await rejected.locator('a').getAttribute('href');
await rejected.getByRole('button', { name: 'Copy as cURL' }).click();
const curl = await page.evaluate(() => navigator.clipboard.readText());
const delivery = page.locator('#deliveries details').first();
await delivery.locator('summary').click();
const objects = page.locator('#objects details', { hasText: 'customers' }).first();
await objects.locator('summary').click();

const before = await page.locator('#now').innerText();
await page.getByLabel('Advance by').fill('30d');
await page.getByRole('button', { name: 'Advance the clock' }).press('Enter');
await page.getByText('Advanced by 30d').waitFor();
const after = await page.locator('#now').innerText();

const violations = [];
for (const colorScheme of ['light', 'dark']) {
  await page.emulateMedia({ colorScheme });
  // As the protocol's own evaluation, because the policy of the page allows no script from elsewhere.
  await page.evaluate(axe);
  violations.push(...(await page.evaluate(() => window.axe.run())).violations.flatMap((one) => one.nodes.map((node) => `${one.id} ${node.html} ${node.failureSummary}`)));
}
const seen = {
  request,
  link,
  curl,
  delivery: await delivery.innerText(),
  objects: await objects.innerText(),
  days: Math.round((new Date(after) - new Date(before)) / 86_400_000),
  html: await page.locator('img').count(),
  violations,
  errors,
  origins: [...origins],
};
await browser.close();
process.stdout.write(JSON.stringify(seen));
