/**
 * Reads the reference in a real browser as a person does, and prints what was seen as JSON.
 *
 *     node visit.mjs CHROMIUM URL
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const [executablePath, url] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf-8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const PARTS = ['aside, header', '[id$="description/introduction"]', '[id$="tag/bundles"]'];
const SECTION = 'section[id*="/tag/"], section[id*="/webhook/"]';

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const requests = [];
const errors = [];

const seen = { desktop: await desktop(), phone: await phone(), visitor: await visitor() };
await browser.close();
process.stdout.write(JSON.stringify({ ...seen, requests, errors }));

/** Everything that is on the page, in light colours. */
async function desktop() {
  const page = await open({ width: 1280, height: 900 }, 'light');
  await readAll(page);
  const found = {
    sections: await page.locator(SECTION).evaluateAll((all) => all.map((one) => one.id)),
    headings: await page.getByRole('heading').allInnerTexts(),
    navigation: await page.locator('aside a, aside button').allInnerTexts(),
    text: await page.locator('#reference').innerText(),
    background: await background(page),
    links: await links(page),
    samples: await samples(page),
    violations: await violations(page),
  };
  await page.close();
  return found;
}

/** A narrow page, in dark colours: its beginning, which has a part of every kind. */
async function phone() {
  const page = await open({ width: 390, height: 844 }, 'dark');
  await readAll(page, 15_000);
  const found = {
    width: await page.evaluate(() => document.documentElement.scrollWidth),
    background: await background(page),
    violations: await violations(page),
  };
  await page.close();
  return found;
}

/** Follows a link to one operation, tries it, and goes on to another without a mouse. */
async function visitor() {
  const page = await open({ width: 1280, height: 900 }, 'light', '#tag/bundles/GET/bundles');
  const heading = page.getByRole('heading', { name: 'List bundles', exact: true });
  await heading.waitFor();
  const arrived = await page
    .waitForFunction(
      (element) => {
        const { top } = element.getBoundingClientRect();
        return top >= 0 && top < innerHeight;
      },
      await heading.elementHandle(),
      { timeout: 20_000 },
    )
    .then(
      () => true,
      () => false,
    );
  const listed = await tryOut(page, 'bundles', 'GET', '/bundles');

  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').waitFor();
  await page.keyboard.type('create customer');
  const result = page.getByRole('option', { name: /Create a customer/ });
  await result.waitFor();
  const count = await page.getByRole('option').count();
  for (let step = 0; step < count; step += 1) {
    await page.keyboard.press('ArrowDown');
    if ((await result.getAttribute('aria-selected')) === 'true') break;
  }
  await page.keyboard.press('Enter');
  await page.waitForURL(/POST\/customers/);
  const hash = new URL(page.url()).hash;
  const created = await tryOut(page, 'customers', 'POST', '/customers');
  await page.close();
  return { arrived, hash, tried: [listed, created] };
}

/** Sends an operation's request to the sandbox behind the page. */
async function tryOut(page, tag, method, path) {
  const section = page.locator(`[id$="tag/${tag}/${method}${path}"]`);
  await section.getByRole('button', { name: /Test Request/ }).click();
  const answered = page.waitForResponse((response) =>
    new URL(response.url()).pathname.endsWith(path),
  );
  await page.getByRole('button', { name: /^Send/ }).first().click();
  const answer = await answered;
  await page.getByText(String(answer.status())).first().waitFor();
  await page.keyboard.press('Escape');
  return {
    headers: answer.request().headers(),
    status: answer.status(),
    body: await answer.json(),
  };
}

async function open(viewport, colorScheme, hash = '') {
  const page = await browser.newPage({ viewport, colorScheme });
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) errors.push(message.text());
  });
  await page.goto(url + hash);
  await page.getByRole('heading', { name: 'Authentication', exact: true }).waitFor();
  return page;
}

/** Goes down until nothing above a height is left to be drawn: the renderer draws a part when it comes near. */
async function readAll(page, pixels = Infinity) {
  await page.waitForFunction(
    (end) => {
      const waiting = [...document.querySelectorAll('[data-placeholder="true"]')].find(
        (part) => part.getBoundingClientRect().top + scrollY < end,
      );
      waiting?.scrollIntoView();
      return !waiting;
    },
    pixels,
    { timeout: 120_000 },
  );
  await page.evaluate(() => scrollTo(0, 0));
}

function background(page) {
  return page.evaluate(() => {
    const probe = document.querySelector('.scalar-app') ?? document.body;
    return getComputedStyle(probe).backgroundColor;
  });
}

/** The links, each with whether its target is on this page. */
function links(page) {
  return page.locator('a[href]').evaluateAll((all) =>
    all.map((link) => {
      const target = new URL(link.href);
      const own = target.origin === location.origin && target.hash !== '';
      const id = decodeURIComponent(target.hash.slice(1));
      const there = [...document.querySelectorAll('[id]')].some((part) => part.id.endsWith(id));
      return { href: link.href, own, there };
    }),
  );
}

/** Each sample as it stands on the page: operation, label, text. */
async function samples(page) {
  const sections = page.locator('section[id*="/tag/"]:has([data-testid="client-picker"])');
  const pickers = sections.getByTestId('client-picker');
  await pickers.first().click();
  const labels = await page.getByRole('option').allInnerTexts();
  await page.keyboard.press('Escape');
  const found = [];
  for (const label of labels.map((text) => text.trim())) {
    await pickers.first().click();
    await page.getByRole('option', { name: label, exact: true }).click();
    await page.waitForFunction(
      (shown) =>
        [...document.querySelectorAll('[data-testid="client-picker"]')].every(
          (picker) => picker.textContent.trim() === shown,
        ),
      label,
    );
    found.push(
      ...(await sections.evaluateAll(
        (all, shown) =>
          all.map((section) => ({
            section: section.id,
            label: shown,
            text: section.querySelector('pre').textContent,
          })),
        label,
      )),
    );
  }
  return found;
}

/** What axe finds: in all that is drawn, but contrasts (most of its time) in one part of every kind. */
async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(
    async ([tags, parts]) => {
      const rules = { 'color-contrast': { enabled: false } };
      // To describe what is right takes most of its time.
      const resultTypes = ['violations'];
      const all = await window.axe.run(document, { runOnly: tags, rules, resultTypes });
      const contrasts = await window.axe.run(
        { include: parts },
        { runOnly: ['color-contrast'], resultTypes },
      );
      return [...all.violations, ...contrasts.violations];
    },
    [TAGS, PARTS],
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)} (${nodes.length})`);
}
