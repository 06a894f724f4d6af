import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mutatedText } from '../json/mutated-text.js';
import { forSlowPath, outcomeOf, shuffledKeys } from './hot-and-slow.js';
import { okxBench } from './okx-venue.js';

const SYMBOL = 'BTC-USDT';
/** One instrument, live. */
const live = () => okxBench([SYMBOL]);

const { venue } = live();
const push = (channel: string, fields: object, data: object): string =>
  JSON.stringify({ arg: { channel, instId: SYMBOL }, ...fields, data: [data] });
const trade = {
  instId: SYMBOL,
  tradeId: '130639474',
  px: '1.5',
  sz: '0.01',
  side: 'buy',
  ts: '17',
};

const MESSAGES = [
  venue.top(SYMBOL),
  venue.update(SYMBOL),
  okxBench([SYMBOL]).venue.snapshot(SYMBOL),
  okxBench([SYMBOL]).venue.keepAlive(SYMBOL),
  okxBench([SYMBOL]).venue.reset(SYMBOL),
  push('trades', {}, trade),
  JSON.stringify({
    arg: { channel: 'trades', instId: SYMBOL },
    data: [trade, { ...trade, tradeId: '18446744073709551615', side: 'sell' }],
  }),
];

describe('OKX messages read from their bytes', () => {
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
