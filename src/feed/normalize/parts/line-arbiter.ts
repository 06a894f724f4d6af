/**
 * Arbitration between lines: connections that carry the same sequenced messages of an instrument. The
 * first copy to arrive counts; a hole in one line waits for another line to fill it. For venues whose
 * sequence is per instrument, and for a connection that is replaced while it still delivers. Owns what
 * is held and the lines' figures; the venue's sync rule stays the only judge of what joins on. Feed thread.
 *
 * A message leads its book from one id to another, whatever the venue calls them:
 *   Binance spot U-1 → u, futures pu → u; OKX prevSeqId → seqId; Deribit prev_change_id → change_id;
 *   Bybit u-1 → u; Coinbase Exchange sequence-1 → sequence.
 * One LineFigures a normalizer, one LineArbiter a book. In the book, with `connection` and its bytes:
 *
 *   const verdict = sync.judge(…);                                   // the venue's rule, unchanged
 *   if (verdict === 'gap' && previousId is beyond the book && arbiter.hold(connection, previousId, id, bytes, clock)) return;
 *   applied, or dropped as old: arbiter.arrived(connection, previousId, id, isApplied, receivedNs);
 *   buffered, or a gap after all: arbiter.passed(connection, id);
 *
 * and after each message that moved the book, and after each image:
 *
 *   for (let held = arbiter.next(bookId); held; held = arbiter.next(bookId)) dispatch(held);
 *
 * with held.receivedNs as its receive stamp: the wait is part of its latency. How long a message waits is
 * measured by nowNs alone: a replay is told the recorded nowNs, but receive stamps of its own.
 * checkTimers(): `arbiter.release(nowNs, dispatch)`; finish() and a lost connection likewise. Trades and tops of
 * book that several lines tell: RecentIds. A line that is down is told by disconnected(), which says
 * whether the book has another one left.
 */
import type { LineFigures } from './line-figures.js';

export interface HeldMessage {
  readonly connection: string;
  readonly previousId: number;
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly receivedNs: number;
  /** The normalizer's time when it was put aside. */
  readonly heldNs: number;
}

/** What atTime() has told the normalizer last. */
export interface InputClock {
  readonly nowNs: number;
  readonly receivedNs: number;
}

interface Carrier {
  readonly connection: string;
  /** Newest id that the connection has brought; -1 before the first. */
  newestId: number;
}

/** Messages held per book; policy: the oldest are judged without waiting on. */
const HELD_LIMIT = 1024;
/** Arrivals remembered per book, for the lead over a copy that comes later. */
const ARRIVAL_SLOTS = 128;

export class LineArbiter {
  private readonly carriers: Carrier[] = [];
  /** In order of ids. */
  private held: HeldMessage[] = [];
  private isReleasing = false;
  private arrivals: Arrivals | undefined;

  constructor(private readonly figures: LineFigures) {}

  get heldCount(): number {
    return this.held.length;
  }

  /** Whether more than one connection has brought messages of this book. */
  get isShared(): boolean {
    return this.carriers.length > 1;
  }

  isCarriedBy(connection: string): boolean {
    return this.carriers.some((each) => each.connection === connection);
  }

  /** The connection brings this book's messages; `id` was neither applied nor dropped as a copy. */
  passed(connection: string, id = -1): void {
    const carrier = this.carrierOf(connection);
    if (id > carrier.newestId) carrier.newestId = id;
  }

  /** The newest id that the connection has brought; -1 before the first. */
  newestOf(connection: string): number {
    return this.carrierOf(connection).newestId;
  }

  /** Whether the connection's messages reach the book at `bookId`: it can go on with them alone. */
  isJoined(connection: string, bookId: number): boolean {
    const { carriers } = this;
    if (carriers.length < 2) return true;
    for (let i = 0; i < carriers.length; i++) {
      const { newestId, connection: name } = carriers[i]!;
      if (name === connection) return newestId >= 0 && newestId <= bookId;
    }
    return false;
  }

