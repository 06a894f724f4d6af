import { describe, expect, it } from 'vitest';
import { bybitBench } from './bybit-venue.js';
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

const STRUCK = 'BTCUSDT';
const OTHER = 'ETHUSDT';
const EACH = 65;

const PRICE = /(?<=\[")([\d.]+)(?=","[\d.]+"\])/g;
const SIZE = /(?<=\["[\d.]+",")([\d.]+)(?="\])/g;

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  ...COMMON_MUTATIONS,
  'digit of u': flip(/"u":(\d+)/g),
  'digit of seq': flip(/"seq":(\d+)/g),
  'digit of a price': flip(PRICE),
  'digit of a size': flip(SIZE),
  'delta called snapshot': replace(/"type":"(delta)"/g, ['snapshot']),
  'huge, NaN, negative or over-precise number': replace(SIZE, [
    '1e400',
    'NaN',
    '90071992547409930',
    '10.00000001',
    '-10',
    '',
  ]),
  'number instead of text': replace(/(?<=\["[\d.]+",)("[\d.]+")(?=\])/g, ['10', 'null', '[]']),
  'huge or negative u': replace(/"u":(\d+)/g, ['1e400', '-5', '9007199254740993']),
  'key told twice': replace(/("u"):/g, ['"u":1,"u"']),
  'unknown symbol': replace(/"topic":"(orderbook\.50\.BTCUSDT)"/g, ['orderbook.50.NOSUCH']),
  'another symbol inside': replace(/"s":"(BTCUSDT)"/g, [OTHER, 'NOSUCH']),
  'wrong topic': replace(/"topic":"(orderbook\.50\.BTCUSDT)"/g, [
    'orderbook.200.BTCUSDT',
    'kline.5.BTCUSDT',
    'publicTrade.BTCUSDT',
  ]),
};

/** Both symbols live; the struck one's next message is a delta. */
function start(random: Random): MutationRun {
  const bench = bybitBench([STRUCK, OTHER], {}, Math.floor(random() * 1e9));
  bench.wasStale.clear();
  return {
    next: () => bench.venue.delta(STRUCK),
    bench: {
      receive: (text) => void bench.receive(text),
      settle: () => bench.pass(20e9),
      takeStale: () => {
        if (bench.wasStale.delete(OTHER)) throw new Error('another symbol was hit');
        return bench.wasStale.delete(STRUCK);
      },
      refusedCount: () => Object.values(bench.refusals).reduce((sum, count) => sum + count, 0),
      isRight: () =>
        bench.isRight(OTHER) && (bench.state(STRUCK) !== 'LIVE' || bench.isRight(STRUCK)),
      isLive: () => bench.state(STRUCK) === 'LIVE' && bench.state(OTHER) === 'LIVE',
    },
  };
}

describe('a Bybit message that was changed on its way', () => {
  it('is refused, detected or harmless but where the pages say so, as often as they say', () => {
    const { rows, total, counts } = measure(MUTATIONS, EACH, start);
    expect(total).toBeGreaterThanOrEqual(1000);
    // Levels, and what a snapshot leaves out, are all that the venue's rule cannot prove.
    for (const [name, { unseen }] of counts) {
      if (!/a size|a price|snapshot/.test(name)) expect([name, unseen]).toEqual([name, 0]);
    }
    // Both products have the same messages and the same rule.
    expect(documentedRows('bybit-linear.md')).toEqual(rows);
    expect(documentedRows('bybit-spot.md')).toEqual(rows);
  });
});
