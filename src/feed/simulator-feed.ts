/**
 * The exchange simulator as a live feed: messages of the order flow as true ITCH bytes, through the
 * same normalizer as a file, and images of its books on request. Owns the alignment of the two: an
 * image is the market as of the last message handed on. Must never allocate per message. Feed thread.
 */
import { writeImageBegin, writeImageEnd } from '../event/control.js';
import { writeOrderAdd } from '../event/order.js';
import type { EventSink } from '../event/sink.js';
import { EVENT_FLAG } from '../event/types.js';
import { ASK, BID, type Side } from '../market/side.js';
import { asLots, asTicks, type InstrumentId } from '../market/units.js';
import type { InstrumentRegistry } from './instrument-registry.js';
import { ItchNormalizer } from './normalize/itch/itch-normalizer.js';
import { LENGTH_PREFIX_BYTES } from './normalize/itch/itch-framing.js';
import { WRITTEN_BYTES_MAX } from './source/simulator/itch-writer.js';
import { OrderFlow } from './source/simulator/order-flow.js';
import { WINDOW_TICKS } from './source/simulator/simulated-market.js';
import type { FeedSource, FeedSummary, ImageOrigin, Pacing } from './source.js';

export interface SimulatorFeedOptions {
  readonly sink: EventSink;
  readonly registry: InstrumentRegistry;
  readonly symbols: number;
  readonly seed: number;
  readonly messagesPerSecond: number;
  /** Orders alive over all symbols; the population settles below. */
  readonly liveOrderLimit?: number;
  readonly venue?: string;
  /** Wall time of the first message, ms since 1970: venue times go on from there. Without it they are times of day. */
  readonly wallStartMs?: number;
}

/** Resting orders per symbol unless the options say otherwise. */
export const LIVE_ORDERS_PER_SYMBOL_DEFAULT = 256;
/** Messages per symbol that fill the books at once at the start. */
const PRIMING_PER_SYMBOL = 256;
const DAY_SECONDS = 86_400;
const MS_PER_SECOND = 1000;
const NS_PER_MS = 1e6;
const NS_PER_SECOND = 1e9;

export class SimulatorFeed implements FeedSource {
  readonly imageOrigin: ImageOrigin = 'simulator';
  private readonly flow: OrderFlow;
  private readonly normalizer: ItchNormalizer;
  private readonly bytes = new Uint8Array(WRITTEN_BYTES_MAX);
  private readonly view = new DataView(this.bytes.buffer);
  private readonly sink: EventSink;
  private readonly registry: InstrumentRegistry;
  private readonly midnightMs: number | undefined;
  /** Midnights of virtual time that the normalizer has been told. */
  private day = 0;

  /** @throws RangeError naming the option, its value and what is allowed. */
  constructor(options: SimulatorFeedOptions) {
    const { symbols, seed, messagesPerSecond, registry, sink, wallStartMs } = options;
    this.sink = sink;
    this.registry = registry;
    this.flow = new OrderFlow({
      symbols,
      seed,
      messagesPerSecond,
      liveOrderLimit: options.liveOrderLimit ?? symbols * LIVE_ORDERS_PER_SYMBOL_DEFAULT,
      primingMessages: symbols * PRIMING_PER_SYMBOL,
    });
    const venue = options.venue ?? 'sim';
    this.normalizer = new ItchNormalizer({ sink, register: registry, venue, midnightSeconds: 0 });
    if (wallStartMs !== undefined) {
      this.midnightMs = wallStartMs - Math.round(this.flow.clock.elapsedNs[0]! / NS_PER_MS);
      this.setMidnight();
    }
  }

  async open(): Promise<void> {}

  peek(next: Float64Array): void {
    next[0] = this.flow.clock.elapsedNs[0]!;
  }

  deliver(limit: number, pacing: Pacing): number {
    const { flow, normalizer, view } = this;
    const untilNs = pacing.dueSourceNs[0]!;
    let count = 0;
    while (count < limit) {
      const sourceNs = flow.clock.elapsedNs[0]!;
      if (sourceNs > untilNs) break;
      if (flow.clock.day !== this.day) this.setMidnight();
      flow.emit(view, 0);
      normalizer.header.receivedNs = pacing.received(sourceNs);
      normalizer.process(view, LENGTH_PREFIX_BYTES);
      count++;
    }
    return count;
  }

  async refill(): Promise<void> {}

  /** Every image is one venue message, with the source sequence of the last message handed on. */
  resync(lane: number, laneCount: number, receivedNs: number): void {
    const { normalizer, registry, flow } = this;
    normalizer.header.receivedNs = receivedNs;
    for (let symbol = 0; symbol < flow.market.symbolCount; symbol++) {
      const instrument = normalizer.instrumentOf(symbol + 1);
      if (instrument < 0 || registry.laneOf(instrument, laneCount) !== lane) continue;
      this.writeImage(symbol, instrument);
    }
  }

  summary(): FeedSummary {
    const { normalizer } = this;
    return {
      messages: normalizer.messageCount,
      gaps: 0,
      unknownMessages: 0,
      refusedValues: normalizer.refusedValueCount,
      undeclaredInstruments: normalizer.undeclaredCount,
      messagesByType: normalizer.types.byType(),
    };
  }

  /** There is no end. */
  progress(): { done: number; total: number } {
    return { done: 0, total: 0 };
  }

  async close(): Promise<void> {}

  private writeImage(symbol: number, instrument: InstrumentId): void {
    const { sink } = this;
    const { header } = this.normalizer;
    writeImageBegin(sink.views, sink.next(), header, instrument, 0);
    const market = this.flow.market;
    for (let tick = market.best(symbol, BID); tick >= 0; tick--) {
      this.writeQueue(symbol, instrument, BID, tick);
    }
    for (let tick = market.best(symbol, ASK); tick < WINDOW_TICKS; tick++) {
      this.writeQueue(symbol, instrument, ASK, tick);
    }
    writeImageEnd(sink.views, sink.next(), header, instrument, EVENT_FLAG.LAST);
  }

  /** One level, first in the queue first. */
  private writeQueue(symbol: number, instrument: InstrumentId, side: Side, tick: number): void {
    const { sink, flow } = this;
    const { market } = flow;
    const price = asTicks(flow.priceOf(symbol, tick));
    for (
      let order = market.firstOrder(symbol, tick);
      order !== 0;
      order = market.nextOrder(order)
    ) {
      writeOrderAdd(
        sink.views,
        sink.next(),
        this.normalizer.header,
        instrument,
        0,
        side,
        market.referenceHighOf(order),
        market.referenceLowOf(order),
        price,
        asLots(market.quantityOf(order)),
      );
    }
  }

  /** Timestamps count from midnight of the virtual day: tell the normalizer which one. */
  private setMidnight(): void {
    this.day = this.flow.clock.day;
    if (this.midnightMs === undefined)
      return this.normalizer.setMidnight(this.day * DAY_SECONDS, 0);
    const seconds = Math.floor(this.midnightMs / MS_PER_SECOND);
    const nanoseconds =
      (this.midnightMs - seconds * MS_PER_SECOND) * (NS_PER_SECOND / MS_PER_SECOND);
    this.normalizer.setMidnight(seconds + this.day * DAY_SECONDS, nanoseconds);
  }
}
