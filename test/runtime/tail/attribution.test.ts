/** Which cause has a slow message: each cause alone, what wins over what, and what must hold always. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  attributeInterval,
  attributeLap,
  attributeSample,
  type UsualNs,
} from '../../../src/runtime/tail/attribution.js';
import { CAUSES, type Cause } from '../../../src/runtime/tail/cause.js';
import { EpisodeStore } from '../../../src/runtime/tail/episode-store.js';
import type { Episode, TurnEpisode } from '../../../src/telemetry/episode.js';
import type { SlowSample } from '../../../src/telemetry/slow-sample.js';

const MS = 1e6;
const BUDGET_NS = 5 * MS;
const usual: UsualNs = { committed: 50_000, applied: 50_000, framed: 10_000, sent: 50_000 };
const NOTHING_LOST = { frames: 0, messages: 0 };

/** A message received at 1 s whose legs took so long, ms. */
function sample(committed: number, applied: number, framed: number, sent: number): SlowSample {
  const receivedNs = 1000 * MS;
  const committedNs = receivedNs + committed * MS;
  const appliedNs = committedNs + applied * MS;
  const framedNs = appliedNs + framed * MS;
  const sentNs = framedNs + sent * MS;
  return {
    gateway: 0,
    feed: 0,
    lane: 0,
    receivedNs,
    committedNs,
    appliedNs,
    framedNs,
    sentNs,
    frames: 3,
    messages: 7,
  };
}

/** A turn that ended at so many ms of the run; its account covers the turn alone. */
function turn(
  thread: string,
  endMs: number,
  turnMs: number,
  rest: Partial<Pick<TurnEpisode, 'work' | 'busyNs' | 'coreWaitNs' | 'onCoreNs'>>,
): Episode {
  const [endNs, turnNs] = [endMs * MS, turnMs * MS];
  return {
    kind: 'turn',
    thread,
    startNs: endNs - turnNs,
    endNs,
    turnNs,
    accountNs: turnNs,
    work: 0,
    busyNs: turnNs,
    coreWaitNs: 0,
    onCoreNs: turnNs,
    ...rest,
  };
}

const stretch = (thread: string, startMs: number, ms: number) => ({
  thread,
  startNs: startMs * MS,
  endNs: (startMs + ms) * MS,
});
const gc = (thread: string, startMs: number, ms: number): Episode => ({
  kind: 'gc',
  gcKind: 'major',
  ...stretch(thread, startMs, ms),
});
const hiccup = (startMs: number, ms: number): Episode => ({
  kind: 'hiccup',
  ...stretch('hiccup', startMs, ms),
});
const stall = (startMs: number, ms: number, thread = 'feed 0', reader = 0): Episode => ({
  kind: 'stall',
  reader,
  ...stretch(thread, startMs, ms),
});

function storeOf(episodes: readonly Episode[]): EpisodeStore {
  const store = new EpisodeStore();
  for (const episode of episodes) store.add(episode);
  return store;
}

const judge = (slow: SlowSample, ...episodes: Episode[]) =>
  attributeSample(slow, storeOf(episodes), usual, BUDGET_NS);

/** 50 ms between committed and applied: 1000.1 … 1050.1. */
const lateInLane = sample(0.1, 50, 0.1, 0.1);

