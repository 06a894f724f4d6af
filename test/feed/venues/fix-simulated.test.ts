/** Two readings of FIX market data against each other: the simulator tells, the normalizer has to end up with its books. */
import { describe, expect, it } from 'vitest';
import { KEYINGS } from '../../../src/exchange/fix/market-entries.js';
import type { FixVenueOptions } from '../../../src/exchange/fix/fix-venue-options.js';
import { BEGIN_STRINGS, type FixVersion } from '../../../src/fix/session/session-settings.js';
import { SimulatedFix } from './simulated-fix.js';

const VERSIONS = Object.keys(BEGIN_STRINGS) as FixVersion[];
const HABITS: readonly (readonly [string, Partial<FixVenueOptions>])[] = [
  ['whole', {}],
  ['in fragments, instruments inherited', { fragmentEntries: 3, inheritsInstrument: true }],
  ['five levels deep', { depthLimit: 5 }],
  [
    'without RptSeq, lists, states and trades',
    {
      hasRptSeq: false,
      hasSecurityList: false,
      hasStatus: false,
      hasTrades: false,
    },
  ],
  ['pushed unasked', { pushesUnasked: true }],
];

describe.each(KEYINGS)('entries named by %s', (keying) => {
  describe.each(VERSIONS)('in %s', (version) => {
    it.each(HABITS)('%s: every book is what rests, after every turn', (_, habits) => {
      const feed = new SimulatedFix({ keying, version, ...habits });
      for (let turn = 0; turn < 60; turn++) {
        feed.step(turn % 9);
        expect([feed.states().join(), ...feed.wrongBooks()]).toEqual(['LIVE,LIVE,LIVE']);
      }
      expect([...feed.stale]).toEqual([]);
      expect(feed.tradeCount > 0).toBe(habits.hasTrades !== false);
    });
  });

  it.each(['drop', 'cut-fragment'] as const)(
    '%s: the one book is STALE, and right again from an image',
    (kind) => {
      const feed = new SimulatedFix({ keying, fragmentEntries: kind === 'drop' ? 0 : 2 });
      feed.step(5);
      let committed = 0;
      feed.venue.injectBook(kind, 1, () => committed++);
      for (let turn = 0; turn < 100; turn++) {
        feed.step(12);
        // Until its next change nobody can know.
        if (feed.stale.size > 0) expect(feed.wrongBooks()).toEqual([]);
        if (committed === 1 && feed.stale.size > 0 && feed.areLive) break;
      }
      expect([...feed.stale].map((each) => each.split(' ')[0])).toEqual(['ETH/USD']);
      expect(feed.states().join()).toBe('LIVE,LIVE,LIVE');
    },
  );

  it.each(['empty-book', 'unasked-image', 'delete-thru', 'delete-from'] as const)(
    '%s: nothing is lost, nobody is told so',
    (kind) => {
      if (keying === 'id' && kind.startsWith('delete')) return;
      const feed = new SimulatedFix({ keying, version: 'FIX.5.0SP2' });
      feed.step(5);
      let committed = 0;
      feed.venue.injectBook(kind, 1, () => committed++);
      for (let turn = 0; turn < 10; turn++) {
        feed.step(5);
        expect([feed.states().join(), ...feed.wrongBooks()]).toEqual(['LIVE,LIVE,LIVE']);
      }
      expect([committed, ...feed.stale]).toEqual([1]);
    },
  );
});

describe('a FIX counterparty', () => {
  it('that stops an instrument, or its market, halts the books', () => {
    const feed = new SimulatedFix({});
    feed.step(1);
    feed.venue.halt(1);
    feed.step(3);
    expect(feed.states()).toEqual(['LIVE', 'HALTED', 'LIVE']);
    feed.venue.resume(1);
    feed.venue.closeMarket(true);
    feed.step(3);
    expect(feed.states()).toEqual(['HALTED', 'HALTED', 'HALTED']);
    feed.venue.closeMarket(false);
    feed.step(3);
    expect([feed.states().join(), ...feed.wrongBooks()]).toEqual(['LIVE,LIVE,LIVE']);
  });

  it('that pushes unasked says images again: one that is missing comes by itself', () => {
    const feed = new SimulatedFix({ pushesUnasked: true });
    feed.step(5);
    feed.venue.injectBook('drop', 1, () => {});
    for (let turn = 0; turn < 100 && !(feed.stale.size > 0 && feed.areLive); turn++) feed.step(10);
    expect([[...feed.stale], feed.states().join(), ...feed.wrongBooks()]).toEqual([
      ['ETH/USD sequence-gap'],
      'LIVE,LIVE,LIVE',
    ]);
  });

  it('that refuses a request is asked again', () => {
    const feed = new SimulatedFix({});
    feed.step(1);
    feed.venue.refusals = 1;
    feed.venue.injectBook('drop', 0, () => {});
    for (let turn = 0; turn < 300 && !(feed.stale.size > 0 && feed.areLive); turn++) feed.step(10);
    expect([feed.venue.refusals, feed.states().join(), ...feed.wrongBooks()]).toEqual([
      0,
      'LIVE,LIVE,LIVE',
    ]);
  });
});
