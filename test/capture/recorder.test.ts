import { closeSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { RecordingError } from '../../src/capture/recording-error.js';
import { readAll, RecordingBench, temporaryFolder } from './recording-bench.js';
import { FEED, inputOf, textInput, type TapInput } from './tap-inputs.js';

const folder = temporaryFolder();
let fileCount = 0;
const newPath = (): string => join(folder, `r${++fileCount}.bcr`);
afterAll(() => rmSync(folder, { recursive: true }));

const NS_PER_MS = 1e6;
const message = (n: number, bytes = 60): TapInput =>
  inputOf({
    kind: 'received',
    name: 'A',
    data: `${n % 10}${n % 7}`.repeat(bytes),
    nowNs: 5000 + n,
  });

describe('the recorder', () => {
  it('whose queue is full drops what finds it so, and the recording says how many and where', async () => {
    const path = newPath();
    const bench = new RecordingBench(path, { queueBytes: 4096 });
    bench.start();
    const all = Array.from({ length: 100 }, (_, n) => message(n));
    bench.tell(all.slice(0, 80));
    await bench.drain();
    bench.tell(all.slice(80, 85));
    await bench.finish();
    const { inputs, missing, failure } = await readAll(path);
    const kept = inputs.length - 5;
    expect(kept).toBeGreaterThan(10);
    expect(kept).toBeLessThan(70);
    expect(inputs).toEqual([...all.slice(0, kept), ...all.slice(80, 85)]);
    expect(missing).toBe(80 - kept);
    expect(bench.recorder.missingCount).toBe(80 - kept);
    expect(failure).toBeUndefined();
  });

  it('tells of what was dropped last when nothing comes after it', async () => {
    const path = newPath();
    const bench = new RecordingBench(path, { queueBytes: 4096 });
    bench.start();
    bench.tell(Array.from({ length: 80 }, (_, n) => message(n)));
    bench.tap.close();
    await bench.drain();
    await bench.recorder.finish();
    const { inputs, missing } = await readAll(path);
    expect(inputs.length + missing).toBe(80);
    expect(missing).toBeGreaterThan(0);
  });

  it('whose queue is full when a feed starts anew tells of the new session before its first record', async () => {
    const path = newPath();
    const bench = new RecordingBench(path, { queueBytes: 4096 });
    bench.start();
    bench.tell(Array.from({ length: 80 }, (_, n) => message(n)));
    bench.start({ ...FEED, venue: 'kraken' }, 9000);
    bench.tell([message(1)]);
    await bench.drain();
    bench.tell([message(2), message(3)]);
    await bench.finish();
    const { sessions, inputs } = await readAll(path);
    expect(sessions.map(({ venue }) => venue)).toEqual(['binance', 'kraken']);
    expect(inputs.slice(-2)).toEqual([message(2), message(3)]);
  });

  it('makes everything safe within the sync interval, whether a block is full or not', async () => {
    const bench = new RecordingBench(newPath(), { syncNs: 50 * NS_PER_MS });
    bench.start();
    bench.tell([message(1)]);
    await bench.recorder.turn();
    expect(bench.recorder.syncedRecords).toBe(0);
    expect(bench.recorder.sleepMs(20)).toBe(20);
    bench.clock.ns = 49 * NS_PER_MS;
    await bench.recorder.turn();
    expect([bench.recorder.syncedRecords, bench.recorder.sleepMs(20)]).toEqual([0, 1]);
    bench.clock.ns = 50 * NS_PER_MS;
    await bench.recorder.turn();
    expect([bench.recorder.syncedRecords, bench.recorder.syncCount]).toEqual([1, 1]);
    bench.clock.ns = 200 * NS_PER_MS;
    await bench.recorder.turn();
    expect(bench.recorder.syncCount).toBe(1);
    await bench.finish();
  });

  it('writes what compresses in less room, and messages of any size', async () => {
    const path = newPath();
    const bench = new RecordingBench(path, { queueBytes: 2 ** 22, blockContentBytes: 10_000 });
    bench.start();
    const inputs = [message(1, 500_000), message(2, 1), message(3, 30_000)];
    bench.tell(inputs);
    await bench.finish();
    expect((await readAll(path)).inputs).toEqual(inputs);
    expect(bench.writer.writtenBytes).toBeLessThan(20_000);
  });

  it('whose file cannot be written says so, and writes no more', async () => {
    const path = newPath();
    const bench = new RecordingBench(path);
    bench.start();
    bench.tell([textInput('connected', 'A', 'wss://x')]);
    await bench.drain();
    // As a disk that went away would have it.
    closeSync((bench.writer as unknown as { descriptor: number }).descriptor);
    bench.tell(Array.from({ length: 40 }, (_, n) => message(n)));
    await expect(bench.drain()).rejects.toThrow(RecordingError);
    await expect(bench.drain()).rejects.toThrow(/cannot write .*r\d+\.bcr/);
    (bench.writer as unknown as { descriptor: number }).descriptor = -1;
    bench.writer.release();
    expect(existsSync(`${path}.lock`)).toBe(false);
  });
});
