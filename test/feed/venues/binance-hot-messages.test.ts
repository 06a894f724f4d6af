import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BinanceBench, diffText, infoText, INFO_URL, topText } from '../binance-venue.js';
import { mutatedText } from '../json/mutated-text.js';
import type { RecordedEvent } from '../event-recorder.js';

const tradeText = (fields: object): string =>
  JSON.stringify({
    stream: 'ab@trade',
    data: {
      e: 'trade',
      E: 1,
      s: 'AB',
      t: 77,
      p: '10.50',
      q: '0.5',
      b: 1,
      a: 2,
      T: 5,
      m: false,
      M: true,
      ...fields,
    },
  });

/** The same message with an escaped key, which only the whole parse reads. */
const forSlowPath = (bytes: Uint8Array): Buffer => {
  const at = bytes.indexOf(0x7b);
  const blank = /^\s*\}/.test(Buffer.from(bytes.subarray(at + 1)).toString()) ? '' : ',';
  return at < 0
    ? Buffer.from(bytes)
    : Buffer.concat([
        bytes.subarray(0, at + 1),
        Buffer.from(`"\\u00e9":0${blank}`),
        bytes.subarray(at + 1),
      ]);
};

const makeBench = (): BinanceBench => {
  const bench = new BinanceBench();
  bench.answer(INFO_URL, infoText({ AB: ['0.01', '0.1'] }));
  bench.live('AB');
  return bench;
};

interface Outcome {
  readonly events: readonly RecordedEvent[];
  readonly refusals: Readonly<Record<string, number>>;
  readonly slow: number;
}

function outcome(messages: readonly Uint8Array[]): Outcome {
  const bench = makeBench();
  const before = bench.normalizer.summary().slowPathMessages!;
  const events: RecordedEvent[] = [];
  for (const message of messages) {
    bench.normalizer.received('ws', message);
    events.push(...bench.collect());
  }
  const { refusals, slowPathMessages } = bench.normalizer.summary();
  return { events, refusals, slow: slowPathMessages! - before };
}

const shuffledKeys = (text: string): fc.Arbitrary<string> => {
  const parsed = JSON.parse(text) as { stream: string; data: Record<string, unknown> };
  const fields = Object.entries(parsed.data);
  return fc
    .tuple(fc.shuffledSubarray(fields, { minLength: fields.length }), fc.boolean(), fc.boolean())
    .map(([entries, isRaw, isReversed]) => {
      const data = Object.fromEntries(entries);
      if (isRaw) return JSON.stringify(data, null, 1);
      const { stream } = parsed;
      return JSON.stringify(isReversed ? { data, x: [{}], stream } : { stream, data });
    });
};

const MESSAGES = [
  diffText('AB', 101, 105, [['9.00', '1'], ['8.00', '0.0']], [['12.5', '3']]),
  diffText('AB', 101, 101),
  topText('AB', 105, ['10.00', '1'], ['11.00', '2']),
  tradeText({}),
  tradeText({ e: 'aggTrade', a: 5 }),
]; // prettier-ignore

describe('Binance messages read from their bytes', () => {
  it.each(MESSAGES)('take the short way: %s', (text) => {
    const { slow, events } = outcome([Buffer.from(text)]);
    expect(slow).toBe(0);
    expect(events.length + Number(text.includes('bookTicker'))).toBeGreaterThan(0);
  });

  it('take the long way when the shape is new, counted, with the same events', () => {
    for (const text of MESSAGES) {
      const slow = outcome([forSlowPath(Buffer.from(text))]);
      expect(slow.slow).toBe(1);
      expect(slow.events).toEqual(outcome([Buffer.from(text)]).events);
    }
  });

  it('lead to the same events in any order of their keys', () => {
    fc.assert(
      fc.property(
        fc
          .constantFrom(...MESSAGES.slice(0, 2))
          .chain((text) => fc.tuple(fc.constant(text), shuffledKeys(text))),
        ([text, shuffled]) => {
          const { events, slow } = outcome([Buffer.from(shuffled)]);
          expect(slow).toBe(0);
          expect(events).toEqual(outcome([Buffer.from(text)]).events);
        },
      ),
      { numRuns: 300, seed: 61 },
    );
  });

  it('lead to the events and refusals of the whole parse, whatever is done to them', () => {
    let taken = 0;
    const message = fc
      .constantFrom(...MESSAGES)
      .chain((text) => fc.oneof(fc.constant(text), shuffledKeys(text)));
    fc.assert(
      fc.property(fc.array(mutatedText(message), { minLength: 1, maxLength: 3 }), (messages) => {
        const fast = outcome(messages);
        const slow = outcome(messages.map(forSlowPath));
        expect(fast.events).toEqual(slow.events);
        expect(fast.refusals).toEqual(slow.refusals);
        if (fast.slow === 0 && fast.events.length > 0) taken++;
      }),
      { numRuns: 3000, seed: 62 },
    );
    expect(taken).toBeGreaterThan(100);
  });
});
