/** What /latency and /latency/newest answer, as gateways read it from shared memory. */
import { describe, expect, it } from 'vitest';
import { LatestText } from '../../../src/ring/latest-text.js';
import type { IntervalRecord } from '../../../src/runtime/tail/interval-record.js';
import {
  LatencyDocument,
  publishNothing,
  type LatencyTexts,
} from '../../../src/runtime/tail/latency-document.js';

interface Answer {
  readonly intervals: readonly { readonly endMs: number }[];
  readonly slowReaders: readonly unknown[];
}

const EMPTY = { count: 0, p50Us: 0, p90Us: 0, p99Us: 0, p999Us: 0, maxUs: 0 };
const SLOW = [{ client: 'gateway 0, client 3', sinceMs: 5, backlogBytes: 77 }];

const intervalOf = (endMs: number): IntervalRecord => ({
  endMs,
  stages: {},
  hiccup: EMPTY,
  heat: [],
  tail: null,
});

const textsOf = (textBytes: number): LatencyTexts => ({
  whole: LatestText.allocate(textBytes),
  newest: LatestText.allocate(textBytes),
});

const readAnswer = (buffer: SharedArrayBuffer): Answer =>
  JSON.parse(new TextDecoder().decode(new LatestText(buffer).read())) as Answer;

const ends = ({ intervals }: Answer): number[] => intervals.map(({ endMs }) => endMs);
const upTo = (last: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => last - count + 1 + i);

function filled(texts: LatencyTexts, intervalCount: number): LatencyTexts {
  const document = new LatencyDocument(texts, 1_000, 5_000);
  for (let endMs = 1; endMs <= intervalCount; endMs++) {
    document.add(intervalOf(endMs));
    document.publish(SLOW, 0.25);
  }
  return texts;
}

describe('the latency document', () => {
  it('keeps 300 intervals, and beside them the newest 8', () => {
    const { whole, newest } = filled(textsOf(1_048_576), 310);
    expect(ends(readAnswer(whole))).toEqual(upTo(310, 300));
    expect(ends(readAnswer(newest))).toEqual(upTo(310, 8));
  });

  it('tells the same in both but for the number of intervals', () => {
    const { whole, newest } = filled(textsOf(1_048_576), 20);
    const rest = { intervals: [] };
    expect({ ...readAnswer(newest), ...rest }).toEqual({ ...readAnswer(whole), ...rest });
    expect(readAnswer(newest)).toMatchObject({
      intervalMs: 1_000,
      budgetUs: 5_000,
      slowReaders: SLOW,
      unexplainedRatio: 0.25,
    });
  });

  it('lets the oldest go where they do not fit, never the newest', () => {
    const { whole, newest } = filled(textsOf(6_000), 310);
    const kept = ends(readAnswer(whole));
    expect(kept.length).toBeLessThan(300);
    expect(kept).toEqual(upTo(310, kept.length));
    expect(ends(readAnswer(newest))).toEqual(upTo(310, 8));
  });

  it('of a server that records nothing has none', () => {
    const texts = textsOf(6_000);
    publishNothing(texts, 1_000, 5_000);
    for (const buffer of [texts.whole, texts.newest])
      expect(readAnswer(buffer)).toMatchObject({
        recorded: false,
        intervals: [],
        slowReaders: [],
      });
  });
});
