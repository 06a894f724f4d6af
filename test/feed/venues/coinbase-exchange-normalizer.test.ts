import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { EXCHANGE_LIMITS } from '../../../src/feed/normalize/coinbase-exchange/limits.js';
import { FullSync } from '../../../src/feed/normalize/coinbase-exchange/full-sync-rule.js';
import { Level2Sync } from '../../../src/feed/normalize/coinbase-exchange/level2-sync-rule.js';
import { withLogin } from '../../../src/feed/normalize/coinbase-exchange/login.js';
import { ExchangeNormalizer } from '../../../src/feed/normalize/coinbase-exchange/normalizer.js';
import { TradeSequence } from '../../../src/feed/normalize/parts/trade-sequence.js';
import { EventRecorder } from '../event-recorder.js';
import {
  exchangeBench,
  ExchangeVenue,
  uuid,
  type ExchangeBench,
  type TinyChannel,
} from './coinbase-exchange-venue.js';
import { seeded } from './mutations.js';

const BTC = 'BTC-USD';

const levels = (channel: TinyChannel = 'level2'): ExchangeBench => {
  const venue = new ExchangeVenue();
  for (const symbol of venue.symbols) {
    venue.book(symbol).set('bid', '10', '1');
    venue.book(symbol).set('ask', '11', '2');
  }
  const bench = exchangeBench(channel, venue);
  bench.pass(1e8);
  bench.wasStale.clear();
  return bench;
};

const orders = (lines = 1): ExchangeBench => {
  const venue = new ExchangeVenue();
  for (const symbol of venue.symbols) {
    venue.open(symbol, 'bid', '10', 1000);
    venue.open(symbol, 'ask', '11', 2000);
  }
  const bench = exchangeBench('full', venue, {}, lines);
  for (const symbol of venue.symbols) bench.receive(venue.heartbeat(symbol));
  bench.pass(1e8);
  bench.wasStale.clear();
  return bench;
};

/** Price and thousandths of each resting order, in order of arrival. */
const queueOf = (bench: ExchangeBench): string[] =>
  [...bench.applier.bySymbol(BTC)!.orders.values()].map(
    ({ side, price, quantity }) => `${side} ${price} ${quantity}`,
  );

const venueQueue = (venue: ExchangeVenue): string[] =>
  venue.orders(BTC).map(({ side, price, size }) => `${side} ${price} ${size}`);

describe('the rule of level2', () => {
  it('drops what comes before the snapshot, and time that runs backwards is a gap', () => {
    const sync = new Level2Sync();
    expect(sync.judgeUpdate(5)).toBe('early');
    sync.accepted();
    expect([5, 5, 7, 6].map((time) => sync.judgeUpdate(time))).toEqual([
      'apply',
      'apply',
      'apply',
      'gap',
    ]);
    expect([sync.isLive, sync.gapCount]).toEqual([false, 1]);
  });

  it('compares a ticker of the time of the last update alone', () => {
    const sync = new Level2Sync();
    sync.accepted();
    sync.judgeUpdate(5);
    expect([4, 5, 6, NaN].map((time) => sync.canCompare(time))).toEqual([
      false,
      true,
      false,
      false,
    ]);
  });
});

