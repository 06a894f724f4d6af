import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoTimeParts, readIsoTime } from '../../src/feed/normalize/parts/iso-time.js';

const read = (text: string): [boolean, number, number] => {
  const parts = isoTimeParts();
  const isTime = readIsoTime(text, parts);
  return [isTime, parts[0]!, parts[1]!];
};

describe('a time in ISO text', () => {
  it('is what Date says of it, for every millisecond of two centuries', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(2169, 0, 1) }), (milliseconds) => {
        const seconds = Math.floor(milliseconds / 1000);
        const nanoseconds = (milliseconds % 1000) * 1e6;
        expect(read(new Date(milliseconds).toISOString())).toEqual([true, seconds, nanoseconds]);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['2021-04-17T16:43:30.244075Z', 1618677810, 244_075_000],
    ['2023-02-09T20:32:50.714964855Z', 1675974770, 714_964_855],
    ['2023-02-09T20:32:50.7149648559999Z', 1675974770, 714_964_855],
    ['2024-02-29T23:59:59Z', 1709251199, 0],
    ['1970-01-01T00:00:00Z', 0, 0],
  ])('has its nanoseconds: %s', (text, seconds, nanoseconds) => {
    expect(read(text)).toEqual([true, seconds, nanoseconds]);
  });

  it.each([
    '',
    'now',
    '2021-04-17',
    '2021-04-17T16:43:30',
    '2021-04-17T16:43:30+02:00',
    '2021-04-17T16:43:30.Z',
    '2021-04-17T16:43:30.12xZ',
    '2021-13-17T16:43:30Z',
    '2021-04-17T24:43:30Z',
    '2021-04-17T16:6３:30Z',
    '2021/04/17T16:43:30Z',
    '1969-12-31T23:59:59Z',
    '2021-04-17T16:43:30ZZ',
  ])('is refused, and unknown then: %s', (text) => {
    expect(read(text)).toEqual([false, 0, 0]);
  });
});
