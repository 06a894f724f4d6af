/** Kraken, live, against its simulator without sockets: instruments, resyncs, lines, orders, errors, and v1. */
import { beforeEach, describe, expect, it } from 'vitest';
import { ExchangeMarket } from '../../../src/exchange/exchange-market.js';
import { KRAKEN, KRAKEN_L3 } from '../../../src/feed/normalize/kraken/venue.js';
import type { VenueEntry } from '../../../src/feed/normalize/venue-entry.js';
import type { VenueNormalizer } from '../../../src/feed/normalize/venue-normalizer.js';
import { REASON } from '../../../src/market/state.js';
import { asInstrumentId } from '../../../src/market/units.js';
import { naiveKrakenChecksum } from '../../model/kraken-checksum.js';
import { EventRecorder, type RecordedEvent } from '../event-recorder.js';
import { KrakenBench, type KrakenBenchOptions } from './kraken-bench.js';

const BTC = 'BTC/USD';
const ETH = 'ETH/USD';

let market: ExchangeMarket;
let bench: KrakenBench;

const start = (options: Partial<KrakenBenchOptions> = {}): KrakenBench => {
  bench = new KrakenBench({ market, ...options });
  bench.settle();
  bench.wasStale.clear();
  return bench;
};
const step = (symbol: string, count = 1): void => {
  for (let i = 0; i < count; i++) {
    bench.move(symbol);
    bench.deliver();
  }
};

beforeEach(() => {
  market = new ExchangeMarket({ symbols: [BTC, ETH], seed: 3 });
});

describe.each(['kraken', 'kraken-l3'] as const)('%s', (venue) => {
  it('has the venue’s book after every message, each of them verified', () => {
    start({ venue });
    for (let i = 0; i < 300; i++) {
      step(i % 3 === 0 ? ETH : BTC);
      expect(bench.isRight(BTC) && bench.isRight(ETH)).toBe(true);
    }
    expect([bench.state(BTC), bench.state(ETH)]).toEqual(['LIVE', 'LIVE']);
    expect(bench.lane(BTC).verified).toBeGreaterThan(200);
    expect(bench.lane(BTC).trades).toBeGreaterThan(0);
    expect(bench.normalizer.summary()).toMatchObject({ gaps: 0, refusals: {}, resyncs: {} });
  });

  it('subscribes a symbol alone again when its checksum does not fit, and asks less and less often', () => {
    start({ venue });
    bench.said.length = 0;
    const bad = (): void => bench.receive(bench.protocol.withBadChecksum(bench.next(BTC))!);
    bad();
    expect(bench.wasStale).toEqual(new Map([[BTC, 'verify-failed']]));
    const asked = (): string[] =>
      bench.said.map((text) =>
        /"method":"(\w+)".*"symbol":(\[[^\]]*\])/.exec(text)!.slice(1).join(),
      );
    expect(asked()).toEqual([`unsubscribe,["${BTC}"]`, `subscribe,["${BTC}"]`]);
    bench.settle();
    expect([bench.state(BTC), bench.isRight(BTC)]).toEqual(['LIVE', true]);
    for (let i = 0; i < 8; i++) {
      bad();
      bench.settle();
    }
    expect(bench.state(BTC)).toBe('STALE verify-failed');
    bench.pass(2e9);
    expect(bench.state(BTC)).toBe('LIVE');
    expect(bench.normalizer.summary().resyncs).toEqual({ 'verify-failed': 9 });
  });

  it('is HALTED while the venue does not match orders, also over an image', () => {
    start({ venue });
    const status = (system: string): string =>
      `{"channel":"status","type":"update","data":[{"system":"${system}"}]}`;
    bench.receive(status('post_only'));
    expect(bench.state(BTC)).toBe('HALTED venue-halt');
    bench.lose('A1');
    expect(bench.state(BTC)).toBe('STALE disconnected');
    bench.open('A1');
    expect([bench.state(BTC), bench.isRight(BTC)]).toEqual(['LIVE', true]);
    bench.receive(status('cancel_only'));
    bench.normalizer.resync(asInstrumentId(0), REASON.CROSSED_BOOK);
    bench.settle();
    bench.pass(1e9);
    expect(bench.state(BTC)).toBe('HALTED venue-halt');
    bench.receive(status('online'));
    expect(bench.state(BTC)).toBe('LIVE');
  });

  it('tells of a symbol that the venue does not list, and goes on with the others', () => {
    start({ venue, symbols: [BTC, 'NO/SUCH'] });
    expect(bench.notes).toEqual(["NO/SUCH is not in the venue's list"]);
    step(BTC, 5);
    expect([bench.state(BTC), bench.isRight(BTC)]).toEqual(['LIVE', true]);
  });

  it('goes on with the standby line at once, and takes the lost one as the next standby', () => {
    start({ venue, lines: 2 });
    step(BTC, 20);
    for (const [live, other] of [
      ['A1', 'B1'],
      ['B1', 'A1'],
    ] as const) {
      const images = bench.lane(BTC).images;
      bench.lose(live);
      expect([bench.state(BTC), bench.isRight(BTC)]).toEqual(['LIVE', true]);
      expect(bench.lane(BTC).images).toBe(images + 1);
      bench.open(live, venue === 'kraken' ? undefined : 'wss://ws-l3.kraken.com/v2');
      step(BTC, 20);
      expect(bench.lines.has(other)).toBe(true);
      expect([bench.state(BTC), bench.isRight(BTC), bench.wasStale.size]).toEqual([
        'LIVE',
        true,
        0,
      ]);
    }
    const { lines } = bench.normalizer.summary();
    expect([lines!['A']!.lost, lines!['B']!.lost]).toEqual([2, 2]);
    expect(lines!['A']!.differences).toBe(0);
  });

  it('never lets a wrong message of the live line out when another line has the book', () => {
    start({ venue, lines: 2 });
    step(BTC, 5);
    bench.receive(bench.protocol.withBadChecksum(bench.next(BTC, 'A1'))!, 'A1');
    bench.deliver();
    bench.settle();
    expect([bench.state(BTC), bench.isRight(BTC), bench.wasStale.size]).toEqual(['LIVE', true, 0]);
    step(BTC, 5);
    expect(bench.isRight(BTC)).toBe(true);
  });

  it.each([1, 2])('replaces a connection by one that is aligned first, with %i lines', (lines) => {
    start({ venue, lines });
    step(BTC, 5);
    bench.normalizer.rotate('A1');
    bench.settle();
    for (let i = 0; i < 5; i++) {
      step(BTC);
      step(ETH);
    }
    expect(bench.closed).toEqual(['A1']);
    expect(bench.lines.has('A1.2')).toBe(true);
    step(BTC, 20);
    expect([bench.state(BTC), bench.isRight(BTC), bench.wasStale.size]).toEqual(['LIVE', true, 0]);
  });
});