describe('the rule of full', () => {
  const sync = (): FullSync => new FullSync(EXCHANGE_LIMITS, { characters: 0 });

  it('queues, drops what the image has, and then wants each sequence to be plus 1', () => {
    const full = sync();
    expect([7, 8, 9].map((sequence) => full.judge(sequence, String(sequence)))).toEqual(
      Array(3).fill('queued'),
    );
    expect(full.judgeImage(5)).toBe('fetch-again');
    expect(full.judgeImage(6)).toBe('accept');
    expect(full.takeQueue()).toEqual(['7', '8', '9']);
    full.accepted(8);
    expect([8, 9, 9, 11].map((sequence) => full.judge(sequence, ''))).toEqual([
      'old',
      'apply',
      'old',
      'gap',
    ]);
    expect([full.isLive, full.gapCount]).toEqual([false, 1]);
  });

  it('keeps no hole in its queue, and forgets numbers that the next message shows to be wrong', () => {
    const full = sync();
    for (const sequence of [1, 2, 4, 4, 5]) full.judge(sequence, String(sequence));
    expect(full.takeQueue()).toEqual(['4', '5']);
    for (const sequence of [900, 6, 7]) full.judge(sequence, String(sequence));
    expect(full.takeQueue()).toEqual(['6', '7']);
  });

  it('is bounded, and drops the oldest', () => {
    const budget = { characters: 0 };
    const full = new FullSync({ ...EXCHANGE_LIMITS, bufferedMessagesPerSymbol: 2 }, budget);
    for (const sequence of [1, 2, 3]) full.judge(sequence, 'text');
    expect([full.overflowCount, budget.characters]).toEqual([1, 8]);
    full.discard();
    expect(budget.characters).toBe(0);
  });

  it('gives a heartbeat until the next one of the connection', () => {
    const full = sync();
    full.accepted(10);
    expect(full.judgeHeartbeat('A', 12)).toBe(false);
    full.judge(11, '');
    full.judge(12, '');
    expect(full.judgeHeartbeat('A', 13)).toBe(false);
    expect(full.judgeHeartbeat('B', 13)).toBe(false);
    expect(full.judgeHeartbeat('A', 13)).toBe(true);
    expect(full.isLive).toBe(false);
    // The numbers have begun anew.
    full.accepted(10);
    expect(full.judgeHeartbeat('A', 10)).toBe(false);
    expect(full.judgeHeartbeat('A', 3)).toBe(true);
  });
});

describe('the numbers of trades', () => {
  it('show those that never came, also by the second heartbeat after them', () => {
    const trades = new TradeSequence();
    expect(trades.judgeLast(5)).toBe('old');
    expect([6, 6, 9].map((id) => trades.judge(id))).toEqual(['new', 'old', 'new']);
    expect(trades.lostCount).toBe(2);
    trades.heartbeat(11);
    expect(trades.lostCount).toBe(2);
    trades.heartbeat(11);
    expect(trades.lostCount).toBe(4);
    expect(trades.judgeLast(12)).toBe('new');
  });
});

