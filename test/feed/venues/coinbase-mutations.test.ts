import { describe, expect, it } from 'vitest';
import type { NaiveRow } from '../../model/naive-l2-book.js';
import { coinbaseBench, CoinbaseVenue } from './coinbase-venue.js';
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

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  ...COMMON_MUTATIONS,
  'digit of sequence_num': flip(/"sequence_num":(\d+)/g),
  'digit of a price': flip(/"price_level":"([\d.]+)"/g),
  'digit of a quantity': flip(/"new_quantity":"([\d.]+)"/g),
  'another side': replace(/"side":"(bid|offer)"/g, ['bid', 'offer', 'buy']),
  'update called snapshot, or neither': replace(/"type":"(update)"/g, ['snapshot', 'partial']),
  'huge, NaN or over-precise number': replace(/"new_quantity":("[\d.]+")/g, [
    '"1e400"',
    '"NaN"',
    '"90071992547409930"',
    '"10.0001"',
    '"-10"',
    '10',
    'null',
  ]),
  'key told twice': replace(/("sequence_num"):/g, ['"sequence_num":1,"sequence_num"']),
  'unknown product': replace(new RegExp(`"product_id":"(${STRUCK})"`, 'g'), ['NO-SUCH']),
  'other product': replace(new RegExp(`"product_id":"(${STRUCK})"`, 'g'), [OTHER]),
  'wrong channel': replace(/"channel":"(l2_data)"/g, ['market_trades', 'nothing', 'heartbeats']),
};

/** Two products live on one connection; the struck one's next message is a random change. */
function start(random: Random): MutationRun {
  const pick = (count: number): number => Math.floor(random() * count);
  const rows = (base: number, sign: number, count: number): NaiveRow[] =>
    Array.from({ length: count }, () => [
      (base + sign * pick(8) * 0.01).toFixed(2),
      random() < 0.3 ? '0' : `${1 + pick(90)}.${1 + pick(9)}`,
    ]);
  const venue = new CoinbaseVenue();
  venue.book(OTHER).set('bid', '10', '1');
  venue.book(OTHER).set('ask', '11', '1');
  for (const [price, quantity] of rows(100, -1, 12)) venue.book(STRUCK).set('bid', price, quantity);
  for (const [price, quantity] of rows(101, 1, 12)) venue.book(STRUCK).set('ask', price, quantity);
  const bench = coinbaseBench(venue);
  bench.pass(1e8);
  bench.wasStale.clear();
  return {
    next: () => venue.change(STRUCK, rows(100, -1, pick(3)), rows(101, 1, 1 + pick(2))),
    bench: {
      receive: (text) => void bench.receive(text),
      settle: () => bench.pass(45e9),
      takeStale: () => {
        bench.wasStale.delete(OTHER);
        return bench.wasStale.delete(STRUCK);
      },
      refusedCount: () => Object.values(bench.refusals).reduce((sum, count) => sum + count, 0),
      isRight: () =>
        venue.symbols.every((symbol) => bench.state(symbol) !== 'LIVE' || bench.isRight(symbol)),
      isLive: () => venue.symbols.every((symbol) => bench.state(symbol) === 'LIVE'),
    },
  };
}

describe('a Coinbase Advanced Trade message that was changed on its way', () => {
  it('is refused, detected or harmless but where the page says so, as often as it says', () => {
    const { rows, total, counts } = measure(MUTATIONS, EACH, start);
    expect(total).toBeGreaterThanOrEqual(1000);
    // What a message says of prices and quantities is all that the venue's rule cannot prove.
    for (const [name, { unseen }] of counts) {
      if (!/price|quantity|side|product|channel|snapshot/.test(name)) {
        expect([name, unseen]).toEqual([name, 0]);
      }
    }
    expect(documentedRows('coinbase.md')).toEqual(rows);
  });
});
