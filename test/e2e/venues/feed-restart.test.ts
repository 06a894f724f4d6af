/** A venue's feed thread breaks: its books are STALE at once, rebuilt, right; another source goes on. */
import { afterEach, describe, expect, it } from 'vitest';
import {
  sourceTextOf,
  startVenueSimulator,
  type RunningServer,
} from '../../../dist/runtime/index.js';
import { connect, type BookcastClient, type StreamReplica } from '../../../src/client/index.js';
import { serveSources } from './serve-source.js';

let server: RunningServer;
let client: BookcastClient;
let simulator: Awaited<ReturnType<typeof startVenueSimulator>>;
afterEach(async () => {
  client.close();
  await server.stop();
  await simulator.close();
});

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('the feed of a venue', () => {
  it('is opened again after it broke, under the same ids, and the other source never notices', async () => {
    simulator = await startVenueSimulator({
      venue: 'binance',
      symbolCount: 3,
      seed: 7,
      changesPerSecond: 600,
      port: 0,
    });
    server = await serveSources('simulator?symbols=2&rate=500', sourceTextOf('binance', simulator));
    client = connect(server.webSocketUrl);
    const states: string[] = [];
    const last = new Map<string, string>();
    const subscription = client.subscribe({ channel: 'book', instruments: ['*'] }, ({ stream }) => {
      const state = `${stream.state} ${stream.reason}`;
      if (last.get(stream.name) !== state) states.push(`${stream.name} ${state}`);
      last.set(stream.name, state);
    });
    const isLive = (stream: StreamReplica): boolean => stream.inSync && stream.state === 'LIVE';
    await until(() => subscription.streams.length === 5 && subscription.streams.every(isLive));
    const ids = (): string[] =>
      subscription.streams.map(({ name, instrument }) => `${name} ${instrument!.id}`);
    const [idsBefore, statesBefore] = [ids(), states.length];
    const trailer = subscription.streams.find(({ venue }) => venue === 'sim')!;
    const seqBefore = trailer.seq;

    server.breakFeed(1);
    const stale = simulator.market.symbols.map(
      (symbol) => `binance:${symbol} STALE feed-restarted`,
    );
    await until(() => stale.every((each) => states.includes(each)));
    await until(() => subscription.streams.every(isLive));
    await until(() => trailer.seq > seqBefore + 20);
    const seen = states.slice(statesBefore);
    expect(seen.filter((state) => state.startsWith('sim:'))).toEqual([]);
    expect(seen.filter((state) => state.endsWith(' LIVE none')).sort()).toEqual(
      simulator.market.symbols.map((symbol) => `binance:${symbol} LIVE none`).sort(),
    );
    expect(ids()).toEqual(idsBefore);
    expect(client.counts).toMatchObject({ gaps: 0, hashMismatches: 0, misfits: 0 });
    expect(server.metricsText()).toContain('bookcast_feed_restarts_total{feed="1"} 1\n');
  });
});
