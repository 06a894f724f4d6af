import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  RecordingSource,
  type RecordingSourceOptions,
} from '../../src/capture/recording-source.js';
import { EventApplier, EventRecorder, type RecordedEvent } from '../feed/event-recorder.js';
import { nextSourceNs, pacingUntil } from '../feed/source-turns.js';
import { LiveScript } from './live-script.js';
import {
  RecordingBench,
  temporaryFolder,
  WALL_BASE_NS,
  type BenchOptions,
} from './recording-bench.js';
import { inputOf } from './tap-inputs.js';

const folder = temporaryFolder();
let fileCount = 0;
const newPath = (): string => join(folder, `r${++fileCount}.bcr`);
afterAll(() => rmSync(folder, { recursive: true }));

const STEPS = 1_500;
/** Without what the pacing decides. */
const plain = (event: RecordedEvent): unknown => ({ ...event, receivedNs: 0 });

interface Played {
  readonly events: readonly RecordedEvent[];
  readonly recorder: EventRecorder;
  readonly source: RecordingSource;
  /** Source times, as the pacing was told. */
  readonly sourceNs: readonly number[];
}

async function play(options: Omit<RecordingSourceOptions, 'sink' | 'register'>): Promise<Played> {
  const recorder = new EventRecorder();
  const source = new RecordingSource({ ...options, sink: recorder, register: recorder });
  await source.open();
  const sourceNs: number[] = [];
  const received = (ns: number): number => {
    sourceNs.push(ns);
    return ns;
  };
  for (;;) {
    const next = nextSourceNs(source);
    if (next === Infinity) break;
    if (Number.isNaN(next)) await source.refill();
    else source.deliver(100, pacingUntil(Infinity, received));
  }
  await source.close();
  return { events: recorder.take(), recorder, source, sourceNs };
}

/** @returns the events that the live run led to. */
async function recordScript(
  path: string,
  seed: number,
  options: BenchOptions = {},
): Promise<{ events: RecordedEvent[]; definitions: EventRecorder['definitions'] }> {
  const bench = new RecordingBench(path, { blockContentBytes: 4_000, ...options });
  const script = new LiveScript(bench.tap, seed);
  script.run(STEPS);
  script.finish();
  await bench.finish();
  return { events: script.events.take(), definitions: script.events.definitions };
}

describe('a replay', () => {
  it.each([1, 2, 3, 4])(
    'of a recorded feed leads to the very same events (seed %i)',
    async (seed) => {
      const path = newPath();
      const live = await recordScript(path, seed);
      const { events, recorder, source, sourceNs } = await play({ path });
      expect(live.events.length).toBeGreaterThan(STEPS / 2);
      expect(new Set(live.events.map(({ reason }) => reason))).toContain('sequence-gap');
      expect(events).toEqual(live.events);
      expect(recorder.definitions).toEqual(live.definitions);
      expect(source.summary()).toMatchObject({ missingRecords: 0 });
      expect(source.summary().error).toBeUndefined();
      expect(sourceNs).toEqual([...sourceNs].sort((a, b) => a - b));
    },
  );

  it('of two sessions clears the books of the first, and plays the second to a fresh normalizer', async () => {
    const path = newPath();
    const first = await recordScript(path, 5);
    const second = await recordScript(path, 6, { wallBaseNs: WALL_BASE_NS + 3_600_000_000_000n });
    const { events, sourceNs } = await play({ path });
    expect(events.slice(0, first.events.length)).toEqual(first.events);
    const clears = events.slice(first.events.length, first.events.length + 3);
    expect(clears.map(({ type, reason }) => [type, reason])).toEqual(
      Array(3).fill(['book-clear', 'feed-restarted']),
    );
    const rest = events.slice(first.events.length + 3);
    expect(rest.map(plain)).toEqual(second.events.map(plain));
    expect(sourceNs.at(-1)! - sourceNs[0]!).toBeGreaterThan(3.6e12);
  });

  it('from a moment plays what was before it at once, and ends at the moment that was named', async () => {
    const path = newPath();
    const live = await recordScript(path, 7);
    const whole = await play({ path });
    const [fromNs, toNs] = [whole.sourceNs[500]!, whole.sourceNs[1000]!];
    const part = await play({
      path,
      from: { unixNs: WALL_BASE_NS + BigInt(fromNs) },
      to: { unixNs: WALL_BASE_NS + BigInt(toNs) },
    });
    expect(part.sourceNs.slice(0, 500)).toEqual(Array(500).fill(fromNs));
    expect(part.sourceNs.at(-1)).toBe(toNs);
    const count = part.events.length;
    expect(part.events.map(plain)).toEqual(live.events.slice(0, count).map(plain));
  });

  it('leaves out whole sessions before the moment it begins at', async () => {
    const path = newPath();
    await recordScript(path, 8);
    const hourNs = 3_600_000_000_000n;
    const second = await recordScript(path, 9, { wallBaseNs: WALL_BASE_NS + hourNs });
    const { events } = await play({
      path,
      from: { unixNs: WALL_BASE_NS + hourNs + 1_000_000_000n },
    });
    expect(events.map(plain)).toEqual(second.events.map(plain));
  });

  it('with records missing says how many, and no book is LIVE until it has a new image', async () => {
    const path = newPath();
    const bench = new RecordingBench(path, { queueBytes: 65_536 });
    const script = new LiveScript(bench.tap, 10);
    script.run(300);
    await bench.drain();
    // A message that no queue of this size can take.
    const huge = inputOf({ kind: 'received', name: 'main', data: '20'.repeat(65_536) });
    bench.tell([huge, huge]);
    await bench.drain();
    bench.tell([inputOf({ kind: 'timers' })]);
    await bench.finish();
    const { events, recorder, source } = await play({ path });
    expect(source.summary()).toMatchObject({ missingRecords: 2 });
    const applier = new EventApplier(recorder.definitions);
    for (const event of events) applier.apply(event);
    expect([...applier.books.values()].map(({ state }) => state)).not.toContain('LIVE');
    const before = new EventApplier(script.events.definitions);
    for (const event of script.events.take()) before.apply(event);
    expect([...before.books.values()].map(({ state }) => state)).toContain('LIVE');
  });
});