describe('a message that waited for its lane', () => {
  it('is unexplained when nobody noted anything', () => {
    expect(judge(lateInLane)).toEqual({ cause: 'unexplained', evidence: undefined });
  });

  it('has the pause of a lane that slept in its turn, which also took up the backlog then', () => {
    const { cause, evidence } = judge(
      lateInLane,
      turn('lane 0', 1050.1, 50, { work: 1000, onCoreNs: 1 * MS }),
    );
    expect(cause).toBe('pause');
    expect(evidence!.text).toBe('lane 0 stopped for 50.0 ms');
  });

  it('has the pause of a lane that span without doing anything', () => {
    const { cause, evidence } = judge(lateInLane, turn('lane 0', 1050.1, 50, { work: 12 }));
    expect(cause).toBe('pause');
    expect(evidence!.text).toContain('12 units of work');
  });

  it('has the collection, though the turn that contains it was as long', () => {
    const { cause, evidence } = judge(
      lateInLane,
      gc('lane 0', 1000, 48),
      turn('lane 0', 1050.1, 50, { work: 10, onCoreNs: 2 * MS }),
    );
    expect(cause).toBe('gc');
    expect(evidence!.text).toBe('lane 0: major GC of 48.0 ms');
  });

  it('has a hiccup when the lane was ready and had no core', () => {
    const { cause, evidence } = judge(
      lateInLane,
      turn('lane 0', 1050.1, 50, { work: 1000, coreWaitNs: 45 * MS, onCoreNs: 5 * MS }),
    );
    expect(cause).toBe('hiccup');
    expect(evidence!.text).toBe('lane 0 waited 45.0 ms for a core');
  });

  it('has a hiccup when the control thread overslept while the lane seemed to run', () => {
    expect(judge(lateInLane, hiccup(1000, 49), turn('lane 0', 1050.1, 50, {})).cause).toBe(
      'hiccup',
    );
  });

  it('has the pause of a lane that was off its core for sure, whatever the control thread saw', () => {
    const off = turn('lane 0', 1050.1, 50, { work: 900, onCoreNs: 2 * MS });
    expect(judge(lateInLane, hiccup(1000, 50), off).cause).toBe('pause');
  });

  it('has a burst when the lane was busy with what came before', () => {
    const { cause, evidence } = judge(
      lateInLane,
      turn('lane 0', 1050.1, 0.5, { work: 8000, busyNs: 60 * MS }),
    );
    expect(cause).toBe('burst');
    expect(evidence!.text).toBe('lane 0 was busy for 60.0 ms');
  });

  it('has a burst when the lane was busy in one long turn, and when the last of many was short', () => {
    const long = turn('lane 0', 1050.1, 50, { work: 8000 });
    expect(judge(lateInLane, long).cause).toBe('burst');
    const short = turn('lane 0', 1050.1, 0.5, { work: 1, busyNs: 50 * MS });
    expect(judge(lateInLane, short).cause).toBe('burst');
  });

  it('has a hiccup where a collection, asleep itself, took less than the wait for a core', () => {
    const { cause } = judge(
      lateInLane,
      gc('lane 0', 1000.1, 20),
      turn('lane 0', 1050.1, 50, { work: 10, coreWaitNs: 30 * MS, onCoreNs: 0 }),
    );
    expect(cause).toBe('hiccup');
  });

  it('has of a collection only what lies in its wait', () => {
    expect(judge(lateInLane, gc('lane 0', 960.1, 50)).cause).toBe('unexplained');
  });

  it('has nothing of what another thread did, or of another time', () => {
    const elsewhere = [gc('lane 1', 1000, 50), gc('gateway 0', 1000, 50), gc('lane 0', 900, 50)];
    expect(judge(lateInLane, ...elsewhere).cause).toBe('unexplained');
  });

  it('is explained by half of its excess, and not by less', () => {
    expect(judge(lateInLane, gc('lane 0', 1010, 25.2)).cause).toBe('gc');
    expect(judge(lateInLane, gc('lane 0', 1010, 24.8)).cause).toBe('unexplained');
  });
});

describe('a message that waited for its feed', () => {
  const lateInFeed = sample(40, 0.1, 0.1, 0.1);

  it('has a slow reader when the feed waited for a lane that only was slow', () => {
    const { cause, evidence } = judge(lateInFeed, stall(1000, 39));
    expect(cause).toBe('slow_reader');
    expect(evidence!.text).toBe('feed 0 waited 39.0 ms for lane 0');
  });

  it('has a slow reader when the lane was busy with what it had', () => {
    const busy = turn('lane 0', 1039, 39, { work: 20_000 });
    expect(judge(lateInFeed, stall(1000, 39), busy).cause).toBe('slow_reader');
  });

  it('has what held up the lane that the feed waited for', () => {
    const { cause, evidence } = judge(lateInFeed, stall(1000, 39), gc('lane 0', 1001, 38));
    expect(cause).toBe('gc');
    expect(evidence!.text).toBe('feed 0 waited 39.0 ms for lane 0; lane 0: major GC of 38.0 ms');
  });

  it('has no pause of the feed for the time in which it waited', () => {
    const waiting = turn('feed 0', 1040, 40, { work: 100, onCoreNs: 1 * MS });
    expect(judge(lateInFeed, stall(1000, 39), waiting).cause).toBe('slow_reader');
  });
});

