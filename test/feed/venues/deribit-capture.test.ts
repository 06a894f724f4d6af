import { decompress } from '@mongodb-js/zstd';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CapturesSource } from '../../../src/feed/captures-source.js';
import { DeribitCaptureModel } from '../../model/deribit-capture-model.js';
import { captureMissing, capturePath } from '../captures-path.js';
import { EventApplier, EventRecorder } from '../event-recorder.js';
import { drainSource } from '../drain-source.js';

const NAME = 'deribit.jsonl.zst';
const missing = captureMissing(NAME);

async function replay(
  path: string,
): Promise<{ applier: EventApplier; source: CapturesSource; recorder: EventRecorder }> {
  const recorder = new EventRecorder();
  const source = new CapturesSource({ path, sink: recorder, register: recorder });
  await source.open();
  await drainSource(source);
  await source.close();
  const applier = new EventApplier(recorder.definitions);
  for (const event of recorder.take()) applier.apply(event);
  return { applier, source, recorder };
}

describe.skipIf(missing)('the Deribit capture', () => {
  let text = '';
  let model: DeribitCaptureModel;
  let directory = '';

  beforeAll(async () => {
    text = (await decompress(await readFile(capturePath(NAME)))).toString();
    model = new DeribitCaptureModel(text);
    directory = await mkdtemp(join(tmpdir(), 'bookcast-deribit-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('leads to the books of the independent model, level by level', async () => {
    const { applier } = await replay(capturePath(NAME));
    expect(model.books.size).toBe(10);
    for (const [symbol, { book, changeId }] of model.books) {
      const ours = applier.bySymbol(symbol)!;
      expect([symbol, ours.state, ours.sequence]).toEqual([symbol, 'LIVE', changeId]);
      expect(ours.book.levels('bid')).toEqual(book.levels('bid'));
      expect(ours.book.levels('ask')).toEqual(book.levels('ask'));
    }
  });

  it('has no gap and no refusal, and every action fits its level', async () => {
    const { source } = await replay(capturePath(NAME));
    expect([model.changeCount, model.holeCount, model.wrongActionCount]).toEqual([36, 0, 0]);
    expect(source.summary()).toMatchObject({
      gaps: 0,
      refusals: {},
      refusedValues: 0,
      undeclaredInstruments: 0,
      messagesByType: { book: 46, instruments: 4, answer: 1, other: 89 },
    });
  });

  it('has the scales of the instrument list in its rows', async () => {
    const { recorder } = await replay(capturePath(NAME));
    expect(recorder.definitions).toHaveLength(10);
    for (const {
      symbol,
      venue,
      priceScale,
      quantityScale,
      tickSize,
      lotSize,
    } of recorder.definitions) {
      const isBitcoin = symbol.startsWith('BTC');
      expect([venue, priceScale, tickSize]).toEqual(['deribit', 4, 5]);
      expect([quantityScale, lotSize]).toEqual(isBitcoin ? [1, 1] : [0, 1]);
    }
  });

  it('shows a lost change as a gap of its instrument alone', async () => {
    const lines = text.split('\n');
    const changes = lines.filter((line) => line.includes('prev_change_id'));
    const path = join(directory, 'lost.jsonl');
    await writeFile(path, lines.filter((line) => line !== changes[5]).join('\n'));
    const { applier, source } = await replay(path);
    const lost = /book\.([^.]+)\./.exec(changes[5]!)![1]!;
    expect(applier.bySymbol(lost)).toMatchObject({ state: 'STALE', reason: 'sequence-gap' });
    expect(source.summary().gaps).toBe(1);
    for (const symbol of model.books.keys()) {
      if (symbol !== lost) expect(applier.bySymbol(symbol)!.state).toBe('LIVE');
    }
  });
});
