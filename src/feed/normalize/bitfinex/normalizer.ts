/**
 * Bitfinex: channel messages and events to our events, sans-I/O. Owns the connections and the pairs; the
 * sync rule itself is in sync-rule.ts.
 *
 * Proven: nothing of a connection was lost (2), and the 25 best levels a side at every checksum (5). Not
 * proven: levels beyond the 25th, where more were asked for.
 */
import { REASON, type StateReason } from '../../../market/state.js';
import type { InstrumentId } from '../../../market/units.js';
import { CommandQueue } from '../parts/command-queue.js';
import { ConnectionPlan } from '../parts/connection-plan.js';
import { EventWriter } from '../parts/event-writer.js';
import { parseExactJson } from '../parts/exact-json.js';
import { ImageRequests } from '../parts/image-requests.js';
import { InstrumentBooks } from '../parts/instrument-books.js';
import { FALLBACK_SCALES, type SymbolScales } from '../parts/instrument-scales.js';
import { isFields, parseJson, textOf } from '../parts/json.js';
import { LevelBatch } from '../parts/level-batch.js';
import { Refusals, type RefusalReason } from '../parts/refusals.js';
import { ResyncCounts } from '../parts/resync-counts.js';
import type {
  NormalizerDeps,
  VenueCommand,
  VenueNormalizer,
  VenueSummary,
} from '../venue-normalizer.js';
import { readTickers } from './instruments.js';
import { BITFINEX_LIMITS, type BitfinexLimits } from './limits.js';
import * as read from './messages.js';
import {
  bookText,
  confText,
  Connection,
  depthFor,
  Subscriptions,
  tradesText,
  unsubscribeText,
  type Channel,
} from './subscriptions.js';
import { SymbolBook, type SymbolContext } from './symbol-book.js';

const TICKERS_PATH = '/v2/tickers';

/** The venue's own codes in `info`. */
const RESTART = 20051;
const MAINTENANCE_BEGINS = 20060;
const MAINTENANCE_ENDS = 20061;

type Count = 'book' | 'checksum' | 'trades' | 'heartbeat' | 'event' | 'tickers' | 'other';

export class BitfinexNormalizer implements VenueNormalizer {
  private readonly context: SymbolContext;
  private readonly books: InstrumentBooks<SymbolScales, SymbolBook>;
  private readonly requests: ImageRequests;
  private readonly commands = new CommandQueue();
  private readonly plan: ConnectionPlan | undefined;
  private readonly subscriptions = new Subscriptions();
  private readonly refusals = new Refusals();
  private readonly typeCounts: Partial<Record<Count, number>> = {};
  private readonly connections = new Map<string, Connection>();
  private readonly depth: number;
  private listNotBeforeNs = Infinity;
  private gapCount = 0;

  constructor(
    venue: string,
    private readonly deps: NormalizerDeps,
    private readonly limits: BitfinexLimits = BITFINEX_LIMITS,
  ) {
    const { wants, endpoints } = deps;
    this.depth = depthFor(wants?.depth ?? limits.depth);
    this.requests = new ImageRequests(limits, deps.random);
    this.plan =
      wants &&
      new ConnectionPlan({
        symbols: wants.symbols,
        symbolsPerConnection: limits.symbolsPerConnection,
        // The sequence belongs to the connection: two of them cannot be arbitrated.
        lines: 1,
        address: () => `${endpoints.webSocket}/ws/2`,
      });
    this.context = {
      writer: new EventWriter(deps.sink),
      batch: new LevelBatch(limits.levelsPerMessage),
      requests: this.requests,
      resyncs: new ResyncCounts(),
      clock: { nowNs: 0 },
    };
    this.books = new InstrumentBooks({
      venue,
      register: deps.register,
      depthLimit: 0,
      fallback: FALLBACK_SCALES,
      admits: (symbol) => this.subscriptions.admits(symbol),
      make: (symbol, id, scales) => new SymbolBook(symbol, id, scales, this.context),
    });
  }

  /** The list of pairs first: what is opened before it has assumed scales. */
  start(): void {
    this.listNotBeforeNs = this.context.clock.nowNs;
  }

  atTime(nowNs: number, receivedNs: number): void {
    this.context.clock.nowNs = nowNs;
    this.context.writer.header.receivedNs = receivedNs;
  }

