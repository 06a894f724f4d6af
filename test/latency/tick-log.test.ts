import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { LatencyHistogram } from '../../src/client/latency-histogram.js';
import { decodeHistogram } from '../../src/latency/hdr-codec.js';
import { parseLogLine } from '../../src/latency/hdr-log-format.js';
import { startTickLog } from '../../src/latency/tick-log.js';
import { hdrIndexOf, hdrLowestAt } from '../../src/market/hdr-bucket.js';

const folder = mkdtempSync(join(tmpdir(), 'bookcast-ticks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function logAt(path: string, latency: LatencyHistogram) {
  const errors: Error[] = [];
  const onError = (error: Error): void => void errors.push(error);
  return { errors, log: startTickLog({ path, writtenBy: 'a test', latency, onError }) };
}

/** Tag, values and counts of each interval. */
const intervalsOf = (path: string): [string, number[], number[]][] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .map(parseLogLine)
    .flatMap((line) => {
      if (line.kind !== 'interval') return [];
      const { values, counts } = decodeHistogram(line.encoded);
      return [[line.tag, [...values], [...counts]]];
    });

describe('the log of what a client measures', () => {
  it('holds what was measured since it began, and no more', () => {
    const path = join(folder, 'ticks.hlog');
    const latency = new LatencyHistogram();
    const { log, errors } = logAt(path, latency);
    for (const ns of [1_000, 250_000, 250_000, 40_000_000]) latency.record(ns);
    log.close();
    const values = [1_000, 250_000, 40_000_000].map((ns) => hdrLowestAt(hdrIndexOf(ns)));
    expect(intervalsOf(path)).toEqual([['tick_to_client', values, [1, 2, 1]]]);
    expect(errors).toEqual([]);
  });

  it('is never written over another file', () => {
    const path = join(folder, 'precious.hlog');
    writeFileSync(path, 'precious');
    expect(() => logAt(path, new LatencyHistogram())).toThrow('EEXIST');
    expect(readFileSync(path, 'utf8')).toBe('precious');
  });

  it('ends, and says so once, where the file cannot be written any more', () => {
    const path = join(folder, 'gone');
    const latency = new LatencyHistogram();
    const { log, errors } = logAt(path, latency);
    rmSync(folder, { recursive: true });
    latency.record(5);
    log.close();
    expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining('ENOENT')]);
  });
});
