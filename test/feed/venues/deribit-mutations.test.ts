import { describe, expect, it } from 'vitest';
import type { NaiveSide } from '../../model/naive-l2-book.js';
import { DeribitBench } from './deribit-bench.js';
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

const STRUCK = 'BTC-PERPETUAL';
const OTHER = 'ETH-25DEC26-2800-C';
const EACH = 65;

const PRICE = /"(?:new|change|delete)",(-?[\d.]+),/g;
const AMOUNT = /"(?:new|change|delete)",-?[\d.]+,(-?[\d.]+)/g;

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  ...COMMON_MUTATIONS,
  'digit of change_id': flip(/"change_id":(\d+)/g),
  'digit of prev_change_id': flip(/"prev_change_id":(\d+)/g),
  'digit of a price': flip(PRICE),
  'digit of an amount': flip(AMOUNT),
  'another action': replace(/"(new|change|delete)"/g, ['new', 'change', 'delete']),
  'huge, NaN or over-precise number': replace(/"(?:new|change|delete)",-?[\d.]+,([\d.]+)/g, [
    '1e400',
    'NaN',
    '90071992547409930',
    '10.00000001',
    '-10',
    '"10"',
    'null',
  ]),
  'key told twice': replace(/("change_id"):/g, ['"change_id":1,"change_id"']),
  'unknown instrument': replace(new RegExp(`"instrument_name":"(${STRUCK})"`, 'g'), ['NO-SUCH']),
  'wrong channel': replace(new RegExp(`"channel":"(book\\.${STRUCK})`, 'g'), [
    `book.${OTHER}`,
    `nothing.${STRUCK}`,
    `trades.${STRUCK}`,
  ]),
};

/** Both instruments live, with books; the struck one's next message is a random change. */
function start(random: Random): MutationRun {
  const bench = new DeribitBench();
  const pick = (count: number): number => Math.floor(random() * count);
  const sets = (levels: number): (readonly [NaiveSide, string, string])[] =>
    Array.from({ length: levels }, () => {
      const isBid = random() < 0.5;
      const price = isBid ? 50_000 - pick(8) * 0.5 : 50_000.5 + pick(8) * 0.5;
      const amount = random() < 0.3 ? 0 : 10 * (1 + pick(900));
      return [isBid ? 'bid' : 'ask', price.toFixed(1), amount.toFixed(1)] as const;
    });
  bench.receive(bench.venue.change(STRUCK, sets(12)));
  bench.receive(
    bench.venue.change(OTHER, [
      ['bid', '0.0015', '100'],
      ['ask', '0.0020', '50'],
    ]),
  );
  bench.wasStale.clear();
  return {
    next: () => bench.venue.change(STRUCK, sets(1 + pick(3))),
    bench: {
      receive: (text) => void bench.receive(text),
      settle: () => bench.pass(20e9),
      takeStale: () => {
        const isOtherHit = bench.wasStale.delete(OTHER);
        if (isOtherHit) throw new Error('another instrument was hit');
        return bench.wasStale.delete(STRUCK);
      },
      refusedCount: () => Object.values(bench.refusals).reduce((sum, count) => sum + count, 0),
      isRight: () =>
        bench.isRight(OTHER) && (bench.state(STRUCK) !== 'LIVE' || bench.isRight(STRUCK)),
      isLive: () => bench.state(STRUCK) === 'LIVE' && bench.state(OTHER) === 'LIVE',
    },
  };
}

describe('a Deribit message that was changed on its way', () => {
  it('is refused, detected or harmless but where the page says so, as often as it says', () => {
    const { rows, total, counts } = measure(MUTATIONS, EACH, start);
    expect(total).toBeGreaterThanOrEqual(1000);
    // Amounts below the top are all that the venue's rule cannot prove.
    for (const [name, { unseen }] of counts) {
      if (!/amount|price|action/.test(name)) expect([name, unseen]).toEqual([name, 0]);
    }
    expect(documentedRows('deribit.md')).toEqual(rows);
  });
});
