/** What an interval is said to be, and what of it goes into the log. */
import { describe, expect, it } from 'vitest';
import { makeRunLog } from '../../../src/runtime/run-log.js';
import { noCauses } from '../../../src/runtime/tail/cause.js';
import type { TailVerdict } from '../../../src/runtime/tail/attribution.js';
import { judgeInterval, logInterval } from '../../../src/runtime/tail/tail-report.js';

const END_MS = 100_000;
const verdict: TailVerdict = {
  frames: 40,
  worstNs: 51_234_567,
  cause: 'pause',
  shares: { ...noCauses(), pause: 2 / 3, hiccup: 1 / 3 },
  framesByCause: { ...noCauses(), pause: 30, hiccup: 10 },
  evidence: 'lane 0 stopped for 50.0 ms',
};
const stalled = [
  { client: 'gateway 0, client 7', sinceMs: END_MS - 900, backlogBytes: 70_000 },
  { client: 'gateway 0, client 3', sinceMs: END_MS - 4_000, backlogBytes: 90_000 },
];
const within = {
  verdict: undefined,
  isOver: false,
  slowReaders: [],
  withheldFrames: 0,
  endMs: END_MS,
};

function logged(findings: Parameters<typeof judgeInterval>[0]): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  const sink = { write: (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>) };
  const log = makeRunLog({ level: 'info', format: 'json', sink });
  const { slowReaders, withheldFrames, endMs } = findings;
  logInterval(log, judgeInterval(findings), { endMs, stages: {} }, slowReaders, withheldFrames);
  return lines;
}

describe('an interval', () => {
  it('within the budget, with clients that keep up, has no tail and no line', () => {
    expect(judgeInterval(within)).toBeNull();
    expect(judgeInterval({ ...within, verdict })).toBeNull();
    expect(logged({ ...within, verdict })).toEqual([]);
  });

  it('over the budget has the cause of its messages, in one line', () => {
    const over = { ...within, verdict, isOver: true };
    expect(judgeInterval(over)).toEqual({
      frames: 40,
      worstUs: 51_234.6,
      cause: 'pause',
      shares: { pause: 0.667, hiccup: 0.333 },
      evidence: 'lane 0 stopped for 50.0 ms',
    });
    const [line, ...more] = logged(over);
    expect(line).toMatchObject({ level: 40, msg: 'tail', cause: 'pause', frames: 40 });
    expect(more).toEqual([]);
  });

  it('in which only a client is behind is a slow reader, and names who has been longest', () => {
    const behind = { ...within, slowReaders: stalled, withheldFrames: 12 };
    const tail = judgeInterval(behind)!;
    expect(tail).toMatchObject({
      cause: 'slow_reader',
      frames: 12,
      worstUs: 4_000_000,
      shares: { slow_reader: 1 },
    });
    expect(tail.evidence).toBe(
      'gateway 0, client 3 and 1 more: 90000 bytes unsent for 4000 ms, 12 deltas not sent',
    );
    expect(logged(behind)).toMatchObject([{ cause: 'slow_reader', clients: 2, frames: 12 }]);
  });

  it('with both has the cause of its messages, and a line for each', () => {
    const both = { ...within, verdict, isOver: true, slowReaders: stalled, withheldFrames: 12 };
    expect(judgeInterval(both)!.cause).toBe('pause');
    expect(logged(both).map(({ cause }) => cause)).toEqual(['pause', 'slow_reader']);
  });
});