describe('Coinbase Exchange levels', () => {
  it('are subscribed to with trades and heartbeats, and live with the snapshot', () => {
    const bench = levels('level2_batch');
    expect(JSON.parse(bench.said[0]!)).toEqual({
      type: 'subscribe',
      product_ids: ['BTC-USD', 'ETH-USD'],
      channels: ['level2_batch', 'matches', 'heartbeat'],
    });
    expect([bench.state(BTC), bench.bookText(BTC)]).toEqual(['LIVE', '10x1|11x2']);
  });

  it('are compared with a ticker of the same time, and rebuilt alone where it disagrees', () => {
    const bench = levels();
    bench.receive(bench.venue.change(BTC, [['10', '3']]));
    expect(bench.receive(bench.venue.ticker(BTC))).toMatchObject([
      { type: 'verify', price: 1000, quantity: 3000, price2: 1100, quantity2: 2000 },
    ]);
    // The price alone, as the venue wrote it before.
    const old = bench.venue.ticker(BTC).replace(/"best_(bid|ask)_size":"[^"]*",/g, '');
    expect(bench.receive(old)).toMatchObject([{ type: 'verify', quantity: -1, quantity2: -1 }]);
    expect(bench.wasStale.size).toBe(0);
    const count = bench.said.length;
    bench.receive(bench.venue.ticker(BTC).replace('"best_bid":"10"', '"best_bid":"10.01"'));
    expect([...bench.wasStale]).toEqual([[BTC, 'verify-failed']]);
    bench.pass(5e9);
    expect(
      bench.said.slice(count).map((text) => (JSON.parse(text) as { type: string }).type),
    ).toEqual(['unsubscribe', 'subscribe']);
    expect([bench.state(BTC), bench.isRight(BTC)]).toEqual(['LIVE', true]);
  });

  it('cannot be compared on the batched channel, nor at another time', () => {
    const batched = levels('level2_batch');
    batched.receive(batched.venue.change(BTC, [['10', '3']]));
    expect(batched.receive(batched.venue.ticker(BTC))).toEqual([]);
    const plain = levels();
    const early = plain.venue.ticker(BTC);
    plain.receive(plain.venue.change(BTC, [['10', '3']]));
    expect(plain.receive(early)).toEqual([]);
    for (const bench of [batched, plain]) {
      expect(bench.normalizer.summary().unverifiable).toBe(1);
    }
  });

  it('go STALE all together when a message cannot be read, for it may have been of any of them', () => {
    const bench = levels();
    bench.receive('{"type":"l2upd');
    expect([...bench.wasStale.values()]).toEqual(['sequence-gap', 'sequence-gap']);
    bench.pass(5e9);
    expect([bench.state(BTC), bench.state('ETH-USD')]).toEqual(['LIVE', 'LIVE']);
    expect(bench.refusals).toEqual({ 'malformed-json': 1 });
  });

  it('tell trades once, from the side that came in, and count those that are missing', () => {
    const bench = levels();
    const { venue } = bench;
    bench.receive(venue.matchText(BTC, 'last_match', 100));
    const first = venue.matchText(BTC);
    for (const text of [first, first, venue.matchText(BTC, 'match', 105)]) bench.receive(text);
    const trades = bench.events.filter((event) => event.type === 'trade');
    expect(trades.map(({ tradeId, side, price }) => [tradeId, side, price])).toEqual([
      [101, 0, 1050],
      [105, 0, 1050],
    ]);
    expect(bench.normalizer.summary().lostTrades).toBe(3);
  });

  it('are HALTED while the product is, and rebuilt when the product is silent', () => {
    const bench = levels();
    bench.venue.products = [
      {
        id: BTC,
        base_increment: '0.001',
        quote_increment: '0.01',
        status: 'online',
        cancel_only: true,
      },
    ];
    bench.pass(61e9);
    expect(bench.state(BTC)).toBe('HALTED venue-halt');
    const silent = exchangeBench('level2', undefined, { silenceNs: 15e9 });
    silent.pass(1e8);
    silent.wasStale.clear();
    silent.pass(16e9);
    expect(silent.wasStale.get(BTC)).toBe('silent');
    expect(silent.state(BTC)).toBe('LIVE');
  });

  it('move to the connection that replaces theirs with its snapshot, and are never STALE', () => {
    const bench = levels();
    bench.normalizer.rotate('A1');
    bench.obey();
    bench.pass(1e9);
    expect(bench.connections).toEqual(['A1.2']);
    bench.receive(bench.venue.change(BTC, [['9', '5']]), 'A1.2');
    expect([bench.wasStale.size, bench.state(BTC), bench.isRight(BTC)]).toEqual([0, 'LIVE', true]);
  });
});