  connected(connection: string): void {
    if (this.connections.has(connection)) this.disconnected(connection);
    this.connections.set(connection, new Connection(this.limits.channels));
    if (this.plan === undefined) return;
    this.send(connection, confText());
    for (const symbol of this.plan.symbolsOf(connection)) {
      if (this.books.get(symbol) === undefined) continue;
      if (!this.plan.isJoining(connection)) this.requests.expect(symbol, this.context.clock.nowNs);
      this.send(connection, bookText(symbol, this.depth));
      this.send(connection, tradesText(symbol));
    }
  }

  disconnected(connection: string): void {
    this.connections.delete(connection);
    for (const book of this.books.all()) book.disconnected(connection);
  }

  sent(connection: string, text: string): void {
    const request = parseJson(text);
    this.subscriptions.addRequest(request);
    const flags = read.readSentFlags(request);
    if (flags !== undefined) this.connectionOf(connection).flags = flags;
  }

  received(connection: string, bytes: Uint8Array): void {
    const refusal = this.take(connection, parseExactJson(textOf(bytes)));
    if (refusal) this.refusals.add(refusal);
  }

  receivedBinary(): void {
    this.refusals.add('binary');
  }

  answered(url: string, body: Uint8Array): void {
    if (!url.includes(TICKERS_PATH)) return this.count('other');
    this.count('tickers');
    const list = readTickers(parseExactJson(textOf(body)), this.limits.symbols);
    if (list === undefined) return this.failed(url, 'no list of tickers');
    const isFirst = !this.books.isListed;
    this.books.learn(list);
    if (isFirst && this.plan) this.openConnections(this.plan);
  }

  failed(_url: string, why: string): void {
    this.refusals.add('http-error');
    this.note(`list of pairs: ${why}; asked again`);
    this.listNotBeforeNs = this.context.clock.nowNs + this.limits.retryNsFirst;
  }

  resync(id: InstrumentId, reason: StateReason): void {
    this.books.byId(id)?.lost(reason);
  }

  rotate(connection: string): void {
    const command = this.plan?.rotate(connection);
    if (command) this.commands.add(command);
  }

  checkTimers(): void {
    this.requests.checkTimers(this.context.clock.nowNs);
  }

  takeCommand(): VenueCommand | undefined {
    if (this.listNotBeforeNs < Infinity) {
      const notBeforeNs = this.listNotBeforeNs;
      this.listNotBeforeNs = Infinity;
      const url = `${this.deps.endpoints.rest}${TICKERS_PATH}?symbols=ALL`;
      return { kind: 'fetch', url, weight: 1, notBeforeNs };
    }
    const command = this.commands.take();
    if (command !== undefined) return command;
    const request = this.requests.take(this.context.clock.nowNs);
    if (request === undefined) return undefined;
    this.subscribeAgain(request.symbol, request.notBeforeNs);
    return this.commands.take();
  }

  finish(): void {
    // Nothing is held.
  }

  summary(): VenueSummary {
    let unverifiable = 0;
    for (const book of this.books.all()) unverifiable += book.unverifiableCount;
    return {
      gaps: this.gapCount,
      unverifiable,
      unknownMessages: this.typeCounts.other ?? 0,
      refusedValues: this.refusals.of('value'),
      undeclaredInstruments: this.refusals.of('unknown-symbol'),
      refusals: { ...this.refusals.counts },
      messagesByType: { ...this.typeCounts },
      resyncs: { ...this.context.resyncs.counts },
    };
  }

  private take(name: string, message: unknown): RefusalReason | undefined {
    if (message === undefined) return 'malformed-json';
    const connection = this.connectionOf(name);
    if (isFields(message)) {
      const event = read.readEvent(message);
      return typeof event === 'string' ? event : this.takeEvent(name, connection, event);
    }
    if (!Array.isArray(message)) return 'wrong-type';
    const frame = read.readFrame(message, connection.flags);
    if (typeof frame === 'string') return frame;
    if (frame.sequence >= 0) {
      const verdict = connection.sequence.judge(frame.sequence);
      if (verdict === 'old') return undefined;
      if (verdict === 'gap') this.lostAll(name);
    }
    const channel = connection.at(frame.channel);
    return channel === undefined ? 'unknown-symbol' : this.takeFrame(name, channel, frame);
  }

  private takeFrame(name: string, channel: Channel, frame: read.Frame): RefusalReason | undefined {
    const [first, second] = frame.body;
    if (first === 'hb') {
      this.count('heartbeat');
      return undefined;
    }
    switch (channel.type) {
      case 'book':
        return this.takeBook(name, channel, frame, first, second);
      case 'trades':
        this.count('trades');
        return first === 'te' ? this.takeTrade(channel.symbol, second) : undefined;
      case 'retired':
        return undefined;
      default:
        this.count('other');
        return undefined;
    }
  }