describe('a message that waited for a lane that waits for its readers', () => {
  it('has a slow reader, not the pause of the lane that slept meanwhile', () => {
    const asleep = turn('lane 0', 1050.1, 50, { work: 40, onCoreNs: 1 * MS });
    const { cause, evidence } = judge(lateInLane, stall(1000.1, 48, 'lane 0', 1), asleep);
    expect(cause).toBe('slow_reader');
    expect(evidence!.text).toBe('lane 0 waited 48.0 ms for gateway 1');
  });

  it('has what held up the gateway, also seen from a feed that waits for the lane', () => {
    const waits = stall(1000.1, 48, 'lane 0', 1);
    expect(judge(lateInLane, waits, gc('gateway 1', 1001, 47)).cause).toBe('gc');
    const { evidence } = judge(
      sample(40, 0.1, 0.1, 0.1),
      stall(1000, 40),
      stall(1000, 40, 'lane 0', 1),
      gc('gateway 1', 1000, 39),
    );
    expect(evidence!.text).toBe(
      'feed 0 waited 40.0 ms for lane 0; lane 0 waited 40.0 ms for gateway 1; gateway 1: major GC of 39.0 ms',
    );
  });
});

describe('a message of one of several feeds', () => {
  it('has what its own feed did, and nothing of the others', () => {
    const lateInSecond = { ...sample(40, 0.1, 0.1, 0.1), feed: 1 };
    expect(judge(lateInSecond, gc('feed 1', 1000, 39)).cause).toBe('gc');
    expect(judge(lateInSecond, gc('feed 0', 1000, 39)).cause).toBe('unexplained');
  });
});

describe('a message that waited for its gateway', () => {
  it('has a burst when its many clients kept the gateway busy', () => {
    const busy = turn('gateway 0', 1030.3, 30, { work: 20 });
    expect(judge(sample(0.1, 0.1, 0.1, 30), busy).cause).toBe('burst');
  });
});

describe('a gateway that was overtaken', () => {
  const lap = { kind: 'lap', lane: 1, ...stretch('gateway 0', 1000, 600) } as const;

  it('has what kept it from reading', () => {
    const stopped = turn('gateway 0', 1600, 590, { onCoreNs: 5 * MS });
    expect(attributeLap(lap, storeOf([stopped, gc('gateway 0', 1100, 20)]))).toEqual({
      worstNs: 600 * MS,
      cause: 'pause',
      evidence: 'gateway 0 was overtaken by the frames of lane 1; gateway 0 stopped for 590.0 ms',
    });
  });

  it('is unexplained where less than half of it is known', () => {
    expect(attributeLap(lap, storeOf([gc('gateway 0', 1100, 299)]))).toEqual({
      worstNs: 600 * MS,
      cause: 'unexplained',
      evidence: 'gateway 0 was overtaken by the frames of lane 1',
    });
  });
});

describe('a server in which everything is slow', () => {
  it('counts nothing slow as usual', () => {
    const slowEverywhere = { committed: 40 * MS, applied: 50 * MS, framed: 0, sent: 0 };
    const busy = turn('lane 0', 1050.1, 0.5, { work: 8000, busyNs: 500 * MS });
    const verdict = attributeSample(lateInLane, storeOf([busy]), slowEverywhere, BUDGET_NS);
    expect(verdict.cause).toBe('burst');
  });
});

describe('an interval', () => {
  it('has the cause of most messages, not of most frames, and the strongest evidence for it', () => {
    const few = { ...lateInLane, frames: 50, messages: 50 };
    const many = { ...sample(0.1, 0.1, 0.1, 20), frames: 2, messages: 150 };
    const verdict = attributeInterval(
      [few, many],
      NOTHING_LOST,
      storeOf([gc('lane 0', 1000, 50), hiccup(1000.3, 20)]),
      usual,
      BUDGET_NS,
    )!;
    expect(verdict).toMatchObject({ cause: 'hiccup', frames: 52, worstNs: 50.3 * MS });
    expect(verdict.shares).toMatchObject({ gc: 0.25, hiccup: 0.75 });
    expect(verdict.framesByCause).toMatchObject({ gc: 50, hiccup: 2 });
    expect(verdict.evidence).toContain('a sleep of 1 ms ended 20.0 ms late');
  });

  it('shows the longest of several collections', () => {
    const verdict = attributeInterval(
      [sample(0.1, 20, 0.1, 0.1), lateInLane, sample(0.1, 30, 0.1, 0.1)],
      NOTHING_LOST,
      storeOf([gc('lane 0', 1000, 50)]),
      usual,
      BUDGET_NS,
    )!;
    expect(verdict.evidence).toBe('lane 0: major GC of 50.0 ms');
    const two = attributeInterval(
      [{ ...lateInLane, lane: 1 }, sample(0.1, 20, 0.1, 0.1)],
      NOTHING_LOST,
      storeOf([gc('lane 0', 1000, 20), gc('lane 1', 1000, 50)]),
      usual,
      BUDGET_NS,
    )!;
    expect(two.evidence).toBe('lane 1: major GC of 50.0 ms');
  });

  it('counts lost samples as unexplained', () => {
    const verdict = attributeInterval(
      [lateInLane],
      { frames: 30, messages: 21 },
      storeOf([gc('lane 0', 1000, 50)]),
      usual,
      BUDGET_NS,
    )!;
    expect(verdict).toMatchObject({ cause: 'unexplained', frames: 33 });
    expect(verdict.shares).toMatchObject({ gc: 0.25, unexplained: 0.75 });
  });

  it('without slow messages has no tail', () => {
    expect(attributeInterval([], NOTHING_LOST, storeOf([]), usual, BUDGET_NS)).toBeUndefined();
  });
});

