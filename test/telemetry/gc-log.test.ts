/** Collections as the thread's own log tells them: counted, dated, and of which kind. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { allocateRecordLog, RecordLogReader, RecordLogWriter } from '../../src/ring/record-log.js';
import { Clock, makeRunBase } from '../../src/telemetry/clock.js';
import { readEpisode, type Episode } from '../../src/telemetry/episode.js';
import { EpisodeNotes } from '../../src/telemetry/episode-notes.js';
import { GcLog } from '../../src/telemetry/gc-log.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

describe('GcLog', () => {
  it('tells a forced full collection with its kind, start and duration on the run clock', async () => {
    const clock = new Clock(makeRunBase());
    const buffer = allocateRecordLog();
    const reader = new RecordLogReader(buffer);
    const log = new GcLog(clock, new EpisodeNotes(new RecordLogWriter(buffer, 0)));
    const beforeNs = clock.nowNs();
    collect();
    const afterNs = clock.nowNs();
    const totals = await log.stop();
    const episodes: Episode[] = [];
    reader.drain((fields) => episodes.push(readEpisode('test', fields)!));
    expect(episodes).toHaveLength(totals.count);
    const major = episodes.find(
      (episode) =>
        episode.kind === 'gc' &&
        episode.gcKind === 'major' &&
        // The two clocks are read one after the other when the log is made.
        episode.startNs > beforeNs - 1e6 &&
        episode.endNs < afterNs + 1e6,
    );
    expect(major, JSON.stringify({ beforeNs, afterNs, episodes })).toBeDefined();
    expect(totals.ms * 1e6).toBeGreaterThanOrEqual(major!.endNs - major!.startNs - 1);
  });

  it('counts what was collected while the thread did not yield, and nothing after its stop', async () => {
    const log = new GcLog(new Clock(makeRunBase()));
    collect();
    collect();
    await log.settle();
    expect(log.totals.count).toBeGreaterThanOrEqual(2);
    const { count } = await log.stop();
    collect();
    await log.settle();
    expect(log.totals.count).toBe(count);
  });
});
