import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backOffMs } from '../../src/client/back-off.js';
import { readControlMessage } from '../../src/client/control-message.js';
import { BookcastError } from '../../src/client/errors.js';
import { patternCovers, patternsOverlap } from '../../src/market/instrument-pattern.js';

const HELLO = {
  op: 'hello',
  protocol: 1,
  server: 's',
  heartbeatMs: 5,
  clock: { monotonicBaseNs: [1, 2], wallBaseNs: '18446744073709551615' },
  limits: { a: 1, b: 'x' },
};

describe('control messages from the server', () => {
  it('read a hello with counts as words or as text', () => {
    expect(readControlMessage(JSON.stringify(HELLO))).toEqual({
      op: 'hello',
      server: 's',
      heartbeatMs: 5,
      monotonicBaseNs: (1n << 32n) | 2n,
      wallBaseNs: 2n ** 64n - 1n,
      limits: { a: 1 },
    });
  });

  it.each([
    ['not JSON', '{'],
    ['no object', '[]'],
    ['a hello without a clock', JSON.stringify({ ...HELLO, clock: 5 })],
    [
      'a hello with a word beyond 32 bits',
      JSON.stringify({ ...HELLO, clock: { monotonicBaseNs: [1, 2 ** 32], wallBaseNs: [0, 0] } }),
    ],
  ])('refuse %s', (_name, text) => {
    expect(() => readControlMessage(text)).toThrow(expect.objectContaining({ code: 'protocol' }));
  });

  it('leave out streams that are none', () => {
    const name = { stream: 1, instrument: 0, venue: 'v', symbol: 's' };
    expect(
      readControlMessage(JSON.stringify({ op: 'subscribed', id: 1, streams: [name, 5, {}, null] })),
    ).toEqual({ op: 'subscribed', id: 1, streams: [name] });
    expect(readControlMessage('{"op":"subscribed"}')).toEqual({
      op: 'subscribed',
      id: undefined,
      streams: [],
    });
  });

  it('never throw anything but a coded error, and take unknown operations in silence', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.object().map((value) => JSON.stringify({ op: 'hello', ...value })),
        ),
        (text) => {
          try {
            readControlMessage(text);
          } catch (error) {
            expect(error).toBeInstanceOf(BookcastError);
          }
        },
      ),
    );
    expect(readControlMessage('{"op":"of-a-later-version"}')).toEqual({ op: 'other' });
  });
});

describe('instrument patterns', () => {
  it('cover what they name', () => {
    expect([
      patternCovers('*', 'a', 'B'),
      patternCovers('a:*', 'a', 'B'),
      patternCovers('a:B', 'a', 'B'),
      patternCovers('a:B:C', 'a', 'B:C'),
      patternCovers('a:*', 'b', 'B'),
      patternCovers('a:B', 'a', 'C'),
      patternCovers('a:B', 'a', 'B:C'),
    ]).toEqual([true, true, true, true, false, false, false]);
  });

  it('overlap exactly when one instrument could be covered by both', () => {
    const pattern = fc.constantFrom('*', 'a:*', 'b:*', 'a:X', 'a:Y', 'b:X');
    fc.assert(
      fc.property(pattern, pattern, (left, right) => {
        const common = ['a', 'b'].some((venue) =>
          ['X', 'Y', 'Z'].some(
            (symbol) => patternCovers(left, venue, symbol) && patternCovers(right, venue, symbol),
          ),
        );
        expect(patternsOverlap(left, right)).toBe(common);
      }),
    );
  });
});

describe('the back-off', () => {
  it('is jittered over a bound that doubles up to the limit', () => {
    const options = { initialMs: 100, maxMs: 1000 };
    const bounds = [0, 1, 2, 3, 4, 99].map((attempt) => backOffMs(options, attempt, () => 1));
    expect(bounds).toEqual([100, 200, 400, 800, 1000, 1000]);
    expect(backOffMs(options, 5, () => 0)).toBe(0);
    expect(backOffMs(options, 1, () => 0.25)).toBe(50);
  });
});
