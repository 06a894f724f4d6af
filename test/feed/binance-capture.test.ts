import { decompress } from '@mongodb-js/zstd';
import { readFile, rm, writeFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CapturesSource } from '../../src/feed/captures-source.js';
import { BinanceCaptureModel } from '../model/binance-capture-model.js';
import { exact } from '../model/naive-l2-book.js';
import { captureMissing, capturePath } from './captures-path.js';
import { EventApplier, EventRecorder } from './event-recorder.js';
import { nextSourceNs, pacingUntil } from './source-turns.js';

const NAME = 'binance-us-spot.jsonl.zst';
const missing = captureMissing(NAME);

interface Replay {
  readonly applier: EventApplier;
  readonly recorder: EventRecorder;
  readonly source: CapturesSource;
  readonly sourceNs: number[];
}

async function replay(path: string, batch = 1000): Promise<Replay> {
  const recorder = new EventRecorder();
  const source = new CapturesSource({ path, sink: recorder, register: recorder });
  await source.open();
  const applier = new EventApplier(recorder.definitions);
  const sourceNs: number[] = [];
  for (;;) {
    const next = nextSourceNs(source);
    if (next === Infinity) break;
    if (Number.isNaN(next)) await source.refill();
    else
      source.deliver(
        batch,
        pacingUntil(Infinity, (ns) => sourceNs.push(ns)),
      );
    for (const event of recorder.take()) applier.apply(event);
  }
  await source.close();
  return { applier, recorder, source, sourceNs };
}

