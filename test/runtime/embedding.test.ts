/** The embedding API as a program uses it: start, measure, replay, stop. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../dist/client/index.js';
import {
  generateRecording,
  loadConfig,
  makeRunLog,
  replayFile,
  startServer,
} from '../../dist/runtime/index.js';

const folder = mkdtempSync(join(tmpdir(), 'bookcast-runtime-'));
const recording = join(folder, 'day.itch50');
const MESSAGES = 20_000;
const silent = makeRunLog({ level: 'silent', format: 'json' });

beforeAll(async () => {
  await generateRecording({ path: recording, messages: MESSAGES, symbols: 9, seed: 3 });
});
afterAll(() => rmSync(folder, { recursive: true }));

const configWith = (preset: Record<string, unknown>) =>
  loadConfig({ preset: { 'gateway.port': 0, ...preset } }).config;

describe('replayFile', () => {
  it('resolves with totals that agree with one another', async () => {
    const progress: number[] = [];
    const outcome = await replayFile({
      path: recording,
      digest: true,
      depth: 1,
      config: configWith({ lanes: 2 }),
      onProgress: ({ done }) => progress.push(done),
    });
    expect(outcome.messages).toBe(MESSAGES);
    expect(Object.values(outcome.messagesByType).reduce((a, b) => a + b)).toBe(MESSAGES);
    expect(outcome.books).toHaveLength(9);
    expect(outcome.instruments).toBe(9);
    const names = outcome.books.map((book) => book.symbol);
    expect(names).toEqual([...names].sort());
    expect(Object.keys(outcome.stages)).toEqual([
      'received_to_committed',
      'committed_to_applied',
      'applied_to_framed',
    ]);
    expect(outcome.stages['received_to_committed']!.count).toBe(MESSAGES);
    expect(progress.length).toBeGreaterThan(0);
    expect(outcome.failure).toBeUndefined();
  });

  it('can be ended early and reports what it read until then', async () => {
    const controller = new AbortController();
    const outcome = await replayFile({
      path: recording,
      speed: 0.001,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    expect(outcome.messages).toBeLessThan(MESSAGES);
  });

  it('refuses a file that is not there with a stable code', async () => {
    await expect(replayFile({ path: join(folder, 'none') })).rejects.toMatchObject({
      code: 'file-unreadable',
    });
    await expect(
      replayFile({ path: join(folder, 'none'), format: 'itch50' }),
    ).rejects.toMatchObject({
      code: 'file-unreadable',
    });
  });
});

describe('startServer', () => {
  it('serves the final books of a recording that ran flat out, and tells its digest', async () => {
    const server = await startServer({
      config: configWith({
        'source.kind': 'file',
        'source.file.path': recording,
        'source.file.speed': 'max',
        'rings.frameBytes': 65_536,
        'lane.cut': 'message',
      }),
      digest: true,
      log: silent,
    });
    await server.sourceEnded;
    const client = connect(server.webSocketUrl);
    const subscription = client.subscribe({
      channel: 'book',
      depth: 'full',
      instruments: ['itch:*'],
    });
    const streams = await subscription.ready;
    expect(streams).toHaveLength(9);
    await expect.poll(() => streams.every((stream) => stream.inSync)).toBe(true);
    const { books, digest } = await replayFile({ path: recording, depth: Infinity, digest: true });
    for (const stream of streams) {
      const book = books.find(({ symbol }) => symbol === stream.symbol)!;
      expect(stream.book!.bidLevels().map(({ price, quantity }) => [price, quantity])).toEqual(
        book.bids,
      );
      expect(stream.book!.askLevels().map(({ price, quantity }) => [price, quantity])).toEqual(
        book.asks,
      );
    }
    client.close();
    expect((await server.stop()).digest).toBe(digest);
  });

  it('gives every caller of stop the same outcome', async () => {
    const server = await startServer({
      config: configWith({ 'source.simulator.symbols': 2 }),
      log: silent,
    });
    const [first, second] = await Promise.all([server.stop(), server.stop()]);
    expect(second).toBe(first);
  });

  it('tells clients that it goes, and why', async () => {
    const server = await startServer({
      config: configWith({ 'source.simulator.symbols': 2 }),
      log: silent,
    });
    const client = connect(server.webSocketUrl, { reconnect: { enabled: false } });
    await client.once('hello');
    const notice = client.once('notice');
    await server.stop();
    expect((await notice).code).toBe('server-shutdown');
    await expect.poll(() => client.state).toBe('closed');
  });

  it('refuses a port in use before it serves anybody', async () => {
    const server = await startServer({
      config: configWith({ 'source.simulator.symbols': 2 }),
      log: silent,
    });
    const config = configWith({ 'gateway.port': server.port });
    await expect(startServer({ config, log: silent })).rejects.toMatchObject({
      code: 'port-in-use',
    });
    await server.stop();
  });
});