describe('Coinbase Exchange orders', () => {
  it('are fetched once something of the product is heard, and rest in their order', () => {
    const bench = orders();
    expect(bench.fetched.slice(1)).toEqual([
      'https://x/products/BTC-USD/book?level=3',
      'https://x/products/ETH-USD/book?level=3',
    ]);
    expect(bench.recorder.definitions[0]).toMatchObject({ venue: 'coinbase-l3', symbol: BTC });
    expect([bench.state(BTC), ...queueOf(bench)]).toEqual(['LIVE', 'bid 10 1000', 'ask 11 2000']);
  });

  it('open, trade, shrink, move and go as the venue says, queue by queue', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seeded(seed);
        const pick = (count: number): number => Math.floor(random() * count);
        const bench = orders();
        const { venue } = bench;
        for (let i = 0; i < 60; i++) {
          const resting = venue.orders(BTC);
          const order = resting[pick(resting.length)];
          const kind = order === undefined ? 0 : pick(8);
          if (kind < 3) {
            bench.receive(
              venue.open(BTC, pick(2) === 0 ? 'bid' : 'ask', String(8 + pick(6)), 1 + pick(999)),
            );
          } else if (kind === 3) bench.receive(venue.received(BTC));
          else if (kind === 4) bench.receive(venue.match(BTC, order!, 1 + pick(order!.size)));
          else if (kind === 5) bench.receive(venue.done(BTC, order!));
          else if (kind === 6)
            bench.receive(venue.modify(BTC, order!, order!.price, 1 + pick(999)));
          else bench.receive(venue.modify(BTC, order!, String(8 + pick(6)), 1 + pick(999)));
          expect(queueOf(bench)).toEqual(venueQueue(venue));
          expect(bench.isRight(BTC)).toBe(true);
        }
        expect([bench.wasStale.size, bench.refusals]).toEqual([0, {}]);
      }),
      { numRuns: 30 },
    );
  });

  it('ignore the end and the change of orders that do not rest', () => {
    const bench = orders();
    const stranger = { id: uuid(0xabc), side: 'bid' as const, price: '9', size: 5 };
    const done = bench.receive(bench.venue.done(BTC, stranger));
    expect(done.map((event) => event.type)).toEqual(['message-end']);
    expect(queueOf(bench)).toEqual(['bid 10 1000', 'ask 11 2000']);
  });

  it.each([
    ['a match at another price', /"price":"10"/, '"price":"10.5"'],
    ['a match of more than rests', /"size":"0.400"/, '"size":"1.400"'],
    ['a match on the other side', /"side":"buy"/, '"side":"sell"'],
    ['a match of nobody', /"maker_order_id":"[^"]*"/, `"maker_order_id":"${uuid(0xdef)}"`],
  ])('are rebuilt where a message contradicts them: %s', (_, pattern, text) => {
    const bench = orders();
    const match = bench.venue.match(BTC, bench.venue.orders(BTC)[0]!, 400);
    expect(match).toMatch(pattern);
    bench.receive(match.replace(pattern, text));
    expect([...bench.wasStale]).toEqual([[BTC, 'verify-failed']]);
    bench.pass(5e9);
    expect([bench.state(BTC), ...queueOf(bench)]).toEqual(['LIVE', 'bid 10 600', 'ask 11 2000']);
    expect(bench.refusals).toEqual({ contradiction: 1 });
  });

  it('keep their handles through a new image, and forget those of orders that are gone', () => {
    const bench = orders();
    const handles = (): number[] => [...bench.applier.bySymbol(BTC)!.orders.keys()];
    const before = handles();
    bench.venue.received(BTC);
    bench.receive(bench.venue.open(BTC, 'bid', '9', 5));
    expect(bench.wasStale.get(BTC)).toBe('sequence-gap');
    bench.pass(5e9);
    expect(handles()).toEqual(expect.arrayContaining(before));
    expect(handles()).toHaveLength(3);
    expect(new Set([...handles(), ...before]).size).toBe(3);
  });

  it('refuse an image that shows an order twice, or one of no size', () => {
    const bench = orders();
    const { venue } = bench;
    const { list } = venue;
    const texts = [
      venue.imageText(BTC).replace(uuid(3), uuid(1)),
      venue.imageText(BTC).replace('"1.000"', '"0.000"'),
    ];
    venue.list = (url) =>
      url.includes('BTC') ? (texts.shift() ?? list.call(venue, url)) : undefined;
    venue.received(BTC);
    bench.receive(venue.received(BTC));
    bench.pass(20e9);
    expect(texts).toEqual([]);
    expect([bench.state(BTC), ...queueOf(bench)]).toEqual(['LIVE', 'bid 10 1000', 'ask 11 2000']);
  });
});

