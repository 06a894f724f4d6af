/**
 * A live run against a venue simulator is recorded; a replay of the recording is that run again. Real
 * threads and sockets.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  loadConfig,
  makeRunLog,
  recordSources,
  replayFile,
  sourceTextOf,
  startServer,
  startVenueSimulator,
} from '../../dist/runtime/index.js';
import { repository, runCommand, startCommand } from '../cli/command.js';
import { parseMetrics } from '../telemetry/metrics-text.js';

const VENUE = 'binance';
const main = join(repository, 'dist', 'cli', 'main.js');
const folder = mkdtempSync(join(tmpdir(), 'bookcast-e2e-recording-'));
const FAULTS: readonly Fault[] = [
  { kind: 'drop' },
  { kind: 'duplicate' },
  { kind: 'reorder' },
  { kind: 'disconnect-mid-message' },
];
const silent = makeRunLog({ level: 'silent', format: 'json' });
type Simulator = Awaited<ReturnType<typeof startVenueSimulator>>;
type Fault = Parameters<Simulator['inject']>[0];

interface Venue {
  readonly simulator: Simulator;
  readonly source: string;
}

async function startVenue(venue: string): Promise<Venue> {
  const simulator = await startVenueSimulator({
    venue,
    symbolCount: 3,
    seed: 5,
    changesPerSecond: 2_000,
    port: 0,
  });
  return { simulator, source: sourceTextOf(venue, simulator) };
}

let home: Venue;
let source: string;

beforeAll(async () => {
  home = await startVenue(VENUE);
  source = home.source;
});
afterAll(async () => {
  await home.simulator.close();
  rmSync(folder, { recursive: true });
});

const configFor = (path: string, preset: Readonly<Record<string, unknown>> = {}) =>
  loadConfig({ preset: { sources: [source], 'record.path': path, ...preset } }).config;

/** @returns how it ended, once its log had this in it. @param stops whether it has to be told to end then. */
async function textOf(child: ChildProcess, pattern: RegExp, stops = false): Promise<number | null> {
  let text = '';
  child.stderr!.setEncoding('utf8').on('data', (chunk: string) => {
    const hadIt = pattern.test(text);
    text += chunk;
    if (stops && !hadIt && pattern.test(text)) child.kill('SIGTERM');
  });
  const [code] = (await once(child, 'close')) as [number | null];
  expect(text).toMatch(pattern);
  return code;
}

/** Records until so many records are there behind the last of the faults. */
async function record(
  path: string,
  records: number,
  venue: Venue = home,
  faults: readonly Fault[] = [],
) {
  const enough = new AbortController();
  let committed = 0;
  let from = 0;
  venue.simulator.onCommitted = () => committed++;
  let hasBegun = false;
  return recordSources({
    config: configFor(path, { sources: [venue.source] }),
    digest: true,
    log: silent,
    signal: enough.signal,
    onProgress: (progress) => {
      if (!hasBegun && progress.records > 200) {
        hasBegun = true;
        for (const fault of faults) venue.simulator.inject(fault);
      }
      if (committed < faults.length) from = progress.records;
      else if (progress.records - from > records) enough.abort();
    },
  });
}

