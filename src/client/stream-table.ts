/**
 * The replicas of a client: by name for as long as the client lives, by stream number for one
 * connection. Owns the replicas, the instruments they refer to, and who subscribed to which.
 */
import type { Instrument } from '../market/instrument.js';
import { streamSlot, type StreamSlot } from '../market/stream.js';
import type { StreamName } from './control-message.js';
import { StreamReplica, type InstrumentSource } from './stream-replica.js';
import type { Subscription } from './subscription.js';
import type { Update } from './update.js';

export interface Entry {
  readonly replica: StreamReplica;
  readonly subscribers: Set<Subscription>;
  /** Stream number on this connection, -1 while it has none. */
  stream: number;
}

const keyOf = (slot: StreamSlot, venue: string, symbol: string): string =>
  `${slot}:${venue}:${symbol}`;

export class StreamTable implements InstrumentSource {
  private readonly byKey = new Map<string, Entry>();
  private readonly byStream = new Map<number, Entry>();
  private readonly instruments = new Map<number, Instrument>();

  /** The connection is over: numbers and ids mean nothing any more. */
  disconnect(): void {
    for (const entry of this.byKey.values()) {
      entry.stream = -1;
      entry.replica.disconnect();
    }
    this.byStream.clear();
  }

  /** A connection begins: instruments are told anew. Until then replicas keep what they show. */
  connect(): void {
    this.instruments.clear();
  }

  define(instrument: Instrument): void {
    this.instruments.set(instrument.id, instrument);
  }

  instrument(id: number): Instrument | undefined {
    return this.instruments.get(id);
  }

  find(stream: number): Entry | undefined {
    return this.byStream.get(stream);
  }

  entries(): Iterable<Entry> {
    return this.byKey.values();
  }

  replicas(): StreamReplica[] {
    return [...this.byKey.values()].map((entry) => entry.replica);
  }

  /**
   * The server named a stream that `subscriptions` may cover.
   * @returns the entry and whether an image is still to come on this connection; undefined when nobody covers it.
   */
  adopt(
    name: StreamName,
    subscriptions: Iterable<Subscription>,
  ): { entry: Entry; isNew: boolean } | undefined {
    const slot = streamSlot(name.stream);
    const covering = [...subscriptions].filter(
      (each) => each.slot === slot && each.covers(name.venue, name.symbol),
    );
    if (covering.length === 0) return undefined;
    const key = keyOf(slot, name.venue, name.symbol);
    let entry = this.byKey.get(key);
    if (entry === undefined) {
      const replica = new StreamReplica(name.venue, name.symbol, slot, this);
      entry = { replica, subscribers: new Set(), stream: -1 };
      this.byKey.set(key, entry);
    }
    for (const subscription of covering) {
      entry.subscribers.add(subscription);
      subscription.cover(entry.replica);
    }
    const isNew = entry.stream !== name.stream;
    if (isNew) {
      entry.stream = name.stream;
      this.byStream.set(name.stream, entry);
      entry.replica.begin(name.instrument);
    }
    return { entry, isNew };
  }

  /** A subscription is over. @returns the stream numbers that nobody else covers; their replicas are gone. */
  release(subscription: Subscription): number[] {
    const orphans: number[] = [];
    for (const [key, entry] of this.byKey) {
      if (!entry.subscribers.delete(subscription) || entry.subscribers.size > 0) continue;
      if (entry.stream >= 0) orphans.push(entry.stream);
      this.byKey.delete(key);
      this.byStream.delete(entry.stream);
    }
    return orphans;
  }
}

export function deliver(entry: Entry, update: Update): void {
  for (const subscription of entry.subscribers) subscription.deliver(update);
}
