import { describe, expect, it } from 'vitest';
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
const EACH = 60;

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  ...COMMON_MUTATIONS,
  'digit of the sequence': flip(/"sequence":(\d+)/g),
  'digit of a price': flip(/"(?:new_)?price":"([\d.]+)"/g),
  'digit of a size': flip(/"(?:remaining_size|new_size|size)":"([\d.]+)"/g),
  'digit of an order id': flip(/"(?:maker_)?order_id":"([\da-f]{8})/g),
  'digit of a trade id': flip(/"trade_id":(\d+)/g),
  'another side': replace(/"side":"(buy|sell)"/g, ['buy', 'sell', 'bid']),
  'another type': replace(/"type":"(open|done|match|change|received)"/g, [
    'received',
    'done',
    'open',
    'nothing',
  ]),
  'huge, NaN or over-precise number': replace(/"(?:remaining_size|new_size|size)":("[\d.]+")/g, [
    '"1e400"',
    '"NaN"',
    '"90071992547409930"',
    '"10.0001"',
    '"-10"',
    '10',
    'null',
  ]),
  'key told twice': replace(/("sequence"):/g, ['"sequence":1,"sequence"']),
  'unknown product': replace(new RegExp(`"product_id":"(${STRUCK})"`, 'g'), ['NO-SUCH']),
  'other product': replace(new RegExp(`"product_id":"(${STRUCK})"`, 'g'), [OTHER]),
};

/** Two products live on `full`; the struck one's orders come, change, trade and go. */
function start(random: Random): MutationRun {
  const pick = (count: number): number => Math.floor(random() * count);
  const venue = new ExchangeVenue();
  const open = (symbol: string): string => {
    const side = pick(2) === 0 ? 'bid' : 'ask';
    const price = side === 'bid' ? 100 - pick(6) * 0.5 : 101 + pick(6) * 0.5;
    return venue.open(symbol, side, price.toFixed(1).replace('.0', ''), 1 + pick(9000));
  };
  for (let i = 0; i < 12; i++) venue.symbols.forEach(open);
  const bench = exchangeBench('full', venue);
  for (const symbol of venue.symbols) bench.receive(venue.heartbeat(symbol));
  bench.pass(1e8);
  bench.wasStale.clear();
  const next = (): string => {
    const orders = venue.orders(STRUCK);
    const order = orders[pick(orders.length)];
    const kind = pick(10);
    if (order === undefined || kind < 4) return open(STRUCK);
    if (kind === 4) return venue.received(STRUCK);
    if (kind < 7)
      return venue.match(STRUCK, order, pick(2) === 0 ? order.size : 1 + pick(order.size));
    if (kind < 9) return venue.done(STRUCK, order);
    return venue.modify(STRUCK, order, order.price, 1 + pick(9000));
  };
  return {
    next,
    bench: {
      receive: (text) => void bench.receive(text),
      settle: () => {
        for (let i = 0; i < 4; i++) {
          for (const symbol of venue.symbols) bench.receive(venue.heartbeat(symbol));
          bench.pass(1e9);
        }
        bench.pass(20e9);
      },
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

describe('a Coinbase Exchange full message that was changed on its way', () => {
  it('is refused, detected or harmless but where the page says so, as often as it says', () => {
    const { rows, total, counts } = measure(MUTATIONS, EACH, start);
    expect(total).toBeGreaterThanOrEqual(1000);
    // Of an order that nothing was said about since, price, size, side and id are as they came.
    for (const [name, { unseen }] of counts) {
      if (!/price|size|id|side|type|number/.test(name)) expect([name, unseen]).toEqual([name, 0]);
    }
    expect(documentedRows('coinbase-l3.md')).toEqual(rows);
  });
});
