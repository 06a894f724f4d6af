import { expect, it } from 'vitest';
import { sourceTextOf, startVenueSimulator } from '../../../dist/runtime/index.js';
import { connect, type Update } from '../../../src/client/index.js';
import { serveSources } from './serve-source.js';

/** The least that the venue is asked for; the book has some more. */
const DEPTH = 100;

it('levels beyond the depth of the snapshot reach the client, and say so', async () => {
  const simulator = await startVenueSimulator({
    venue: 'binance',
    symbolCount: 1,
    seed: 3,
    changesPerSecond: 500,
    ordersPerSymbol: 20_000,
    port: 0,
  });
  const [text, query] = sourceTextOf('binance', simulator).split('?');
  const server = await serveSources(`${text}@${DEPTH}?${query}`);
  const client = connect(server.webSocketUrl);
  const seen = await new Promise<Update>((resolve) => {
    client.subscribe({ channel: 'book', depth: 'full', instruments: ['binance:*'] }, (update) => {
      const { book, state } = update.stream;
      if (state !== 'LIVE') return;
      // A change behind the snapshot's last level.
      if (book!.bidLevels().some((level) => !level.verified)) resolve(update);
    });
  });
  const isVerified = seen.stream.book!.bidLevels().map((level) => level.verified);
  expect(isVerified[0]).toBe(true);
  const firstBeyond = isVerified.indexOf(false);
  expect(isVerified.slice(firstBeyond)).not.toContain(true);
  client.close();
  await server.stop();
  await simulator.close();
});
