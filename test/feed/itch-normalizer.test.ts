import { describe, expect, it } from 'vitest';
import { ItchNormalizer } from '../../src/feed/normalize/itch/itch-normalizer.js';
import { EventRecorder, ListRegister, type RecordedEvent } from './itch-event-recorder.js';
import * as itch from './itch-bytes.js';

function makeNormalizer(options: { limit?: number; midnightSeconds?: number } = {}) {
  const sink = new EventRecorder();
  const register = new ListRegister(options.limit);
  const normalizer = new ItchNormalizer({
    sink,
    register,
    venue: 'itch',
    midnightSeconds: options.midnightSeconds ?? 0,
  });
  /** The events of these messages. */
  const feed = (...messages: Buffer[]): RecordedEvent[] => {
    for (const message of messages) {
      normalizer.process(new DataView(message.buffer, message.byteOffset, message.length), 0);
    }
    return sink.take();
  };
  return { sink, register, normalizer, feed };
}

/** Two stocks, ACME on locate 5 and ZYX on 9; three messages have gone by. */
function withStocks() {
  const made = makeNormalizer();
  made.feed(itch.systemEvent('O'), itch.directory(5, 'ACME'), itch.directory(9, 'ZYX'));
  return made;
}

const BIG_ID = 0xfedcba9876543210n;

