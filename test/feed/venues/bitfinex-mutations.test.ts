import { describe, expect, it } from 'vitest';
import type { Change } from './bitfinex-venue.js';
import { bitfinexBench } from './bitfinex-bench.js';
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

const STRUCK = 'tBTCUSD';
const OTHER = 'tDUSK:USD';
const EACH = 65;

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  ...COMMON_MUTATIONS,
  'digit of the sequence': flip(/,(\d+),\d+\]$/g),
  'digit of the time': flip(/,(\d+)\]$/g),
  'digit of the channel': flip(/^\[(\d+)/g),
  'digit of a price': flip(/\[([\d.]+),\d+,-?[\d.]+\]/g),
  'digit of a count': flip(/\[[\d.]+,(\d+),-?[\d.]+\]/g),
  'digit of an amount': flip(/\[[\d.]+,[1-9]\d*,-?([\d.]+)\]/g),
  'digit of a checksum': flip(/"cs",-?(\d+)/g),
  'other side': replace(/\[[\d.]+,\d+,(-?)[\d.]+\]/g, ['-', '']),
  'huge, NaN or over-precise number': replace(/\[[\d.]+,\d+,-?([\d.]+)\]/g, [
    '1e400',
    'NaN',
    '90071992547409930',
    '1.0000000001',
    '"1"',
    'null',
  ]),
};

function start(random: Random): MutationRun {
  const bench = bitfinexBench();
  const pick = (count: number): number => Math.floor(random() * count);
  const changes = (count: number): Change[] =>
    Array.from({ length: count }, () => {
      const isBid = random() < 0.5;
      const price = isBid ? 50_000 - pick(8) : 50_001 + pick(8);
      const amount = random() < 0.3 ? '0' : `${pick(9)}.${1 + pick(9)}${1 + pick(9)}`;
      return [isBid ? 'bid' : 'ask', String(price), amount] as const;
    });
  bench.receive(bench.venue.change(STRUCK, changes(16)));
  bench.receive(
    bench.venue.change(OTHER, [
      ['bid', '0.0245', '100'],
      ['ask', '0.025', '5'],
    ]),
  );
  bench.wasStale.clear();
  let turn = 0;
  const isRight = (symbol: string): boolean =>
    bench.state(symbol) !== 'LIVE' || bench.isRight(symbol);
  return {
    next: () => {
      const what = turn++ % 3;
      if (what === 0) return bench.venue.change(STRUCK, changes(1 + pick(3)));
      return bench.venue.checksum(what === 1 ? STRUCK : OTHER);
    },
    bench: {
      receive: (text) => void bench.receive(text),
      settle: () => bench.pass(1e9),
      takeStale: () => {
        const wasStale = bench.wasStale.size > 0;
        bench.wasStale.clear();
        return wasStale;
      },
      refusedCount: () => Object.values(bench.refusals).reduce((sum, count) => sum + count, 0),
      isRight: () => isRight(STRUCK) && isRight(OTHER),
      isLive: () => bench.state(STRUCK) === 'LIVE' && bench.state(OTHER) === 'LIVE',
    },
  };
}

describe('a Bitfinex message that was changed on its way', () => {
  it('is detected or harmless, as often as the page says: nothing is unseen', () => {
    const { rows, total, counts } = measure(MUTATIONS, EACH, start);
    expect(total).toBeGreaterThanOrEqual(1000);
    for (const [name, { unseen }] of counts) expect([name, unseen]).toEqual([name, 0]);
    expect(documentedRows('bitfinex.md')).toEqual(rows);
  });
});
