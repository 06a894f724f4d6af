import { describe, expect, it } from 'vitest';
import { liveBench, type Market } from './binance-tiny-venue.js';
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
const QUANTITY = /(?<=\["[\d.]+",")([\d.]+)(?="\])/g;

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  ...COMMON_MUTATIONS,
  'digit of U': flip(/"U":(\d+)/g),
  'digit of u': flip(/"u":(\d+)/g),
  'digit of E': flip(/"E":(\d+)/g),
  'digit of a price': flip(PRICE),
  'digit of a quantity': flip(QUANTITY),
  'huge, NaN, negative or over-precise number': replace(QUANTITY, [
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
  'unknown symbol': replace(/"s":"(BTCUSDT)"/g, ['NOSUCH']),
  'another type of message': replace(/"e":"(depthUpdate)"/g, ['kline', 'trade', 'aggTrade']),
};

const FUTURES: Readonly<Record<string, Mutation>> = {
  ...MUTATIONS,
  'digit of pu': flip(/"pu":(\d+)/g),
};

/** Both symbols live; the struck one's next message is a diff, its top told before it. */
const startIn =
  (market: Market) =>
  (random: Random): MutationRun => {
    const bench = liveBench(market, [STRUCK, OTHER], Math.floor(random() * 1e9));
    bench.wasStale.clear();
    let tops: string[] = [];
    return {
      next: () => {
        const [top, diff] = bench.venue.step(STRUCK);
        tops.push(top);
        return diff;
      },
      bench: {
        receive: (text) => {
          for (const top of tops) bench.receive(top);
          tops = [];
          bench.receive(text);
        },
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
  };

describe.each([
  ['spot', MUTATIONS, 'binance.md'],
  ['usdm', FUTURES, 'binance-usdm.md'],
  ['coinm', FUTURES, 'binance-coinm.md'],
] as const)('a message of Binance %s that was changed on its way', (market, mutations, page) => {
  it('is refused, detected or harmless but where the page says so, as often as it says', () => {
    const { rows, total, counts } = measure(mutations, EACH, startIn(market));
    expect(total).toBeGreaterThanOrEqual(1000);
    // Levels below the top are all that the venue's rule cannot prove.
    for (const [name, { unseen }] of counts) {
      if (!/quantity|price/.test(name)) expect([name, unseen]).toEqual([name, 0]);
    }
    expect(documentedRows(page)).toEqual(rows);
  });
});
