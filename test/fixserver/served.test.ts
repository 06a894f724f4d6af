/** A real server: FIX clients of each version have, after every message, a book that the SDK had, in the same order. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  loadConfig,
  makeRunLog,
  startServer,
  type RunningServer,
} from '../../dist/runtime/index.js';
import { connect, type BookcastClient } from '../../src/client/index.js';
import { levelHashHigh, levelHashLow } from '../../src/market/book-hash.js';
import { parseScaledText } from '../../src/market/decimal.js';
import { ASK, BID } from '../../src/market/side.js';
import { asLots, asTicks } from '../../src/market/units.js';
import { scratchFolder } from '../fix/store/scratch.js';
import { until } from '../gateway/turns.js';
import { freePort } from '../peers/free-port.js';
import type { FixBook } from './fix-book.js';
import { FixClientDouble } from './fix-client-double.js';

const VERSIONS = { acme: 'FIX.4.2', bank: 'FIX.4.4', city: 'FIX.5.0SP2' } as const;
let symbols: string[] = [];
const UPDATES = 600;

let server: RunningServer;
let sdk: BookcastClient;
let port: number;
/** Every content that the SDK's depth 10 stream of AAA had, by its text: when it had it last. */
const contents = new Map<string, number>();
const hashes = new Map<string, string>();

beforeAll(async () => {
  port = await freePort();
  process.env['BOOKCAST_FIX_SERVER_ACME_PASSWORD'] = 'four-two';
  const { config } = loadConfig({
    preset: {
      'gateway.port': 0,
      'source.simulator.symbols': 2,
      'source.simulator.messagesPerSecond': 2_000,
      'log.level': 'silent',
      'fix.storePath': scratchFolder(),
      'fixServer.port': port,
      'fixServer.clients': Object.entries(VERSIONS).map(([name, version]) => ({
        name,
        version,
        instruments: ['sim:*'],
        ...(name === 'acme' ? { username: 'wile' } : { password: 'none' }),
      })),
    },
    env: { BOOKCAST_FIX_SERVER_ACME_PASSWORD: 'four-two' },
  });
  server = await startServer({ config, log: makeRunLog(config.log) });
  await until(() => /lane_instruments{[^}]*} 2/.test(server.metricsText()));
  symbols = (await listed()).map(({ venue, symbol }) => `${venue}:${symbol}`);
  sdk = connect(server.webSocketUrl);
  const books = sdk.subscribe(
    { channel: 'book', depth: 10, instruments: symbols },
    ({ stream }) => {
      if (stream.name !== symbols[0] || !stream.inSync) return;
      const lines = (name: string, levels: readonly { ticks: number; lots: number }[]) =>
        levels.map(({ ticks, lots }) => `${name} ${ticks} ${lots}`);
      const { book } = stream;
      const text = [...lines('bid', book!.bidLevels()), ...lines('ask', book!.askLevels())].join();
      contents.set(text, contents.size);
      hashes.set(text, `${book!.hashHigh >>> 0}:${book!.hashLow >>> 0}`);
    },
  );
  await books.ready;
}, 30_000);
afterAll(async () => {
  sdk.close();
  await server.stop();
});

/** A FIX book as the SDK says it: in ticks and lots. */
function textOf(book: FixBook, priceScale: number, quantityScale: number): string {
  return book
    .levels()
    .map((level) => {
      const [side, price, size] = level.split(' ');
      return `${side} ${parseScaledText(price!, priceScale)} ${parseScaledText(size!, quantityScale)}`;
    })
    .join();
}

function hashOf(text: string): string {
  let [high, low] = [0, 0];
  for (const level of text.split(',')) {
    const [name, price, size] = level.split(' ');
    const side = name === 'bid' ? BID : ASK;
    high += levelHashHigh(side, asTicks(Number(price)), asLots(Number(size)));
    low += levelHashLow(side, asTicks(Number(price)), asLots(Number(size)));
  }
  return `${high >>> 0}:${low >>> 0}`;
}

describe('FIX clients of a real server', () => {
  it.each(Object.entries(VERSIONS))(
    'have the SDK’s books, also after their connection was cut (%s, %s)',
    async (name, version) => {
      const client = await FixClientDouble.logOn({
        port,
        compId: name.toUpperCase(),
        version,
        ...(name === 'acme' ? { username: 'wile', password: 'four-two' } : {}),
      });
      expect(client.notes).toContain('on');
      const [{ priceScale, quantityScale }] = (await listed()) as [Listed];
      const seen: string[] = [];
      const run = async (id: string, updates: number): Promise<void> => {
        client.request(id, symbols);
        const book = client.book(id, symbols[0]!);
        const take = book.take.bind(book);
        book.take = (said) => {
          take(said);
          seen.push(textOf(book, priceScale, quantityScale));
        };
        await until(() => book.updates >= updates);
        expect(book.breaches).toEqual([]);
      };
      await run('one', UPDATES);
      client.kill();
      await until(() => !client.link.isCarried);
      await client.dial();
      await run('two', UPDATES);
      await client.logout();
      const last = seen.at(-1)!;
      await until(() => contents.has(last));
      expect(seen.filter((text) => !contents.has(text))).toEqual([]);
      expect(hashOf(last)).toBe(hashes.get(last));
      expect(seen.length).toBeGreaterThan(2 * UPDATES);
    },
    60_000,
  );

  it('are told at /metrics, and the password is nowhere', async () => {
    await until(() =>
      server.metricsText().includes('bookcast_fix_client_logons_total{client="ACME"} 2'),
    );
    expect(server.metricsText()).not.toContain('four-two');
  });

  it('are dropped without a word where the password is wrong', async () => {
    const client = await FixClientDouble.logOn({
      port,
      compId: 'ACME',
      version: 'FIX.4.2',
      username: 'wile',
      password: 'wrong',
    });
    expect(client.link.isLoggedOn).toBe(false);
    client.end();
  });
});

interface Listed {
  readonly venue: string;
  readonly symbol: string;
  readonly priceScale: number;
  readonly quantityScale: number;
}

async function listed(): Promise<Listed[]> {
  const response = await fetch(`${server.url}/instruments`);
  return ((await response.json()) as { instruments: Listed[] }).instruments;
}
