/**
 * A Kraken normalizer, live, against the simulator's protocol without sockets, and a naive lane behind it: books of
 * lists of orders, truncated to their depth at the end of each message, verified by a checksum made of texts.
 */
import type { ExchangeMarket } from '../../../src/exchange/exchange-market.js';
import { KrakenProtocol } from '../../../src/exchange/kraken/kraken-protocol.js';
import type { VenueClient } from '../../../src/exchange/venue-protocol.js';
import { KRAKEN, KRAKEN_L3 } from '../../../src/feed/normalize/kraken/venue.js';
import type { KrakenNormalizer } from '../../../src/feed/normalize/kraken/normalizer.js';
import type { VenueCommand } from '../../../src/feed/normalize/venue-normalizer.js';
import { formatScaled } from '../../../src/market/decimal.js';
import { REASON } from '../../../src/market/state.js';
import { asInstrumentId } from '../../../src/market/units.js';
import { naiveKrakenChecksum, type NaiveRow } from '../../model/kraken-checksum.js';
import { NaiveBook } from '../../model/naive-l3-book.js';
import { EventRecorder, type RecordedEvent } from '../event-recorder.js';

const SIDES = [0, 1] as const;
const SIDE_NAMES = ['bid', 'ask'] as const;
const STEP_NS = 5e8;
const CHECKSUM_DEPTH = 10;
const WALL_MS_AT_FIRST = 1_700_000_000_000;
const UNSOUND = new Set(['STALE', 'RESYNCING']);

/** What a lane knows of one instrument. */
class LaneBook {
  readonly book = new NaiveBook();
  state = 'STALE';
  reason = 'none';
  verified = 0;
  images = 0;
  trades = 0;
}

/** One connection of the normalizer; what the venue says on it waits until it is delivered. */
class Line implements VenueClient {
  readonly path = '/v2';
  readonly inbox: string[] = [];
  /** The texts among them that change a book. */
  readonly changes = new Set<string>();

  say(text: string): void {
    this.inbox.push(text);
  }

  sendBook(_symbol: string, text: string): void {
    this.changes.add(text);
    this.inbox.push(text);
  }

  sendImage(_symbol: string, text: string): void {
    this.inbox.push(text);
  }

  close(): void {
    this.inbox.length = 0;
  }
}

export interface KrakenBenchOptions {
  readonly venue?: 'kraken' | 'kraken-l3';
  readonly market: ExchangeMarket;
  readonly depth?: number;
  readonly lines?: number;
  /** Symbols wanted; those of the market where not given. */
  readonly symbols?: readonly string[];
}

export class KrakenBench {
  readonly recorder = new EventRecorder();
  readonly normalizer: KrakenNormalizer;
  readonly protocol: KrakenProtocol;
  readonly lines = new Map<string, Line>();
  readonly notes: string[] = [];
  readonly said: string[] = [];
  readonly closed: string[] = [];
  readonly events: RecordedEvent[] = [];
  /** Symbols that were STALE since the last look, with the reason. */
  readonly wasStale = new Map<string, string>();
  nowNs = 1e9;
  private readonly books: LaneBook[] = [];
  private readonly waiting: { connection: string; text: string; notBeforeNs: number }[] = [];

  constructor(private readonly options: KrakenBenchOptions) {
    const { market, depth = 10, lines = 1, symbols = market.symbols } = options;
    const entry = options.venue === 'kraken-l3' ? KRAKEN_L3 : KRAKEN;
    this.protocol = new KrakenProtocol(market, () => WALL_MS_AT_FIRST + this.nowNs / 1e6);
    this.normalizer = entry.make({
      sink: this.recorder,
      register: this.recorder,
      random: () => 0.5,
      endpoints: entry.endpoints,
      wants: { symbols, depth, lines, lineHoldNs: 1e8 },
    }) as KrakenNormalizer;
    this.tell(() => this.normalizer.start());
  }

