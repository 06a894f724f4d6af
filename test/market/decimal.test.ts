import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decimalsOf,
  formatScaled,
  parseLots,
  parseScaled,
  parseScaledNumber,
  parseScaledText,
  SCALE_MAX,
} from '../../src/market/decimal.js';

const encoder = new TextEncoder();

/** The naive model: the same decimal as a bigint, refused outside ±(2^53 - 1). */
function modelScaled(text: string, scale: number): number {
  if (!/^-?(\d+\.?\d*|\.\d+)$/.test(text)) return NaN;
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  if (/[^0]/.test(fraction.slice(scale))) return NaN;
  const digits = BigInt(whole + fraction.slice(0, scale).padEnd(scale, '0') || '0');
  if (digits > BigInt(Number.MAX_SAFE_INTEGER)) return NaN;
  const value = Number(digits);
  return text.startsWith('-') && value !== 0 ? -value : value;
}

describe('parseScaled', () => {
  it('reads what a float cannot hold', () => {
    expect(parseScaledText('1.005', 3)).toBe(1005);
    expect(parseScaledText('0.1', 15)).toBe(100000000000000);
    expect(parseScaledText('90071992547.40991', 5)).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('refuses what does not fit instead of rounding it', () => {
    for (const text of [
      '1.0051',
      '90071992547.40992',
      '1e3',
      '+1',
      '',
      '.',
      '-',
      '1..2',
      '1.2.3',
      ' 1',
      'NaN',
      '0x1',
    ]) {
      expect(parseScaledText(text, text === '1.0051' ? 3 : 5), text).toBeNaN();
    }
  });

  it('accepts zeros beyond the scale and never makes a negative zero', () => {
    expect(parseScaledText('297.32000000', 2)).toBe(29732);
    expect(Object.is(parseScaledText('-0.00', 2), 0)).toBe(true);
  });

  it('agrees with a bigint model on any decimal text', () => {
    const digits = (max: number): fc.Arbitrary<string> =>
      fc.array(fc.constantFrom(...'0123456789'), { maxLength: max }).map((list) => list.join(''));
    const text = fc
      .tuple(fc.constantFrom('', '-'), digits(18), fc.constantFrom('', '.'), digits(18))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: SCALE_MAX }), (decimal, scale) => {
        expect(parseScaledText(decimal, scale)).toEqual(modelScaled(decimal, scale));
      }),
      { numRuns: 2000 },
    );
  });

  it('reads only the range that it is given', () => {
    const bytes = encoder.encode('x12.5y');
    expect(parseScaled(bytes, 1, 5, 1)).toBe(125);
    expect(parseScaled(bytes, 1, 6, 1)).toBeNaN();
  });

  it('refuses a negative quantity', () => {
    const bytes = encoder.encode('-1');
    expect(parseLots(bytes, 0, 2, 0)).toBeNaN();
  });
});

describe('formatScaled', () => {
  it('is the inverse of parseScaledText at every scale', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 0, max: SCALE_MAX }), (value, scale) => {
        expect(parseScaledText(formatScaled(value, scale), scale)).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  it('writes all decimals of the scale', () => {
    expect(formatScaled(12340, 3)).toBe('12.340');
    expect(formatScaled(-5, 3)).toBe('-0.005');
    expect(formatScaled(7, 0)).toBe('7');
  });
});

describe('decimalsOf', () => {
  it('counts the significant decimals of a step', () => {
    expect(decimalsOf('0.0100')).toBe(2);
    expect(decimalsOf('1.00')).toBe(0);
    expect(decimalsOf('5')).toBe(0);
    expect(decimalsOf('0.00000001')).toBe(8);
  });
});

describe('parseScaledNumber', () => {
  it('moves the point by the exponent, exactly, or refuses', () => {
    const mantissa = fc.stringMatching(/^-?(0|[1-9]\d{0,11})(\.\d{1,10})?$/);
    fc.assert(
      fc.property(
        mantissa,
        fc.integer({ min: -20, max: 20 }),
        fc.constantFrom('e', 'E', 'e+'),
        fc.nat({ max: SCALE_MAX }),
        (text, exponent, mark, scale) => {
          const [whole, fraction = ''] = text.replace('-', '').split('.');
          const point = whole!.length + exponent;
          const digits = '0'.repeat(Math.max(0, -point)) + whole! + fraction;
          const at = Math.max(0, point);
          const plain = `${digits.slice(0, at).padEnd(at, '0')}.${digits.slice(at)}0`;
          const sign = text.startsWith('-') ? '-' : '';
          const written = encoder.encode(`${text}${exponent < 0 ? mark[0]! : mark}${exponent}`);
          expect(parseScaledNumber(written, 0, written.length, scale)).toBe(
            modelScaled(`${sign}0${plain}`, scale),
          );
        },
      ),
      { seed: 4715 },
    );
  });

  it.each(['1e400', '1e', '1e1.5', 'e5', '1e99999999999999999999', '1e-400'])(
    'refuses %s',
    (text) => {
      const bytes = encoder.encode(text);
      expect(parseScaledNumber(bytes, 0, bytes.length, 2)).toBeNaN();
    },
  );
});
