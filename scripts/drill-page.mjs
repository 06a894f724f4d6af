/** What the page shows of a drill: its latency view in Chromium, read as a person would. */
import { CHROMIUM_PLACES, chromiumPath, launchChromium } from './chromium.mjs';

const SHOWN_MS_LIMIT = 30_000;

/**
 * @param {string} url of the server.
 * @returns {Promise<{tails: {cause: string, evidence: string}[], slowReaders: string[]} | undefined>}
 *   undefined where there is no Chromium.
 */
export async function readPage(url) {
  if (chromiumPath === undefined) {
    console.log(`the page is not looked at: no Chromium at ${CHROMIUM_PLACES}`);
    return undefined;
  }
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(SHOWN_MS_LIMIT);
    await page.goto(`${url}/#latency`);
    await page.waitForSelector('#tail-list li');
    return await page.evaluate(() => {
      const texts = (root, selector) =>
        Array.from(root.querySelectorAll(selector), (element) => element.textContent);
      return {
        tails: Array.from(document.querySelectorAll('#tail-list li'), (item) => ({
          cause: texts(item, '.cause')[0],
          evidence: texts(item, '.tail-evidence')[0],
        })),
        slowReaders: texts(document, '#slow-readers th'),
      };
    });
  } finally {
    await browser.close();
  }
}
