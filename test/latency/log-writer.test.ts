import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LatencyLogWriter, type LogWriterOptions } from '../../src/latency/log-writer.js';

const START_MS = Date.UTC(2026, 10, 21, 4, 56, 40, 123);
const MINUTE_MS = 60_000;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bookcast-hlog-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function makeWriter(options: Partial<LogWriterOptions> = {}) {
  const told: string[] = [];
  const writer = new LatencyLogWriter({
    folder,
    rotateMinutes: 10,
    filesLimit: 3,
    writtenBy: 'Bookcast test',
    processId: 4711,
    onError: (path, error) => told.push(`${path}: ${error.message}`),
    onRecovered: (path, lost) => told.push(`again ${path}, ${lost} lost`),
    ...options,
  });
  return { writer, told };
}

const logs = (): string[] => readdirSync(folder).sort();
const bodyOf = (name: string): string[] =>
  readFileSync(join(folder, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('"'));

describe('the latency log writer', () => {
  it('names a file by its first interval and begins it with the format of HdrHistogram', async () => {
    const { writer, told } = makeWriter();
    writer.write(START_MS, (baseMs) => `one ${baseMs}\n`);
    writer.write(START_MS + 1000, (baseMs) => `two ${baseMs}\n`);
    await writer.close();
    expect(logs()).toEqual(['bookcast-20261121T045640123Z-4711.hlog']);
    expect(readFileSync(join(folder, logs()[0]!), 'utf8')).toBe(
      [
        '#[Logged with Bookcast test]',
        '#[Histogram log format version 1.3]',
        '#[StartTime: 1795237000.123 (seconds since epoch), 2026-11-21T04:56:40.123Z]',
        '#[BaseTime: 1795237000.123 (seconds since epoch)]',
        '#[Values are nanoseconds, Interval_Max is in milliseconds]',
        '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
        `one ${START_MS}`,
        `two ${START_MS}`,
        '',
      ].join('\n'),
    );
    expect(told).toEqual([]);
  });

  it('begins a new file when one is old enough and keeps only so many, foreign files untouched', async () => {
    writeFileSync(join(folder, 'a-recording.itch50'), 'mine');
    writeFileSync(join(folder, 'bookcast-notes.hlog'), 'mine too');
    const { writer, told } = makeWriter();
    for (let minute = 0; minute < 60; minute++) {
      writer.write(START_MS + minute * MINUTE_MS, () => `minute ${minute}\n`);
    }
    await writer.close();
    expect(logs()).toHaveLength(5);
    expect(logs()).toEqual(expect.arrayContaining(['a-recording.itch50', 'bookcast-notes.hlog']));
    const ours = logs().filter((name) => name.endsWith('-4711.hlog'));
    expect(ours.map((name) => bodyOf(name).map((line) => Number(line.slice(7))))).toEqual(
      [3, 4, 5].map((tens) => Array.from({ length: 10 }, (_, i) => tens * 10 + i)),
    );
    expect(told).toEqual([]);
  });

  it('tells once, with the path, that a folder cannot be made, and goes on when it can', async () => {
    const blocked = join(folder, 'file');
    writeFileSync(blocked, '');
    const { writer, told } = makeWriter({ folder: join(blocked, 'logs') });
    writer.write(START_MS, () => 'one\n');
    writer.write(START_MS + 1, () => 'two\n');
    await writer.close();
    expect(told).toEqual([expect.stringContaining(join(blocked, 'logs')) as string]);
    rmSync(blocked);
    writer.write(START_MS + 2, () => 'three\n');
    await writer.close();
    expect(told[1]).toMatch(/^again .*, 2 lost$/);
    expect(
      readFileSync(join(blocked, 'logs', readdirSync(join(blocked, 'logs'))[0]!), 'utf8'),
    ).toContain('three\n');
  });

  it.skipIf(process.getuid?.() === 0)('tells that it has no permission', async () => {
    chmodSync(folder, 0o500);
    const { writer, told } = makeWriter();
    writer.write(START_MS, () => 'one\n');
    await writer.close();
    chmodSync(folder, 0o700);
    expect(told).toEqual([expect.stringContaining('EACCES') as string]);
  });

  it('leaves whole lines only when the disk is full, and goes on in a new file', async () => {
    const { writer, told } = makeWriter();
    const probe = await open(join(folder, 'probe'), 'w');
    const handles = Object.getPrototypeOf(probe) as Pick<FileHandle, 'write'>;
    await probe.close();
    const write = handles.write;
    const spy = vi.spyOn(handles, 'write');
    // Half of the line reaches the disk, then there is no room.
    const fullAt = (line: string): void => {
      spy.mockImplementation(async function (this: FileHandle, ...args: unknown[]) {
        const [bytes, at, , position] = args as [Buffer, number, number, number];
        if (!bytes.toString().startsWith(line)) return Reflect.apply(write, this, args);
        if (at > 0) throw new Error('ENOSPC: no space left on device, write');
        return Reflect.apply(write, this, [bytes, at, 3, position]);
      } as typeof write);
    };
    fullAt('second');
    writer.write(START_MS, () => 'first\n');
    writer.write(START_MS + 1000, () => 'second\n');
    writer.write(START_MS + 2000, () => 'third\n');
    await writer.close();
    spy.mockRestore();
    const names = logs().filter((name) => name.endsWith('.hlog'));
    expect(names.map(bodyOf)).toEqual([['first'], ['third']]);
    expect(told).toEqual([
      expect.stringMatching(/T045640123Z.*ENOSPC/) as string,
      expect.stringMatching(/^again .*T045642123Z.*, 1 lost$/) as string,
    ]);
  });

  it('keeps every log and leaves no empty files while the disk stays full', async () => {
    const kept = ['bookcast-20261120T000000000Z-1.hlog', 'bookcast-20261121T000000000Z-1.hlog'];
    for (const name of kept) writeFileSync(join(folder, name), 'an older log');
    const { writer, told } = makeWriter({ filesLimit: 2 });
    const probe = await open(join(folder, 'probe'), 'w');
    const handles = Object.getPrototypeOf(probe) as Pick<FileHandle, 'write'>;
    await probe.close();
    rmSync(join(folder, 'probe'));
    const spy = vi.spyOn(handles, 'write');
    spy.mockRejectedValue(new Error('ENOSPC: no space left on device, write'));
    for (let second = 0; second < 20; second++) {
      writer.write(START_MS + second * 1000, () => `${second}\n`);
    }
    await writer.close();
    expect(logs()).toEqual(kept);
    expect(told).toHaveLength(1);
    spy.mockRestore();
    writer.write(START_MS + 30_000, () => 'room again\n');
    await writer.close();
    expect(logs()).toEqual([kept[1], expect.stringMatching(/T045710123Z/) as string]);
  });

  it('tells of a folder below one that takes none, and ends', async () => {
    const { writer, told } = makeWriter({ folder: '/proc/bookcast-nosuch/logs' });
    writer.write(START_MS, () => 'one\n');
    await writer.close();
    expect(told).toEqual([
      expect.stringMatching(/^\/proc\/bookcast-nosuch\/logs: ENOENT/) as string,
    ]);
  });

  it('loses intervals rather than memory when the disk does not answer', async () => {
    const { writer } = makeWriter();
    for (let i = 0; i < 1000; i++) writer.write(START_MS + i, () => `${i}\n`);
    await writer.close();
    expect(bodyOf(logs()[0]!).length).toBeLessThan(100);
    expect(bodyOf(logs()[0]!).length).toBeGreaterThan(10);
  });
});