describe('level3', () => {
  const order = (id: string, quantity: string, seconds: number, event?: string): string =>
    `{${event === undefined ? '' : `"event":"${event}",`}"order_id":"${id}","limit_price":100.00,` +
    `"order_qty":${quantity},"timestamp":"2024-01-08T12:26:${String(seconds).padStart(2, '0')}Z"}`;
  /** @param queue quantities of the one level, in the order of its queue. */
  const message = (type: string, rows: string[], queue: string[]): string =>
    `{"channel":"level3","type":"${type}","data":[{"symbol":"${BTC}","bids":[${rows.join()}],"asks":[],` +
    `"checksum":${naiveKrakenChecksum(
      queue.map((quantity) => ({ price: '100.00', quantity })),
      [],
    )}}]}`;

  const queueOf = (): number[] =>
    bench
      .lane(BTC)
      .book.queue(0, 10000)
      .map(({ quantity }) => quantity);

  beforeEach(() => {
    start({ venue: 'kraken-l3' });
    const rows = [order('A', '1.000', 1), order('B', '2.000', 2), order('C', '3.000', 3)];
    bench.receive(message('snapshot', rows, ['1.000', '2.000', '3.000']));
  });

  it('keeps the queue by the orders’ times', () => {
    bench.receive(
      message('update', [order('A', '0.500', 1, 'modify')], ['0.500', '2.000', '3.000']),
    );
    expect(queueOf()).toEqual([500, 2000, 3000]);
    // A larger order that keeps its place, one that loses it, one that comes late to its place.
    bench.receive(
      message('update', [order('B', '9.000', 2, 'modify')], ['0.500', '9.000', '3.000']),
    );
    expect(queueOf()).toEqual([500, 9000, 3000]);
    bench.receive(
      message('update', [order('B', '9.500', 9, 'modify')], ['0.500', '3.000', '9.500']),
    );
    expect(queueOf()).toEqual([500, 3000, 9500]);
    bench.receive(
      message('update', [order('D', '4.000', 2, 'add')], ['0.500', '4.000', '3.000', '9.500']),
    );
    expect(queueOf()).toEqual([500, 4000, 3000, 9500]);
    bench.receive(
      message('update', [order('C', '3.000', 3, 'delete')], ['0.500', '4.000', '9.500']),
    );
    expect(queueOf()).toEqual([500, 4000, 9500]);
    expect([bench.state(BTC), bench.wasStale.size]).toEqual(['LIVE', 0]);
  });

  it('takes a change of an order that it does not have for a hole', () => {
    bench.receive(
      message('update', [order('Z', '1.000', 1, 'modify')], ['1.000', '2.000', '3.000']),
    );
    expect(bench.wasStale.get(BTC)).toBe('sequence-gap');
    bench.settle();
    expect([bench.state(BTC), bench.isRight(BTC)]).toEqual(['LIVE', true]);
    expect(bench.normalizer.summary()).toMatchObject({ gaps: 1, resyncs: { 'sequence-gap': 1 } });
  });

  it('forgets the ids of orders that go, and of those that leave the depth', () => {
    start({ venue: 'kraken-l3', symbols: [BTC], lines: 2 });
    step(BTC, 500);
    const resting = [0, 1].flatMap((side) =>
      bench
        .lane(BTC)
        .book.levels(side as 0 | 1)
        .map(({ orders }) => orders),
    );
    const book = bench.normalizer.bookOf(BTC)!;
    expect('handleCount' in book && book.handleCount).toBe(
      resting.reduce((sum, count) => sum + count, 0),
    );
  });
});

