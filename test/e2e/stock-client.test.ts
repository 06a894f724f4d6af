import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import {
  loadConfig,
  makeRunLog,
  startServer,
  type RunningServer,
} from '../../dist/runtime/index.js';
import { bookHash, StockClient, type StockBook, type StockReport } from './stock-client.mjs';
import { generateStockReaders } from './stock-readers.js';

let server: RunningServer;
let readers: Record<string, unknown>;

beforeAll(async () => {
  const { config } = loadConfig({
    preset: {
      'gateway.port': 0,
      'source.simulator.symbols': 6,
      'source.simulator.messagesPerSecond': 2_000,
      'log.level': 'silent',
    },
  });
  [readers, server] = await Promise.all([
    generateStockReaders(),
    startServer({ config, log: makeRunLog(config.log) }),
  ]);
});
afterAll(async () => {
  await server.stop();
});

const DEPTHS = [1, 10, 50, 'full'] as const;
const DELTAS_WANTED = 12;
const HASHES_WANTED = 3;

async function subscribed(): Promise<{ client: StockClient; books: StockBook[] }> {
  const client = new StockClient(server.webSocketUrl, WebSocket, readers);
  await client.until(({ hello }) => hello !== undefined);
  DEPTHS.forEach((depth, id) =>
    client.request({ op: 'subscribe', id, channel: 'book', depth, instruments: ['sim:*'] }),
  );
  await client.until(({ books }) => books.size === 24);
  return { client, books: [...client.books.values()] };
}

describe('a stock client with generated readers and docs/protocol.md', () => {
  it('uses no code of the project', () => {
    const source = readFileSync(join(import.meta.dirname, 'stock-client.mjs'), 'utf8');
    expect(source).not.toMatch(/^\s*import\b|\bimport\(|\brequire\(/m);
  });

  it('computes the hash of the document', () => {
    const bids = new Map([
      [10000n, 5n],
      [-1n, 1099511627779n],
    ]);
    expect(bookHash([bids, new Map([[10001n, 7n]])])).toBe(0xca476d476b0b4f67n);
  });

  it('keeps books of every depth, each proven by its hash', async () => {
    const { client, books } = await subscribed();
    const isKept = (book: StockBook): boolean =>
      book.deltaCount >= DELTAS_WANTED && book.hashCount >= HASHES_WANTED;
    await client.until(() => books.every(isKept));
    for (const book of books) {
      expect(
        [book.inSync, book.gapCount, book.mismatchCount, book.depthBreachCount],
        book.name,
      ).toEqual([true, 0, 0, 0]);
      expect(book.sides.every((levels) => levels.size > 0)).toBe(true);
    }
    expect([client.errors, client.unknownFrameCount]).toEqual([[], 0]);
    expect([...client.instruments.values()].sort()).toEqual(
      [...new Set(books.map((book) => book.name))].sort(),
    );
    await client.close();
  });

  it('is right again after a resync, while deltas go on', async () => {
    const { client, books } = await subscribed();
    await client.until(() => books.every((book) => book.inSync));
    const damaged = [...client.books].filter(([, book]) => book.depth === 10);
    for (const [, book] of damaged) book.sides[0].set(123_456_789_012n, 1n);
    const seen = damaged.map(([, book]) => book.imageCount);
    await client.until(() =>
      damaged.every(([, book], i) => book.imageCount > seen[i]! && book.inSync),
    );
    for (const [, book] of damaged) expect(book.mismatchCount).toBe(1);
    const hashes = damaged.map(([, book]) => book.hashCount);
    await client.until(() => damaged.every(([, book], i) => book.hashCount > hashes[i]! + 1));
    for (const [, book] of damaged) expect([book.inSync, book.mismatchCount]).toEqual([true, 1]);
    await client.close();
  });

  it('reads its latency reports, whose stages and ledger add up', async () => {
    const { client, books } = await subscribed();
    await client.until(() => books.every((book) => book.inSync));
    client.request({ op: 'subscribe', id: 9, channel: 'latency', everyMs: 100 });
    const isBusy = (report: StockReport): boolean => report.deltasSent() > 100n;
    await client.until(({ reports }) => reports.some(isBusy));
    for (const report of client.reports) {
      expect(report.deltasGenerated()).toBe(
        report.deltasSent() + report.deltasDroppedSlow() + report.deltasDroppedWaiting(),
      );
      expect(report.messagesMerged()).toBeGreaterThanOrEqual(report.deltasSent());
      expect(report.sent() - report.intervalNs()).toBeGreaterThanOrEqual(report.subscribed());
      const stages = Array.from({ length: report.stagesLength() }, (_, i) => report.stages(i));
      expect(stages.map((stage) => stage.stage())).toEqual([0, 1, 2, 3, 4]);
      for (const stage of stages) expect(stage.maxUs()).toBeGreaterThanOrEqual(stage.p50Us());
    }
    const measured = client.reports.reduce((sum, report) => sum + report.stages(4).count(), 0n);
    expect(measured).toBe(client.reports.at(-1)!.deltasSent());
    expect([client.errors, client.unknownFrameCount]).toEqual([[], 0]);
    await client.close();
  });
});