  /** The market moves until the symbol's book has; what the venue says waits in the lines. */
  move(symbol: string): void {
    const { market } = this.options;
    const index = market.indexOf(symbol)!;
    const isTold = (): boolean =>
      [...this.lines.values()].some(({ changes, inbox }) =>
        inbox.some((text) => changes.has(text) && text.includes(`"${symbol}"`)),
      );
    this.nowNs += 1e6;
    while (!isTold()) {
      const changes = market.step();
      this.protocol.changed(changes);
      if (changes.some((change) => change.symbol === index)) this.protocol.flush();
    }
  }

  /** All that waits, in order. */
  deliver(connection?: string): void {
    for (const [name, line] of this.lines) {
      if (connection !== undefined && name !== connection) continue;
      for (let text = line.inbox.shift(); text !== undefined; text = line.inbox.shift())
        this.receive(text, name);
    }
  }

  /** The venue's next change of the symbol's book, taken out of the line; all else is delivered. */
  next(symbol: string, connection = 'A1'): string {
    this.move(symbol);
    const line = this.lines.get(connection)!;
    const at = line.inbox.findIndex(
      (text) => line.changes.has(text) && text.includes(`"${symbol}"`),
    );
    const [text] = line.inbox.splice(at, 1);
    this.deliver();
    return text!;
  }

  receive(text: string, connection = 'A1'): void {
    this.tell(() => this.normalizer.received(connection, Buffer.from(text)));
  }

  /** The connection breaks, and is opened again. */
  lose(connection: string): void {
    const line = this.lines.get(connection)!;
    this.protocol.closed(line);
    this.lines.delete(connection);
    this.tell(() => this.normalizer.disconnected(connection));
  }

  open(connection: string, address = 'wss://ws.kraken.com/v2'): void {
    const line = new Line();
    this.lines.set(connection, line);
    this.protocol.opened(line);
    this.tell(() => this.normalizer.connected(connection, address));
    this.settle();
  }

  pass(ns: number): void {
    for (const until = this.nowNs + ns; this.nowNs < until;) {
      this.nowNs = Math.min(until, this.nowNs + STEP_NS);
      this.tell(() => this.normalizer.checkTimers());
      this.settle();
    }
  }

  /** Commands and answers until nobody has anything more to say. */
  settle(): void {
    for (let i = 0; i < 1000; i++) {
      this.obey();
      if (![...this.lines.values()].some(({ inbox }) => inbox.length > 0)) return;
      this.deliver();
    }
    throw new Error('talk without end');
  }

  lane(symbol: string): LaneBook {
    return this.laneAt(this.recorder.definitions.findIndex((each) => each.symbol === symbol));
  }

  state(symbol: string): string {
    const { state, reason } = this.lane(symbol);
    return reason === 'none' ? state : `${state} ${reason}`;
  }

  /** Level by level, and order by order where there are orders. */
  isRight(symbol: string): boolean {
    const { market, venue, depth = 10 } = this.options;
    const index = market.indexOf(symbol)!;
    const { book } = this.lane(symbol);
    return SIDES.every((side) => {
      const levels = market.levels(index, SIDE_NAMES[side], depth);
      const ours = book.levels(side);
      const isSame =
        ours.length === levels.length &&
        levels.every(
          ({ price, quantity }, at) => ours[at]!.price === price && ours[at]!.quantity === quantity,
        );
      if (!isSame || venue !== 'kraken-l3') return isSame;
      const theirs = market
        .queue(index, SIDE_NAMES[side])
        .filter(({ price }) => levels.some((level) => level.price === price));
      const mine = ours.flatMap(({ price }) => book.queue(side, price));
      return (
        mine.length === theirs.length &&
        theirs.every(({ quantity }, at) => mine[at]!.quantity === quantity)
      );
    });
  }

  private tell(call: () => void): void {
    this.normalizer.atTime(this.nowNs, this.nowNs + 1);
    call();
    this.collect();
    this.obey();
  }

  private obey(): void {
    for (let i = 0; i < 1000; i++) {
      const command = this.normalizer.takeCommand();
      if (command !== undefined) this.execute(command);
      const due = this.waiting.findIndex((each) => each.notBeforeNs <= this.nowNs);
      if (due >= 0) this.say(this.waiting.splice(due, 1)[0]!);
      else if (command === undefined) return;
    }
    throw new Error('commands without end');
  }

