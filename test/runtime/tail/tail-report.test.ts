/** What an interval is said to be, and what of it goes into the log. */
import { describe, expect, it } from 'vitest';
import { makeRunLog } from '../../../src/runtime/run-log.js';
import { noCauses } from '../../../src/runtime/tail/cause.js';
import type { TailVerdict } from '../../../src/runtime/tail/attribution.js';
import { LINE_EVERY_MS, TailLines } from '../../../src/runtime/tail/tail-lines.js';
import { addLines, judgeInterval } from '../../../src/runtime/tail/tail-report.js';

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
  lap: undefined,
  slowReaders: [],
  withheldFrames: 0,
  nowMs: END_MS,
};

type Findings = Parameters<typeof judgeInterval>[0];

/** Where lines go, and what has come there. */
function tailLines(): { lines: TailLines; told: Record<string, unknown>[] } {
  const told: Record<string, unknown>[] = [];
  const sink = { write: (line: string) => told.push(JSON.parse(line) as Record<string, unknown>) };
  return { lines: new TailLines(makeRunLog({ level: 'info', format: 'json', sink })), told };
}

function logged(findings: Findings): Record<string, unknown>[] {
  const { lines, told } = tailLines();
  addLines(lines, findings, { endMs: END_MS, stages: {} });
  lines.tell(END_MS);
  return told;
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
    expect(line).toMatchObject({ intervals: 1, at: new Date(END_MS).toISOString() });
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

  it('in which a gateway was overtaken has a tail, though what it missed is in no percentile', () => {
    const lap = { worstNs: 700e6, cause: 'hiccup' as const, evidence: 'gateway 0 was overtaken' };
    expect(judgeInterval({ ...within, lap })).toEqual({
      frames: 0,
      worstUs: 700_000,
      cause: 'hiccup',
      shares: { hiccup: 1 },
      evidence: 'gateway 0 was overtaken',
    });
    expect(judgeInterval({ ...within, lap, verdict, isOver: true })!.cause).toBe('pause');
  });

  it('that waited for a reader of a ring has that as its evidence, and no line of clients', () => {
    const stalled = { ...verdict, cause: 'slow_reader' as const, evidence: 'feed 0 waited' };
    const [line, ...more] = logged({ ...within, verdict: stalled, isOver: true });
    expect(line).toMatchObject({ cause: 'slow_reader', evidence: 'feed 0 waited' });
    expect(more).toEqual([]);
  });

  it('in which only deltas were withheld from clients is one of slow readers', () => {
    expect(logged({ ...within, withheldFrames: 3 })).toMatchObject([{ clients: 0, frames: 3 }]);
    const both = logged({ ...within, verdict, isOver: true, withheldFrames: 3 });
    expect(both).toMatchObject([{ cause: 'pause' }, { cause: 'slow_reader', frames: 3 }]);
  });
});

describe('lines of the same cause', () => {
  const over = (worstNs: number, evidence: string): Findings => ({
    ...within,
    isOver: true,
    verdict: { ...verdict, worstNs, evidence },
  });

  it('are told at once, then merged for ten seconds: how many, their frames, the worst of them', () => {
    const { lines, told } = tailLines();
    for (let second = 0; second <= 10; second++) {
      const worstNs = second === 4 ? 90e6 : 20e6;
      const endMs = END_MS + second * 1000;
      addLines(lines, over(worstNs, `second ${second}`), { endMs, stages: {} });
      lines.tell(endMs);
    }
    expect(told).toMatchObject([
      { intervals: 1, frames: 40, evidence: 'second 0' },
      { intervals: 10, frames: 400, worstUs: 90_000, evidence: 'second 4' },
    ]);
    expect(told[1]!['at']).toBe(new Date(END_MS + 4000).toISOString());
  });

  it('wait neither for another one of theirs nor for those of another cause', () => {
    const { lines, told } = tailLines();
    const record = { endMs: END_MS, stages: {} };
    addLines(lines, over(20e6, 'first'), record);
    lines.tell(END_MS);
    addLines(lines, over(20e6, 'second'), record);
    const gc = { ...over(20e6, 'other'), verdict: { ...verdict, cause: 'gc' as const } };
    addLines(lines, gc, record);
    lines.tell(END_MS + 1000);
    expect(told.map(({ cause }) => cause)).toEqual(['pause', 'gc']);
    lines.tell(END_MS + LINE_EVERY_MS - 1);
    expect(told).toHaveLength(2);
    lines.tell(END_MS + LINE_EVERY_MS);
    expect(told[2]).toMatchObject({ cause: 'pause', intervals: 1, evidence: 'second' });
    lines.tell(Infinity);
    expect(told).toHaveLength(3);
  });
});
