import { decompress } from '@mongodb-js/zstd';
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { CoinbaseExchangeModel } from '../../model/coinbase-exchange-model.js';
import { exact } from '../../model/naive-l2-book.js';
import { captureMissing, capturePath } from '../captures-path.js';
import { replayCapture, type ReplayedCapture } from './replayed-capture.js';

const NAME = 'coinbase-exchange-level2.jsonl.zst';

describe.skipIf(captureMissing(NAME))('the Coinbase Exchange capture', () => {
  let model: CoinbaseExchangeModel;
  let replayed: ReplayedCapture;
  let crossedCount = 0;

  beforeAll(async () => {
    const text = (await decompress(await readFile(capturePath(NAME)))).toString();
    model = new CoinbaseExchangeModel(text);
    replayed = await replayCapture(capturePath(NAME), (event, applier) => {
      if (!event.last || (event.type !== 'level' && event.type !== 'image-end')) return;
      if (applier.books.get(event.instrument)!.book.isCrossed()) crossedCount++;
    });
  });

  it('leads to the books of the independent model, level by level', () => {
    expect(model.products.size).toBe(10);
    for (const [symbol, expected] of model.products) {
      const actual = replayed.applier.bySymbol(symbol)!;
      expect(actual.state).toBe('LIVE');
      expect(actual.book.levels('bid')).toEqual(expected.book.levels('bid'));
      expect(actual.book.levels('ask')).toEqual(expected.book.levels('ask'));
      expect(actual.trades).toBe(expected.trades);
    }
  });

  it('is never crossed at the end of a message', () => {
    expect(crossedCount).toBe(0);
  });

  it('has all 97 tops of book that can be compared right, and counts the others', () => {
    const books = [...replayed.applier.books.values()];
    const expected = [...model.products.values()];
    expect(expected.reduce((total, each) => total + each.verified, 0)).toBe(97);
    expect(expected.reduce((total, each) => total + each.unverifiable, 0)).toBe(10);
    expect(books.reduce((total, each) => total + each.verified, 0)).toBe(97);
    expect(books.reduce((total, each) => total + each.verifyFailures, 0)).toBe(0);
    expect(replayed.source.summary().unverifiable).toBe(10);
  });

  it('has no gap, no refusal, no lost trade and every record', () => {
    expect(replayed.source.summary()).toMatchObject({
      messages: 9947,
      gaps: 0,
      refusals: {},
      refusedValues: 0,
      unknownMessages: 0,
      undeclaredInstruments: 0,
      damagedLines: 0,
      messagesByType: {
        l2update: 9719,
        ticker: 107,
        match: 97,
        snapshot: 10,
        last_match: 10,
        subscriptions: 3,
        products: 1,
      },
    });
  });

  it('has the scales of the product list', () => {
    expect(replayed.recorder.definitions).toHaveLength(10);
    for (const row of replayed.recorder.definitions) {
      const steps = model.steps.get(row.symbol)!;
      expect(row.venue).toBe('coinbase-exchange');
      expect(exact(steps.price)).toBe(BigInt(row.tickSize) * 10n ** BigInt(18 - row.priceScale));
      expect(exact(steps.quantity)).toBe(
        BigInt(row.lotSize) * 10n ** BigInt(18 - row.quantityScale),
      );
    }
  });
});
