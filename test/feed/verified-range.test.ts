import { describe, expect, it } from 'vitest';
import { LevelBatch } from '../../src/feed/normalize/parts/level-batch.js';
import { verifiedRange } from '../../src/feed/normalize/parts/verified-range.js';

const ALL = { bid: -Number.MAX_SAFE_INTEGER, ask: Number.MAX_SAFE_INTEGER };

function imageOf(bids: readonly string[], asks: readonly string[]): LevelBatch {
  const batch = new LevelBatch(100);
  const rows = (prices: readonly string[]): string[][] => prices.map((price) => [price, '1']);
  expect(batch.load(rows(bids), rows(asks), 2, 0)).toBeUndefined();
  return batch;
}

describe('how far an image tells a book', () => {
  it('ends at the worst level of a side that has as many levels as were asked for', () => {
    const image = imageOf(['9.99', '9.98', '9.95'], ['10.01', '10.02', '10.09']);
    expect(verifiedRange(image, 3)).toEqual({ bid: 995, ask: 1009 });
  });

  it('is all of a side that has fewer', () => {
    const image = imageOf(['9.99', '9.98'], ['10.01', '10.02', '10.09']);
    expect(verifiedRange(image, 3)).toEqual({ bid: ALL.bid, ask: 1009 });
    expect(verifiedRange(image, 4)).toEqual(ALL);
  });

  it('is all of an empty book', () => {
    expect(verifiedRange(imageOf([], []), 5)).toEqual(ALL);
  });
});
