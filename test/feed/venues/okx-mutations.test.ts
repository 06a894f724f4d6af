import { describe, expect, it } from 'vitest';
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
import { okxBench } from './okx-venue.js';

const STRUCK = 'BTC-USDT';
const OTHER = 'ETH-USDT';
const EACH = 65;

const PRICE = /(?<=\[")([\d.]+)(?=","[\d.]+","0","1"\])/g;
const SIZE = /(?<=\["[\d.]+",")([\d.]+)(?=","0","1"\])/g;

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  ...COMMON_MUTATIONS,
  'digit of seqId': flip(/"seqId":(\d+)/g),
  'digit of prevSeqId': flip(/"prevSeqId":(\d+)/g),
  'digit of ts': flip(/"ts":"(\d+)"/g),
  'digit of a price': flip(PRICE),
  'digit of a size': flip(SIZE),
  'update called snapshot': replace(/"action":"(update)"/g, ['snapshot']),
  'huge, NaN, negative or over-precise number': replace(SIZE, [
    '1e400',
    'NaN',
    '90071992547409930',
    '10.00000001',
    '-10',
    '',
  ]),
  'number instead of text': replace(/(?<=\["[\d.]+",)("[\d.]+")(?=,"0","1"\])/g, [
    '10',
    'null',
    '[]',
  ]),
  'huge or negative seqId': replace(/"seqId":(\d+)/g, ['1e400', '-5', '9007199254740993']),
  'key told twice': replace(/("seqId"):/g, ['"seqId":1,"seqId"']),
  'unknown instrument': replace(/"instId":"([^"]+)"/g, ['NO-SUCH']),
  'wrong channel': replace(/"channel":"(books)"/g, ['books5', 'tickers', 'nothing']),
};

/** Both instruments live; the struck one's next message is an update, its top told before it. */
function start(random: Random): MutationRun {
  const bench = okxBench([STRUCK, OTHER], {}, Math.floor(random() * 1e9));
  bench.wasStale.clear();
  let tops: string[] = [];
  return {
    next: () => {
      const [top, update] = bench.venue.step(STRUCK);
      tops.push(top!);
      return update!;
    },
    bench: {
      receive: (text) => {
        for (const top of tops) bench.receive(top);
        tops = [];
        bench.receive(text);
      },
      settle: () => bench.pass(20e9),
      takeStale: () => {
        if (bench.wasStale.delete(OTHER)) throw new Error('another instrument was hit');
        return bench.wasStale.delete(STRUCK);
      },
      refusedCount: () => Object.values(bench.refusals).reduce((sum, count) => sum + count, 0),
      isRight: () =>
        bench.isRight(OTHER) && (bench.state(STRUCK) !== 'LIVE' || bench.isRight(STRUCK)),
      isLive: () => bench.state(STRUCK) === 'LIVE' && bench.state(OTHER) === 'LIVE',
    },
  };
}

describe('an OKX message that was changed on its way', () => {
  it('is refused, detected or harmless but where the page says so, as often as it says', () => {
    const { rows, total, counts } = measure(MUTATIONS, EACH, start);
    expect(total).toBeGreaterThanOrEqual(1000);
    // Levels below the top are all that the venue's rule cannot prove.
    for (const [name, { unseen }] of counts) {
      if (!/a size|a price/.test(name)) expect([name, unseen]).toEqual([name, 0]);
    }
    expect(documentedRows('okx.md')).toEqual(rows);
  });
});
