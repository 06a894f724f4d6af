/**
 * A FIX counterparty and a venue over WebSocket, on the same market, into one gateway: but for the name in front of
 * an instrument a client cannot tell which is which. Every frame of both is held against its like.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFix, startVenueSimulator } from '../../../dist/runtime/index.js';
import { connect, type BookcastClient, type Update } from '../../../src/client/index.js';
import { serveSources } from '../venues/serve-source.js';
import { sourceTextOf } from '../../../dist/runtime/index.js';

const FIX = 'hub';
const OTHER = 'deribit';
const SEED = 23;
const SYMBOLS = 2;
const TURNS = 40;
/** So many that every book moves, which is told behind every trade. */
const LAST_STEPS = 60;
const WAIT_MS_LIMIT = 20_000;
const CHANNELS = [
  { channel: 'book', depth: 'full' },
  { channel: 'book', depth: 10 },
  { channel: 'bbo' },
  { channel: 'trades' },
  { channel: 'status' },
] as const;

type Fix = Awaited<ReturnType<typeof startFix>>;
type Other = Awaited<ReturnType<typeof startVenueSimulator>>;

/** What a client was told of one stream, without what names the venue or the moment. */
interface Told {
  readonly kind: string;
  readonly state: string;
  readonly seq: number;
  readonly content: string;
}

let fix: Fix;
let other: Other;
let server: Awaited<ReturnType<typeof serveSources>>;
let client: BookcastClient;
/** By `venue channel depth symbol`. */
const told = new Map<string, Told[]>();
const latest = new Map<string, Told>();
const trades = new Map<string, string[]>();
let look = (): void => {};

beforeAll(async () => {
  other = await startVenueSimulator({
    venue: OTHER,
    symbolCount: SYMBOLS,
    seed: SEED,
    changesPerSecond: 0,
    port: 0,
  });
  fix = await startFix({
    symbolCount: SYMBOLS,
    symbols: other.market.symbols,
    seed: SEED,
    changesPerSecond: 0,
    port: 0,
    senderCompId: FIX.toUpperCase(),
  });
  server = await serveSources(fix.sourceText, sourceTextOf(OTHER, other));
  client = connect(server.webSocketUrl);
  for (const each of CHANNELS) {
    client.subscribe({ ...each, instruments: [`${FIX}:*`, `${OTHER}:*`] }, (update) => {
      note(update);
      look();
    });
  }
  await until('every stream', () => [FIX, OTHER].every((venue) => isAt(venue)));
});
afterAll(async () => {
  client?.close();
  await server?.stop();
  await fix?.close();
  await other?.close();
});

const keyOf = (venue: string, channel: string, depth: number, symbol: string): string =>
  [venue, channel, depth, symbol].join(' ');

function note({ kind, stream, trades: news }: Update): void {
  const { venue, symbol, channel, depth, state, reason, book, bbo } = stream;
  const key = keyOf(venue, channel, depth, symbol);
  const content =
    book !== undefined
      ? `${book.hashHigh}.${book.hashLow} ${levelsText(book.bidLevels())}|${levelsText(book.askLevels())}`
      : bbo !== undefined
        ? JSON.stringify([bbo.bid, bbo.ask])
        : '';
  const list = told.get(key) ?? [];
  told.set(key, list);
  const entry = { kind, state: `${state} ${reason}`, seq: stream.seq, content };
  list.push(entry);
  latest.set(key, entry);
  const traded = trades.get(`${venue} ${symbol}`) ?? [];
  trades.set(`${venue} ${symbol}`, traded);
  traded.push(...news.map((trade) => JSON.stringify(trade)));
}

const levelsText = (levels: readonly { price: string; quantity: string }[]): string =>
  levels.map((level) => JSON.stringify(level)).join(' ');

/** Whether a client's books of a venue are LIVE, and what rests on its market now. */
function isAt(venue: string): boolean {
  const { market } = venue === FIX ? fix : other;
  return market.symbols.every((symbol, index) =>
    CHANNELS.every(({ channel, ...rest }) => {
      const depth = 'depth' in rest ? (rest.depth === 'full' ? Infinity : rest.depth) : 0;
      const last = latest.get(keyOf(venue, channel, depth, symbol));
      if (last?.state !== 'LIVE none') return false;
      if (channel !== 'book') return true;
      const rests = (['bid', 'ask'] as const).map((side) =>
        market
          .levels(index, side, depth)
          .map(({ price, quantity }) => `${price / 100}x${quantity / 1000}`)
          .join(' '),
      );
      const shown = last.content
        .slice(last.content.indexOf(' ') + 1)
        .split('|')
        .map((side) =>
          [...side.matchAll(/"price":"([^"]+)","quantity":"([^"]+)"/g)]
            .map(([, price, quantity]) => `${Number(price)}x${Number(quantity)}`)
            .join(' '),
        );
      return shown.join('|') === rests.join('|');
    }),
  );
}