  private takeBook(
    name: string,
    channel: Channel,
    frame: read.Frame,
    first: unknown,
    second: unknown,
  ): RefusalReason | undefined {
    const book = this.books.open(channel.symbol);
    if (typeof book === 'string') return book;
    if (first === 'cs') {
      this.count('checksum');
      const checksum = read.readChecksum(second);
      if (Number.isNaN(checksum)) return 'bad-number';
      if (book.connection === name) book.applyChecksum(checksum, frame);
      return undefined;
    }
    this.count('book');
    if (channel.awaitsImage) {
      channel.awaitsImage = false;
      const refusal = book.applyImage(name, first, frame);
      if (!refusal) this.joined(name, channel.symbol);
      return refusal;
    }
    return book.connection === name ? book.applyChange(first, frame) : undefined;
  }

  private takeTrade(symbol: string, row: unknown): RefusalReason | undefined {
    const trade = read.readTrade(row);
    if (typeof trade === 'string') return trade;
    const book = this.books.open(symbol);
    return typeof book === 'string' ? book : book.applyTrade(trade);
  }

  private takeEvent(
    name: string,
    connection: Connection,
    event: read.Event,
  ): RefusalReason | undefined {
    this.count('event');
    switch (event.kind) {
      case 'subscribed':
        connection.add(event.channel, event.type, event.symbol);
        return undefined;
      case 'unsubscribed':
        connection.remove(event.channel);
        return undefined;
      case 'conf':
        if (!Number.isNaN(event.flags)) connection.flags = event.flags;
        return undefined;
      case 'info':
        this.takeInfo(name, event.code);
        return undefined;
      case 'error':
        this.note(`${event.symbol || name}: ${event.text} (${event.code})`);
        return undefined;
      case 'other':
        return undefined;
    }
  }

  private takeInfo(name: string, code: number): void {
    const books = [...this.books.all()].filter((book) => book.connection === name);
    if (code === RESTART) {
      this.commands.add({ kind: 'reconnect', connection: name, reason: 'the venue restarts' });
    } else if (code === MAINTENANCE_BEGINS) {
      for (const book of books) book.halted(REASON.VENUE_HALT);
    } else if (code === MAINTENANCE_ENDS) {
      // The venue wants every channel to be subscribed to again.
      for (const book of books) {
        book.halted(undefined);
        book.lost(REASON.VENUE_RESET);
      }
    }
  }

  /** 3: what was missed may have been any book's. */
  private lostAll(name: string): void {
    this.gapCount++;
    for (const book of this.books.all()) {
      if (book.connection === name && book.isLive) book.lost(REASON.SEQUENCE_GAP);
    }
  }

  private openConnections(plan: ConnectionPlan): void {
    for (const symbol of this.deps.wants!.symbols) {
      if (this.books.isKnown(symbol)) this.books.open(symbol);
      else this.note(`${symbol} is not in the venue's list`);
    }
    if (this.deps.wants!.lines > 1) this.note('lines: the sequence is per connection; one is used');
    this.commands.add(...plan.open());
  }

  private subscribeAgain(symbol: string, notBeforeNs: number): void {
    const name = this.plan?.carriersOf(symbol).find((each) => this.connections.has(each));
    if (name === undefined) return;
    const channel = this.connections.get(name)!.retireBook(symbol);
    if (channel !== undefined) this.send(name, unsubscribeText(channel), notBeforeNs);
    this.send(name, bookText(symbol, this.depth), notBeforeNs);
  }

  /** A replacement has the pair's whole book: the connection that it replaces may be done with. */
  private joined(connection: string, symbol: string): void {
    const replaced = this.plan?.joined(connection, symbol);
    if (replaced === undefined) return;
    this.connections.delete(replaced);
    this.commands.add({ kind: 'disconnect', connection: replaced });
  }

  private connectionOf(name: string): Connection {
    let connection = this.connections.get(name);
    if (connection === undefined) {
      connection = new Connection(this.limits.channels);
      this.connections.set(name, connection);
    }
    return connection;
  }

  private send(connection: string, text: string, notBeforeNs = 0): void {
    this.commands.add({ kind: 'send', connection, text, notBeforeNs });
  }

  private note(text: string): void {
    this.commands.add({ kind: 'note', text });
  }

  private count(type: Count): void {
    this.typeCounts[type] = (this.typeCounts[type] ?? 0) + 1;
  }
}
