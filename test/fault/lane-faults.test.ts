/**
 * A lane that throws and a lane that hangs, in a server with a real client: books go STALE and come
 * back LIVE and right under a new epoch; the feed does not stall. Times are printed, never judged.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { connect, type BookcastClient, type StreamReplica } from '../../dist/client/index.js';
import {
  loadConfig,
  makeRunLog,
  startServer,
  type RunningServer,
} from '../../dist/runtime/index.js';
import { SimulatedBooks } from './simulated-books.js';

const SYMBOLS = 12;
const SEED = 5;
const RATE = 5_000;
const DEPTH = 10;
const STANDS_BY = { timeout: 30_000 };
const silent = makeRunLog({ level: 'silent', format: 'json' });

let server: RunningServer | undefined;
let client: BookcastClient | undefined;
afterEach(async () => {
  client?.close();
  await server?.stop();
  server = client = undefined;
});

async function start(preset: Record<string, unknown> = {}): Promise<RunningServer> {
  const { config } = loadConfig({
    preset: {
      'gateway.port': 0,
      'source.simulator.symbols': SYMBOLS,
      'source.simulator.seed': SEED,
      'source.simulator.messagesPerSecond': RATE,
      ...preset,
    },
  });
  return startServer({ config, log: silent });
}

/** Everything one client sees, and a way to wait for it. */
class Watch {
  readonly states = new Map<string, string[]>();
  readonly client: BookcastClient;
  readonly streams: () => readonly StreamReplica[];
  private waiting: (() => void)[] = [];

  constructor(url: string) {
    this.client = connect(url);
    const subscription = this.client.subscribe(
      { channel: 'book', depth: DEPTH, instruments: ['sim:*'] },
      ({ stream }) => {
        const seen = this.states.get(stream.symbol) ?? [];
        const state = `${stream.state} ${stream.reason} ${stream.epoch}`;
        if (seen.at(-1) !== state) seen.push(state);
        this.states.set(stream.symbol, seen);
        for (const check of this.waiting) check();
      },
    );
    this.streams = () => subscription.streams;
  }

  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!condition()) return;
        this.waiting = this.waiting.filter((other) => other !== check);
        resolve();
      };
      this.waiting.push(check);
      check();
    });
  }

  allLive(): boolean {
    const streams = this.streams();
    return (
      streams.length === SYMBOLS &&
      streams.every((stream) => stream.inSync && stream.state === 'LIVE')
    );
  }
}

/** Threads of this process, the server's among them, as the kernel numbers them. */
const threadsNamed = (name: string): string[] =>
  readdirSync('/proc/self/task').filter((thread) => {
    try {
      return readFileSync(`/proc/self/task/${thread}/comm`, 'utf8').trim() === name;
    } catch {
      return false; // Gone between the two.
    }
  });

const metric = (name: string): number =>
  Number(new RegExp(`^bookcast_${name}\\{[^}]*\\} (\\d+)`, 'm').exec(server!.metricsText())![1]);

