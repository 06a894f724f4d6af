/** What can become of a Kraken message on its way, and a bench that sees what its checksum makes of it. */
import { ExchangeMarket } from '../../../src/exchange/exchange-market.js';
import { KrakenBench } from './kraken-bench.js';
import {
  COMMON_MUTATIONS,
  flip,
  replace,
  type Mutation,
  type MutationRun,
  type Random,
} from './mutations.js';

const STRUCK = 'BTC/USD';
const OTHER = 'ETH/USD';
/** Deeper than the checksum sees. */
const DEPTHS = { kraken: 25, 'kraken-l3': 100 } as const;
const SETTLE_NS = 20e9;

const numbersLike = (price: string, quantity: string): Readonly<Record<string, Mutation>> => ({
  'digit of a price': flip(new RegExp(`"${price}":([\\d.]+)`, 'g')),
  'digit of a quantity': flip(new RegExp(`"${quantity}":([\\d.]+)`, 'g')),
  'digit of the checksum': flip(/"checksum":(\d+)/g),
  'update called snapshot': replace(/"type":"(update)"/g, ['snapshot']),
  'huge, NaN, negative or over-precise number': replace(
    new RegExp(`"${quantity}":([\\d.]+)`, 'g'),
    ['1e400', 'NaN', '90071992547409930', '10.00000001', '-10', ''],
  ),
  'text or nothing instead of a number': replace(new RegExp(`"${price}":([\\d.]+)`, 'g'), [
    '"ten"',
    'null',
    '[]',
  ]),
  'checksum too large, negative or none': replace(/"checksum":(\d+)/g, [
    '4294967296',
    '-5',
    'null',
  ]),
  'key told twice': replace(/("checksum"):/g, ['"checksum":1,"checksum"']),
  'unknown symbol': replace(/"symbol":"([^"]+)"/g, ['NO/SUCH']),
  'wrong channel': replace(/"channel":"(book|level3)"/g, ['trade', 'ticker', 'nothing']),
});

export const KRAKEN_MUTATIONS: Readonly<
  Record<'kraken' | 'kraken-l3', Readonly<Record<string, Mutation>>>
> = {
  kraken: {
    ...COMMON_MUTATIONS,
    ...numbersLike('price', 'qty'),
    'digit of the time': flip(/"timestamp":"([^"]+)"/g),
  },
  'kraken-l3': {
    ...COMMON_MUTATIONS,
    ...numbersLike('limit_price', 'order_qty'),
    'digit of a time': flip(/"timestamp":"([^"]+)"/g),
    'another order': flip(/"order_id":"[^"\d]*(\d+)/g),
    'another event': replace(/"event":"(\w+)"/g, ['add', 'modify', 'delete', 'nothing']),
  },
};

/** Both symbols are live; the market goes on from run to run. */
export function krakenStarter(venue: 'kraken' | 'kraken-l3'): (random: Random) => MutationRun {
  const market = new ExchangeMarket({ symbols: [STRUCK, OTHER], seed: 11, ordersPerSymbol: 96 });
  return () => {
    const bench = new KrakenBench({ venue, market, depth: DEPTHS[venue] });
    bench.settle();
    bench.wasStale.clear();
    const refusedCount = (): number =>
      Object.values(bench.normalizer.summary().refusals).reduce((sum, count) => sum + count, 0);
    const isGood = (symbol: string): boolean =>
      bench.state(symbol) !== 'LIVE' || bench.isRight(symbol);
    return {
      next: () => bench.next(STRUCK),
      bench: {
        receive: (text) => bench.receive(text),
        settle: () => bench.pass(SETTLE_NS),
        takeStale: () => {
          if (bench.wasStale.delete(OTHER)) throw new Error('another symbol was hit');
          return bench.wasStale.delete(STRUCK);
        },
        refusedCount,
        isRight: () => isGood(STRUCK) && isGood(OTHER),
        isLive: () => [STRUCK, OTHER].every((symbol) => bench.state(symbol) === 'LIVE'),
      },
    };
  };
}
