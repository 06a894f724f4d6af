/**
 * A NASDAQ normalizer, live, against the simulator's market without sockets: requests, GLIMPSE and
 * heartbeats are answered in place. Keeps every order of every book by the events alone.
 */
import { GlimpseService } from '../../../src/exchange/nasdaq/glimpse-service.js';
import {
  downstreamPacket,
  heartbeatPacket,
  readRequest,
} from '../../../src/exchange/nasdaq/mold-packets.js';
import { NasdaqMarket } from '../../../src/exchange/nasdaq/nasdaq-market.js';
import { acceptedPacket, readLogin } from '../../../src/exchange/nasdaq/soup-packets.js';
import type {
  NormalizerDeps,
  VenueNormalizer,
} from '../../../src/feed/normalize/venue-normalizer.js';
import { NaiveItchBooks } from '../../model/naive-itch-books.js';
import { EventRecorder, ListRegister, type RecordedEvent } from '../itch-event-recorder.js';

interface Book {
  readonly orders: Map<bigint, { side: number; price: number; quantity: number }>;
  state: string;
  reason: string;
  /** An order came that was there, or one that was not there changed. */
  isImpossible: boolean;
}

const MS = 1e6;
const TICK_NS = 100 * MS;
const HEARTBEAT_NS = 1000 * MS;
const PACKET_BYTES_LIMIT = 1400;

export class NasdaqBench {
  readonly market: NasdaqMarket;
  readonly glimpse: GlimpseService;
  readonly recorder = new EventRecorder();
  readonly register = new ListRegister();
  readonly normalizer: VenueNormalizer;
  readonly notes: string[] = [];
  /** Symbols that were STALE or RESYNCING since the last look. */
  readonly wasStale = new Set<string>();
  isRequestServerDeaf = false;
  nowNs = 1e9;
  /** What is done when the normalizer wants the feed's own connection. */
  onFeedCommand: (command: { kind: string; bytes?: Uint8Array }) => void = () => {};
  private readonly books = new Map<number, Book>();
  private truth = new NaiveItchBooks();
  private truthSession = '';
  private heartbeatNs = 1e9;

  constructor(
    make: (deps: NormalizerDeps) => VenueNormalizer,
    private readonly lines: readonly string[],
    seed: number,
  ) {
    this.market = new NasdaqMarket({
      symbolCount: 3,
      seed,
      messagesPerSecond: 1000,
      ordersPerSymbol: 40,
    });
    this.glimpse = new GlimpseService(this.market);
    this.normalizer = make({
      sink: this.recorder,
      register: this.register,
      random: () => 0.5,
      endpoints: { webSocket: '', rest: '' },
    });
    this.at();
    this.normalizer.start();
    this.obey();
  }

  /** The packet with all that the market says during so many steps, and what was not sent before. */
  packet(steps: number): Buffer {
    const { log } = this.market;
    const from = log.next;
    for (let i = 0; i < steps; i++) this.market.step();
    return downstreamPacket(
      this.market.session,
      from,
      log.read(from, Infinity, PACKET_BYTES_LIMIT)!,
    );
  }

  /** The packets of everything so far. */
  packets(): Buffer[] {
    const { log, session } = this.market;
    const packets: Buffer[] = [];
    for (let at = 1; at < log.next;) {
      const run = log.read(at, Infinity, PACKET_BYTES_LIMIT)!;
      packets.push(downstreamPacket(session, at, run));
      at += run.count;
    }
    return packets;
  }

  receive(connection: string, bytes: Uint8Array): void {
    this.nowNs += MS / 10;
    this.at();
    this.normalizer.receivedBinary(connection, bytes);
    this.obey();
  }

  connected(connection: string): void {
    this.at();
    this.normalizer.connected(connection, '');
    this.obey();
  }

  disconnected(connection: string): void {
    this.at();
    this.normalizer.disconnected(connection);
    this.obey();
  }

  /** Time passes, with heartbeats of the lines every second. */
  pass(ns: number): void {
    const until = this.nowNs + ns;
    while (this.nowNs < until) {
      this.nowNs += TICK_NS;
      if (this.nowNs - this.heartbeatNs >= HEARTBEAT_NS) {
        this.heartbeatNs = this.nowNs;
        const packet = heartbeatPacket(this.market.session, this.market.log.next);
        for (const line of this.lines) this.receive(line, packet);
      }
      this.at();
      this.normalizer.checkTimers();
      this.obey();
    }
  }

  get counts(): Readonly<Record<string, number>> {
    return this.normalizer.summary().counts!;
  }

  get refusedCount(): number {
    const { refusals, refusedValues, unknownMessages } = this.normalizer.summary();
    const refused = Object.values(refusals).reduce((sum, count) => sum + count, 0);
    return refused + refusedValues + unknownMessages;
  }

  takeStale(): boolean {
    const was = this.wasStale.size > 0;
    this.wasStale.clear();
    return was;
  }

  get areLive(): boolean {
    const { symbols } = this.market;
    return symbols.every((symbol) => this.book(symbol)?.state === 'LIVE');
  }

