import { describe, expect, it } from 'vitest';
import type { NaiveRow } from '../../model/naive-l2-book.js';
import { exchangeBench, ExchangeVenue } from './coinbase-exchange-venue.js';
import {
  COMMON_MUTATIONS,
  documentedRows,
  flip,
  measure,
  replace,
  type Mutation,
  type MutationRun,
  type Random,
} from './mutations.js';

const STRUCK = 'BTC-USD';
const OTHER = 'ETH-USD';
const EACH = 65;

const CHANGE = /\["(?:buy|sell)","[\d.]+","[\d.]+"\]/.source;

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  ...COMMON_MUTATIONS,
  'digit of the time': flip(/"time":"2024-05-01T12:00:00\.(\d+)Z"/g),
  'digit of a price': flip(/"(?:buy|sell)","([\d.]+)"/g),
  'digit of a size': flip(/"(?:buy|sell)","[\d.]+","([\d.]+)"/g),
  'another side': replace(/\["(buy|sell)"/g, ['buy', 'sell', 'bid']),
  'one change missing': replace(new RegExp(`(${CHANGE},)`, 'g'), ['']),
  'huge, NaN or over-precise number': replace(/"(?:buy|sell)","[\d.]+",("[\d.]+")/g, [
    '"1e400"',
    '"NaN"',
    '"90071992547409930"',
    '"10.0001"',
    '"-10"',
    '10',
    'null',
  ]),
  'key told twice': replace(/("type"):/g, ['"type":"nothing","type"']),
  'unknown product': replace(new RegExp(`"product_id":"(${STRUCK})"`, 'g'), ['NO-SUCH']),
  'other product': replace(new RegExp(`"product_id":"(${STRUCK})"`, 'g'), [OTHER]),
  'unknown type': replace(/"type":"(l2update)"/g, ['l3update', 'nothing', 'heartbeats']),
};

/** Two products live on `level2`; half of the struck one's updates are followed by their ticker. */
function start(random: Random): MutationRun {
  const pick = (count: number): number => Math.floor(random() * count);
  const rows = (base: number, sign: number, count: number): NaiveRow[] =>
    Array.from({ length: count }, () => {
      // The best levels change most often; one level never goes: neither side is ever empty.
      const away = Math.floor(random() ** 2 * 8);
      const isRemoved = away !== 3 && random() < 0.4;
      return [
        (base + sign * away * 0.01).toFixed(2),
        isRemoved ? '0' : `${1 + pick(90)}.${1 + pick(9)}`,
      ];
    });
  const venue = new ExchangeVenue();
  for (const symbol of venue.symbols) {
    for (let i = 0; i < 8; i++) {
      venue.book(symbol).set('bid', (100 - i * 0.01).toFixed(2), '1');
      venue.book(symbol).set('ask', (101 + i * 0.01).toFixed(2), '1');
    }
  }
  const bench = exchangeBench('level2', venue);
  bench.pass(1e8);
  bench.wasStale.clear();
  let isTickerDue = false;
  return {
    next: () => {
      const isTicker = isTickerDue;
      isTickerDue = !isTicker && pick(2) === 0;
      if (isTicker) return venue.ticker(STRUCK);
      return venue.change(STRUCK, rows(100, -1, pick(3)), rows(101, 1, 1 + pick(2)));
    },
    bench: {
      receive: (text) => void bench.receive(text),
      settle: () => bench.pass(45e9),
      takeStale: () => {
        bench.wasStale.delete(OTHER);
        // What the other product was told by mistake nobody sees.
        return bench.wasStale.delete(STRUCK) && bench.isRight(OTHER);
      },
      refusedCount: () => Object.values(bench.refusals).reduce((sum, count) => sum + count, 0),
      isRight: () =>
        venue.symbols.every((symbol) => bench.state(symbol) !== 'LIVE' || bench.isRight(symbol)),
      isLive: () => venue.symbols.every((symbol) => bench.state(symbol) === 'LIVE'),
    },
  };
}

describe('a Coinbase Exchange level2 message that was changed on its way', () => {
  it('is refused, detected or harmless but where the page says so, as often as it says', () => {
    const { rows, total, counts } = measure(MUTATIONS, EACH, start);
    expect(total).toBeGreaterThanOrEqual(1000);
    // What cannot be read at all is always seen; the rest only as far as tickers and times reach.
    for (const name of ['cut off', 'one character lost', 'nested 100,000 deep']) {
      expect([name, counts.get(name)!.unseen]).toEqual([name, 0]);
    }
    expect(documentedRows('coinbase-exchange.md')).toEqual(rows);
  });
});
