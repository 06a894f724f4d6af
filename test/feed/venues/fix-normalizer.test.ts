import { describe, expect, it } from 'vitest';
import { fixBench, fixText, type FixBench } from './fix-bench.js';

const EUR = 'EUR/USD';
const W = '35=W|55=EUR/USD|';
const BID = '268=2|269=0|278=a|270=1.0875|271=100|269=0|278=b|270=1.0875|271=50|';

const receive = (bench: FixBench, fields: string): void => void bench.receive(fixText(fields));

const image = (bench: FixBench, group = BID): void => receive(bench, `${W}${group}`);

describe('a FIX counterparty whose entries have ids', () => {
  it('asks for what the source names, once logged on', () => {
    const bench = fixBench();
    expect(bench.venue.said).toEqual([
      '35=V|146=1|55=EUR/USD|262=1|263=1|264=0|265=1|267=2|269=0|269=1|',
    ]);
    expect(bench.state(EUR)).toBe('STALE awaiting-image');
  });

  it('adds the entries at one price up to a level, and takes each away by its id', () => {
    const bench = fixBench();
    image(bench);
    expect([bench.state(EUR), bench.bookText(EUR)]).toEqual(['LIVE', '1.0875x150|']);
    receive(bench, '35=X|268=2|279=2|278=b|55=EUR/USD|279=0|269=1|278=c|270=1.088|271=7|');
    expect(bench.bookText(EUR)).toBe('1.0875x100|1.088x7');
    receive(bench, '35=X|268=1|279=1|278=d|280=c|55=EUR/USD|271=8|');
    receive(bench, '35=X|268=1|279=2|278=d|55=EUR/USD|');
    expect([bench.bookText(EUR), bench.wasStale.size]).toEqual(['1.0875x100|', 1]);
  });

  it('is STALE at once where an entry is not there, and asks for that one image (7)', () => {
    const bench = fixBench();
    image(bench);
    receive(bench, '35=X|268=2|279=2|278=a|55=EUR/USD|279=2|278=zzz|55=EUR/USD|');
    expect(bench.state(EUR)).toBe('STALE sequence-gap');
    expect(bench.bookText(EUR)).toBe('1.0875x150|');
    expect(bench.venue.said.slice(1).map((each) => each.slice(0, 29))).toEqual([
      '35=V|146=1|55=EUR/USD|262=1|2',
      '35=V|146=1|55=EUR/USD|262=2|2',
    ]);
    image(bench, '268=1|269=1|278=x|270=2|271=1|');
    expect([bench.state(EUR), bench.bookText(EUR)]).toEqual(['LIVE', '|2x1']);
  });
});

describe('a FIX counterparty with one entry a price', () => {
  it('sets, changes and removes levels', () => {
    const bench = fixBench({ profile: 'price' });
    image(bench, '268=2|269=0|270=10|271=1|269=1|270=11|271=2|');
    receive(bench, '35=X|268=2|279=0|269=0|55=EUR/USD|270=9.5|271=3|279=1|269=1|270=11|271=5|');
    expect(bench.bookText(EUR)).toBe('10x1 9.5x3|11x5');
    receive(bench, '35=X|268=1|279=2|269=1|55=EUR/USD|270=11|');
    expect([bench.bookText(EUR), bench.state(EUR)]).toEqual(['10x1 9.5x3|', 'LIVE']);
  });
});
