import { decodeFromCompressedBase64, type JsHistogram } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import { encodeStages, stageLines } from '../../src/latency/stage-lines.js';
import { StageHistogram } from '../../src/telemetry/stage-histogram.js';
import { StageSummary } from '../../src/telemetry/stage-summary.js';

const allocate = (): StageHistogram =>
  new StageHistogram(new SharedArrayBuffer(StageHistogram.bytes));

function logged(summary: StageSummary): { fields: string[]; histogram: JsHistogram }[] {
  const { name, merged, threads } = summary;
  const stages = encodeStages([{ name, thread: 'lane', merged, threads }]);
  const times = { startMs: 61_500, endMs: 62_501 };
  return stageLines(stages, times, 60_000)
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const fields = line.split(',');
      return { fields, histogram: decodeFromCompressedBase64(fields[4]!, 64) as JsHistogram };
    });
}

describe('the lines of an interval', () => {
  it('have the stage merged and every thread under a tag of its own, where there are several', () => {
    const lanes = [allocate(), allocate(), allocate()];
    const summary = new StageSummary('committed_to_applied', lanes);
    lanes[0]!.recordCount(1_500, 3);
    lanes[2]!.record(2_000_000);
    summary.advance();
    const lines = logged(summary);
    expect(lines.map(({ fields }) => fields.slice(0, 4))).toEqual([
      ['Tag=committed_to_applied', '1.500', '1.001', '2.001'],
      ['Tag=committed_to_applied.lane0', '1.500', '1.001', '0.002'],
      ['Tag=committed_to_applied.lane2', '1.500', '1.001', '2.001'],
    ]);
    expect(lines.map(({ histogram }) => histogram.totalCount)).toEqual([4, 3, 1]);
    expect(lines[0]!.histogram.getValueAtPercentile(50)).toBe(1_500);
  });

  it('of a stage with one thread are the stage alone, and none where nothing was recorded', () => {
    const lane = allocate();
    const summary = new StageSummary('applied_to_framed', [lane]);
    summary.advance();
    expect(logged(summary)).toEqual([]);
    lane.recordCount(60e9, 2 ** 31);
    summary.advance();
    const [line] = logged(summary);
    expect(line!.fields[0]).toBe('Tag=applied_to_framed');
    expect(line!.histogram.totalCount).toBe(2 ** 31);
    summary.advance();
    expect(logged(summary)).toEqual([]);
  });
});
