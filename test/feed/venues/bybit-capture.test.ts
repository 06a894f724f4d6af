import { decompress } from '@mongodb-js/zstd';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CapturesSource } from '../../../src/feed/captures-source.js';
import { BybitCaptureModel } from '../../model/bybit-capture-model.js';
import { exact } from '../../model/naive-l2-book.js';
import { captureMissing, capturePath } from '../captures-path.js';
import { drainSource } from '../drain-source.js';
import { EventApplier, EventRecorder, type RecordedEvent } from '../event-recorder.js';

const NAME = 'bybit-linear-ob500.jsonl.zst';
const SYMBOL = 'XRPUSDT';

interface Replayed {
  readonly events: RecordedEvent[];
  readonly applier: EventApplier;
  readonly recorder: EventRecorder;
  readonly source: CapturesSource;
}

async function replay(path: string): Promise<Replayed> {
  const recorder = new EventRecorder();
  const source = new CapturesSource({ path, sink: recorder, register: recorder });
  await source.open();
  await drainSource(source);
  await source.close();
  const applier = new EventApplier(recorder.definitions);
  return { events: recorder.take(), applier, recorder, source };
}

describe.skipIf(captureMissing(NAME))('the Bybit capture', () => {
  let text = '';
  let model: BybitCaptureModel;
  let directory = '';

  beforeAll(async () => {
    text = (await decompress(await readFile(capturePath(NAME)))).toString();
    model = new BybitCaptureModel(text);
    directory = await mkdtemp(join(tmpdir(), 'bookcast-bybit-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('leads to the book of the independent model, level by level, without gap or refusal', async () => {
    const { events, applier, source, recorder } = await replay(capturePath(NAME));
    for (const event of events) applier.apply(event);
    const ours = applier.bySymbol(SYMBOL)!;
    expect([model.snapshotCount, model.deltaCount, model.holeCount]).toEqual([1, 49, 0]);
    expect([ours.state, ours.sequence]).toEqual(['LIVE', model.lastId]);
    expect(ours.book.levels('bid')).toEqual(model.book.levels('bid'));
    expect(ours.book.levels('ask')).toEqual(model.book.levels('ask'));
    expect(recorder.definitions.map(({ venue }) => venue)).toEqual(['bybit-linear']);
    expect(source.summary()).toMatchObject({
      messages: 50,
      gaps: 0,
      refusals: {},
      messagesByType: { orderbook: 50 },
    });
  });

  it('is never crossed at a message boundary, and never has more levels than its topic', async () => {
    const { events, applier } = await replay(capturePath(NAME));
    let boundaryCount = 0;
    for (const event of events) {
      applier.apply(event);
      const { book, state } = applier.bySymbol(SYMBOL)!;
      if (!event.last || state !== 'LIVE') continue;
      expect(exact(book.best('bid')![0]) < exact(book.best('ask')![0])).toBe(true);
      boundaryCount++;
    }
    expect(boundaryCount).toBe(50);
    expect(model.crossedCount).toBe(0);
    expect(model.levelCounts.every(([bids, asks]) => bids === 500 && asks === 500)).toBe(true);
  });

  it('shows a lost delta as a gap, and stays STALE for want of another snapshot', async () => {
    const lines = text.trim().split('\n');
    const path = join(directory, 'lost.jsonl');
    await writeFile(path, lines.filter((_, index) => index !== 20).join('\n'));
    const { events, applier, source } = await replay(path);
    for (const event of events) applier.apply(event);
    expect(applier.bySymbol(SYMBOL)).toMatchObject({ state: 'STALE', reason: 'sequence-gap' });
    expect(source.summary().gaps).toBe(1);
  });

  it('keeps linear and spot apart, which have topics of the same name', async () => {
    const lines = text.trim().split('\n');
    const spot = lines
      .slice(1, 3)
      .map((line) => line.replaceAll('ws.1', 'ws.2').replace('/linear', '/spot'));
    const path = join(directory, 'both.jsonl');
    await writeFile(path, [...lines, ...spot].join('\n'));
    const { events, applier, recorder } = await replay(path);
    for (const event of events) applier.apply(event);
    expect(recorder.definitions.map(({ venue }) => venue).sort()).toEqual([
      'bybit-linear',
      'bybit-spot',
    ]);
    expect([...applier.books.values()].map(({ state }) => state)).toEqual(['LIVE', 'LIVE']);
    expect(new Set([...applier.books.values()].map(({ sequence }) => sequence)).size).toBe(2);
  });
});