describe.skipIf(missing)('the Binance US capture', () => {
  let text = '';
  let model: BinanceCaptureModel;
  let directory = '';
  let replayed: Replay;

  beforeAll(async () => {
    text = (await decompress(await readFile(capturePath(NAME)))).toString();
    model = new BinanceCaptureModel(text);
    directory = await mkdtemp(join(tmpdir(), 'bookcast-capture-'));
    replayed = await replay(capturePath(NAME));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('leads to the books of the independent model, level by level', () => {
    expect([...model.symbols.keys()].sort()).toEqual(['COMPUSDT', 'CRVUSDT', 'OMGBUSD', 'ZRXUSDT']);
    for (const [symbol, expected] of model.symbols) {
      const actual = replayed.applier.bySymbol(symbol)!;
      expect(actual.state).toBe('LIVE');
      expect(actual.sequence).toBe(expected.lastId);
      expect(actual.book.levels('bid')).toEqual(expected.book.levels('bid'));
      expect(actual.book.levels('ask')).toEqual(expected.book.levels('ask'));
    }
  });

  it('has 56 tops of book that equal ours, and all others are counted unverifiable', () => {
    const books = [...replayed.applier.books.values()];
    const verified = books.reduce((sum, book) => sum + book.verified, 0);
    expect(model.verified).toBe(56);
    expect(verified).toBe(56);
    expect(books.map((book) => book.verifyFailures)).toEqual([0, 0, 0, 0]);
    expect(replayed.source.summary().unverifiable).toBe(model.tickerCount - 56);
  });

  it('has no gap, no refusal and every record', () => {
    const summary = replayed.source.summary();
    expect(summary).toMatchObject({
      messages: 485,
      gaps: 0,
      refusals: {},
      refusedValues: 0,
      damagedLines: 0,
      lateRecords: 0,
    });
    expect(summary.messagesByType).toEqual({
      depthUpdate: 336,
      bookTicker: 128,
      aggTrade: 11,
      other: 5,
      snapshot: 4,
      exchangeInfo: 1,
    });
    expect(summary.error).toBeUndefined();
    const trades = [...replayed.applier.books.values()].reduce((sum, book) => sum + book.trades, 0);
    expect(trades).toBe(model.tradeCount);
  });

  it('fits the scales of exchangeInfo, which are those of the rows', () => {
    expect(replayed.recorder.definitions.length).toBe(4);
    for (const { symbol, venue, priceScale, quantityScale } of replayed.recorder.definitions) {
      const { tick, lot } = model.steps.get(symbol)!;
      expect(venue).toBe('binance_us');
      expect(exact(tick) % 10n ** BigInt(18 - priceScale)).toBe(0n);
      expect(exact(lot) % 10n ** BigInt(18 - quantityScale)).toBe(0n);
    }
  });

  it('comes in order of time over 31 seconds', () => {
    const { sourceNs } = replayed;
    expect(sourceNs).toHaveLength(486);
    expect([...sourceNs].sort((a, b) => a - b)).toEqual(sourceNs);
    expect(Math.floor((sourceNs.at(-1)! - sourceNs[0]!) / 1e9)).toBe(31);
  });

  it('leads to the same events in batches of one', async () => {
    const single = await replay(capturePath(NAME), 1);
    expect(single.source.summary()).toEqual(replayed.source.summary());
    for (const [id, book] of single.applier.books)
      expect(book).toEqual(replayed.applier.books.get(id));
  });

  it('shows a lost diff as a gap of its symbol alone', async () => {
    const lines = text.split('\n');
    const lost = lines.findLastIndex((line) => line.includes('compusdt@depth'));
    const before = lines.findLastIndex(
      (line, index) => index < lost - 200 && line.includes('compusdt@depth'),
    );
    const path = join(directory, 'lost.jsonl');
    await writeFile(path, lines.filter((_, index) => index !== before).join('\n'));
    const { applier, source } = await replay(path);
    expect(applier.bySymbol('COMPUSDT')).toMatchObject({ state: 'STALE', reason: 'sequence-gap' });
    expect(source.summary().gaps).toBe(1);
    for (const symbol of ['CRVUSDT', 'OMGBUSD', 'ZRXUSDT'])
      expect(applier.bySymbol(symbol)!.state).toBe('LIVE');
  });

  it('leads to the same books when the lines of each connection come one after the other', async () => {
    const [header, ...lines] = text.trim().split('\n');
    const connectionOf = (line: string): string => (JSON.parse(line) as { conn: string }).conn;
    const grouped = lines.map((line, index) => ({ line, index }));
    grouped.sort(
      (a, b) => connectionOf(b.line).localeCompare(connectionOf(a.line)) || a.index - b.index,
    );
    const path = join(directory, 'grouped.jsonl');
    await writeFile(path, [header, ...grouped.map((each) => each.line), ''].join('\n'));
    const { applier } = await replay(path);
    for (const [symbol, expected] of model.symbols) {
      expect(applier.bySymbol(symbol)!.book.levels('bid')).toEqual(expected.book.levels('bid'));
    }
  });

  it('keeps what was good when the compressed file is cut, and says where', async () => {
    const whole = await readFile(capturePath(NAME));
    for (const length of [whole.length - 1, whole.length - 5000, 12_000]) {
      const path = join(directory, `cut-${length}.zst`);
      await writeFile(path, whole.subarray(0, length));
      const { source, applier } = await replay(path);
      const { error, messages } = source.summary();
      expect(error).toMatchObject({ code: 'truncated', file: path });
      expect(error!.message).toContain(`cut off at byte ${length}`);
      expect(messages).toBeGreaterThan(0);
      expect(applier.books.size).toBeGreaterThan(0);
    }
  });
});

describe('a capture of another exchange', () => {
  it('is refused by name, with those that are supported', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'bookcast-capture-'));
    const path = join(directory, 'other.jsonl');
    await writeFile(path, '{"t":"header","format":2,"exchange":"NOWHERE","config":{}}\n');
    const recorder = new EventRecorder();
    const source = new CapturesSource({ path, sink: recorder, register: recorder });
    await expect(source.open()).rejects.toMatchObject({
      code: 'wrong-format',
      message: expect.stringMatching(
        /capture of NOWHERE; supported exchanges: BINANCE, BINANCE_US/,
      ) as string,
    });
    await rm(directory, { recursive: true, force: true });
  });
});