describe('a capture', () => {
  let recorder: EventRecorder;
  let normalizer: VenueNormalizer;

  const open = (entry: VenueEntry, address: string): void => {
    recorder = new EventRecorder();
    normalizer = entry.make({
      sink: recorder,
      register: recorder,
      random: () => 0,
      endpoints: entry.endpoints,
    });
    normalizer.atTime(0, 0);
    normalizer.connected('ws', address);
  };
  const receive = (text: string): RecordedEvent[] => {
    normalizer.received('ws', Buffer.from(text));
    return recorder.take();
  };

  it('of v2 without an instrument list has the scales that its first checksum proves', () => {
    open(KRAKEN, 'wss://ws.kraken.com/v2');
    const sum = naiveKrakenChecksum(
      [{ price: '45283.5', quantity: '0.10000000' }],
      [{ price: '45285.2', quantity: '0.00100000' }],
    );
    // The same numbers, printed without their last zeros.
    receive(
      `{"channel":"book","type":"snapshot","data":[{"symbol":"${BTC}","bids":[{"price":45283.5,"qty":0.1}],` +
        `"asks":[{"price":45285.2,"qty":0.001}],"checksum":${sum}}]}`,
    );
    expect(recorder.definitions[0]).toMatchObject({
      venue: 'kraken',
      symbol: BTC,
      priceScale: 1,
      quantityScale: 8,
      depthLimit: 10,
    });
  });

  it('of v1 gives the books and trades of pairs, with the checksum of every update', () => {
    open(KRAKEN, 'wss://ws.kraken.com');
    normalizer.sent(
      'ws',
      '{"event":"subscribe","pair":["XBT/USD"],"subscription":{"name":"book","depth":25}}',
    );
    const image = receive(
      '[336,{"as":[["5541.30000","2.50700000","1534614248.1"]],"bs":[["5541.20000","1.52900000","1534614248.7"]]},"book-25","XBT/USD"]',
    );
    expect(image.map(({ type }) => type)).toEqual([
      'instrument',
      'status',
      'image-begin',
      'level',
      'level',
      'image-end',
    ]);
    expect(recorder.definitions[0]).toMatchObject({
      priceScale: 5,
      quantityScale: 8,
      depthLimit: 25,
    });
    const update = receive(
      '[336,{"a":[["5541.30000","0.00000000","1534614335.3"]]},{"b":[["5541.10000","0.40100000","1534614335.3"]],"c":"974942666"},"book-25","XBT/USD"]',
    );
    expect(update.map(({ type, price, quantity, last }) => [type, price, quantity, last])).toEqual([
      ['level', 554110000, 40100000, false],
      ['level', 554130000, 0, false],
      ['verify', 974942666, expect.anything(), true],
    ]);
    const trade = receive(
      '[337,[["5541.20000","0.15850568","1534614057.3","s","l",""]],"trade","XBT/USD"]',
    );
    expect(trade).toMatchObject([{ type: 'trade', price: 554120000, quantity: 15850568, side: 1 }]);
    expect(receive('{"event":"heartbeat"}')).toEqual([]);
    expect(receive('[336,{"a":[["5541.30000","1","1"]]},"book-25","ETH/USD"]')).toEqual([]);
    expect(normalizer.summary().refusals).toEqual({ 'bad-checksum': 1 });
  });

  it('of level3 comes from an address of its own', () => {
    expect(KRAKEN_L3.captures[0]!.address!.test('wss://ws-l3.kraken.com/v2')).toBe(true);
    expect(KRAKEN.captures[0]!.address!.test('wss://ws-l3.kraken.com/v2')).toBe(false);
    expect(KRAKEN.captures[0]!.address!.test('wss://ws.kraken.com')).toBe(true);
  });
});

describe('a token', () => {
  it('is a placeholder in all that the normalizer says', () => {
    start({ venue: 'kraken-l3' });
    const said = bench.said.filter((text) => text.includes('level3'));
    expect(said.length).toBeGreaterThan(0);
    for (const text of said)
      expect(JSON.parse(text)).toMatchObject({ params: { token: '{token}' } });
  });
});