describe.each([
  ['throw', 1],
  ['hang', 1],
  ['throw', 3],
  ['hang', 3],
] as const)('a lane that is made to %s, of %i', (kind, lanes) => {
  it('goes STALE with a reason and comes back LIVE and right under a new epoch', async () => {
    server = await start({ lanes });
    const watch = new Watch(server.webSocketUrl);
    client = watch.client;
    await watch.until(() => watch.allLive());
    const epochs = new Map(watch.streams().map((stream) => [stream.symbol, stream.epoch]));
    const messagesBefore = metric('feed_messages_total');

    server.injectFault(0, kind);
    const isBack = (stream: StreamReplica): boolean => stream.epoch !== epochs.get(stream.symbol);
    await watch.until(() =>
      watch.streams().some((stream) => stream.state === 'STALE' || isBack(stream)),
    );
    const struck = (): StreamReplica[] =>
      watch
        .streams()
        .filter((stream) =>
          watch.states.get(stream.symbol)!.some((state) => state.startsWith('STALE')),
        );
    await watch.until(() => watch.allLive() && struck().length > 0 && struck().every(isBack));
    // Some life after the recovery, so that deltas on top of the images are compared too.
    const since = watch.client.counts.frames;
    await watch.until(() => watch.client.counts.frames > since + 200);
    const { recoveries } = server;
    await expect.poll(() => recoveries.length, { timeout: 30_000 }).toBeGreaterThan(0);
    watch.client.close();

    for (const stream of struck()) {
      const told = watch.states
        .get(stream.symbol)!
        .map((state) => state.split(' ').slice(0, 2).join(' '));
      expect(told).toContain('STALE lane-restarted');
    }
    if (lanes === 1) expect(struck()).toHaveLength(SYMBOLS);
    expect(watch.client.counts).toMatchObject({ hashMismatches: 0, misfits: 0 });
    const truth = new SimulatedBooks({ symbols: SYMBOLS, seed: SEED, messagesPerSecond: RATE });
    const bySequence = [...watch.streams()].sort((a, b) => a.sourceSequence - b.sourceSequence);
    for (const stream of bySequence) {
      truth.advanceTo(stream.sourceSequence);
      expect(textOf(stream, 'bid'), stream.name).toEqual(truth.levels(stream.symbol, 'B', DEPTH));
      expect(textOf(stream, 'ask'), stream.name).toEqual(truth.levels(stream.symbol, 'S', DEPTH));
    }
    expect(metric('feed_messages_total')).toBeGreaterThan(messagesBefore);
    expect(metric('feed_stalls_total')).toBe(0);
    console.log(`${kind}, lane 0 of ${lanes}: books live again after ${recoveries[0]!.ms} ms`);
  });
});

describe('a lane that hangs once a spare thread stands by', () => {
  it('goes on in that thread, and the next one finds another spare', async () => {
    server = await start();
    for (let hang = 1; hang <= 2; hang++) {
      await expect.poll(() => threadsNamed('bc-spare'), STANDS_BY).toHaveLength(1);
      const [spare] = threadsNamed('bc-spare');
      const [hung] = threadsNamed('bc-lane0');
      server.injectFault(0, 'hang');
      await expect.poll(() => server!.recoveries.length, STANDS_BY).toBe(hang);
      expect(threadsNamed('bc-lane0')).toEqual([spare]);
      expect(existsSync(`/proc/self/task/${hung}`)).toBe(false);
    }
    expect(server.recoveries.map(({ lane }) => lane)).toEqual([0, 0]);
  });

  it('leaves the spare alone when a lane throws, whose thread stands by as well', async () => {
    server = await start();
    await expect.poll(() => threadsNamed('bc-spare'), STANDS_BY).toHaveLength(1);
    const before = new Set([...threadsNamed('bc-spare'), ...threadsNamed('bc-lane0')]);
    server.injectFault(0, 'throw');
    await expect.poll(() => server!.recoveries.length, STANDS_BY).toBe(1);
    expect(new Set([...threadsNamed('bc-spare'), ...threadsNamed('bc-lane0')])).toEqual(before);
  });
});

describe('lanes that die again and again', () => {
  it('end the run with a reason once the limit is reached', async () => {
    server = await start({ 'lane.restartLimitPerMinute': 0 });
    server.injectFault(0, 'throw');
    const error = await server.failed;
    expect(error.code).toBe('lane-lost');
    expect(error.message).toContain('lane.restartLimitPerMinute');
    expect((await server.stop()).failure).toMatchObject({ code: 'lane-lost' });
  });
});

function textOf(stream: StreamReplica, side: 'bid' | 'ask'): [string, string][] {
  const levels = side === 'bid' ? stream.book!.bidLevels() : stream.book!.askLevels();
  return levels.map((level) => [level.price, level.quantity]);
}
