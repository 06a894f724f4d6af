import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UtcTimeText } from '../../../src/fix/codec/utc-time-text.js';
import {
  addUtcTime,
  readUtcDate,
  readUtcTimestamp,
  utcMs,
  utcParts,
} from '../../../src/fix/codec/utc-time.js';
import { bytesOf } from './bytes-of.js';

const YEAR_2200_MS = Date.UTC(2200, 0, 1);

/** The same text by JavaScript's own calendar. */
const naiveText = (ms: number): string => {
  const [date, time] = new Date(ms).toISOString().split('T') as [string, string];
  return `${date.replaceAll('-', '')}-${time.slice(0, -1)}`;
};

function read(text: string): [boolean, number, number] {
  const parts = utcParts();
  const bytes = bytesOf(`x${text}|`);
  const good = readUtcTimestamp(bytes, 1, bytes.length - 1, parts);
  return [good, parts[0]!, parts[1]!];
}

describe('UTC times', () => {
  it('are read as they were written, at any ms, and as the calendar of JavaScript says', () => {
    const writer = new UtcTimeText();
    const parts = utcParts();
    fc.assert(
      fc.property(fc.integer({ min: 0, max: YEAR_2200_MS }), (ms) => {
        const text = writer.text(ms);
        expect(text).toBe(naiveText(ms));
        const bytes = bytesOf(text);
        expect(readUtcTimestamp(bytes, 0, bytes.length, parts)).toBe(true);
        expect(utcMs(parts)).toBe(ms);
      }),
      { numRuns: 2000 },
    );
  });

  it('are written right when only the ms, the second, the minute or the day changes', () => {
    const writer = new UtcTimeText();
    const midnight = Date.UTC(2024, 1, 29);
    for (const ms of [
      0, 1, 1, 999, 1000, 59_999, 60_000, 3_599_999, 3_600_000, 86_399_999, 86_400_000, 0,
    ])
      expect(writer.text(midnight + ms)).toBe(naiveText(midnight + ms));
  });

  it.each([
    ['20240229-23:59:59', 0],
    ['20240229-23:59:59.5', 500_000_000],
    ['20240229-23:59:59.123', 123_000_000],
    ['20240229-23:59:59.123456', 123_456_000],
    ['20240229-23:59:59.123456789', 123_456_789],
    ['20240229-23:59:59.123456789999', 123_456_789],
  ])('%s is exact to the nanosecond', (text, nanoseconds) => {
    expect(read(text)).toEqual([true, Date.UTC(2024, 1, 29, 23, 59, 59) / 1000, nanoseconds]);
  });

  it('a leap second counts into the next minute', () => {
    expect(read('20161231-23:59:60')).toEqual([true, Date.UTC(2017, 0, 1) / 1000, 0]);
  });

  it.each([
    '',
    '20240101',
    '20240101-',
    '20230229-00:00:00',
    '21000229-00:00:00',
    '20240431-00:00:00',
    '20241301-00:00:00',
    '20240001-00:00:00',
    '19691231-23:59:59',
    '20240101-24:00:00',
    '20240101-00:60:00',
    '20240101-00:00:61',
    '20240101-00:00:00.',
    '20240101-00:00:00.12x',
    '20240101-00:00:00Z',
    '20240101 00:00:00',
    '20240101-00.00:00',
    '2024010a-00:00:00',
    '20240101-0a:00:00',
    '20240101-00:00',
  ])('%j is no time', (text) => {
    expect(read(text)).toEqual([false, 0, 0]);
  });

  it('a date and a time of day of their own (272, 273) make one time', () => {
    const parts = utcParts();
    expect(readUtcDate(bytesOf('20140313'), 0, 8, parts)).toBe(true);
    expect(addUtcTime(bytesOf('16:59:27.683'), 0, 12, parts)).toBe(true);
    expect(utcMs(parts)).toBe(Date.UTC(2014, 2, 13, 16, 59, 27, 683));
    expect(readUtcDate(bytesOf('2014031'), 0, 7, parts)).toBe(false);
  });
});