  /** Whether every LIVE book is what the session's messages make of it, as far as the feed has come. */
  get areRight(): boolean {
    if (this.truthSession !== this.market.session) {
      this.truth = new NaiveItchBooks();
      this.truthSession = this.market.session;
    }
    const { log } = this.market;
    const next = Math.min(this.counts['nextSequence']!, log.next);
    while (this.truth.messages < next - 1) {
      const { bytes } = log.read(this.truth.messages + 1, 1, Infinity)!;
      this.truth.read(Buffer.from(bytes.slice(2)));
    }
    if (this.truth.messages > next - 1) return true;
    return this.market.symbols.every((symbol) => {
      const book = this.book(symbol);
      if (book?.state !== 'LIVE') return true;
      if (book.isImpossible) return false;
      return (['B', 'S'] as const).every(
        (side) =>
          levelText(book, side) ===
          this.truth
            .levels(symbol, side)
            .map((level) => level.join('×'))
            .join(' '),
      );
    });
  }

  stateOf(symbol: string): string {
    const book = this.book(symbol);
    return book === undefined ? 'unknown' : `${book.state} ${book.reason}`;
  }

  private book(symbol: string): Book | undefined {
    const id = this.register.definitions.findIndex((each) => each.symbol === symbol);
    return this.books.get(id);
  }

  private at(): void {
    this.normalizer.atTime(this.nowNs, this.nowNs);
  }

  private obey(): void {
    for (;;) {
      for (const event of this.recorder.take()) this.apply(event);
      const command = this.normalizer.takeCommand();
      if (command === undefined) return;
      if (command.kind === 'note') this.notes.push(command.text);
      else if (!('connection' in command)) throw new Error(`${command.kind} is not NASDAQ's`);
      else if (command.connection === 'request' && command.kind === 'send-binary') {
        this.answerRequest(Buffer.from(command.bytes));
      } else if (command.connection === 'glimpse') {
        if (command.kind === 'connect') this.connected('glimpse');
        if (command.kind === 'send-binary') this.answerLogin(Buffer.from(command.bytes));
      } else this.onFeedCommand(command);
    }
  }

  private answerRequest(bytes: Buffer): void {
    const { sequence, count } = readRequest(bytes)!;
    if (this.isRequestServerDeaf) return;
    const run = this.market.log.read(sequence, count, PACKET_BYTES_LIMIT);
    if (run !== undefined) {
      this.receive('request', downstreamPacket(this.market.session, sequence, run));
    }
  }

  private answerLogin(packet: Buffer): void {
    if (packet[2] !== 0x4c) return;
    if (readLogin(packet.subarray(3))!.sequence !== 1) throw new Error('GLIMPSE begins at 1');
    this.receive('glimpse', acceptedPacket(this.market.session, 1));
    const image = this.glimpse.kept ?? this.glimpse.image();
    this.glimpse.kept = undefined;
    this.receive('glimpse', image);
  }

  private apply(event: RecordedEvent): void {
    const { instrument, id = 0n, quantity = 0 } = event;
    let book = this.books.get(instrument);
    if (book === undefined) {
      book = { orders: new Map(), state: 'none', reason: '', isImpossible: false };
      this.books.set(instrument, book);
    }
    const { orders } = book;
    const isChange = /^order-(reduce|delete|replace)$/.test(event.type);
    if (event.type === 'order-add' ? orders.has(id) : isChange && !orders.has(id)) {
      book.isImpossible = true;
    }
    switch (event.type) {
      case 'order-add':
        orders.set(id, { side: event.side!, price: event.price!, quantity });
        break;
      case 'order-reduce': {
        const order = orders.get(id);
        if (order === undefined) break;
        order.quantity -= quantity;
        if (order.quantity <= 0) orders.delete(id);
        break;
      }
      case 'order-delete':
        orders.delete(id);
        break;
      case 'order-replace': {
        const old = orders.get(id);
        orders.delete(id);
        if (old) orders.set(event.id2!, { side: old.side, price: event.price!, quantity });
        break;
      }
      case 'image-begin':
        orders.clear();
        book.isImpossible = false;
        this.declare(instrument, book, 'RESYNCING', book.reason);
        break;
      case 'image-end':
        this.declare(instrument, book, 'LIVE', 'none');
        break;
      case 'book-clear':
        orders.clear();
        book.isImpossible = false;
        this.declare(instrument, book, 'STALE', event.reason!);
        break;
      case 'status':
        this.declare(instrument, book, event.state!, event.reason!);
    }
  }

  private declare(instrument: number, book: Book, state: string, reason: string): void {
    book.state = state;
    book.reason = reason;
    if (state === 'STALE' || state === 'RESYNCING') {
      this.wasStale.add(this.register.definitions[instrument]!.symbol);
    }
  }
}

function levelText(book: Book, side: 'B' | 'S'): string {
  const sums = new Map<number, number>();
  for (const order of book.orders.values()) {
    if ((order.side === 0) !== (side === 'B')) continue;
    sums.set(order.price, (sums.get(order.price) ?? 0) + order.quantity);
  }
  return [...sums]
    .sort(([a], [b]) => (side === 'B' ? b - a : a - b))
    .map(([price, quantity]) => `${(price / 1e4).toFixed(4)}×${quantity}`)
    .join(' ');
}
