/**
 * Damage to the bytes of a message: cut, doubled, changed, and replaced by what breaks readers of
 * numbers, strings and nesting.
 */
import fc from 'fast-check';

const NASTY = [
  '1e400',
  'NaN',
  '-0',
  '-',
  '.',
  'e5',
  '007',
  '9007199254740993',
  '1'.repeat(70),
  '0.000000000001',
  'null',
  '""',
  '"',
  '\\',
  '\\u0041',
  '{}',
  '[]',
  '[',
  ']',
  '{',
  '}',
  ',',
  ':',
  '"s":"X",',
  '"id":1,',
  '['.repeat(40),
  ' ',
  '\u0000',
  'é',
  '\ufeff',
].map((text) => Buffer.from(text));

interface Damage {
  readonly kind: 'insert' | 'remove' | 'flip' | 'repeat' | 'cut' | 'number';
  readonly at: number;
  readonly length: number;
  readonly nasty: number;
}

const damage: fc.Arbitrary<Damage> = fc.record({
  kind: fc.constantFrom('insert', 'remove', 'flip', 'repeat', 'cut', 'number', 'number'),
  at: fc.nat({ max: 2 ** 20 }),
  length: fc.integer({ min: 1, max: 20 }),
  nasty: fc.nat({ max: NASTY.length - 1 }),
});

function apply(bytes: Buffer, { kind, at, length, nasty }: Damage): Buffer {
  const from = at % (bytes.length + 1);
  const before = bytes.subarray(0, from);
  switch (kind) {
    case 'insert':
      return Buffer.concat([before, NASTY[nasty]!, bytes.subarray(from)]);
    case 'remove':
      return Buffer.concat([before, bytes.subarray(from + length)]);
    case 'repeat':
      return Buffer.concat([before, bytes.subarray(from, from + length), bytes.subarray(from)]);
    case 'cut':
      return Buffer.from(before);
    case 'flip': {
      const flipped = Buffer.from(bytes);
      if (from < flipped.length) flipped[from]! ^= 1 << (length % 8);
      return flipped;
    }
    case 'number': {
      // A digit becomes something else: the value stays a number more often than not.
      const flipped = Buffer.from(bytes);
      const digit = flipped.findIndex((byte, i) => i >= from && byte >= 0x30 && byte <= 0x39);
      if (digit >= 0) flipped[digit] = 0x30 + ((flipped[digit]! - 0x30 + length) % 10);
      return flipped;
    }
  }
}

export const mutatedText = (message: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(message, fc.array(damage, { minLength: 1, maxLength: 3 }))
    .map(([text, damages]) => damages.reduce(apply, Buffer.from(text)));
