/** The page's latency view in real Chromium, at a real server. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningServer } from '../../dist/runtime/index.js';
import { clockText } from '../../src/dashboard/clock-text.js';
import { countText } from '../../src/dashboard/count-text.js';
import { durationText } from '../../src/dashboard/duration-text.js';
import { heatTableRows } from '../../src/dashboard/latency/interval-tables.js';
import { readReport, type LatencyInterval } from '../../src/dashboard/latency/report.js';
import { FIGURE_KEYS } from '../../src/dashboard/latency/stage.js';
import { STAGE_NAMES } from '../../src/market/stage.js';
import { chromiumMissing, launchChromium } from './chromium.js';
import { DESKTOP, OpenedPage, PHONE } from './opened-page.js';
import { freePort, serve } from './page-server.js';

/** Where the picture of the documentation goes; without it none is made. */
const screenshotPath = process.env['BOOKCAST_LATENCY_SCREENSHOT'];
/** Charts that have nothing to show are no picture: it takes minutes. */
const PICTURE_MS_LIMIT = 400_000;

let browser: Browser;
let server: RunningServer;
let opened: OpenedPage;

/** A second each: the page names intervals by their second. */
const serveSimulator = (port: number, preset: Record<string, unknown> = {}) =>
  serve({
    'gateway.port': port,
    'metrics.intervalMs': 1_000,
    'source.simulator.symbols': 20,
    'source.simulator.messagesPerSecond': 2_000,
    ...preset,
  });

const openLatency = async (viewport = DESKTOP as { width: number; height: number }) => {
  await opened?.close();
  opened = await OpenedPage.open(browser, `${server.url}/#latency`, viewport);
  await opened.shows('#told-interval', /^\d\d:/);
};

const cells = (selector: string): Promise<string[][]> =>
  opened.page
    .locator(selector)
    .evaluateAll((rows) =>
      rows.map((row) => Array.from(row.children, (cell) => cell.textContent ?? '')),
    );

/** The interval that the page tells about, as the server told it. */
async function toldInterval(): Promise<LatencyInterval> {
  const time = await opened.page.textContent('#told-interval');
  const { intervals } = readReport(await (await fetch(`${server.url}/latency`)).json());
  return intervals.find(({ endMs }) => clockText(endMs) === time)!;
}

/** From here on the page tells about one interval. */
async function pickBefore(): Promise<LatencyInterval> {
  await opened.shows('#time-window', /^([2-9]|\d\d+) intervals/);
  await opened.page.click('#earlier');
  expect(await opened.page.getAttribute('#live', 'aria-pressed')).toBe('false');
  return toldInterval();
}

const durationOf = (us: number): string => durationText(us * 1_000);