describe('the ITCH normalizer', () => {
  it('makes an instrument and a live status of a stock directory entry', () => {
    const { feed, register } = makeNormalizer();
    expect(feed(itch.directory(5, 'ACME'))).toMatchObject([
      { type: 'instrument', instrument: 0, sequence: 1, last: false },
      { type: 'status', instrument: 0, state: 'LIVE', reason: 'none', sequence: 1, last: true },
    ]);
    expect(register.definitions).toEqual([
      {
        venue: 'itch',
        symbol: 'ACME',
        priceScale: 4,
        quantityScale: 0,
        tickSize: 0,
        lotSize: 1,
        depthLimit: 0,
      },
    ]);
  });

  it('says nothing about a directory entry that is repeated, and tells a changed one', () => {
    const { feed, register } = withStocks();
    expect(feed(itch.directory(5, 'ACME'))).toEqual([]);
    expect(feed(itch.directory(5, 'ACME', 'Y'))).toMatchObject([
      { type: 'instrument', instrument: 0 },
      { type: 'status', last: true },
    ]);
    expect(register.definitions[0]!.lotSize).toBe(100);
  });

  it('adds orders with exact 64-bit ids on both sides', () => {
    const { feed } = withStocks();
    expect(
      feed(
        itch.addOrder(5, BIG_ID, 'B', 300, 'ACME', 1_234_500),
        itch.addAttributed(9, 7n, 'S', 4_294_967_295, 'ZYX', 4_294_967_295),
      ),
    ).toEqual([
      {
        type: 'order-add',
        instrument: 0,
        sequence: 4,
        last: true,
        flags: [],
        side: 0,
        price: 1_234_500,
        quantity: 300,
        id: BIG_ID,
      },
      {
        type: 'order-add',
        instrument: 1,
        sequence: 5,
        last: true,
        flags: [],
        side: 1,
        price: 4_294_967_295,
        quantity: 4_294_967_295,
        id: 7n,
      },
    ]);
  });

  it('makes executions of E and C, with price and printability from C', () => {
    const { feed } = withStocks();
    expect(
      feed(
        itch.executed(5, BIG_ID, 10, BIG_ID - 1n),
        itch.executedPrice(5, 3n, 20, 4n, 'Y', 99_900),
        itch.executedPrice(5, 3n, 20, 4n, 'N', 99_900),
      ),
    ).toMatchObject([
      {
        type: 'order-reduce',
        flags: ['EXECUTED'],
        id: BIG_ID,
        id2: BIG_ID - 1n,
        quantity: 10,
        last: true,
      },
      {
        type: 'order-reduce',
        flags: ['EXECUTED', 'HAS_PRICE'],
        id: 3n,
        id2: 4n,
        quantity: 20,
        price: 99_900,
        last: true,
      },
      { type: 'order-reduce', flags: ['EXECUTED', 'HAS_PRICE', 'NON_PRINTABLE'], last: true },
    ]);
  });

  it('reduces, deletes and replaces orders', () => {
    const { feed } = withStocks();
    expect(
      feed(
        itch.cancel(5, BIG_ID, 25),
        itch.deleteOrder(9, BIG_ID),
        itch.replace(5, BIG_ID, 8n, 70, 10_100),
      ),
    ).toEqual([
      {
        type: 'order-reduce',
        instrument: 0,
        sequence: 4,
        last: true,
        flags: [],
        price: 0,
        quantity: 25,
        id: BIG_ID,
        id2: 0n,
      },
      { type: 'order-delete', instrument: 1, sequence: 5, last: true, flags: [], id: BIG_ID },
      {
        type: 'order-replace',
        instrument: 0,
        sequence: 6,
        last: true,
        flags: [],
        price: 10_100,
        quantity: 70,
        id: BIG_ID,
        id2: 8n,
      },
    ]);
  });

  it('makes trades of P, Q and B', () => {
    const { feed } = withStocks();
    expect(
      feed(
        itch.trade(5, 50, 'ACME', 10_000, 11n),
        itch.cross(5, 12_345_678_901n, 'ACME', 10_050, 12n),
        itch.brokenTrade(5, 11n),
      ),
    ).toMatchObject([
      {
        type: 'trade',
        flags: ['HIDDEN'],
        side: 2,
        price: 10_000,
        quantity: 50,
        id: 11n,
        last: true,
      },
      {
        type: 'trade',
        flags: ['AUCTION'],
        side: 2,
        price: 10_050,
        quantity: 12_345_678_901,
        id: 12n,
        last: true,
      },
      { type: 'trade', flags: ['BROKEN'], side: 2, id: 11n, last: true },
    ]);
    expect(feed(itch.cross(5, 0n, 'ACME', 0, 0n))).toEqual([]);
  });

  it('halts on trading actions H, P and Q and is live again on T, told once each', () => {
    const { feed } = withStocks();
    const actions = ['H', 'P', 'Q', 'T', 'T'].map((state) => itch.tradingAction(5, 'ACME', state));
    expect(feed(...actions)).toMatchObject([
      {
        type: 'status',
        instrument: 0,
        state: 'HALTED',
        reason: 'venue-halt',
        last: true,
        sequence: 4,
      },
      { type: 'status', instrument: 0, state: 'LIVE', reason: 'none', last: true, sequence: 7 },
    ]);
  });

  it('stays halted until the trading halt and the operational halt are both over', () => {
    const { feed } = withStocks();
    expect(feed(itch.operationalHalt(5, 'ACME', 'B', 'H'))).toEqual([]);
    expect(feed(itch.operationalHalt(5, 'ACME', 'Q', 'H'))).toMatchObject([{ state: 'HALTED' }]);
    expect(
      feed(itch.tradingAction(5, 'ACME', 'H'), itch.operationalHalt(5, 'ACME', 'Q', 'T')),
    ).toEqual([]);
    expect(feed(itch.tradingAction(5, 'ACME', 'T'))).toMatchObject([{ state: 'LIVE' }]);
  });

  it('tells the end of the session once, in one venue message, and keeps the books', () => {
    const { feed } = withStocks();
    expect(feed(itch.systemEvent('M'), itch.systemEvent('E'), itch.systemEvent('C'))).toMatchObject(
      [
        {
          type: 'status',
          instrument: 0,
          state: 'LIVE',
          reason: 'session-end',
          last: false,
          sequence: 5,
        },
        {
          type: 'status',
          instrument: 1,
          state: 'LIVE',
          reason: 'session-end',
          last: true,
          sequence: 5,
        },
      ],
    );
  });

  it('ends the message of a session end with LAST even when the last stock has nothing to tell', () => {
    const { feed } = withStocks();
    feed(itch.tradingAction(9, 'ZYX', 'H'));
    expect(feed(itch.systemEvent('E'))).toMatchObject([
      { instrument: 0, reason: 'session-end', last: true },
    ]);
  });

  it('clears every book when another session begins, and is live again when it is declared', () => {
    const { feed } = withStocks();
    expect(feed(itch.systemEvent('C'), itch.systemEvent('O')).slice(2)).toMatchObject([
      { type: 'book-clear', instrument: 0, reason: 'venue-reset', last: false },
      { type: 'book-clear', instrument: 1, reason: 'venue-reset', last: true },
    ]);
    expect(feed(itch.directory(6, 'ACME'))).toMatchObject([
      { type: 'status', instrument: 0, state: 'LIVE', last: true },
    ]);
  });

  it('declares a stock from the first message that names it when a file starts mid-session', () => {
    for (const message of [
      itch.addOrder(5, 1n, 'B', 1, 'LATE', 1),
      itch.addAttributed(5, 1n, 'B', 1, 'LATE', 1),
      itch.trade(5, 1, 'LATE', 1, 1n),
      itch.cross(5, 1n, 'LATE', 1, 1n),
    ]) {
      const { feed, register } = makeNormalizer();
      const events = feed(message);
      expect(events.map((event) => [event.type, event.last])).toEqual([
        ['instrument', false],
        ['status', false],
        [events[2]!.type, true],
      ]);
      expect(register.definitions[0]!.symbol).toBe('LATE');
    }
    const { feed } = makeNormalizer();
    expect(feed(itch.tradingAction(5, 'LATE', 'T'))).toMatchObject([
      { type: 'instrument', last: false },
      { type: 'status', state: 'LIVE', last: true },
    ]);
  });

  it('counts messages on a locate that nobody declared and that name no stock', () => {
    const { feed, normalizer } = makeNormalizer();
    const messages = [
      itch.executed(5, 1n, 1, 1n),
      itch.executedPrice(5, 1n, 1, 1n, 'Y', 1),
      itch.cancel(5, 1n, 1),
      itch.deleteOrder(5, 1n),
      itch.replace(5, 1n, 2n, 1, 1),
      itch.brokenTrade(5, 1n),
    ];
    expect(feed(...messages)).toEqual([]);
    expect(normalizer.undeclaredCount).toBe(6);
  });

  it('counts messages that say nothing about books by their type, and numbers them all the same', () => {
    const { feed, normalizer } = withStocks();
    const silent = itch.silentMessages(5, 'ACME');
    expect(feed(...silent)).toEqual([]);
    expect(feed(itch.deleteOrder(5, 1n))).toMatchObject([{ sequence: 3 + silent.length + 1 }]);
    expect(normalizer.types.byType()).toEqual({
      S: 1,
      R: 2,
      Y: 1,
      L: 1,
      V: 1,
      W: 1,
      K: 1,
      J: 1,
      D: 1,
      I: 1,
      N: 1,
      O: 1,
    });
  });

  it('quarantines one instrument on a value that cannot be, and goes on with the others', () => {
    for (const bad of [
      itch.addOrder(5, 1n, 'Z', 1, 'ACME', 1),
      itch.cross(5, 1n << 53n, 'ACME', 1, 1n),
    ]) {
      const { feed, normalizer } = withStocks();
      expect(feed(bad)).toMatchObject([
        { type: 'status', instrument: 0, state: 'STALE', reason: 'value-refused', last: true },
      ]);
      expect(feed(itch.addOrder(5, 2n, 'B', 1, 'ACME', 1), itch.deleteOrder(5, 2n))).toEqual([]);
      expect(feed(itch.addOrder(9, 3n, 'B', 1, 'ZYX', 1))).toMatchObject([
        { type: 'order-add', instrument: 1 },
      ]);
      expect(normalizer.refusedValueCount).toBe(1);
      expect(normalizer.undeclaredCount).toBe(0);
    }
  });

  it('keeps a quarantined instrument dark when it is declared again, until the next session clears it', () => {
    const { feed } = withStocks();
    feed(itch.addOrder(5, 1n, 'Z', 1, 'ACME', 1));
    expect(feed(itch.directory(5, 'ACME'), itch.addOrder(5, 2n, 'B', 1, 'ACME', 1))).toEqual([]);
    expect(feed(itch.systemEvent('O'))).toMatchObject([
      { type: 'book-clear', instrument: 1, last: false },
      { type: 'book-clear', instrument: 0, reason: 'venue-reset', last: true },
    ]);
    expect(feed(itch.directory(5, 'ACME'))).toMatchObject([{ instrument: 0, state: 'LIVE' }]);
  });

  it('clears the book of a stock whose locate is given to another, and counts it', () => {
    const { feed, normalizer } = withStocks();
    expect(feed(itch.directory(5, 'NEWCO'))).toMatchObject([
      { type: 'book-clear', instrument: 0, reason: 'venue-reset', last: false, sequence: 4 },
      { type: 'instrument', instrument: 2, last: false, sequence: 4 },
      { type: 'status', instrument: 2, state: 'LIVE', last: true, sequence: 4 },
    ]);
    expect(normalizer.refusedValueCount).toBe(1);
    expect(feed(itch.addOrder(5, 1n, 'B', 1, 'NEWCO', 1))).toMatchObject([{ instrument: 2 }]);
  });

  it('clears the book of a stock whose locate goes to one that finds the table full', () => {
    const { feed } = makeNormalizer({ limit: 1 });
    feed(itch.directory(5, 'ACME'));
    expect(feed(itch.directory(5, 'NEWCO'))).toMatchObject([
      { type: 'book-clear', instrument: 0, reason: 'venue-reset', last: true },
    ]);
  });

  it('refuses an order or trade that names another stock than its locate, and trusts the locate', () => {
    for (const contradiction of [
      itch.addOrder(5, 1n, 'B', 1, 'ZYX', 1),
      itch.addAttributed(5, 1n, 'B', 1, 'ACMEX', 1),
      itch.trade(5, 1, 'ZYX', 1, 1n),
      itch.cross(5, 1n, 'ZYX', 1, 1n),
    ]) {
      const { feed, normalizer } = withStocks();
      expect(feed(contradiction)).toEqual([]);
      expect(normalizer.refusedValueCount).toBe(1);
      expect(feed(itch.addOrder(5, 2n, 'B', 1, 'ACME', 1))).toMatchObject([
        { type: 'order-add', instrument: 0 },
      ]);
    }
  });

  it('drops the messages of stocks that find the instrument table full', () => {
    const { feed, normalizer } = makeNormalizer({ limit: 1 });
    feed(itch.directory(5, 'ACME'));
    expect(
      feed(itch.directory(9, 'ZYX'), itch.addOrder(9, 1n, 'B', 1, 'ZYX', 1), itch.systemEvent('E')),
    ).toMatchObject([{ type: 'status', instrument: 0, last: true }]);
    expect(normalizer.undeclaredCount).toBe(0);
  });

  it('gives venue times from midnight, to the nanosecond', () => {
    const midnightSeconds = 1_577_682_000;
    const { sink, feed } = makeNormalizer({ midnightSeconds });
    const times = [0, 1, 4_294_967_295, 4_294_967_296, 86_399_999_999_999];
    feed(itch.directory(5, 'ACME', 'N', 0));
    sink.venueNs.length = 0;
    feed(...times.map((ns, index) => itch.addOrder(5, BigInt(index), 'B', 1, 'ACME', 1, ns)));
    expect(sink.venueNs).toEqual(
      times.map((ns) => BigInt(midnightSeconds) * 1_000_000_000n + BigInt(ns)),
    );
  });
});
