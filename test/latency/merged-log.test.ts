import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeHistogram } from '../../src/latency/hdr-codec.js';
import { intervalLine, logHeader } from '../../src/latency/hdr-log-format.js';
import { mergeLogs, type LogSelection } from '../../src/latency/merged-log.js';
import { captureMissing, capturePath } from '../feed/captures-path.js';

const folder = mkdtempSync(join(tmpdir(), 'bookcast-merged-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const START_MS = Date.UTC(2026, 10, 21, 5);
const SHAPE = { lowestValue: 1, highestValue: 60e9, digits: 3 };
/** One value below 2048 ns, counted `count` times. */
const encoded = (ns: number, count: number): string =>
  encodeHistogram(SHAPE, (visit) => visit(ns, count));

/** [tag, seconds since the start, ns, count] as lines of one file. */
function fileOf(
  name: string,
  startMs: number,
  rows: readonly (readonly [string, number, number, number])[],
): string {
  const path = join(folder, name);
  const lines = rows.map(([tag, seconds, ns, count]) => {
    const at = START_MS + seconds * 1000;
    return intervalLine(tag, { startMs: at, endMs: at + 1000 }, startMs, ns, encoded(ns, count));
  });
  writeFileSync(path, logHeader('a test', startMs) + lines.join(''));
  return path;
}

const first = fileOf('first.hlog', START_MS, [
  ['a', 0, 100, 10],
  ['b', 0, 900, 1],
  ['a', 1, 200, 20],
]);
const second = fileOf('second.hlog', START_MS + 60_000, [['a', 60, 300, 40]]);

async function counts(paths: readonly string[], selection: LogSelection = {}) {
  const log = await mergeLogs(paths, selection);
  return Object.fromEntries([...log.histograms].map(([tag, histogram]) => [tag, histogram.count]));
}

describe('logs', () => {
  it('are merged over files, each tag apart', async () => {
    expect(await counts([first, second])).toEqual({ a: 70, b: 1 });
    expect(await counts([first, second], { tags: ['b'] })).toEqual({ b: 1 });
    const log = await mergeLogs([second, first], {});
    expect(log.startMs).toBe(START_MS);
    expect(log.selected).toEqual({ firstMs: START_MS, lastMs: START_MS + 61_000, count: 4 });
    expect(log.histograms.get('a')!.summary()).toMatchObject({
      p50: 300,
      p90: 300,
      max: 300,
      min: 100,
    });
    expect(log.maxRatio).toBe(1e6);
  });

  it('are cut by the begin of intervals, in seconds since the earliest file or wall time', async () => {
    const from = { kind: 'elapsed', seconds: 1 } as const;
    expect(await counts([second, first], { from })).toEqual({ a: 60 });
    expect(await counts([first, second], { from, to: { kind: 'elapsed', seconds: 60 } })).toEqual({
      a: 20,
    });
    const to = { kind: 'wall', ms: START_MS + 1000 } as const;
    expect(await counts([first, second], { to })).toEqual({ a: 10, b: 1 });
  });

  it('may be compressed, have CRLF ends, a base time or none, and absolute times', async () => {
    const gzipped = join(folder, 'first.hlog.gz');
    writeFileSync(gzipped, gzipSync(readFileSync(first)));
    expect(await counts([gzipped])).toEqual({ a: 30, b: 1 });
    const crlf = join(folder, 'crlf.hlog');
    writeFileSync(crlf, readFileSync(first, 'utf8').replaceAll('\n', '\r\n'));
    expect(await counts([crlf])).toEqual({ a: 30, b: 1 });
    for (const [name, header] of [
      ['relative', `#[StartTime: ${START_MS / 1000} (seconds since epoch)]\n5.000`],
      [
        'absolute',
        `#[StartTime: ${START_MS / 1000} (seconds since epoch)]\n${START_MS / 1000 + 5}`,
      ],
      ['bare', `${START_MS / 1000 + 5}`],
    ] as const) {
      const path = join(folder, `${name}.hlog`);
      writeFileSync(path, `${header},1.000,0.001,${encoded(1000, 3)}\n`);
      const log = await mergeLogs([path], {});
      expect(log.selected.firstMs, name).toBe(START_MS + 5000);
      expect([...log.histograms.keys()]).toEqual(['']);
    }
  });

  it('lose a torn last line, told, wherever it was cut, and nothing else', async () => {
    const whole = readFileSync(first, 'utf8');
    const lastLine = whole.lastIndexOf('\n', whole.length - 2) + 1;
    const path = join(folder, 'torn.hlog');
    for (let end = lastLine + 1; end < whole.length; end++) {
      writeFileSync(path, whole.slice(0, end));
      const log = await mergeLogs([path], {});
      // Base64 is whole without its padding.
      const isWhole = end >= whole.trimEnd().replace(/=+$/, '').length;
      expect(log.histograms.get('a')!.count, whole.slice(lastLine, end)).toBe(isWhole ? 30 : 10);
      expect(log.torn.map(({ line }) => line)).toEqual(isWhole ? [] : [9]);
    }
    writeFileSync(path, `${whole}\0\0\0\0`);
    expect((await mergeLogs([path], {})).torn).toHaveLength(1);
  });

  it('are refused with file, line, reason and way out where any other line is damaged', async () => {
    const path = join(folder, 'damaged.hlog');
    const lines = readFileSync(first, 'utf8').split('\n');
    const refused = async (line: string, why: RegExp): Promise<void> => {
      writeFileSync(path, [...lines.slice(0, 7), line, ...lines.slice(8)].join('\n'));
      await expect(mergeLogs([path], {})).rejects.toThrow(why);
      await expect(mergeLogs([path], {})).rejects.toThrow(`${path}, line 8: `);
      await expect(mergeLogs([path], {})).rejects.toThrow('sed -i 8d');
    };
    await refused('Tag=a,1.0,1.0', /2 fields; expected start, length, maximum and histogram/);
    await refused('Tag=a,x,1.0,0.1,HIST', /"x" is no number/);
    await refused('Tag=a,1,1.0,0.1,HISTFAAA', /cut off/);
    await refused(`Tag=a,1,1.0,0.1,${encoded(5, 5).replace(/.{8}$/, 'AAAAAAA=')}`, /damaged/);
    await refused('#[BaseTime: never]', /BaseTime is "never"; expected seconds/);
    writeFileSync(path, 'PK\u0003\u0004,not,a,log');
    await expect(mergeLogs([path], {})).rejects.toThrow(/line 1: .*no HdrHistogram log/);
  });

  it('without an interval have nothing, and say so by their spans', async () => {
    const path = join(folder, 'empty.hlog');
    writeFileSync(path, '');
    appendFileSync(path, logHeader('a test', START_MS));
    const log = await mergeLogs([path], {});
    expect([log.histograms.size, log.spans, log.torn]).toEqual([0, [], []]);
  });

  it.skipIf(captureMissing('jhiccup-v2.hlog'))(
    'of the Java reference give its own figures: 62 histograms, 48,761 counts, p99.9 1,745,879,039',
    async () => {
      const log = await mergeLogs([capturePath('jhiccup-v2.hlog')], {});
      const histogram = log.histograms.get('')!;
      expect(histogram.intervalCount).toBe(62);
      expect(histogram.count).toBe(48_761);
      expect(histogram.summary()).toMatchObject({ p999: 1_745_879_039, max: 1_796_210_687 });
      expect(log.startMs).toBe(1_441_812_279_474);
    },
  );
});
