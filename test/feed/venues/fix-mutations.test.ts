import { describe, expect, it } from 'vitest';
import { FIX_CONNECTION } from '../../../src/feed/normalize/fix/normalizer.js';
import { MessageFraming } from '../../../src/fix/codec/message-framing.js';
import { fixBenchOf, fixText } from './fix-bench.js';
import { FixCounterparty, type CounterpartyOptions } from './fix-counterparty.js';
import {
  documentedTable,
  flip,
  measure,
  replace,
  type Mutation,
  type MutationRun,
  type Random,
} from './mutations.js';

const STRUCK = 'EUR/USD';
const OTHER = 'GBP/USD';
const EACH = 36;

/** Of the bytes on the wire, header and sums included. */
const ON_THE_WIRE: Readonly<Record<string, Mutation>> = {
  'bit of any byte': (struck, next, random) => {
    const at = Math.floor(random() * struck.length);
    const flipped = struck.charCodeAt(at) ^ (1 << Math.floor(random() * 7));
    return [struck.slice(0, at) + String.fromCharCode(flipped) + struck.slice(at + 1), next];
  },
  'cut off': (struck, next, random) => [
    struck.slice(0, 1 + Math.floor(random() * (struck.length - 1))),
    next,
  ],
  'one byte lost': (struck, next, random) => {
    const at = Math.floor(random() * struck.length);
    return [struck.slice(0, at) + struck.slice(at + 1), next];
  },
  'one byte twice': (struck, next, random) => {
    const at = Math.floor(random() * struck.length);
    return [struck.slice(0, at) + struck[at] + struck.slice(at), next];
  },
};

/** Of a message whose sums are right all the same: the counterparty itself is wrong. */
const BY_THE_COUNTERPARTY: Readonly<Record<string, Mutation>> = {
  'message left out': (_struck, next) => [next],
  'told twice': (struck, next) => [struck, struck, next],
  'swapped with the next': (struck, next) => [next, struck],
  'digit of RptSeq': flip(/\x0183=(\d+)/g),
  'digit of a price': flip(/\x01270=([\d.]+)/g),
  'digit of a quantity': flip(/\x01271=(\d+)/g),
  'digit of an id': flip(/\x01278=\D*(\d+)/g),
  'digit of a level': flip(/\x011023=(\d+)/g),
  'digit of the group’s count': flip(/\x01268=(\d+)/g),
  'other action': replace(/\x01279=(\d)/g, ['0', '1', '2', '3', '4', '7', '']),
  'other side': replace(/\x01269=(\d)/g, ['0', '1', '3', 'J', '']),
  'other instrument': replace(/\x0155=([^\x01]+)/g, [OTHER, 'JPY/USD', '']),
  'huge, NaN or signed number': replace(/\x0127[01]=([^\x01]+)/g, [
    '1e400',
    'NaN',
    '90071992547409930',
    '-5',
    '',
    '0x1',
  ]),
};

const STYLES: Readonly<Record<string, CounterpartyOptions>> = {
  'by id': { style: 'id' },
  'by id, RptSeq': { style: 'id', rptSeq: 'entry' },
  'by price': { style: 'price' },
  'by price, RptSeq': { style: 'price', rptSeq: 'entry' },
  'by level': { style: 'level', depth: 8 },
  'by level, RptSeq': { style: 'level', depth: 8, rptSeq: 'entry' },
};

/** Those that there is something to change for. */
const mutationsOf = ({ style, rptSeq }: CounterpartyOptions): Record<string, Mutation> =>
  Object.fromEntries(
    Object.entries(BY_THE_COUNTERPARTY).filter(
      ([name]) =>
        (name !== 'digit of RptSeq' || rptSeq !== undefined) &&
        (name !== 'digit of an id' || style === 'id') &&
        (name !== 'digit of a level' || style === 'level'),
    ),
  );

/** @param isFramed what comes goes through the framing first, and what it drops is told as the session does. */
const startOf =
  (options: CounterpartyOptions, isFramed: boolean) =>
  (random: Random): MutationRun => {
    const venue = new FixCounterparty([STRUCK, OTHER], options, random);
    const { style, rptSeq = 'none', depth = 0 } = options;
    const bench = fixBenchOf(venue, { profile: style, rptSeq, depth: String(depth) });
    bench.wasStale.clear();
    venue.holdsImages = true;
    const release = (): void => {
      for (const text of venue.release()) bench.receive(text, FIX_CONNECTION);
    };
    let garbled = 0;
    const deliver = (text: string): void => {
      if (!isFramed) return void bench.receive(text, FIX_CONNECTION);
      const whole: string[] = [];
      const framing = new MessageFraming({
        message: (bytes, start, end) =>
          void whole.push(Buffer.from(bytes.subarray(start, end)).toString('latin1')),
        garbled: () => garbled++,
      });
      // What is not whole yet is pushed out by the next message, which exposes the gap.
      framing.push(Buffer.from(text, 'latin1'));
      if (whole[0] === text) return void bench.receive(text, FIX_CONNECTION);
      garbled++;
      bench.receive(fixText('35=4|123=Y|36=2|'), FIX_CONNECTION);
    };
    const isRight = (symbol: string): boolean =>
      bench.state(symbol) !== 'LIVE' || bench.isRight(symbol);
    return {
      next: () => {
        release();
        return fixText(venue.change([STRUCK])[0]!);
      },
      bench: {
        receive: deliver,
        settle: () => {
          for (let i = 0; i < 4; i++) {
            release();
            bench.pass(20e9);
          }
        },
        takeStale: () => {
          // A change that went into another book is seen in one of them, perhaps, and unseen in the other.
          const wasStale = bench.wasStale.size > 0 && isRight(STRUCK) && isRight(OTHER);
          bench.wasStale.clear();
          return wasStale;
        },
        refusedCount: () =>
          garbled + Object.values(bench.refusals).reduce((sum, count) => sum + count, 0),
        isRight: () => isRight(STRUCK) && isRight(OTHER),
        isLive: () => bench.state(STRUCK) === 'LIVE' && bench.state(OTHER) === 'LIVE',
      },
    };
  };

describe('a FIX message that was changed on its way', () => {
  it('is never seen: the sums do not hold', () => {
    const { rows, counts } = measure(ON_THE_WIRE, EACH * 2, startOf(STYLES['by id']!, true));
    for (const [name, { unseen }] of counts) expect([name, unseen]).toEqual([name, 0]);
    expect(documentedTable('fix.md', 'on the wire')).toEqual(rows);
  });
});

describe('a FIX message that is wrong, with right sums', () => {
  it.each(Object.keys(STYLES))('is found as often as the page says, %s', (name) => {
    const { rows } = measure(mutationsOf(STYLES[name]!), EACH, startOf(STYLES[name]!, false));
    expect(documentedTable('fix.md', name)).toEqual(rows);
  });

  it('was tried more than a thousand times', () => {
    const kinds = Object.values(STYLES).flatMap((style) => Object.keys(mutationsOf(style)));
    expect(kinds.length * EACH).toBeGreaterThanOrEqual(1000);
  });
});
