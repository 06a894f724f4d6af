/** Rule 13 on damaged messages: whatever the bytes are, there is an answer, the same each time, and good messages stay good. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FieldTable } from '../../../src/fix/codec/field-table.js';
import { scanMessage } from '../../../src/fix/codec/scan-message.js';
import { CHECK_NAMES, CHECKS_ALL, CHECK } from '../../../src/fix/dictionary/checks.js';
import { dictionaryOf } from '../../../src/fix/dictionary/dictionary-of.js';
import { validate } from '../../../src/fix/dictionary/validate.js';

const FIX44 = dictionaryOf('FIX.4.4');
const HEADER = '34=2|49=A|52=20261121-10:00:00|56=B|';
const GOOD = [
  `8=FIX.4.4|9=5|35=V|${HEADER}262=1|263=1|264=0|267=2|269=0|269=1|146=2|55=A|454=1|455=x|456=1|55=B|10=000|`,
  `8=FIX.4.4|9=5|35=X|${HEADER}268=2|279=0|269=0|55=A|270=1.5|271=10|279=2|269=1|55=A|10=000|`,
  `8=FIX.4.4|9=5|35=0|${HEADER}627=2|628=A|630=1|628=B|112=x|10=000|`,
  `8=FIX.4.4|9=5|35=A|${HEADER}95=3|96=a|b|98=0|108=30|10=000|`,
].map((text) => Buffer.from(text.replaceAll('|', '\x01'), 'latin1'));

/** Flip, cut, double or move a piece of a good message. */
const damaged = fc
  .record({
    which: fc.nat(GOOD.length - 1),
    at: fc.nat(200),
    bytes: fc.nat(30),
    to: fc.nat(200),
    byte: fc.constantFrom(0x01, 0x3d, 0x30, 0x31, 0x39, 0x41, 0x2d, 0x20, 0x00, 0xff),
    how: fc.constantFrom('flip', 'cut', 'double', 'move'),
  })
  .map(({ which, at, bytes, to, byte, how }) => {
    const good = GOOD[which]!;
    const start = at % good.length;
    const end = Math.min(good.length, start + bytes);
    const piece = good.subarray(start, end);
    const rest = Buffer.concat([good.subarray(0, start), good.subarray(end)]);
    if (how === 'cut') return rest;
    if (how === 'double') return Buffer.concat([good.subarray(0, end), piece, good.subarray(end)]);
    if (how === 'move') {
      const target = to % (rest.length + 1);
      return Buffer.concat([rest.subarray(0, target), piece, rest.subarray(target)]);
    }
    const flipped = Buffer.from(good);
    flipped[start] = byte;
    return flipped;
  });

const RUNS = { numRuns: 5_000, seed: 20261121 };

describe('rule 13 on whatever came', () => {
  it('has one answer, which names a tag of the message or one that is missing', () => {
    const table = new FieldTable();
    fc.assert(
      fc.property(damaged, (bytes) => {
        scanMessage(table, bytes, 0, bytes.length);
        const problem = validate(table, FIX44, CHECKS_ALL);
        expect(validate(table, FIX44, CHECKS_ALL)).toEqual(problem);
        const wasThere = table.find(problem?.tag ?? 0) >= 0;
        if (problem !== undefined && [2, 3, 4, 5, 13, 14, 15, 16].includes(problem.reason))
          expect(wasThere, JSON.stringify(problem)).toBe(true);
        // Nothing of one message is left for the next.
        scanMessage(table, GOOD[0]!, 0, GOOD[0]!.length);
        expect(validate(table, FIX44, CHECKS_ALL)).toBeUndefined();
      }),
      RUNS,
    );
  });

  it('finds nothing where nothing is asked for, and with fewer checks no other reason than before', () => {
    const table = new FieldTable();
    fc.assert(
      fc.property(damaged, fc.constantFrom(...CHECK_NAMES), (bytes, name) => {
        if (!scanMessage(table, bytes, 0, bytes.length) || table.find(35) < 0) return;
        expect(validate(table, FIX44, 0)).toBeUndefined();
        const only = validate(table, FIX44, CHECK[name]);
        if (only !== undefined) expect(validate(table, FIX44, CHECKS_ALL)).toBeDefined();
      }),
      RUNS,
    );
  });
});
