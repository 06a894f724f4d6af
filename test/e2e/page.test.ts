/** The dashboard in real Chromium, at a real server. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  generateRecording,
  makeRunLog,
  replayFile,
  type RunningServer,
} from '../../dist/runtime/index.js';
import { BookWitness } from './book-witness.js';
import { chromiumMissing, launchChromium } from './chromium.js';
import { DESKTOP, OpenedPage, PHONE, type ShownBook } from './opened-page.js';
import { freePort, serve } from './page-server.js';

/** Where the picture of the documentation goes; without it none is made. */
const screenshotPath = process.env['BOOKCAST_SCREENSHOT'];

const folder = mkdtempSync(join(tmpdir(), 'bookcast-page-'));
let browser: Browser;
let server: RunningServer;
/** Opening another closes this one: there is one tab at a time. */
let opened: OpenedPage;

const serveSimulator = (port: number): Promise<RunningServer> =>
  serve({
    'gateway.port': port,
    'source.simulator.symbols': 30,
    'source.simulator.messagesPerSecond': 3_000,
  });

/** Exact: all prices of a book have the same number of decimals. */
const ticks = (price: string): number => Number(price.replace('.', ''));

function expectUncrossed({ bids, asks, spread }: ShownBook): void {
  const [bidTicks, askTicks] = [bids, asks].map((side) => side.map(({ price }) => ticks(price)));
  expect(bidTicks).toEqual([...new Set(bidTicks)].sort((a, b) => b - a));
  expect(askTicks).toEqual([...new Set(askTicks)].sort((a, b) => a - b));
  expect(bidTicks![0]).toBeLessThan(askTicks![0]!);
  expect(ticks(spread)).toBe(askTicks![0]! - bidTicks![0]!);
}

/** Several drawings, each the same as what the SDK had at that position. */
async function expectSameAsWitness(witness: BookWitness, drawings: number): Promise<void> {
  let shown = await opened.book();
  for (let i = 0; i < drawings; i++) {
    shown = await opened.bookAfter(shown.position);
    expectUncrossed(shown);
    expect({ bids: shown.bids, asks: shown.asks }).toEqual(await witness.at(shown.position));
  }
}