describe('two lines of Coinbase Exchange orders', () => {
  it('lose nothing that either has brought, and tell everything once', () => {
    const bench = orders(2);
    const { venue } = bench;
    for (const symbol of venue.symbols) bench.receive(venue.heartbeat(symbol), 'B1');
    const texts = [1, 2, 3, 4, 5, 6].map((size) => venue.open(BTC, 'bid', '9', size));
    // Both lines know the product.
    bench.receive(texts[0]!, 'A1');
    bench.receive(texts[0]!, 'B1');
    // A has lost the third, B the second.
    for (const [place, line] of [
      [1, 'A1'],
      [3, 'A1'],
      [4, 'A1'],
      [2, 'B1'],
      [3, 'B1'],
    ] as const) {
      bench.receive(texts[place]!, line);
    }
    expect(bench.wasStale.size).toBe(0);
    expect(queueOf(bench).slice(2)).toEqual([1, 2, 3, 4, 5].map((size) => `bid 9 ${size}`));
    bench.normalizer.disconnected('A1');
    bench.receive(texts[4]!, 'B1');
    bench.receive(texts[5]!, 'B1');
    expect([bench.wasStale.size, bench.isRight(BTC)]).toEqual([0, true]);
    expect(bench.normalizer.summary().lines!['A']!.first).toBeGreaterThan(0);
  });

  it('wait no longer for each other than they are told to', () => {
    const bench = orders(2);
    const { venue } = bench;
    const texts = [1, 2, 3].map((size) => venue.open(BTC, 'bid', '9', size));
    bench.receive(texts[0]!, 'A1');
    bench.receive(texts[0]!, 'B1');
    bench.receive(texts[2]!, 'A1');
    expect(bench.wasStale.size).toBe(0);
    bench.pass(1e9);
    expect(bench.wasStale.get(BTC)).toBe('sequence-gap');
    expect([bench.state(BTC), bench.isRight(BTC)]).toEqual(['LIVE', true]);
  });
});

describe('a capture of Coinbase Exchange', () => {
  it('is of levels or of orders, as it was subscribed to', () => {
    const recorder = new EventRecorder();
    const normalizer = new ExchangeNormalizer(
      {
        sink: recorder,
        register: recorder,
        random: () => 0,
        endpoints: { webSocket: 'wss://x', rest: 'https://x' },
      },
      { channel: 'level2_batch' },
    );
    const venue = new ExchangeVenue();
    venue.open(BTC, 'bid', '10', 1000);
    normalizer.atTime(1, 1);
    normalizer.connected('ws');
    normalizer.sent('ws', `{"type":"subscribe","product_ids":["${BTC}"],"channels":["full"]}`);
    normalizer.sent(
      'ws',
      '{"type":"subscribe","channels":[{"name":"level2","product_ids":["ETH-USD"]}]}',
    );
    normalizer.received('ws', Buffer.from(venue.open(BTC, 'ask', '11', 2000)));
    normalizer.received('ws', Buffer.from(venue.snapshot('ETH-USD')));
    normalizer.answered(
      `https://api.pro.coinbase.com/products/${BTC}/book?level=3`,
      Buffer.from(venue.imageText(BTC)),
    );
    expect(recorder.definitions.map(({ venue: name, symbol }) => `${name}:${symbol}`)).toEqual([
      'coinbase-l3:BTC-USD',
      'coinbase-exchange:ETH-USD',
    ]);
    const types = recorder.take().map((event) => event.type);
    expect(types.filter((type) => type === 'order-add')).toHaveLength(2);
    expect(types.filter((type) => type === 'image-end')).toHaveLength(2);
  });
});

describe('a login', () => {
  const secrets = { key: 'K', passphrase: 'P', secret: Buffer.from('hidden').toString('base64') };
  const text = '{"type":"subscribe","product_ids":["BTC-USD"],"channels":["full"]}';

  it('signs a subscribe with the time, and sends all but the secret', () => {
    const sent = JSON.parse(withLogin(text, secrets, 1_700_000_000_999)) as Record<string, unknown>;
    const signature = createHmac('sha256', 'hidden')
      .update('1700000000GET/users/self/verify')
      .digest('base64');
    expect(sent).toEqual({
      ...(JSON.parse(text) as object),
      key: 'K',
      passphrase: 'P',
      timestamp: '1700000000',
      signature,
    });
    expect(JSON.stringify(sent)).not.toContain(secrets.secret);
  });

  it('leaves everything else as it is', () => {
    expect(withLogin(text, { key: 'K', passphrase: 'P' }, 0)).toBe(text);
    const unsubscribe = text.replace('subscribe', 'unsubscribe');
    expect(withLogin(unsubscribe, secrets, 0)).toBe(unsubscribe);
    expect(withLogin('no JSON', secrets, 0)).toBe('no JSON');
  });
});