describe('whatever is noted', () => {
  const ms = fc.double({ min: 0, max: 60, noNaN: true });
  const at = fc.double({ min: 980, max: 1080, noNaN: true });
  const thread = fc.constantFrom('feed 0', 'lane 0', 'gateway 0');
  const episode: fc.Arbitrary<Episode> = fc.oneof(
    fc.tuple(thread, at, ms).map(([who, start, long]) => gc(who, start, long)),
    fc.tuple(at, ms).map(([start, long]) => hiccup(start, long)),
    fc
      .tuple(fc.constantFrom('feed 0', 'lane 0'), at, ms)
      .map(([who, start, long]) => stall(start, long, who)),
    fc
      .record({
        who: thread,
        end: at,
        long: ms,
        wait: ms,
        onCore: ms,
        busy: ms,
        work: fc.nat(9000),
      })
      .map(({ who, end, long, wait, onCore, busy, work }) =>
        turn(who, end, long, {
          work,
          coreWaitNs: wait * MS,
          onCoreNs: onCore * MS,
          busyNs: (busy + long) * MS,
        }),
      ),
  );
  const slow = fc.tuple(ms, ms, ms, ms).map(([a, b, c, d]) => sample(a, b, c, d));

  it('the shares add up to 1, no message and no frame is lost, and evidence is of the cause', () => {
    fc.assert(
      fc.property(
        fc.array(slow, { minLength: 1, maxLength: 5 }),
        fc.array(episode, { maxLength: 12 }),
        fc.nat(5),
        (samples, episodes, lost) => {
          const verdict = attributeInterval(
            samples,
            { frames: lost, messages: lost },
            storeOf(episodes),
            usual,
            BUDGET_NS,
          )!;
          const sum = (numbers: Record<Cause, number>): number =>
            CAUSES.reduce((total, cause) => total + numbers[cause], 0);
          expect(sum(verdict.shares)).toBeCloseTo(1, 9);
          expect(sum(verdict.framesByCause)).toBe(samples.length * 3 + lost);
          expect(verdict.frames).toBe(samples.length * 3 + lost);
          const largest = Math.max(...CAUSES.map((cause) => verdict.shares[cause]));
          expect(verdict.shares[verdict.cause]).toBe(largest);
        },
      ),
    );
  });

  it('a piece of evidence never accounts for more than the message was late', () => {
    fc.assert(
      fc.property(slow, fc.array(episode, { maxLength: 12 }), (one, episodes) => {
        const { cause, evidence } = attributeSample(one, storeOf(episodes), usual, BUDGET_NS);
        expect(evidence === undefined).toBe(cause === 'unexplained');
        if (evidence === undefined) return;
        expect(evidence.cause).toBe(cause);
        expect(evidence.ns).toBeGreaterThan(0);
        expect(evidence.ns).toBeLessThanOrEqual(one.sentNs - one.receivedNs);
      }),
    );
  });

  it('collections of the owners for all of the time win over everything else', () => {
    fc.assert(
      fc.property(slow, fc.array(episode, { maxLength: 12 }), (one, episodes) => {
        fc.pre(one.sentNs - one.receivedNs > BUDGET_NS);
        const all = ['feed 0', 'lane 0', 'gateway 0'].map((who) => gc(who, 900, 500));
        const { cause } = attributeSample(one, storeOf([...episodes, ...all]), usual, BUDGET_NS);
        expect(cause).toBe('gc');
      }),
    );
  });
});
