import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataFields } from '../../../src/fix/codec/data-fields.js';
import { FieldTable } from '../../../src/fix/codec/field-table.js';
import { scanMessage } from '../../../src/fix/codec/scan-message.js';
import { bytesOf, concat, messageOf } from './bytes-of.js';
import { naiveFields } from './naive-fix.js';
import { REAL_MESSAGES } from './real-messages.js';

/** Data tag → length tag: the standard's of this test, and one of a counterparty's own. */
const LENGTH_OF = new Map([
  [96, 95],
  [89, 93],
  [355, 354],
  [9002, 9001],
]);
const DATA_FIELDS = new DataFields([[9001, 9002]]);

/** All fields as [tag, value]; undefined where the scan refuses. */
function scanned(bytes: Uint8Array, table = new FieldTable()): [number, string][] | undefined {
  // In the middle of other bytes, so that nothing counts from 0.
  const around = concat(bytesOf('1=x|'), bytes, bytesOf('2=y|'));
  if (!scanMessage(table, around, 4, around.length - 4, DATA_FIELDS)) return undefined;
  return Array.from({ length: table.count }, (_, i) => [table.tags[i]!, table.textAt(i)]);
}

const character = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));
const value = fc.string({ unit: character });
const field = fc.oneof(
  fc
    .tuple(fc.integer({ min: 1, max: 999_999 }), value)
    .map(([tag, text]) => `${tag}=${text.replaceAll('\x01', '')}|`),
  fc
    .tuple(fc.constantFrom(...LENGTH_OF), fc.string({ unit: character }))
    .map(([[data, length], text]) => `${length}=${text.length}|${data}=${text}|`),
);

describe('scanMessage', () => {
  it('reads messages and whatever looks like one as the model does', () => {
    const table = new FieldTable();
    const mutation = fc.tuple(fc.nat(2000), fc.constantFrom(0x01, 0x30, 0x39, 0x3d, 0x41, 0xff));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(field).map((fields) => messageOf(fields.join(''))),
          fc.constantFrom(...REAL_MESSAGES),
        ),
        fc.array(mutation, { maxLength: 4 }),
        (message, mutations) => {
          const bytes = Uint8Array.from(message);
          for (const [at, byte] of mutations) bytes[at % bytes.length] = byte;
          expect(scanned(bytes, table)).toEqual(naiveFields(bytes, LENGTH_OF));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it.each([
    [
      'SOH in data',
      '95=3|96=a|b|58=t|',
      [
        [95, '3'],
        [96, 'a|b'],
        [58, 't'],
      ],
    ],
    [
      "data of a counterparty's own",
      '9001=1|9002=||',
      [
        [9001, '1'],
        [9002, '|'],
      ],
    ],
    [
      'empty data',
      '95=0|96=|',
      [
        [95, '0'],
        [96, ''],
      ],
    ],
    [
      'a length that is no number',
      '95=x|96=a|',
      [
        [95, 'x'],
        [96, 'a'],
      ],
    ],
    [
      'a negative length',
      '95=-1|96=a|',
      [
        [95, '-1'],
        [96, 'a'],
      ],
    ],
    [
      'a length without its data',
      '95=3|58=ab|',
      [
        [95, '3'],
        [58, 'ab'],
      ],
    ],
    ['= in a value', '58=a=b|', [[58, 'a=b']]],
    ['an empty value, which the dictionary judges', '58=|', [[58, '']]],
  ])('reads %s', (_, text, fields) => {
    const read = scanned(bytesOf(text))?.map(([tag, found]) => [
      tag,
      found.replaceAll('\x01', '|'),
    ]);
    expect(read).toEqual(fields);
  });

  it.each([
    ['a tag that is no number', 'a=b|'],
    ['no tag', '=b|'],
    ['a tag with a zero in front', '058=b|'],
    ['tag 0', '0=b|'],
    ['a negative tag', '-1=b|'],
    ['a tag with a blank', '58 =b|'],
    ['a tag of seven digits', '1000000=b|'],
    ['a tag that 32 bits would make 35 of', '4294967331=A|'],
    ['a tag without =', '58|'],
    ['no SOH at the end', '58=b'],
    ['nothing between two SOH', '58=b||'],
    ['data that is longer than its length', '95=1|96=ab|'],
    ['data that is shorter than its length', '95=3|96=ab|58=c|'],
    ['data that reaches beyond the message', '95=999999|96=ab|'],
    ['data that ends where the message does, without SOH', '95=3|96=abc'],
  ])('refuses %s', (_, text) => {
    expect(scanned(bytesOf(text))).toBeUndefined();
  });

  it('takes more fields than it has met before', () => {
    const text = Array.from({ length: 10_000 }, (_, i) => `58=${i}|`).join('');
    const fields = scanned(bytesOf(text));
    expect(fields).toHaveLength(10_000);
    expect(fields![9999]).toEqual([58, '9999']);
  });
});
