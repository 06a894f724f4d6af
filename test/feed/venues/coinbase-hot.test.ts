import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coinbaseBench, CoinbaseVenue } from './coinbase-venue.js';
import { exchangeBench, ExchangeVenue } from './coinbase-exchange-venue.js';
import { mutatedText } from '../json/mutated-text.js';

const row = fc
  .tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom('0', '1.5', '0.001', '12345678.9'))
  .map(([away, quantity]): [string, string] => [`${80 + away}.25`, quantity]);

const steps = fc.array(fc.tuple(fc.array(row, { maxLength: 3 }), fc.array(row, { maxLength: 3 })), {
  minLength: 1,
  maxLength: 20,
});

/** The same message with its keys the other way round. */
const reversed = (text: string): string =>
  JSON.stringify(
    Object.fromEntries(Object.entries(JSON.parse(text) as Record<string, unknown>).reverse()),
  );

/** The same message in a spelling that is not read from its bytes. */
const escaped = (text: string): string =>
  text.replace('"l2update"', '"l2updat\\u0065"').replace('"l2_data"', '"l2_dat\\u0061"');

describe('hot messages of Coinbase', () => {
  it('lead to the same events from their bytes as from their JSON, in any order of keys', () => {
    const venues = [
      { bench: () => exchangeBench('level2', new ExchangeVenue()) },
      { bench: () => coinbaseBench(new CoinbaseVenue()) },
    ];
    for (const { bench } of venues) {
      fc.assert(
        fc.property(steps, (changes) => {
          const [hot, back, slow] = [bench(), bench(), bench()];
          for (const each of [hot, back, slow]) each.pass(1e8);
          for (const [bids, asks] of changes) {
            const expected = slow.receive(escaped(slow.venue.change('BTC-USD', bids, asks)));
            expect(hot.receive(hot.venue.change('BTC-USD', bids, asks))).toEqual(expected);
            expect(back.receive(reversed(back.venue.change('BTC-USD', bids, asks)))).toEqual(
              expected,
            );
          }
          const counts = [hot, back, slow].map(
            (each) => each.normalizer.summary().slowPathMessages,
          );
          expect(counts).toEqual([0, 0, changes.length]);
        }),
        { numRuns: 60 },
      );
    }
  });

  it('are refused as their JSON is, whatever happens to their bytes', () => {
    for (const bench of [
      () => exchangeBench('level2', new ExchangeVenue()),
      () => coinbaseBench(new CoinbaseVenue()),
    ]) {
      const live = bench();
      live.pass(1e8);
      const text = live.venue.change('BTC-USD', [['80.25', '1.5']], [['81.5', '0.001']]);
      fc.assert(
        fc.property(mutatedText(fc.constant(text)), (bytes) => {
          const [hot, slow] = [bench(), bench()];
          for (const each of [hot, slow]) each.pass(1e8);
          const escapedText = escaped(Buffer.from(bytes).toString('latin1'));
          hot.normalizer.received('A1', bytes);
          slow.normalizer.received('A1', Buffer.from(escapedText, 'latin1'));
          expect(hot.recorder.take()).toEqual(slow.recorder.take());
          expect(hot.refusals).toEqual(slow.refusals);
        }),
        { numRuns: 300 },
      );
    }
  });
});