  private execute(command: VenueCommand): void {
    switch (command.kind) {
      case 'connect':
        return this.open(command.connection, command.address);
      case 'send':
        this.waiting.push(command);
        return;
      case 'note':
        this.notes.push(command.text);
        return;
      case 'disconnect':
        this.protocol.closed(this.lines.get(command.connection)!);
        this.lines.delete(command.connection);
        this.closed.push(command.connection);
        return;
      default:
        throw new Error(`command ${command.kind}`);
    }
  }

  private say({ connection, text }: { connection: string; text: string }): void {
    const line = this.lines.get(connection);
    if (line === undefined) return;
    this.said.push(text);
    this.normalizer.sent(connection, text);
    this.protocol.said(line, text);
  }

  private collect(): void {
    const wrong: number[] = [];
    for (const event of this.recorder.take()) {
      this.events.push(event);
      if (this.apply(event)) wrong.push(event.instrument);
      const lane = this.laneAt(event.instrument);
      if (event.last && lane.state === 'STALE')
        this.wasStale.set(this.recorder.definitions[event.instrument]!.symbol, lane.reason);
    }
    // As the feed's watch over the books does.
    for (const id of wrong)
      this.tell(() => this.normalizer.resync(asInstrumentId(id), REASON.VERIFY_FAILED));
  }

  /** @returns whether a check failed. */
  private apply(event: RecordedEvent): boolean {
    const lane = this.laneAt(event.instrument);
    const { book } = lane;
    let isWrong = false;
    switch (event.type) {
      case 'image-begin':
        book.clear();
        lane.state = 'RESYNCING';
        break;
      case 'image-end':
        lane.state = 'LIVE';
        lane.reason = 'none';
        lane.images++;
        break;
      case 'book-clear':
        book.clear();
        lane.state = 'STALE';
        lane.reason = event.reason!;
        break;
      case 'status':
        lane.state = event.state!;
        lane.reason = event.reason!;
        break;
      case 'trade':
        lane.trades++;
        break;
      case 'verify':
        isWrong = !UNSOUND.has(lane.state) && !this.agrees(event);
        if (isWrong) [lane.state, lane.reason] = ['STALE', 'verify-failed'];
        else lane.verified++;
        break;
      default:
        this.change(book, event);
    }
    if (event.last) book.truncate(this.recorder.definitions[event.instrument]!.depthLimit);
    return isWrong;
  }

  private change(book: NaiveBook, event: RecordedEvent): void {
    const { type, side, price, quantity, orderId, id2 } = event;
    const results: Record<string, () => string> = {
      level: () => book.setLevel(side as 0 | 1, price!, quantity!, 0),
      'order-add': () => book.add(side as 0 | 1, String(orderId), price!, quantity!),
      'order-reduce': () => book.reduce(String(orderId), quantity!),
      'order-replace': () => book.replace(String(orderId), String(id2), price!, quantity!),
      'order-delete': () => book.remove(String(orderId)),
    };
    const result = results[type]?.() ?? 'applied';
    if (result !== 'applied' && result !== 'not-there') throw new Error(`${type}: ${result}`);
  }

  private agrees(event: RecordedEvent): boolean {
    const { priceScale, quantityScale } = this.recorder.definitions[event.instrument]!;
    const { book } = this.laneAt(event.instrument);
    const rows = (side: 0 | 1): NaiveRow[] =>
      book
        .levels(side)
        .slice(0, CHECKSUM_DEPTH)
        .flatMap(({ price, quantity }) => {
          const queue = book.queue(side, price);
          const quantities = queue.length === 0 ? [quantity] : queue.map((order) => order.quantity);
          return quantities.map((each) => ({
            price: formatScaled(price, priceScale),
            quantity: formatScaled(each, quantityScale),
          }));
        });
    return naiveKrakenChecksum(rows(0), rows(1)) === event.price;
  }

  private laneAt(id: number): LaneBook {
    return (this.books[id] ??= new LaneBook());
  }
}