async function until(what: string, isTrue: () => boolean): Promise<void> {
  let deadline: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve, reject) => {
    const last = (): string =>
      [...latest].map(([key, each]) => `${key}: ${JSON.stringify(each)}`.slice(0, 160)).join('\n');
    deadline = setTimeout(() => reject(new Error(`${what}:\n${last()}`)), WAIT_MS_LIMIT);
    look = () => {
      if (isTrue()) resolve();
    };
    look();
  });
  look = () => {};
  clearTimeout(deadline);
}

const bothAt = (): Promise<void> => until('both at the market', () => isAt(FIX) && isAt(OTHER));

/**
 * Everything that a client was told of a venue since `from`, by channel and instrument; places count from there. How
 * many trades come in one frame is chance: they are compared one by one.
 */
const story = (venue: string, from: ReadonlyMap<string, number>): [string, Told[]][] =>
  [...told]
    .filter(([key]) => key.startsWith(`${venue} `) && !key.includes(' trades '))
    .map(([key, list]): [string, Told[]] => [
      key.slice(venue.length + 1),
      list.map((each) => ({ ...each, seq: each.seq - from.get(key)! })),
    ])
    .sort(([a], [b]) => (a < b ? -1 : 1));

/** The states that each stream went through. */
const statesOf = (venue: string): [string, string[]][] =>
  story(venue, new Map()).map(([key, list]) => [
    key,
    list.map(({ state }) => state).filter((state, at, all) => state !== all[at - 1]),
  ]);

const places = (): Map<string, number> =>
  new Map([...latest].map(([key, { seq }]): [string, number] => [key, seq]));

describe('a FIX counterparty beside a venue over WebSocket', () => {
  it('defines its instruments in the same way', () => {
    const definitions = (venue: string) =>
      client.replicas
        .filter((stream) => stream.venue === venue)
        .map(({ channel, depth, instrument }) => {
          const { priceScale, quantityScale, tickSize, lotSize, symbol, depthLimit } = instrument!;
          return {
            channel,
            depth,
            priceScale,
            quantityScale,
            tickSize,
            lotSize,
            symbol,
            depthLimit,
          };
        });
    expect(definitions(FIX).length).toBe(CHANNELS.length * SYMBOLS);
    expect(definitions(FIX)).toEqual(definitions(OTHER));
  });

  it('tells the same images, changes and trades, frame by frame', async () => {
    await bothAt();
    const from = places();
    told.clear();
    trades.clear();
    for (let turn = 0; turn < TURNS; turn++) {
      const steps = turn === TURNS - 1 ? LAST_STEPS : 1 + (turn % 7);
      for (const simulator of [fix, other]) simulator.advance(steps);
      await bothAt();
    }
    expect(story(FIX, from)).toEqual(story(OTHER, from));
    expect(story(FIX, from).flatMap(([, list]) => list).length).toBeGreaterThan(TURNS);
    for (const symbol of fix.market.symbols) {
      expect(trades.get(`${FIX} ${symbol}`)!.length).toBeGreaterThan(3);
      expect(trades.get(`${FIX} ${symbol}`)).toEqual(trades.get(`${OTHER} ${symbol}`));
    }
  });

  it('loses its connection and comes back through the same states', async () => {
    told.clear();
    fix.inject({ kind: 'disconnect' });
    other.inject({ kind: 'disconnect' });
    // Done to the next message of each.
    for (const simulator of [fix, other]) simulator.advance(LAST_STEPS);
    const isBack = (venue: string): boolean =>
      isAt(venue) && statesOf(venue).every(([, states]) => states.includes('STALE disconnected'));
    await until('both back', () => isBack(FIX) && isBack(OTHER));
    expect(statesOf(FIX).length).toBeGreaterThan(SYMBOLS);
    expect(statesOf(FIX)).toEqual(statesOf(OTHER));
  });
});
