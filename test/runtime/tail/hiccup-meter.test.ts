/** The control thread's arithmetic on made-up wake-ups. */
import { describe, expect, it } from 'vitest';
import { HiccupMeter } from '../../../src/runtime/hiccups/hiccup-meter.js';
import { EpisodeNotes } from '../../../src/telemetry/episode-notes.js';
import { readEpisode, type Episode } from '../../../src/telemetry/episode.js';
import { StageHistogram } from '../../../src/telemetry/stage-histogram.js';
import { StageSummary } from '../../../src/telemetry/stage-summary.js';

const MS = 1e6;

function meterOf(wakeUpsMs: readonly number[]): { summary: StageSummary; episodes: Episode[] } {
  const histogram = new StageHistogram(new SharedArrayBuffer(StageHistogram.bytes));
  const episodes: Episode[] = [];
  const fields = new Float64Array(12);
  const notes = new EpisodeNotes({
    fields,
    append: () => episodes.push(readEpisode('hiccup', fields)!),
  });
  const meter = new HiccupMeter(histogram, notes, 2 * MS, 0);
  let now = 0;
  for (const ms of wakeUpsMs) meter.woke((now += ms * MS));
  const summary = new StageSummary('hiccups', [histogram]);
  summary.advance();
  return { summary, episodes };
}

describe('HiccupMeter', () => {
  it('counts what a sleep takes beyond the shortest one', () => {
    const { summary, episodes } = meterOf([1.1, 1.1, 1.6, 1.1]);
    const { count, maxNs, p50Ns } = summary.total();
    expect(count).toBe(4);
    expect(p50Ns).toBe(0);
    expect(Math.abs(maxNs - 0.5 * MS)).toBeLessThan(MS / 1000);
    expect(episodes).toEqual([]);
  });

  it('counts a hiccup for every sleep that it has swallowed', () => {
    const { summary } = meterOf([1, 6]);
    // 5 ms late; the sleeps that would have begun meanwhile 4, 3, 2 and 1.
    expect(summary.total().count).toBe(1 + 5);
    expect(Math.abs(summary.totalNs - 15 * MS)).toBeLessThan(MS / 50);
  });

  it('notes a long one with when it began and how long it was', () => {
    const { episodes } = meterOf([1, 1, 9]);
    expect(episodes).toEqual([
      { kind: 'hiccup', thread: 'hiccup', startNs: 3 * MS, endNs: 11 * MS },
    ]);
  });

  it('takes no sleep for shorter than what was asked for', () => {
    const { summary } = meterOf([0.001, 1]);
    expect(summary.total()).toMatchObject({ count: 2, maxNs: 0 });
  });
});
