/**
 * Reads the reference in a real browser as a person does, and prints what was seen as JSON.
 *
 *     node visit.mjs CHROMIUM URL LIGHT DARK PUBLISHED SANDBOX KEY TENANT
 *
 * LIGHT and DARK are the paths of pages, separated by commas: those for a desktop, and those for a phone in dark colours. PUBLISHED is the site on a static host, and SANDBOX the base URL of a sandbox elsewhere.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';

const [executablePath, url, light, dark, published, sandbox, key, tenant] = process.argv.slice(2);
const OPERATION = 'operations/create_subscription.html';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf-8');
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const requests = [];
const errors = [];

const seen = {
  light: await everyPage(light, { viewport: DESKTOP, colorScheme: 'light' }),
  dark: await everyPage(dark, { viewport: PHONE, colorScheme: 'dark' }),
  visitor: await visitor(),
  published: await publishedForm(),
  withoutScript: await withoutScript(),
  printed: await printed(),
  copied: await copied(),
};
await browser.close();
process.stdout.write(JSON.stringify({ ...seen, requests, errors }));

/** Each page: what axe finds, how wide it is, and how much was loaded for it. */
async function everyPage(paths, options) {
  const found = {};
  for (const path of paths.split(',')) {
    const context = await browser.newContext(options);
    const page = await open(context, path);
    found[path] = {
      violations: await violations(page),
      width: await page.evaluate(() => document.documentElement.scrollWidth),
      background: await page.evaluate(() => getComputedStyle(document.body).backgroundColor),
      gzipped: await loaded(page),
    };
    await context.close();
  }
  return found;
}

/** From the introduction to a sent request, with the keyboard only. */
async function visitor() {
  const context = await browser.newContext({ viewport: DESKTOP });
  const page = await open(context, 'index.html');
  const tried = [];
  for (const title of ['List bundles', 'Update a customer', 'Create a customer']) {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(title.toLowerCase());
    await page.locator('[aria-selected="true"]', { hasText: title }).waitFor();
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
    // The third skip link leads to the form; the button to send is after its fields.
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const answered = page.waitForResponse((response) => response.url().includes('/v1/'));
    for (let step = 0; step < 20; step += 1) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(() => document.activeElement.type === 'submit')) break;
    }
    await page.keyboard.press('Enter');
    const response = await answered;
    await page.locator('#try-result .code').waitFor();
    tried.push({
      page: new URL(page.url()).pathname,
      status: response.status(),
      headers: await response.request().allHeaders(),
      body: await response.json(),
      shown: await page.locator('#try-result').innerText(),
    });
  }
  await context.close();
  return tried;
}

/** The form of the published page, with a sandbox that the reader started. */
async function publishedForm() {
  const context = await browser.newContext({ viewport: DESKTOP });
  const page = await context.newPage();
  await page.goto(`${published}operations/list_bundles.html`);
  await page.getByLabel('Base URL').fill(sandbox);
  await page.getByLabel('x-api-key').fill(key);
  await page.getByLabel('x-tn').fill(tenant);
  await page.getByRole('button', { name: 'Send request' }).click();
  await page.locator('#try-result .code').waitFor();
  const shown = await page.locator('#try-result').innerText();
  await page.goto(`${published}${OPERATION}`);
  const help = await page.locator('#try-start').innerText();
  const sends = await page.getByRole('button', { name: 'Send request' }).isEnabled();
  await context.close();
  return { shown, help, sends };
}

/** What is there to read without JavaScript, and what a click on a tab shows then. */
async function withoutScript() {
  const context = await browser.newContext({ viewport: DESKTOP, javaScriptEnabled: false });
  const page = await open(context, OPERATION);
  const text = await page.locator('main').innerText();
  await page.getByText('Python', { exact: true }).click();
  const sample = await page.locator('.tabs').first().locator('pre:visible').innerText();
  await context.close();
  return { text, sample };
}

/** What is on paper: all tabs, and nothing to click. */
async function printed() {
  const context = await browser.newContext({ viewport: { width: 794, height: 1123 } });
  const page = await open(context, OPERATION);
  await page.emulateMedia({ media: 'print' });
  const found = {
    panels: await page.locator('.panel:visible').count(),
    all: await page.locator('.panel').count(),
    navigation: await page.locator('nav').isVisible(),
    width: await page.evaluate(() => document.documentElement.scrollWidth),
  };
  await context.close();
  return found;
}

/** What "Copy as Markdown" puts on the clipboard. */
async function copied() {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await open(context, OPERATION);
  await page.getByRole('button', { name: 'Copy as Markdown' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  await context.close();
  return text;
}

async function open(context, path) {
  const page = await context.newPage();
  page.bodies = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('response', (response) => page.bodies.push(response.body().catch(() => Buffer.of())));
  page.on('pageerror', (error) => errors.push(`${path}: ${error.message}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) errors.push(`${path}: ${message.text()}`);
  });
  await page.goto(url + path);
  return page;
}

async function loaded(page) {
  const bodies = await Promise.all(page.bodies);
  return bodies.reduce((sum, body) => sum + (body.length ? gzipSync(body).length : 0), 0);
}

/** What axe finds with all of its rules, of any level. */
async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() =>
    window.axe.run(document, { resultTypes: ['violations'] }),
  );
  return found.violations.map(
    ({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)} (${nodes.length})`,
  );
}