describe('a recorded live run', () => {
  // By sequence, by checksum, and by connection; the others are alike.
  it.each(['binance', 'kraken', 'coinbase'])(
    'of %s is replayed with the digest that it had, losses, resyncs and reconnects included',
    async (name) => {
      const path = join(folder, `faults-${name}.bcr`);
      const venue = await startVenue(name);
      const live = await record(path, 600, venue, FAULTS);
      await venue.simulator.close();
      expect(live.failure).toBeUndefined();
      expect(live.recordings).toMatchObject([{ path, missingRecords: 0 }]);
      for (const lanes of [1, 2]) {
        const { config } = loadConfig({ preset: { lanes, 'log.level': 'silent' } });
        const again = await replayFile({ path, digest: true, config, log: silent });
        expect(again.failure).toBeUndefined();
        expect(again.digest).toBe(live.digest);
        expect(again).toMatchObject({
          messages: live.messages,
          gaps: live.gaps,
          verified: live.verified,
          missingRecords: 0,
          instruments: 3,
        });
      }
    },
  );

  it('is served on from a server, too, and told of at /metrics', async () => {
    const path = join(folder, 'raw-{venue}.bcr');
    const config = configFor(path, { 'gateway.port': 0, 'record.syncMs': 20 });
    const server = await startServer({ config, log: silent, digest: true });
    const figure = (name: string): number =>
      parseMetrics(server.metricsText()).find((sample) => sample.name === name)!.value;
    while (figure('bookcast_recording_synced_records_total') < 300) await setTimeout(20);
    expect(figure('bookcast_recording_up')).toBe(1);
    expect(figure('bookcast_recording_bytes_total')).toBeGreaterThan(1_000);
    expect(figure('bookcast_recording_missing_records_total')).toBe(0);
    const live = await server.stop();
    const written = join(folder, `raw-${VENUE}.bcr`);
    expect(live.recordings![0]!.path).toBe(written);
    const again = await replayFile({ path: written, digest: true, log: silent });
    expect(again.digest).toBe(live.digest);
  });

  it('goes on when its file cannot be written any more; a run for the recording alone ends', async () => {
    // The limit is of blocks of 512 or 1,024 bytes.
    const limited = (words: string): ChildProcess =>
      spawn('sh', ['-c', `ulimit -f 8; exec ${process.execPath} ${main} ${words}`], {
        // The settings of whoever runs the tests are not the command's.
        env: { PATH: process.env['PATH'] ?? '' },
      });
    const path = join(folder, 'limited.bcr');
    const recorder = limited(`record --source '${source}' --out ${path} --record-sync-ms 10`);
    expect(
      await textOf(recorder, /has stopped, the feed goes on: cannot write .*limited.bcr/),
    ).toBe(1);
    const server = limited(
      `serve --source '${source}' --record-path ${path}2 --record-sync-ms 10 --port 0 --metrics-interval-ms 100`,
    );
    const ended = textOf(
      server,
      /has stopped, the feed goes on: cannot write .*limited.bcr2/,
      true,
    );
    expect(await ended).toBe(0);
    for (const file of [path, `${path}2`]) {
      const { messages, digest } = await replayFile({ path: file, digest: true, log: silent });
      expect([messages, digest]).toEqual([expect.any(Number), expect.any(String)]);
      expect(messages).toBeGreaterThan(0);
    }
  });

  it('of a file that is no recording does not begin, and leaves it as it is', async () => {
    const path = join(folder, 'precious.txt');
    writeFileSync(path, 'not to be lost');
    await expect(record(path, 10)).rejects.toThrow(/precious.txt is no Bookcast recording/);
    expect(readFileSync(path, 'utf8')).toBe('not to be lost');
  });
});

describe('bookcast record', () => {
  it('ends with the first Ctrl-C, goes on in the same file, and is replayed from a moment on', async () => {
    const path = join(folder, 'command.bcr');
    for (const isAgain of [false, true]) {
      const command = startCommand(['record', '--source', source, '--out', path]);
      await command.stderrMatch(isAgain ? /goes on behind \d+ records/ : /recording to/);
      const before = statSync(path).size;
      while (statSync(path).size <= before + 2_000) await setTimeout(20);
      command.process.kill('SIGINT');
      const { code, stdout } = await command.ended;
      expect([code, stdout]).toEqual([
        0,
        expect.stringMatching(/records, [\d.]+ MB\n[\d,]+ messages/),
      ]);
    }
    const all = await runCommand(['replay', path, '--no-serve', '--json']);
    const late = await runCommand([
      'replay',
      path,
      '--no-serve',
      '--json',
      '--from',
      '2100-01-01T00:00:00Z',
    ]);
    const none = await runCommand([
      'replay',
      path,
      '--no-serve',
      '--json',
      '--to',
      '2001-01-01T00:00:00Z',
    ]);
    const messages = [all, late, none].map(
      ({ stdout }) => (JSON.parse(stdout) as { messages: number }).messages,
    );
    // From a moment after everything: the last session alone, all at once.
    expect(messages[1]).toBeGreaterThan(0);
    expect(messages[1]).toBeLessThan(messages[0]!);
    expect(messages[2]).toBe(0);
  });

  it('says what is missing or wrong, and how to say it right', async () => {
    const refused = async (...args: string[]): Promise<[number | null, string]> => {
      const { code, stderr } = await runCommand(['record', ...args]);
      return [code, stderr];
    };
    const out = ['--out', join(folder, 'x.bcr')];
    expect(await refused(...out)).toEqual([2, expect.stringContaining('--source binance:BTCUSDT')]);
    expect(await refused('--source', source)).toEqual([2, expect.stringContaining('--out')]);
    expect(await refused('--source', source, ...out, '--duration', '1 week')).toEqual([
      2,
      expect.stringContaining('90s, 15m, 8h or 1d'),
    ]);
    expect(await refused('--source', 'simulator', ...out)).toEqual([
      78,
      expect.stringContaining('only live venues'),
    ]);
  });
});
