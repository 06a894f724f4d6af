/**
 * A log of ours in another implementation: the Java HdrHistogram must read the same counts and
 * percentiles, and print the same table. Skips with a message where there is no Java, Maven or jar.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { LatencyLogWriter } from '../../src/latency/log-writer.js';
import { mergeLogs } from '../../src/latency/merged-log.js';
import { encodeStages, stageLines } from '../../src/latency/stage-lines.js';
import { StageHistogram } from '../../src/telemetry/stage-histogram.js';
import { StageSummary } from '../../src/telemetry/stage-summary.js';

const ARTIFACT = 'org.hdrhistogram:HdrHistogram:2.2.2';
const here = dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'bookcast-java-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The reference as a jar, by the Maven of this machine; undefined where the test is to be skipped. */
function referenceJar(): string | undefined {
  try {
    execFileSync('java', ['-version'], { stdio: 'pipe' });
    const copy = ['dependency:copy', `-Dartifact=${ARTIFACT}`, `-DoutputDirectory=${folder}`];
    execFileSync('mvn', ['-q', '-B', ...copy], { stdio: 'pipe', cwd: folder });
    return join(folder, 'HdrHistogram-2.2.2.jar');
  } catch (error) {
    if (process.env['BOOKCAST_REQUIRE_JAVA'] === '1') throw error;
    console.warn(`skipped: no Java, Maven or ${ARTIFACT} (${(error as Error).message})`);
    return undefined;
  }
}

const jar = referenceJar();

/** Three lanes over four intervals: from nothing to more than 2^31 of one value, 0 to a minute. */
async function writeLog(): Promise<string> {
  const lanes = Array.from(
    { length: 3 },
    () => new StageHistogram(new SharedArrayBuffer(StageHistogram.bytes)),
  );
  const summary = new StageSummary('committed_to_applied', lanes);
  const startMs = Date.UTC(2026, 10, 21, 5);
  const failures: Error[] = [];
  const writer = new LatencyLogWriter({
    folder: join(folder, 'logs'),
    rotateMinutes: 60,
    filesLimit: 2,
    writtenBy: 'a test',
    processId: 1,
    onError: (_, error) => failures.push(error),
    onRecovered: () => {},
  });
  let seed = 7;
  const random = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let interval = 0; interval < 4; interval++) {
    for (const [i, lane] of lanes.entries()) {
      for (let n = 0; n < 5000 * i; n++) lane.record(Math.exp(6 + random() * 19) - 400);
    }
    if (interval === 2) lanes[0]!.recordCount(123_456, 2 ** 31 + 5);
    summary.advance();
    const { name, merged, threads } = summary;
    const stages = encodeStages([{ name, thread: 'lane', merged, threads }]);
    const times = { startMs: startMs + interval * 1000, endMs: startMs + (interval + 1) * 1000 };
    writer.write(times.startMs, (baseMs) => stageLines(stages, times, baseMs));
  }
  await writer.close();
  expect(failures).toEqual([]);
  return join(folder, 'logs', readdirSync(join(folder, 'logs'))[0]!);
}

describe.skipIf(jar === undefined)('the Java HdrHistogram', () => {
  it('reads a log of ours with the same tags, counts, p99.9, maximum and table', async () => {
    const path = await writeLog();
    const text = execFileSync('java', ['-cp', jar!, join(here, 'ReadLog.java'), path], {
      encoding: 'utf8',
    });
    const log = await mergeLogs([path], {});
    const tags = [...log.histograms.keys()].sort();
    expect(tags).toEqual(
      ['', '.lane0', '.lane1', '.lane2'].map((end) => `committed_to_applied${end}`),
    );
    const figures = tags.map((tag) => {
      const { count, p999, max } = log.histograms.get(tag)!.summary();
      return `${tag} ${count} ${p999} ${max}`;
    });
    const last = log.histograms.get(tags.at(-1)!)!;
    const expected = [`start ${(log.startMs / 1000).toFixed(3)}`, ...figures, last.table(1e6)];
    expect(text.trimEnd()).toBe(expected.join('\n'));
  });
});
