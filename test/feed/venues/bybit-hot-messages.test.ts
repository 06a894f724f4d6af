import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mutatedText } from '../json/mutated-text.js';
import { forSlowPath, outcomeOf, shuffledKeys } from './hot-and-slow.js';
import { bybitBench } from './bybit-venue.js';

const SYMBOL = 'BTCUSDT';
/** One symbol, live, whose topics have been seen. */
function live() {
  const bench = bybitBench([SYMBOL]);
  bench.receive(bench.venue.trade(SYMBOL, 'first'));
  return bench;
}

const { venue } = live();

const MESSAGES = [
  venue.delta(SYMBOL),
  venue.trade(SYMBOL, '2100000000007764263'),
  venue.trade(SYMBOL),
  live().venue.restart(SYMBOL),
  JSON.stringify({ ...(JSON.parse(venue.delta(SYMBOL)) as object), cts: undefined }),
];

describe('Bybit messages read from their bytes', () => {
  it.each(MESSAGES)('take the short way: %s', (text) => {
    const { slow, events, refusals } = outcomeOf(live(), [Buffer.from(text)]);
    expect([slow, refusals]).toEqual([0, {}]);
    expect(events.length).toBeGreaterThan(0);
  });

  it('take the long way when the shape is new, counted, with the same events', () => {
    for (const text of MESSAGES) {
      const slow = outcomeOf(live(), [forSlowPath(Buffer.from(text))]);
      expect(slow.slow).toBe(1);
      expect(slow.events).toEqual(outcomeOf(live(), [Buffer.from(text)]).events);
    }
  });

  it('lead to the same events in any order of their keys', () => {
    const shuffled = fc
      .constantFrom(...MESSAGES)
      .chain((text) => fc.tuple(fc.constant(text), shuffledKeys(text)));
    fc.assert(
      fc.property(shuffled, ([text, other]) => {
        const { events, slow } = outcomeOf(live(), [Buffer.from(other)]);
        expect(slow).toBe(0);
        expect(events).toEqual(outcomeOf(live(), [Buffer.from(text)]).events);
      }),
      { numRuns: 150, seed: 61 },
    );
  });

  it('lead to the events and refusals of the whole parse, whatever is done to them', () => {
    let taken = 0;
    const message = fc
      .constantFrom(...MESSAGES)
      .chain((text) => fc.oneof(fc.constant(text), shuffledKeys(text)));
    fc.assert(
      fc.property(fc.array(mutatedText(message), { minLength: 1, maxLength: 3 }), (messages) => {
        const fast = outcomeOf(live(), messages);
        const slow = outcomeOf(live(), messages.map(forSlowPath));
        expect(fast.events).toEqual(slow.events);
        expect(fast.refusals).toEqual(slow.refusals);
        if (fast.slow === 0 && fast.events.length > 0) taken++;
      }),
      { numRuns: 600, seed: 62 },
    );
    expect(taken).toBeGreaterThan(30);
  });
});