describe.skipIf(chromiumMissing())('the latency view', () => {
  beforeAll(async () => {
    [browser, server] = await Promise.all([launchChromium(), serveSimulator(await freePort())]);
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), server?.stop()]);
  });

  describe('opened by its address', () => {
    beforeAll(() => openLatency());

    it('tells the figures of an interval as the server does', async () => {
      const told = await pickBefore();
      const rows = await cells('#latency-rows tr');
      STAGE_NAMES.forEach((stage, i) => {
        const figures = told.stages[stage];
        const percentiles = FIGURE_KEYS.map((key) => durationOf(figures[key]));
        expect(rows[i]!.slice(1)).toEqual([...percentiles, countText(figures.count)]);
      });
      const { p50Us, p99Us, p999Us, maxUs } = told.stages.received_to_sent;
      expect(await opened.page.locator('#line-legend b').allTextContents()).toEqual(
        [maxUs, p999Us, p99Us, p50Us, told.hiccup.maxUs, 5_000].map(durationOf),
      );
      expect(opened.errors).toEqual([]);
    });

    it('draws the waterfall of the chosen percentile', async () => {
      const told = await pickBefore();
      for (const [label, key] of [
        ['p50', 'p50Us'],
        ['p99.9', 'p999Us'],
        ['p99', 'p99Us'],
      ] as const) {
        await opened.page.getByLabel(label, { exact: true }).check({ force: true });
        expect(await opened.page.locator('.fall-value').allTextContents()).toEqual(
          STAGE_NAMES.map((stage) => durationOf(told.stages[stage][key])),
        );
        const bars = await opened.page
          .locator('.fall-bar')
          .evaluateAll((each) =>
            each.map((bar) => bar.getBoundingClientRect()).map(({ left, right }) => [left, right]),
          );
        for (let i = 1; i < 4; i++) expect(bars[i]![0]).toBeCloseTo(bars[i - 1]![1]!, -1);
        expect(bars[4]![0]).toBe(bars[0]![0]);
      }
    });

    it('tells the heat map’s numbers under the pointer, and as a table', async () => {
      const told = await pickBefore();
      const messages = told.heat.reduce((sum, count) => sum + count, 0);
      await opened.page.mouse.move(0, 0);
      await opened.shows('#heat-readout', new RegExp(`^\\S+ · ${countText(messages)} messages?$`));
      const { edgesUs } = readReport(await (await fetch(`${server.url}/latency`)).json());
      await opened.page.click('#chart-tables summary');
      expect(await cells('#heat-rows tr')).toEqual(heatTableRows(told, edgesUs));
      await opened.page.click('#chart-tables summary');
      const box = (await opened.page.locator('#heat-chart .u-over').boundingBox())!;
      await opened.page.mouse.move(box.x + box.width - 2, box.y + box.height / 2);
      await opened.shows('#heat-readout', /^\S+ · [\d,]+ messages? · \S+ .*: [\d,]+ messages?$/);
      await opened.page.mouse.move(0, 0);
    });

    it('draws the charts', async () => {
      const colours = await opened.page.locator('.chart canvas').evaluateAll((canvases) =>
        canvases.map((canvas) => {
          const { width, height } = canvas as HTMLCanvasElement;
          const { data } = (canvas as HTMLCanvasElement)
            .getContext('2d')!
            .getImageData(0, 0, width, height);
          return new Set(new Uint32Array(data.buffer)).size;
        }),
      );
      expect(colours).toHaveLength(3);
      for (const count of colours) expect(count).toBeGreaterThan(10);
      const words = await opened.page
        .locator('.chart')
        .evaluateAll((charts) => charts.map((chart) => chart.ariaLabel));
      expect(words[0]).toMatch(/p99\.9 between \d.* and \d.*, maximum \d/);
      expect(words[2]).toMatch(/Heat map of [1-9][\d,]* messages/);
    });

    it('shows what became of every delta of its own connection', async () => {
      await opened.shows('#own-state', /^told in band/);
      await opened.shows('#own-ledger div:nth-child(2) dd', /^[1-9]/);
      expect(await opened.page.textContent('#own-balance')).toBe('generated = sent + dropped');
      const rows = await cells('#own-rows tr');
      expect(rows.map(([stage]) => stage)).toEqual([
        'received → committed',
        'committed → applied',
        'applied → framed',
        'framed → sent',
        'received → sent',
        'received → this page',
      ]);
    });

    it('asks nobody but its server, and nothing while it is hidden', async () => {
      expect([...opened.hosts]).toEqual([new URL(server.url).host]);
      let asked = 0;
      await opened.page.evaluate(() =>
        Object.defineProperty(document, 'hidden', { value: true, configurable: true }),
      );
      opened.page.on('request', (request) => {
        if (/\/latency(\/newest)?$/.test(request.url())) asked++;
      });
      const generated = '#own-ledger div:first-child dd';
      // Reports go on coming: one a second.
      for (let report = 0; report < 3; report++) {
        const before = (await opened.page.textContent(generated))!;
        await opened.shows(generated, new RegExp(`^(?!${before}$)`));
      }
      expect(asked).toBeLessThanOrEqual(1);
      const answer = opened.page.waitForResponse(/\/latency\/newest$/);
      await opened.page.evaluate(() => {
        Object.defineProperty(document, 'hidden', { value: false, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      });
      expect((await answer).ok()).toBe(true);
    });
  });

  it('is a link away from the book, and back', async () => {
    await opened?.close();
    opened = await OpenedPage.open(browser, server.url, DESKTOP);
    const name = await opened.shows('#book-name', /^sim:\w+$/);
    await opened.page.click('#latency-link');
    await opened.shows('#told-interval', /^\d\d:/);
    expect(new URL(opened.page.url()).hash).toBe('#latency');
    expect(await opened.page.locator('.of-latency:visible').count()).toBe(2);
    expect(await opened.page.locator('.of-book:visible').count()).toBe(0);
    expect(await opened.page.getAttribute('#latency-link', 'aria-current')).toBe('page');
    await opened.page.click('#book-link');
    await opened.showsLevels(10);
    expect(new URL(opened.page.url()).hash).toBe(`#${encodeURIComponent(name)}`);
    expect(await opened.page.locator('.of-latency:visible').count()).toBe(0);
    expect(await opened.page.locator('.of-book:visible').count()).toBe(3);
    expect(opened.errors).toEqual([]);
  });

  it('fits a phone, with its tables open', async () => {
    await openLatency(PHONE);
    await opened.page.click('#chart-tables summary');
    await opened.page.waitForSelector('#interval-rows tr');
    await opened.shows('#own-state', /^told in band/);
    expect(await opened.overflow()).toEqual({ pageWidth: PHONE.width, over: [] });
  });

  it('says what is wrong with an answer, and is right again', async () => {
    await openLatency();
    await opened.page.route('**/latency{,/newest}', (route) =>
      route.fulfill({ json: { intervalMs: 1_000, budgetUs: 'much' } }),
    );
    await opened.shows(
      '#latency-problem',
      /^\/latency tells something else than this page reads: latency\.recorded is missing\. Reload the page\. The last interval is of \d\d:\d\d:\d\d\.$/,
    );
    await opened.page.unroute('**/latency{,/newest}');
    await opened.shows('#latency-problem', /^$/);
    const text = (await opened.page.locator('main').innerText()).replaceAll('\n', ' ');
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('shows every interval with its cause, where each is over the budget', async () => {
    const strict = await serve({ 'latency.budgetUs': 50, 'metrics.intervalMs': 1_000 });
    await opened?.close();
    opened = await OpenedPage.open(browser, `${strict.url}/#latency`, DESKTOP);
    await opened.page.waitForSelector('#tail-list li:nth-child(2)');
    const { intervals } = readReport(await (await fetch(`${strict.url}/latency`)).json());
    const [first] = intervals.filter(({ tail }) => tail !== null);
    const shown = opened.page.locator('#tail-list li').last();
    expect(await shown.locator('button').textContent()).toBe(clockText(first!.endMs));
    expect(await shown.locator('.cause').textContent()).toBe(first!.tail!.cause);
    expect(await shown.locator('.tail-evidence').textContent()).toBe(first!.tail!.evidence);
    expect(await shown.locator('.number').allTextContents()).toEqual([
      countText(first!.tail!.frames),
      durationOf(first!.tail!.worstUs),
    ]);
    await shown.locator('button').click();
    await opened.shows('#told-interval', new RegExp(`^${clockText(first!.endMs)}$`));
    await opened.shows('#tail-totals', /^[1-9]\d* of [1-9]\d* intervals over 50 µs · /);
    await strict.stop();
  });

  it('asks for its own reports no more often than the server allows', async () => {
    const thrifty = await serve({ 'gateway.reportMsMin': 1_500 });
    await opened?.close();
    opened = await OpenedPage.open(browser, `${thrifty.url}/#latency`, DESKTOP);
    await opened.shows('#own-state', /^told in band over the last [1-9]\.\d+ s$/);
    expect(await opened.page.textContent('#connection')).toBe('connected');
    await thrifty.stop();
  });

  it('says that the server is away, and leaves a gap for it', async () => {
    await openLatency();
    const { port } = server;
    await server.stop();
    await opened.shows('#latency-problem', /^The server does not answer \/latency\. The last/);
    const before = Number(/^\d+/.exec((await opened.page.textContent('#time-window'))!)![0]);
    server = await serveSimulator(port);
    await opened.shows('#latency-problem', /^$/);
    await opened.page.waitForFunction(
      (known) => Number.parseInt(document.querySelector('#time-window')!.textContent!, 10) > known,
      before,
    );
    const box = (await opened.page.locator('#percentile-chart .u-over').boundingBox())!;
    let said = '';
    for (let px = 1; px < box.width && !said.startsWith('Nothing is known'); px++) {
      await opened.page.mouse.move(box.x + box.width - px, box.y + 20);
      said = (await opened.page.textContent('#heat-readout'))!;
    }
    expect(said).toBe('Nothing is known of this time: the server was away.');
  });

  it.runIf(screenshotPath)(
    'has its picture taken for the documentation',
    async () => {
      const usual = await serve({ 'metrics.intervalMs': 1_000 });
      await opened?.close();
      opened = await OpenedPage.open(browser, `${usual.url}/#latency`, {
        width: 1440,
        height: 900,
      });
      opened.page.setDefaultTimeout(PICTURE_MS_LIMIT);
      await opened.page.emulateMedia({ colorScheme: 'dark' });
      await opened.shows('#time-window', /^(1[5-9]|[23]\d)\d intervals/);
      await opened.page.screenshot({ path: screenshotPath!, fullPage: true });
      await usual.stop();
    },
    PICTURE_MS_LIMIT,
  );
});
