/** A client that stops reading, as an operator sees it: at /latency, and on the page in real Chromium. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningServer } from '../../dist/runtime/index.js';
import { clockText } from '../../src/dashboard/clock-text.js';
import { countText } from '../../src/dashboard/count-text.js';
import { readReport, type LatencyReport } from '../../src/dashboard/latency/report.js';
import { TrickleReader } from '../gateway/trickle-reader.js';
import { until } from '../gateway/turns.js';
import { chromiumMissing, launchChromium } from './chromium.js';
import { DESKTOP, OpenedPage } from './opened-page.js';
import { serve } from './page-server.js';

/** The first client of the server. */
const STALLED = 'gateway 0, client 1';
const WAIT = { timeout: 50_000, interval: 100 };
/** Everything there is: the kernel takes megabytes before a client that does not read is anybody's business. */
const REQUESTS = [
  { channel: 'book', depth: 'full' },
  { channel: 'book', depth: 50 },
  { channel: 'book', depth: 10 },
  { channel: 'orders' },
].map((stream) => JSON.stringify({ op: 'subscribe', instruments: ['*'], ...stream }));

let server: RunningServer;
let stalled: TrickleReader;

const told = async (path = '/latency'): Promise<LatencyReport> =>
  readReport(await (await fetch(`${server.url}${path}`)).json());

beforeAll(async () => {
  server = await serve({
    'metrics.intervalMs': 500,
    'latency.budgetUs': 100_000,
    'gateway.backlogBytesLimit': 65_536,
    'gateway.evictionMsLimit': 3_600_000,
    'source.simulator.messagesPerSecond': 5_000,
  });
  stalled = new TrickleReader(Number(new URL(server.url).port), ...REQUESTS);
  await until(() => stalled.bytesRead > 0);
  stalled.pause();
});
afterAll(async () => {
  stalled?.terminate();
  await server?.stop();
});

const slowReader = async (path?: string) =>
  (await told(path)).slowReaders.find(({ client }) => client === STALLED);

it('is named at /latency, in both of its answers, and is the cause of intervals', async () => {
  await expect.poll(() => slowReader(), WAIT).toBeDefined();
  expect((await slowReader('/latency/newest'))!.backlogBytes).toBeGreaterThan(0);
  await expect
    .poll(async () => (await told()).intervals.at(-1)!.tail?.cause, WAIT)
    .toBe('slow_reader');
});

describe.skipIf(chromiumMissing())('on the page', () => {
  let browser: Browser;
  let opened: OpenedPage;
  beforeAll(async () => {
    browser = await launchChromium();
    opened = await OpenedPage.open(browser, `${server.url}/#latency`, DESKTOP);
  });
  afterAll(() => browser?.close());

  it('it is one of the slow readers of now', async () => {
    const row = opened.page.locator('#slow-readers tr', { hasText: STALLED });
    const shown = async (): Promise<string[]> => {
      await row.waitFor();
      return row.locator('th, td').allTextContents();
    };
    const { sinceMs, backlogBytes } = (await slowReader())!;
    await expect
      .poll(shown, WAIT)
      .toEqual([STALLED, clockText(sinceMs), `${countText(Math.ceil(backlogBytes / 1_024))} KiB`]);
  });

  it('its intervals have its cause, with the evidence that the server has', async () => {
    const shown = opened.page
      .locator('#tail-list li', { has: opened.page.locator('.cause', { hasText: 'slow_reader' }) })
      .filter({ has: opened.page.locator('.tail-evidence', { hasText: STALLED }) })
      .last();
    await shown.waitFor();
    const evidence = (await shown.locator('.tail-evidence').textContent())!;
    expect(evidence).toMatch(/: \d+ bytes unsent for \d+ ms, \d+ deltas not sent$/);
    const { intervals } = await told();
    const its = intervals.find(({ tail }) => tail?.evidence === evidence)!;
    expect(its.tail!.cause).toBe('slow_reader');
    expect(await shown.locator('button').textContent()).toBe(clockText(its.endMs));
    expect(await shown.locator('.number').first().textContent()).toBe(countText(its.tail!.frames));
  });

  it('it is gone from the list when it is gone', async () => {
    stalled.terminate();
    await opened.page
      .locator('#slow-readers tr', { hasText: STALLED })
      .waitFor({ state: 'hidden' });
    expect(opened.errors).toEqual([]);
  });
});
