/** The same messages by the byte reader and by the whole parse, against fresh benches. */
import fc from 'fast-check';
import type { VenueNormalizer } from '../../../src/feed/normalize/venue-normalizer.js';
import type { RecordedEvent } from '../event-recorder.js';
import type { LiveBench, TinyVenue } from './live-bench.js';

export interface Outcome {
  readonly events: readonly RecordedEvent[];
  readonly refusals: Readonly<Record<string, number>>;
  /** Messages that took the slow path. */
  readonly slow: number;
}

export function outcomeOf(
  bench: LiveBench<VenueNormalizer, TinyVenue>,
  messages: readonly Uint8Array[],
): Outcome {
  const slowBefore = bench.normalizer.summary().slowPathMessages!;
  const from = bench.events.length;
  for (const message of messages) bench.receiveBytes(message);
  const { refusals, slowPathMessages } = bench.normalizer.summary();
  return { events: bench.events.slice(from), refusals, slow: slowPathMessages! - slowBefore };
}

/** The same message with an escaped key, which only the whole parse reads. */
export function forSlowPath(bytes: Uint8Array): Buffer {
  const at = bytes.indexOf(0x7b);
  if (at < 0) return Buffer.from(bytes);
  const blank = /^\s*\}/.test(Buffer.from(bytes.subarray(at + 1)).toString()) ? '' : ',';
  const key = Buffer.from(`"\\u00e9":0${blank}`);
  return Buffer.concat([bytes.subarray(0, at + 1), key, bytes.subarray(at + 1)]);
}

/** Keys in another order, at every depth, and one more that nobody knows. */
export const shuffledKeys = (text: string): fc.Arbitrary<string> =>
  fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })).map((numbers) => {
    const shuffle = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffle);
      if (typeof value !== 'object' || value === null) return value;
      const known = Object.entries(value).map(([key, each]) => [key, shuffle(each)] as const);
      const entries = [...known, ['unknown', [{ x: null }]] as const];
      const placed = entries.map((entry) => ({ place: numbers.next().value!, entry }));
      placed.sort((a, b) => a.place - b.place);
      return Object.fromEntries(placed.map(({ entry }) => entry));
    };
    return JSON.stringify(shuffle(JSON.parse(text)), null, 1);
  });
