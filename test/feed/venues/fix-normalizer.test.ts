import { describe, expect, it } from 'vitest';
import { REASON } from '../../../src/market/state.js';
import { asInstrumentId } from '../../../src/market/units.js';
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

describe('what a FIX counterparty says beside its books', () => {
  it('a refused request is told, and made again with another MDReqID, later each time', () => {
    const bench = fixBench({ profile: 'price' });
    bench.venue.script = (fields) =>
      fields.get('35') === 'V' ? [`35=Y|262=${fields.get('262')}|281=0|58=no such thing|`] : [];
    receive(bench, '35=Y|262=1|281=3|58=not yet|');
    expect(bench.notes).toEqual(['EUR/USD: refused, reason 3, not yet']);
    bench.pass(60e9);
    const ids = bench.venue.said.map((each) => /\|262=(\d+)\|/.exec(each)![1]);
    expect(ids.slice(0, 3)).toEqual(['1', '2', '3']);
    expect(ids.length).toBeGreaterThan(4);
    expect(ids.length).toBeLessThan(12);
    expect(bench.refusals['venue-error']).toBe(ids.length);
  });

  it('halts and opens one instrument (326), or all (340)', () => {
    const bench = fixBench({ profile: 'price' });
    image(bench, '268=1|269=0|270=10|271=1|');
    receive(bench, '35=f|55=EUR/USD|326=2|');
    expect(bench.state(EUR)).toBe('HALTED venue-halt');
    receive(bench, '35=f|55=GBP/USD|326=3|');
    expect(bench.state(EUR)).toBe('HALTED venue-halt');
    receive(bench, '35=f|55=EUR/USD|326=17|');
    expect(bench.state(EUR)).toBe('LIVE');
    receive(bench, '35=h|336=1|340=3|');
    expect(bench.state(EUR)).toBe('HALTED session-end');
    image(bench, '268=1|269=0|270=10|271=1|');
    expect(bench.state(EUR)).toBe('HALTED session-end');
    receive(bench, '35=h|336=1|340=2|');
    expect(bench.state(EUR)).toBe('LIVE');
  });

  it('finds symbols that are numbers by their names in the list (cTrader)', () => {
    const bench = fixBench({ profile: 'ctrader' });
    expect(bench.venue.said).toEqual(['35=x|320=1|559=0|']);
    receive(bench, '35=y|320=1|146=2|55=1|1007=EURUSD|1008=5|55=2|1007=GBPUSD|1008=5|');
    expect(bench.venue.said[1]).toContain('|55=1|');
    receive(bench, '35=W|55=1|268=1|269=0|278=7|270=1.08755|271=100|');
    expect([bench.state(EUR), bench.bookText(EUR)]).toEqual(['LIVE', '1.08755x100|']);
    expect(bench.recorder.definitions).toMatchObject([{ symbol: EUR, priceScale: 5 }]);
  });

  it('has its scale grow with the text where nobody has told it, in a new epoch', () => {
    const bench = fixBench({ profile: 'price' });
    image(bench, '268=2|269=0|270=10|271=1|269=1|270=11|271=2|');
    receive(bench, '35=X|268=1|279=0|269=0|55=EUR/USD|270=9.875|271=0.5|');
    expect(bench.bookText(EUR)).toBe('10x1 9.875x0.5|11x2');
    expect(bench.state(EUR)).toBe('LIVE');
    expect(bench.wasStale.get(EUR)).toBe('definition-changed');
    expect(bench.recorder.definitions[0]).toMatchObject({ priceScale: 3, quantityScale: 1 });
    expect(bench.venue.said).toHaveLength(1);
  });

  it('is STALE where a value has more decimals than were told', () => {
    const bench = fixBench({ profile: 'price', priceDecimals: '2' });
    image(bench, '268=1|269=0|270=10|271=1|');
    receive(bench, '35=X|268=1|279=0|269=0|55=EUR/USD|270=9.875|271=1|');
    expect([bench.state(EUR), bench.refusals]).toEqual(['STALE value-refused', { value: 1 }]);
  });

  it('tells trades once, with side and time, also of a book without an image', () => {
    const bench = fixBench({ profile: 'binance', list: 'none' });
    const trade =
      '279=0|269=2|270=10.5|271=2|55=EUR/USD|1003=67|60=20250116-19:36:44.196569|2446=2|';
    const events = bench.receive(fixText(`35=X|262=1|268=1|${trade}`));
    expect(events.filter(({ type }) => type === 'trade')).toMatchObject([
      { tradeId: 67, side: 1, venueNs: 1_737_056_204_196_569_000n },
    ]);
    const again = bench.receive(fixText(`35=X|262=1|268=1|${trade}`));
    expect(again.filter(({ type }) => type === 'trade')).toEqual([]);
  });

  it('shows nothing of a venue message before its last part (893)', () => {
    const bench = fixBench({ profile: 'price' });
    image(bench, '268=1|269=0|270=10|271=1|');
    const part = (price: number, last: string): string =>
      `35=X|262=1|268=1|279=0|269=0|55=EUR/USD|270=${price}|271=1|893=${last}|`;
    receive(bench, part(9, 'N'));
    expect(bench.bookText(EUR)).toBe('10x1|');
    receive(bench, part(8, 'Y'));
    expect(bench.bookText(EUR)).toBe('10x1 9x1 8x1|');
    receive(bench, part(7, 'N'));
    bench.pass(6e9);
    expect(bench.state(EUR)).toBe('STALE sequence-gap');
  });

  it('gives a lane that begins anew its book without asking for it', () => {
    const bench = fixBench({ profile: 'price' });
    image(bench, '268=1|269=0|270=10|271=1|');
    bench.normalizer.resync(asInstrumentId(0), REASON.LANE_RESTARTED);
    bench.pass(1e9);
    expect([bench.state(EUR), bench.venue.said.length]).toEqual(['LIVE', 1]);
    bench.normalizer.resync(asInstrumentId(0), REASON.VERIFY_FAILED);
    bench.pass(1e9);
    expect([bench.state(EUR), bench.venue.said.length]).toEqual(['STALE verify-failed', 3]);
  });

  it('makes every book STALE where the session says that messages are lost (8)', () => {
    const bench = fixBench({ profile: 'price' }, ['EUR/USD', 'GBP/USD']);
    image(bench, '268=1|269=0|270=10|271=1|');
    receive(bench, '35=4|123=Y|36=9|');
    expect(bench.state(EUR)).toBe('STALE sequence-gap');
    expect(bench.state('GBP/USD')).toBe('STALE awaiting-image');
  });

  it('takes what a hub sends unasked, by any name', () => {
    const bench = fixBench({ profile: 'price', subscribe: 'none' }, ['*']);
    image(bench, '268=1|269=0|270=10|271=1|');
    expect([bench.state(EUR), bench.venue.said]).toEqual(['LIVE', []]);
  });

  it('begins with an empty book where the counterparty does, and again where that is lost (Currenex)', () => {
    const bench = fixBench({ profile: 'fx' });
    receive(bench, '35=4|123=Y|36=9|');
    bench.pass(5e9);
    expect([bench.state(EUR), bench.venue.said.length]).toEqual(['STALE sequence-gap', 3]);
    receive(
      bench,
      '35=X|268=2|279=0|269=0|278=1|55=EUR/USD|270=1.1|271=5|279=0|269=1|278=2|270=1.2|271=6|',
    );
    expect([bench.state(EUR), bench.bookText(EUR)]).toEqual(['LIVE', '1.1x5|1.2x6']);
    receive(bench, '35=X|268=1|279=0|269=1|278=2|55=EUR/USD|270=1.3|271=7|');
    expect([bench.state(EUR), bench.bookText(EUR)]).toEqual(['LIVE', '1.1x5|1.3x7']);
  });
});
