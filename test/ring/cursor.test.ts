import fc from 'fast-check';
import { expect, test } from 'vitest';
import { advanceCursor, asRingPosition, cursorDistance } from '../../src/ring/cursor.js';

test('a cursor that was advanced is that far ahead, on both sides of the int32 wrap', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      fc.nat(2 ** 31 - 1),
      (start, count) => {
        const position = asRingPosition(start);
        const ahead = advanceCursor(position, count);
        expect(cursorDistance(ahead, position)).toBe(count);
        expect(cursorDistance(position, ahead)).toBe(count === 0 ? 0 : -count);
        expect(Number.isInteger(ahead) && ahead >= -(2 ** 31) && ahead < 2 ** 31).toBe(true);
      },
    ),
  );
});

test('the last position before the wrap is followed by the most negative one', () => {
  expect(advanceCursor(asRingPosition(2 ** 31 - 1), 1)).toBe(-(2 ** 31));
});