describe.skipIf(chromiumMissing())('the page', () => {
  beforeAll(async () => {
    [browser, server] = await Promise.all([launchChromium(), serveSimulator(await freePort())]);
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), server?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const openLive = async (viewport: { width: number; height: number } = DESKTOP): Promise<void> => {
    await opened?.close();
    opened = await OpenedPage.open(browser, server.url, viewport);
    await opened.shows('#book-state', /^LIVE$/);
    await opened.showsLevels(10);
  };

  describe('just opened', () => {
    beforeAll(() => openLive());

    it('shows a live book, equal to the SDK’s at every drawing looked at', async () => {
      const name = await opened.shows('#book-name', /^sim:\w+$/);
      expect(await opened.shows('#connection', /^connected$/)).toBe('connected');
      const witness = new BookWitness(server.webSocketUrl, name, 10);
      await witness.ready();
      await expectSameAsWitness(witness, 5);
      witness.close();
      expect(await opened.shows('#book-proof', /./)).toBe('verified: no gap, every hash equal');
      expect(opened.errors).toEqual([]);
    });

    it('shows trades as they come', async () => {
      await opened.page.waitForSelector('#trade-list li:nth-child(3)');
      const rows = await opened.page
        .locator('#trade-list li')
        .evaluateAll((items) =>
          items.map((item) => Array.from(item.children, (cell) => cell.textContent)),
        );
      for (const [time, price, quantity] of rows) {
        expect(time).toMatch(/^\d\d:\d\d:\d\d\.\d{3}$/);
        expect(price).toMatch(/^\d+\.\d{4}$/);
        expect(quantity).toMatch(/^[1-9]\d*$/);
      }
    });

    it('shows the percentiles of every stage, and of its own', async () => {
      const rows = await opened.latencyRows();
      expect(rows.map(([stage]) => stage?.replace(/clock ± .*\)/, 'clock)'))).toEqual([
        'received → committed',
        'committed → applied',
        'applied → framed',
        'framed → sent',
        'received → sent, all of the server',
        'received → this page (clock)',
      ]);
      for (const [, ...values] of rows) {
        const percentiles = values.slice(0, -1);
        for (const percentile of percentiles)
          expect(percentile).toMatch(/^(< )?[\d.]+ (ns|µs|ms|s)$/);
        expect(values.at(-1)).toMatch(/^[1-9][\d,]*$/);
      }
    });

    it('asks nobody but its server', async () => {
      expect([...opened.hosts]).toEqual([new URL(server.url).host]);
      const policy = (await fetch(server.url)).headers.get('content-security-policy');
      expect(policy).toContain("default-src 'self'");
    });

    it('finds instruments by a part of their name', async () => {
      await opened.shows('#instrument-count', /^30 instruments$/);
      const symbol = (await opened.page.textContent('#instrument-list li:nth-child(7) span'))!;
      await opened.page.fill('#filter', symbol.toLowerCase());
      await opened.shows('#instrument-count', /^1 of 30 instruments$/);
      expect(await opened.page.locator('#instrument-list span').allTextContents()).toEqual([
        symbol,
      ]);
      await opened.page.fill('#filter', 'no such name');
      await opened.shows('#instrument-count', /^0 of 30 instruments$/);
      await opened.page.fill('#filter', '');
      await opened.shows('#instrument-count', /^30 instruments$/);
    });
  });

  it('changes instrument and depth, and is right again', async () => {
    await openLive();
    const button = opened.page.locator('#instrument-list li:nth-child(2) button');
    const symbol = await button.locator('span').textContent();
    await button.click();
    const name = await opened.shows('#book-name', new RegExp(`^sim:${symbol}$`));
    expect(await button.getAttribute('aria-current')).toBe('true');
    expect(await opened.page.locator('#instrument-list [aria-current=true]').count()).toBe(1);
    await opened.page.selectOption('#depth', '50');
    await opened.showsLevels(15);
    const witness = new BookWitness(server.webSocketUrl, name, 50);
    await witness.ready();
    await expectSameAsWitness(witness, 3);
    witness.close();
    // The choice is in the address: a reload keeps the instrument.
    await opened.page.reload();
    await opened.shows('#book-name', new RegExp(`^sim:${symbol}$`));
    expect(opened.errors).toEqual([]);
  });

  it('can be used with the keyboard alone', async () => {
    await openLive();
    const { keyboard } = opened.page;
    const focused = (): Promise<string> => opened.page.evaluate(() => document.activeElement!.id);
    const focusedText = (): Promise<string | null> =>
      opened.page.evaluate(() => document.activeElement!.textContent);
    const symbols = await opened.page.locator('#instrument-list span').allTextContents();
    await keyboard.press('Tab');
    expect(await focused()).toBe('book-link');
    await keyboard.press('Tab');
    expect(await focused()).toBe('latency-link');
    await keyboard.press('Tab');
    expect(await focused()).toBe('filter');
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowDown');
    expect(await focusedText()).toBe(`${symbols[1]}sim`);
    await keyboard.press('Enter');
    await opened.shows('#book-name', new RegExp(`^sim:${symbols[1]}$`));
    expect(await focusedText()).toBe(`${symbols[1]}sim`);
    await keyboard.press('ArrowUp');
    await keyboard.press('ArrowUp');
    expect(await focused()).toBe('filter');
    await keyboard.type(symbols[4]!);
    await keyboard.press('Enter');
    await opened.shows('#book-name', new RegExp(`^sim:${symbols[4]}$`));
    await keyboard.press('Tab');
    await keyboard.press('Tab');
    expect(await focused()).toBe('depth');
    await keyboard.press('ArrowDown');
    await opened.showsLevels(15);
    const outline = await opened.page.evaluate(
      () => getComputedStyle(document.activeElement!).outlineStyle,
    );
    expect(outline).toBe('solid');
  });

  it('fits a phone', async () => {
    await openLive(PHONE);
    await opened.latencyRows();
    expect(await opened.overflow()).toEqual({ pageWidth: PHONE.width, over: [] });
    expectUncrossed(await opened.book());
  });

  it('says that the server is away, and fills again when it is back', async () => {
    await openLive();
    const before = await opened.book();
    const { port } = server;
    await server.stop();
    await opened.shows('#connection', /^(re)?connecting$/);
    await opened.shows('#book-state', /^OUT OF SYNC/);
    server = await serveSimulator(port);
    await opened.shows('#connection', /^connected$/);
    await opened.shows('#book-state', /^LIVE$/);
    expectUncrossed(await opened.bookAfter(before.position));
    await opened.latencyRows();
    expect(
      opened.errors.filter((error) => !/ERR_CONNECTION_REFUSED|WebSocket/.test(error)),
    ).toEqual([]);
  });

  it('shows a recording’s final books as `bookcast books` prints them', async () => {
    const path = join(folder, 'day.itch50');
    await generateRecording({ path, messages: 20_000, symbols: 3, seed: 7 });
    const { books } = await replayFile({
      path,
      depth: 10,
      log: makeRunLog({ level: 'silent', format: 'json' }),
    });
    const recorded = await serve({
      'source.kind': 'file',
      'source.file.path': path,
      'source.file.speed': 'max',
    });
    await recorded.sourceEnded;
    opened = await OpenedPage.open(browser, recorded.url, DESKTOP);
    // Enter takes the first row that is listed: the list must be there.
    await opened.shows('#instrument-count', /^3 instruments$/);
    for (const book of books) {
      await opened.page.fill('#filter', book.symbol);
      await opened.shows('#instrument-count', /^1 of 3 instruments$/);
      await opened.page.keyboard.press('Enter');
      await opened.shows('#book-name', new RegExp(`:${book.symbol}$`));
      await opened.shows('#book-state', new RegExp(`^${book.state} · `));
      const { bids, asks } = await opened.book();
      const rungs = (side: typeof book.bids) =>
        side.map(([price, quantity]) => ({ price, quantity }));
      expect({ bids, asks }).toEqual({ bids: rungs(book.bids), asks: rungs(book.asks) });
    }
    await recorded.stop();
  });

  it.runIf(screenshotPath)('has its picture taken for the documentation', async () => {
    await openLive();
    await opened.page.emulateMedia({ colorScheme: 'dark' });
    // The first intervals measure the page's loading.
    for (let interval = 0; interval < 4; interval++) {
      const before = (await opened.latencyRows()).at(-1)!.join();
      await opened.latencyRowsAfter(before);
    }
    await opened.page.waitForSelector('#trade-list li:nth-child(24)');
    await opened.page.screenshot({ path: screenshotPath! });
    await opened.page.setViewportSize(PHONE);
    await opened.page.screenshot({
      path: screenshotPath!.replace(/(\.\w+)?$/, '-phone$1'),
      fullPage: true,
    });
  });
});
