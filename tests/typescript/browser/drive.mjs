/**
 * Opens a page in a browser and prints what its checks found.
 *
 *     node drive.mjs <browser> <address of the page> <parameters as JSON>
 */
import { chromium } from 'playwright-core';

const [executablePath, address, parameters] = process.argv.slice(2);
// The sandbox of the browser itself does not run as root, which CI containers are.
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  const page = await browser.newPage();
  const problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.goto(address);
  const results = await page.evaluate(
    async (given) => [await window.checkInPage(given), await window.checkInWorker(given)],
    JSON.parse(parameters),
  );
  process.stdout.write(JSON.stringify({ results, problems }));
} finally {
  await browser.close();
}
