import { describe, expect, it } from 'vitest';
import { InstrumentTable } from '../../src/event/instrument-table.js';
import { InstrumentRegistry } from '../../src/feed/instrument-registry.js';
import { SimulatorFeed, type SimulatorFeedOptions } from '../../src/feed/simulator-feed.js';
import { asInstrumentId } from '../../src/market/units.js';
import { EventRecorder, type RecordedEvent } from './itch-event-recorder.js';
import { nextSourceNs, pacingUntil } from './source-turns.js';

function makeFeed(options: Partial<SimulatorFeedOptions> = {}) {
  const sink = new EventRecorder();
  const table = new InstrumentTable(InstrumentTable.allocate(64, 1));
  const registry = new InstrumentRegistry(table, 0);
  const feed = new SimulatorFeed({
    sink,
    registry,
    symbols: 5,
    seed: 11,
    messagesPerSecond: 10_000,
    ...options,
  });
  const deliver = (count: number): RecordedEvent[] => {
    expect(
      feed.deliver(
        count,
        pacingUntil(Infinity, (ns) => ns),
      ),
    ).toBe(count);
    return sink.take();
  };
  return { feed, sink, table, registry, deliver };
}

interface Order {
  readonly id: bigint;
  readonly side: number;
  readonly price: number;
  quantity: number;
}

/** Order queues per instrument, kept from events as slowly and plainly as possible. */
class EventBooks {
  readonly books = new Map<number, Order[]>();

  apply(events: readonly RecordedEvent[]): void {
    for (const event of events) this.applyOne(event);
  }

  /** Orders by side and price, first come first, in a form that two books can be compared by. */
  shape(instrument: number): string[] {
    const orders = this.books.get(instrument) ?? [];
    const rows = orders.map((order, index) => ({ order, index }));
    rows.sort(
      (a, b) => a.order.side - b.order.side || a.order.price - b.order.price || a.index - b.index,
    );
    return rows.map(({ order }) => `${order.side} ${order.price} ${order.id} ${order.quantity}`);
  }

  private applyOne(event: RecordedEvent): void {
    const orders = this.books.get(event.instrument) ?? [];
    this.books.set(event.instrument, orders);
    const at = orders.findIndex((order) => order.id === event.id);
    switch (event.type) {
      case 'image-begin':
        orders.length = 0;
        break;
      case 'order-add':
        orders.push({
          id: event.id!,
          side: event.side!,
          price: event.price!,
          quantity: event.quantity!,
        });
        break;
      case 'order-delete':
        orders.splice(at, 1);
        break;
      case 'order-reduce':
        orders[at]!.quantity -= event.quantity!;
        if (orders[at]!.quantity === 0) orders.splice(at, 1);
        break;
      case 'order-replace': {
        const [old] = orders.splice(at, 1);
        orders.push({ ...old!, id: event.id2!, price: event.price!, quantity: event.quantity! });
        break;
      }
    }
  }
}

