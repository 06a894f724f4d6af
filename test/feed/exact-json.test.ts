import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaledOfNumber } from '../../src/feed/normalize/parts/decimal-text.js';
import {
  JSON_DEPTH_LIMIT,
  JsonNumber,
  parseExactJson,
} from '../../src/feed/normalize/parts/exact-json.js';

/** The value as JSON.parse would have it. */
function plain(value: unknown): unknown {
  if (value instanceof JsonNumber) return Number(value.text);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

describe('exact JSON', () => {
  it('is what JSON.parse makes of the text, but for the numbers', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(undefined, 1, 2), (text, indent) => {
        const written = JSON.stringify(JSON.parse(text), null, indent);
        fc.pre(!written.includes('__proto__'));
        expect(plain(parseExactJson(written))).toEqual(parsed(written));
      }),
      { numRuns: 500 },
    );
  });

  it('refuses what JSON.parse refuses, when any character of a message is another', () => {
    const text = '{"a":[1,-2.50,1e-4,"x\\u0041\\n",true,false,null,{}],"b":{"c":[[]]},"d":0}';
    fc.assert(
      fc.property(
        fc.nat(text.length - 1),
        fc.constantFrom('', ...'{}[]",:0e-.+\\tn \u0001x'),
        (at, other) => {
          const changed = text.slice(0, at) + other + text.slice(at + 1);
          expect(plain(parseExactJson(changed))).toEqual(parsed(changed));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('keeps the digits of a number', () => {
    const value = parseExactJson('[0.10000000, 90071992547409931234, 1.0e-4]') as JsonNumber[];
    expect(value.map((each) => each.text)).toEqual([
      '0.10000000',
      '90071992547409931234',
      '1.0e-4',
    ]);
    expect(value.map((each) => each.id)).toEqual([NaN, NaN, NaN]);
    expect((parseExactJson('33195894355') as JsonNumber).id).toBe(33195894355);
  });

  it('refuses nesting beyond the limit, however deep, without recursing into it', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(parseExactJson(nested(JSON_DEPTH_LIMIT))).toBeDefined();
    for (const depth of [JSON_DEPTH_LIMIT + 1, 100_000, 5_000_000]) {
      expect(parseExactJson(nested(depth))).toBeUndefined();
      expect(parseExactJson('{"a":'.repeat(depth / 5))).toBeUndefined();
    }
  });

  it('reads a string of many megabytes and one that never ends', () => {
    const long = 'x'.repeat(8_000_000);
    expect(parseExactJson(`"${long}"`)).toBe(long);
    expect(parseExactJson(`"${long}`)).toBeUndefined();
  });
});

describe('a bare number with an exponent', () => {
  it.each([
    ['1e-4', 4, 1],
    ['1.0e-4', 8, 10000],
    ['-2.5E-3', 4, -25],
    ['1e3', 0, 1000],
    ['12.50e2', 1, 12500],
    ['100e-2', 0, 1],
    ['0e-30', 2, 0],
    ['1.5e-4', 4, NaN],
    ['1e-5', 4, NaN],
    ['1e400', 0, NaN],
    ['0e999999999', 0, NaN],
    ['e5', 0, NaN],
    ['0.0015', 4, 15],
  ])('%s at scale %i is %d', (text, scale, value) => {
    expect(scaledOfNumber(text, scale)).toEqual(value);
  });
});
