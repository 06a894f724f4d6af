import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  loadConfig,
  makeRunLog,
  startServer,
  type RunningServer,
} from '../../dist/runtime/index.js';
import {
  connect,
  type BookcastClient,
  type StreamReplica,
  type Update,
} from '../../src/client/index.js';

let server: RunningServer;
let client: BookcastClient;

beforeAll(async () => {
  const { config } = loadConfig({
    preset: {
      'gateway.port': 0,
      'source.simulator.symbols': 3,
      'source.simulator.messagesPerSecond': 500,
      'log.level': 'silent',
    },
  });
  server = await startServer({ config, log: makeRunLog(config.log) });
  client = connect(server.webSocketUrl);
});
afterAll(async () => {
  client.close();
  await server.stop();
});

const replicaOf = (streams: readonly StreamReplica[], name: string): StreamReplica =>
  streams.find((stream) => stream.name === name)!;

/** Settles with the first update for which the condition holds. */
function firstUpdate(
  of: Parameters<BookcastClient['subscribe']>[0],
  condition: (update: Update) => boolean,
): Promise<Update> {
  return new Promise((resolve) => {
    const subscription = client.subscribe(of, (update) => {
      if (!condition(update)) return;
      void subscription.unsubscribe();
      resolve(update);
    });
  });
}

describe('the SDK at a real server', () => {
  it('has the same book from orders as from levels', async () => {
    const seen: (() => void)[] = [];
    const look = (): void => seen.forEach((check) => check());
    const [books, orders] = [
      client.subscribe({ channel: 'book', depth: 'full', instruments: ['sim:*'] }, look),
      client.subscribe({ channel: 'orders', instruments: ['sim:*'] }, look),
    ];
    await Promise.all([books.ready, orders.ready]);
    // Instruments that the server did not know yet are told by notices.
    while (books.streams.length < 3 || orders.streams.length < 3) await client.once('notice');
    const [bookStreams, orderStreams] = [books.streams, orders.streams];
    for (const { name } of bookStreams) {
      const book = replicaOf(bookStreams, name);
      const l3 = replicaOf(orderStreams, name);
      let equalCount = 0;
      let lastSequence = -1;
      await new Promise<void>((resolve, reject) => {
        seen.push(() => {
          if (!book.inSync || !l3.inSync || book.epoch !== l3.epoch) return;
          if (book.sourceSequence !== l3.sourceSequence || book.sourceSequence === lastSequence)
            return;
          lastSequence = book.sourceSequence;
          const equal =
            book.book!.hashLow === l3.orders!.hashLow &&
            book.book!.hashHigh === l3.orders!.hashHigh;
          if (!equal) reject(new Error(`${name} differs at ${lastSequence}`));
          else if (++equalCount === 10) resolve();
        });
      });
      seen.length = 0;
    }
    expect(client.counts).toMatchObject({ gaps: 0, hashMismatches: 0, misfits: 0 });
    await Promise.all([books.unsubscribe(), orders.unsubscribe()]);
  });

  it('shows the best bid and offer of the book, and trades between them or at them', async () => {
    const trade = await firstUpdate(
      { channel: 'trades', instruments: ['sim:*'] },
      (update) => update.trades.length > 0,
    );
    expect(trade.trades[0]).toMatchObject({
      price: expect.stringMatching(/^\d+\.\d{4}$/),
      lots: expect.any(Number),
    });
    const bbo = await firstUpdate(
      { channel: 'bbo', instruments: [trade.stream.name] },
      (update) => update.stream.bbo!.bid !== undefined && update.stream.bbo!.ask !== undefined,
    );
    expect(bbo.stream.bbo!.bid!.ticks).toBeLessThan(bbo.stream.bbo!.ask!.ticks);
  });

  it('measures tick-to-client on the server’s own clock', async () => {
    await firstUpdate(
      { channel: 'book', depth: 1, instruments: ['sim:*'] },
      (update) => update.tickToClientNs > 0,
    );
    expect(client.serverClock.source).toBe('shared');
    expect(client.latency.count).toBeGreaterThan(0);
  });

  it('sees a lane die and the books come back under a new epoch', async () => {
    const states: string[] = [];
    const { stream } = await firstUpdate(
      { channel: 'book', depth: 10, instruments: ['sim:*'] },
      ({ kind }) => kind === 'image',
    );
    const before = stream.epoch;
    const back = firstUpdate(
      { channel: 'book', depth: 10, instruments: [stream.name] },
      ({ stream: same, kind }) => {
        states.push(`${same.state} ${same.reason}`);
        if (kind === 'image' && states.length === 1) server.injectFault(0, 'throw');
        return same.epoch !== before && same.state === 'LIVE' && same.inSync;
      },
    );
    const { stream: healed } = await back;
    expect(healed.name).toBe(stream.name);
    expect(states).toContain('STALE lane-restarted');
    expect(client.counts).toMatchObject({ hashMismatches: 0, misfits: 0 });
  });
});