  /**
   * A message has a hole before it.
   * @returns true: it is kept until another line fills the hole or the time is over; false: nobody can
   * fill it, the hole is a gap.
   */
  hold(
    connection: string,
    previousId: number,
    id: number,
    bytes: Uint8Array,
    { nowNs, receivedNs }: InputClock,
  ): boolean {
    this.carrierOf(connection);
    const { held, figures } = this;
    if (this.isReleasing || !this.isShared || held.length >= HELD_LIMIT) return false;
    if (held.length > 0 && this.isOverdue(nowNs)) return false;
    if (!figures.keep(bytes.length)) return false;
    let place = held.length;
    while (place > 0 && held[place - 1]!.id >= id) place--;
    const known = held[place];
    if (known?.id === id) {
      figures.letGo(bytes.length);
      figures.duplicate(connection, known.connection, receivedNs - known.receivedNs);
      return true;
    }
    const copy = Uint8Array.from(bytes);
    held.splice(place, 0, { connection, previousId, id, bytes: copy, receivedNs, heldNs: nowNs });
    return true;
  }

  /** A message was judged: it is new to the book, or the book has it already. */
  arrived(
    connection: string,
    previousId: number,
    id: number,
    isNew: boolean,
    receivedNs: number,
  ): void {
    const carrier = this.carrierOf(connection);
    if (!this.isShared) {
      carrier.newestId = id;
      return;
    }
    // The book has come from newestId to previousId without this line.
    if (carrier.newestId >= 0 && previousId > carrier.newestId) this.figures.lost(connection);
    if (id > carrier.newestId) carrier.newestId = id;
    this.arrivals ??= new Arrivals();
    if (isNew) {
      this.figures.first(connection);
      this.arrivals.remember(id, connection, receivedNs);
      return;
    }
    const firstNs = this.arrivals.take(id, connection);
    this.figures.duplicate(connection, this.arrivals.connection, receivedNs - firstNs);
  }

  /** The held message that the book at `bookId` reaches now, to be judged again. */
  next(bookId: number): HeldMessage | undefined {
    const first = this.held[0];
    if (first === undefined || (first.previousId > bookId && first.id > bookId)) return undefined;
    return this.takeFirst();
  }

  /** Judge what has waited too long, oldest id first; `nowNs` Infinity: all of it. */
  release(nowNs: number, judge: (held: HeldMessage) => void): void {
    if (this.held.length === 0 || !this.isOverdue(nowNs)) return;
    this.isReleasing = true;
    while (this.held.length > 0) judge(this.takeFirst());
    this.isReleasing = false;
  }

  /** @returns whether it brought this book's messages and no other connection does. */
  disconnected(connection: string): boolean {
    const place = this.carriers.findIndex((each) => each.connection === connection);
    if (place < 0) return false;
    this.carriers.splice(place, 1);
    return this.carriers.length === 0;
  }

  /** The book is given up: what is held belongs to it no longer. */
  clear(): void {
    for (const { bytes } of this.held) this.figures.letGo(bytes.length);
    this.held = [];
  }

  private isOverdue(nowNs: number): boolean {
    // They are in order of ids; the wait is bounded by the first one's.
    return nowNs - this.held[0]!.heldNs >= this.figures.holdNs;
  }

  private takeFirst(): HeldMessage {
    const first = this.held.shift()!;
    this.figures.letGo(first.bytes.length);
    return first;
  }

  private carrierOf(connection: string): Carrier {
    const { carriers } = this;
    for (let i = 0; i < carriers.length; i++) {
      if (carriers[i]!.connection === connection) return carriers[i]!;
    }
    const carrier = { connection, newestId: -1 };
    carriers.push(carrier);
    return carrier;
  }
}

/** Which connection brought an id first, and when; a newer id may have its place. */
class Arrivals {
  /** Of the last take(). */
  connection = '';
  private readonly ids = new Float64Array(ARRIVAL_SLOTS).fill(NaN);
  private readonly receivedNs = new Float64Array(ARRIVAL_SLOTS);
  private readonly connections = new Array<string>(ARRIVAL_SLOTS).fill('');

  remember(id: number, connection: string, receivedNs: number): void {
    const slot = id % ARRIVAL_SLOTS;
    this.ids[slot] = id;
    this.receivedNs[slot] = receivedNs;
    this.connections[slot] = connection;
  }

  /** @returns NaN where nothing can be compared. */
  take(id: number, connection: string): number {
    const slot = id % ARRIVAL_SLOTS;
    this.connection = this.connections[slot]!;
    const isKnown = this.ids[slot] === id && this.connection !== connection;
    if (!isKnown) return NaN;
    this.ids[slot] = NaN;
    return this.receivedNs[slot]!;
  }
}