describe('the simulator as a feed', () => {
  it('declares its instruments, then trades, and never ends', () => {
    const { feed, table, deliver } = makeFeed();
    const events = deliver(5000);
    expect(table.readAll().map((each) => [each.venue, each.priceScale])).toEqual(
      Array(5).fill(['sim', 4]),
    );
    expect(events.filter((event) => event.type === 'instrument')).toHaveLength(5);
    expect(
      events.filter((event) => event.type === 'status').every((event) => event.state === 'LIVE'),
    ).toBe(true);
    expect(events.filter((event) => event.last)).toHaveLength(
      new Set(events.map((event) => event.sequence)).size,
    );
    expect(nextSourceNs(feed)).toBeLessThan(Infinity);
    expect(feed.summary()).toMatchObject({
      messages: 5000,
      undeclaredInstruments: 0,
      refusedValues: 0,
    });
  });

  it('gives images that equal the books kept from its own messages, queue by queue, at any moment', () => {
    const { feed, sink, deliver } = makeFeed();
    const kept = new EventBooks();
    for (const count of [0, 40, 1, 7, 1200, 3000, 1]) {
      kept.apply(deliver(count));
      feed.resync(0, 1, 99);
      const image = sink.take();
      const images = new EventBooks();
      images.apply(image);
      const symbols = feed.summary().messages < 20 ? 0 : 5;
      if (symbols > 0) expect(images.books.size).toBe(symbols);
      for (const instrument of images.books.keys()) {
        expect(images.shape(instrument)).toEqual(kept.shape(instrument));
      }
    }
    expect([...kept.books.values()].every((orders) => orders.length > 20)).toBe(true);
  });

  it('makes each image one venue message with the sequence of the last message', () => {
    const { feed, sink, deliver } = makeFeed();
    deliver(2000);
    sink.receivedNs.length = 0;
    feed.resync(0, 1, 4242);
    const events = sink.take();
    expect(new Set(events.map((event) => event.sequence))).toEqual(new Set([2000]));
    expect(new Set(sink.receivedNs)).toEqual(new Set([4242]));
    expect(events.filter((event) => event.last).map((event) => event.type)).toEqual(
      Array(5).fill('image-end'),
    );
    expect(events.filter((event) => event.type === 'image-begin')).toHaveLength(5);
    const order = events.filter((event) => event.instrument === 0).map((event) => event.type);
    expect([order[0], order.at(-1)]).toEqual(['image-begin', 'image-end']);
  });

  it('gives a lane the images of its own instruments only, and all lanes together every one', () => {
    const { feed, sink, table, deliver } = makeFeed();
    deliver(500);
    const seen: number[] = [];
    for (let lane = 0; lane < 3; lane++) {
      feed.resync(lane, 3, 0);
      const imaged = sink
        .take()
        .filter((event) => event.type === 'image-end')
        .map((event) => event.instrument);
      for (const id of imaged) expect(table.laneOf(asInstrumentId(id), 3)).toBe(lane);
      seen.push(...imaged);
    }
    expect(seen.sort()).toEqual([0, 1, 2, 3, 4]);
  });

  it('goes on with the flow after an image as if there had been none', () => {
    const disturbed = makeFeed();
    const plain = makeFeed();
    disturbed.deliver(1000);
    disturbed.feed.resync(0, 1, 0);
    disturbed.sink.take();
    plain.deliver(1000);
    expect(disturbed.deliver(1000)).toEqual(plain.deliver(1000));
  });

  it('keeps its population bounded', () => {
    const { feed, sink, deliver } = makeFeed({ liveOrderLimit: 300 });
    for (let i = 0; i < 40; i++) deliver(1000);
    feed.resync(0, 1, 0);
    const resting = sink.take().filter((event) => event.type === 'order-add').length;
    expect(resting).toBeLessThanOrEqual(310);
    expect(resting).toBeGreaterThan(200);
  });

  it('has venue times that go on from the wall clock, over midnight too', () => {
    const wallStartMs = Date.UTC(2024, 5, 3, 12, 0, 0, 250);
    const { feed, sink, deliver } = makeFeed({ wallStartMs, messagesPerSecond: 0.05 });
    const firstNs = nextSourceNs(feed);
    deliver(30_000);
    const times = sink.venueNs;
    expect(Math.abs(Number(times[0]! - BigInt(wallStartMs) * 1_000_000n))).toBeLessThan(1e6);
    for (let i = 1; i < times.length; i++) expect(times[i]! >= times[i - 1]!).toBe(true);
    const days = Number((times.at(-1)! - times[0]!) / 86_400_000_000_000n);
    expect(days).toBeGreaterThan(4);
    expect(nextSourceNs(feed) - firstNs).toBeGreaterThan(days * 86_400e9);
  });
});

describe('the instrument registry', () => {
  const definition = {
    venue: 'sim',
    symbol: 'A',
    priceScale: 4,
    quantityScale: 0,
    tickSize: 0,
    lotSize: 1,
    depthLimit: 0,
  };
  type Definition = Parameters<InstrumentRegistry['register']>[0];

  it('stripes ids over the feeds and keeps them', () => {
    const table = new InstrumentTable(InstrumentTable.allocate(10, 3));
    const registry = new InstrumentRegistry(table, 2);
    const ids = ['A', 'B', 'A'].map((symbol) =>
      registry.register({ ...definition, symbol } as Definition),
    );
    expect(ids).toEqual([2, 5, 2]);
    expect(table.version(asInstrumentId(2))).toBe(1);
    expect(registry.register({ ...definition, lotSize: 100 } as Definition)).toBe(2);
    expect(table.version(asInstrumentId(2))).toBe(2);
    expect(table.read(asInstrumentId(2))!.lotSize).toBe(100);
    expect(registry.ids()).toEqual([2, 5]);
  });

  it('refuses instruments beyond the table and counts them', () => {
    const registry = new InstrumentRegistry(new InstrumentTable(InstrumentTable.allocate(4, 2)), 1);
    const ids = ['A', 'B', 'C', 'D'].map((symbol) =>
      registry.register({ ...definition, symbol } as Definition),
    );
    expect(ids).toEqual([1, 3, -1, -1]);
    expect([registry.count, registry.refusedCount]).toEqual([2, 2]);
  });
});
