/** Several sources in one run: each has its feed thread, and what one does leaves the others alone. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { connect } from '../../dist/client/index.js';
import { InstrumentTable } from '../../dist/event/instrument-table.js';
import {
  generateRecording,
  loadConfig,
  makeRunLog,
  replayFile,
  startServer,
  type RunningServer,
} from '../../dist/runtime/index.js';
import type { FeedPlan } from '../../dist/runtime/feeds/source-plan.js';
import { makeRun, type Run } from '../../dist/runtime/run.js';
import { diffText } from '../feed/binance-venue.js';
import { REASON_NAMES, STATE_NAMES } from '../../src/market/state.js';

const folder = mkdtempSync(join(tmpdir(), 'bookcast-sources-'));
const silent = makeRunLog({ level: 'silent', format: 'json' });
const running: { stop(): Promise<unknown> }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
});
afterAll(() => rmSync(folder, { recursive: true }));

const configOf = (sources: string[], preset: Record<string, unknown> = {}) =>
  loadConfig({ preset: { 'gateway.port': 0, 'metrics.intervalMs': 100, sources, ...preset } })
    .config;

async function serve(...args: Parameters<typeof configOf>): Promise<RunningServer> {
  const server = await startServer({ config: configOf(...args), log: silent, bookDepth: 3 });
  running.push(server);
  return server;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const names = (list: { venue: string }[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { venue } of list) counts[venue] = (counts[venue] ?? 0) + 1;
  return counts;
};

describe('a server of several sources', () => {
  it('serves all of them, from the moment on at which it is there', async () => {
    const server = await serve(
      [
        'simulator?symbols=3&rate=500',
        'simulator?venue=other&symbols=2&rate=500',
        'simulator?venue=third&symbols=4&rate=500&seed=9',
      ],
      { lanes: 2, gateways: 2 },
    );
    const { instruments } = (await (await fetch(`${server.url}/instruments`)).json()) as {
      instruments: { id: number; venue: string }[];
    };
    expect(names(instruments)).toEqual({ sim: 3, other: 2, third: 4 });
    for (const { id, venue } of instruments)
      expect(id % 3).toBe(['sim', 'other', 'third'].indexOf(venue));
    const ready = await fetch(`${server.url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([200, { ready: true, reasons: [] }]);
    const client = connect(server.webSocketUrl);
    const subscription = client.subscribe({ channel: 'book', instruments: ['*'] }, () => {});
    await until(() => subscription.streams.length === 9);
    await until(() => subscription.streams.every(({ state, seq }) => state === 'LIVE' && seq > 3));
    expect(client.counts).toMatchObject({ gaps: 0, hashMismatches: 0, misfits: 0 });
    client.close();
    const metrics = server.metricsText();
    expect(metrics).toContain('bookcast_feed_info{feed="1",source="simulator other"} 1\n');
    expect(metrics).toContain('bookcast_feed_up{feed="2"} 1\n');
    expect(metrics).toContain('bookcast_feed_restarts_total{feed="0"} 0\n');
  });

  it('is there only when its source has named an instrument, however long that takes', async () => {
    const path = join(folder, 'late.jsonl');
    const addr = 'wss://stream.binance.com:9443/stream?streams=abusdt@depth@100ms';
    const connect = (ts: number): object => ({ t: 'connect', ts, conn: 'a', addr });
    const data = diffText('ABUSDT', 1, 1);
    const lines = [
      { t: 'header', format: 2, exchange: 'BINANCE' },
      connect(1),
      { t: 'recv', ts: 2.5, conn: 'a', data },
      connect(3_601),
    ];
    writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const server = await serve([`file:${path}`]);
    const answer = await fetch(`${server.url}/instruments`);
    const { instruments } = (await answer.json()) as { instruments: unknown[] };
    expect(instruments).toMatchObject([{ venue: 'binance', symbol: 'ABUSDT' }]);
  });

  it('goes on when a recording among them has ended, with the books that it left', async () => {
    const path = join(folder, 'day.itch50');
    await generateRecording({ path, messages: 5_000, symbols: 3, seed: 7 });
    const server = await serve([`file:${path}?speed=max`, 'simulator?symbols=2&rate=500']);
    const client = connect(server.webSocketUrl);
    const simulated = client.subscribe({ channel: 'book', instruments: ['sim:*'] }, () => {});
    await until(() => simulated.streams.length === 2);
    await until(() => simulated.streams.every(({ seq }) => seq > 3));
    client.close();
    const expected = await replayFile({ path, depth: 3, log: silent });
    const { books } = await server.stop();
    expect(books.filter(({ venue }) => venue !== 'sim')).toEqual(expected.books);
  });

  it('ends when a simulator breaks, and names it', async () => {
    const server = await serve(['simulator?symbols=2', 'simulator?venue=other&symbols=2']);
    server.breakFeed(1);
    const failure = await server.failed;
    expect(failure.message).toContain('the feed of simulator other broke: ');
  });

  it('ends when two sources name one instrument', async () => {
    const [first, second] = [join(folder, 'a.itch50'), join(folder, 'b.itch50')];
    for (const path of [first, second])
      await generateRecording({ path, messages: 2_000, symbols: 3, seed: 7 });
    const server = await serve([`file:${first}`, `file:${second}`]);
    const failure = await server.failed;
    expect(failure.code).toBe('instrument-named-twice');
    expect(failure.message).toContain(`comes from two sources, ${first} and ${second}`);
  });

  it('does not wait longer than it was told for a source without instruments', async () => {
    const path = join(folder, 'silent.jsonl');
    const record = (ts: number): object => ({ t: 'connect', ts, conn: 'a', url: 'wss://nowhere' });
    const lines = [{ t: 'header', format: 2, exchange: 'BINANCE' }, record(1), record(3_601)];
    writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const written: string[] = [];
    const sink = { write: (line: string) => written.push(line) };
    const server = await startServer({
      config: configOf([`file:${path}`, 'simulator?symbols=2'], {
        'feeds.firstInstrumentMsLimit': 300,
      }),
      log: makeRunLog({ level: 'warn', format: 'json', sink }),
    });
    running.push(server);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    expect(written.join('')).toContain(`no instrument within 300 ms from ${path}`);
    // One whose end has come without any is not waited for at all.
    writeFileSync(
      path,
      lines
        .slice(0, 2)
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(''),
    );
    await serve([`file:${path}`, 'simulator?symbols=2'], {
      'feeds.firstInstrumentMsLimit': 600_000,
    });
  });

  it('is refused where a source is none, or stands beside itself', async () => {
    for (const [sources, message] of [
      [['binanse:BTCUSDT'], 'there is no venue binanse; did you mean'],
      [['simulator', 'simulator'], 'another simulator is the market sim already: give this one a'],
      [['simulator?venue=No'], 'the option venue=No must be a name of at most 24'],
      [['simulator?sed=3'], 'simulator has no option sed; did you mean seed?'],
      [['file:x', 'file:x'], 'the file is named twice: leave one away'],
    ] as const) {
      const refused = startServer({ config: configOf([...sources]), log: silent });
      await expect(refused).rejects.toMatchObject({
        code: 'bad-config',
        message: expect.stringContaining(message),
      });
    }
  });
});

describe('a feed that may be replaced', () => {
  const plan = (venue: string, isReplaceable: boolean): FeedPlan => ({
    source: { kind: 'simulator', symbols: 3, messagesPerSecond: 500, seed: 1, venue },
    speed: 1,
    isReplaceable,
  });

  /** State and reason of every book, by venue. */
  const books = (run: Run): Record<string, string[]> => {
    const table = new InstrumentTable(run.plan.instruments);
    const states: Record<string, string[]> = {};
    for (const { id, venue, symbol } of table.readAll()) {
      const state = `${id} ${symbol} ${STATE_NAMES[table.state(id)]} ${REASON_NAMES[table.reason(id)]}`;
      (states[venue] ??= []).push(state);
    }
    return states;
  };

  it('leaves its books STALE at once when it breaks, is opened again, and the others go on', async () => {
    const run = await makeRun({
      config: configOf([], { 'feeds.restartMsMin': 200 }),
      feeds: [plan('steady', false), plan('broken', true)],
      gatewayCount: 0,
      log: silent,
    });
    running.push(run);
    await run.start();
    const live = (symbols: string[]): string[] => symbols.map((each) => `${each} LIVE none`);
    const all = ['0 ZITIDI', '2 TOZOPA', '4 RELOFA'];
    const own = ['1 ZITIDI', '3 TOZOPA', '5 RELOFA'];
    await until(() => {
      const { steady = [], broken = [] } = books(run);
      return [...steady, ...broken].filter((book) => book.endsWith(' LIVE none')).length === 6;
    });
    const messages = (): number =>
      Number(/bookcast_feed_messages_total\{feed="0"\} (\d+)/.exec(run.metricsText())![1]);
    const before = messages();
    run.breakFeed(1);
    await until(() => run.metricsText().includes('bookcast_feed_up{feed="1"} 0\n'));
    await until(() => books(run)['broken']!.every((book) => book.includes('STALE')));
    expect(run.metricsText()).toContain('bookcast_feed_up{feed="1"} 0\n');
    expect(books(run)).toEqual({
      steady: live(all),
      broken: own.map((each) => `${each} STALE feed-restarted`),
    });
    await until(() => run.metricsText().includes('bookcast_feed_up{feed="1"} 1\n'));
    expect(run.metricsText()).toContain('bookcast_feed_restarts_total{feed="1"} 1\n');
    await until(() => messages() > before + 50);
    expect(Object.keys(books(run)['broken']!)).toHaveLength(3);
    const outcome = await run.stop();
    expect(outcome.failure).toBeUndefined();
    expect(outcome.instruments).toBe(6);
  });
});
