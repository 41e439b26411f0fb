/** Opens pages of the reference several times, each time with nothing stored, and prints what that took as JSON. */
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';

const [executablePath, url, rounds, ...paths] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const found = [];
for (let round = 0; round < Number(rounds); round += 1) {
  for (const path of paths) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    const bodies = [];
    page.on('response', (response) => bodies.push(response.body()));
    await page.goto(url + path);
    await page.waitForLoadState('networkidle');
    const loaded = await Promise.all(bodies);
    found.push({
      path,
      files: loaded.length,
      gzipped: loaded.reduce((sum, body) => sum + gzipSync(body).length, 0),
      painted: await page.evaluate(
        () => performance.getEntriesByName('first-contentful-paint')[0].startTime,
      ),
    });
    await context.close();
  }
}
await browser.close();
process.stdout.write(JSON.stringify(found));
