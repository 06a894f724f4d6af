/**
 * Coinbase Advanced Trade: `level2` and `market_trades`, sans-I/O. Owns the connections with their
 * sequences, the products and what is known of them; the rule is in sync-rule.ts, whose numbers are quoted.
 */
import { REASON, type StateReason } from '../../../market/state.js';
import type { InstrumentId } from '../../../market/units.js';
import type {
  NormalizerDeps,
  VenueCommand,
  VenueNormalizer,
  VenueSummary,
} from '../venue-normalizer.js';
import { CommandQueue } from '../parts/command-queue.js';
import { EventWriter } from '../parts/event-writer.js';
import { ImageRequests } from '../parts/image-requests.js';
import { InstrumentBooks } from '../parts/instrument-books.js';
import { FALLBACK_SCALES, type SymbolScales } from '../parts/instrument-scales.js';
import { isFields, isText, parseBytes, parseJson, type Fields } from '../parts/json.js';
import { LevelBatch } from '../parts/level-batch.js';
import { ProductList } from '../parts/product-list.js';
import { Refusals, type RefusalReason } from '../parts/refusals.js';
import { ResyncCounts } from '../parts/resync-counts.js';
import { StandbyTable } from '../parts/standby-counts.js';
import { HotMessages } from './hot-messages.js';
import { readProducts } from './instruments.js';
import { ADVANCED_LIMITS, type AdvancedLimits } from './limits.js';
import {
  readEnvelope,
  readTrade,
  sequenceOf,
  type Envelope,
  type TradeMessage,
} from './messages.js';
import { resubscribeTexts, subscribeTexts, Subscriptions } from './subscriptions.js';
import { SymbolBook, type Origin, type SymbolContext } from './symbol-book.js';
import { ConnectionSync } from './sync-rule.js';

export const ADVANCED_VENUE = 'coinbase';

const LIST_PATH = '/api/v3/brokerage/market/products';

export class AdvancedNormalizer implements VenueNormalizer {
  private readonly commands = new CommandQueue();
  private readonly requests: ImageRequests;
  private readonly subscriptions: Subscriptions;
  private readonly context: SymbolContext;
  private readonly books: InstrumentBooks<SymbolScales, SymbolBook>;
  private readonly list: ProductList<SymbolBook>;
  private readonly hot: HotMessages;
  /** Updates that were not read from their bytes. */
  private slowCount = 0;
  private readonly connections = new Map<string, ConnectionSync>();
  private readonly refusals = new Refusals();
  private readonly typeCounts: Record<string, number> = {};
  /** Of connections that are gone. */
  private gapCount = 0;

  constructor(
    deps: NormalizerDeps,
    private readonly limits: AdvancedLimits = ADVANCED_LIMITS,
  ) {
    this.requests = new ImageRequests(limits, deps.random);
    this.subscriptions = new Subscriptions(limits.symbols);
    this.context = {
      writer: new EventWriter(deps.sink),
      batch: new LevelBatch(limits.levelsPerMessage),
      requests: this.requests,
      resyncs: new ResyncCounts(),
      lineCount: deps.wants?.lines ?? 1,
      standbys: new StandbyTable(),
      clock: { nowNs: 0 },
      renew: (symbol, connection) => this.resubscribe([symbol], connection, 0),
    };
    this.hot = new HotMessages(this.context.batch);
    this.books = new InstrumentBooks<SymbolScales, SymbolBook>({
      venue: ADVANCED_VENUE,
      register: deps.register,
      depthLimit: 0,
      fallback: FALLBACK_SCALES,
      admits: (symbol) => this.subscriptions.admits(symbol),
      make: (symbol, id, scales) => {
        const book = new SymbolBook(symbol, id, scales, this.context);
        book.setHalted(this.list.isHalted(symbol));
        this.hot.add(book);
        return book;
      },
    });
    this.list = new ProductList({
      deps,
      books: this.books,
      commands: this.commands,
      request: {
        url: `${deps.endpoints.rest}${LIST_PATH}`,
        weight: 1,
        retryNs: limits.retryNsFirst,
        everyNs: Infinity,
      },
      symbolsPerConnection: limits.symbolsPerConnection,
    });
  }

  /** The product list first: what is opened before it has assumed scales. */
  start(): void {
    this.list.want();
  }

  atTime(nowNs: number, receivedNs: number): void {
    this.context.clock.nowNs = nowNs;
    this.context.writer.header.receivedNs = receivedNs;
  }

  /** The venue closes a connection that has not subscribed within 5 s. */
  connected(connection: string): void {
    this.disconnected(connection);
    this.connections.set(connection, new ConnectionSync());
    const symbols = this.list.plan?.symbolsOf(connection) ?? [];
    if (symbols.length > 0) {
      for (const text of subscribeTexts(symbols)) this.commands.say(connection, text, 0);
    }
    for (const symbol of symbols) {
      if (!this.books.get(symbol)?.isLive) this.requests.asked(symbol, this.context.clock.nowNs);
    }
  }

  disconnected(connection: string): void {
    if (!this.forget(connection)) return;
    for (const book of this.books.all()) book.lost(connection, REASON.DISCONNECTED, true);
  }

  sent(_connection: string, text: string): void {
    this.subscriptions.addRequest(parseJson(text));
  }

  received(connection: string, bytes: Uint8Array): void {
    const book = this.hot.read(bytes);
    if (book !== undefined) {
      const { sequence, time } = this.hot;
      this.count('l2_data');
      if (this.isNext(connection, sequence)) {
        book.applyLoaded(this.originOf(connection, sequence, time));
      }
      return;
    }
    const fields = parseBytes(bytes);
    // Its sequence is missing: the next message shows it (2).
    if (!isFields(fields)) {
      return this.refusals.add(fields === undefined ? 'malformed-json' : 'wrong-type');
    }
    if (fields['type'] === 'error') return this.takeError(fields);
    const envelope = readEnvelope(fields);
    if (typeof envelope === 'string') return this.takeBroken(connection, fields, envelope);
    this.count(envelope.channel);
    if (!this.isNext(connection, envelope.sequence)) return;
    switch (envelope.channel) {
      case 'l2_data':
        return this.takeLevels(connection, envelope);
      case 'market_trades':
        return this.takeTrades(envelope);
      case 'status':
        for (const event of envelope.events) {
          if (isFields(event)) this.takeList(event['products'], false);
        }
        return;
      default:
        return;
    }
  }

  receivedBinary(): void {
    this.refusals.add('binary');
  }

  answered(url: string, body: Uint8Array): void {
    if (!url.includes(LIST_PATH)) return this.count('other');
    this.count('products');
    const answer = parseBytes(body);
    this.list.answered(this.context.clock.nowNs);
    this.takeList(isFields(answer) ? answer['products'] : undefined, true);
  }

  failed(_url: string, why: string): void {
    this.refusals.add('http-error');
    this.list.failed(why, this.context.clock.nowNs);
  }

  resync(id: InstrumentId, reason: StateReason): void {
    this.books.byId(id)?.resync(reason);
  }

  rotate(connection: string): void {
    this.list.rotate(connection);
  }

  checkTimers(): void {
    this.requests.checkTimers(this.context.clock.nowNs);
    this.list.checkTimers(this.context.clock.nowNs);
  }

  takeCommand(): VenueCommand | undefined {
    const { nowNs } = this.context.clock;
    return this.list.takeRequest(nowNs) ?? this.commands.take() ?? this.takeImageRequest(nowNs);
  }

  finish(): void {}

  summary(): VenueSummary {
    const connections = [...this.connections.values()];
    const books = [...this.books.all()];
    return {
      gaps: connections.reduce((sum, each) => sum + each.gapCount, this.gapCount),
      unverifiable: 0,
      slowPathMessages: this.slowCount,
      lostTrades: books.reduce((sum, each) => sum + each.trades.lostCount, 0),
      unknownMessages: this.typeCounts['other'] ?? 0,
      refusedValues: this.refusals.of('value'),
      undeclaredInstruments: this.refusals.of('unknown-symbol'),
      refusals: { ...this.refusals.counts },
      messagesByType: { ...this.typeCounts },
      resyncs: { ...this.context.resyncs.counts },
      ...(this.context.lineCount > 1 && { lines: this.context.standbys.summary() }),
    };
  }

  /** 1 to 3, for a message that has its sequence. @returns whether its content counts. */
  private isNext(connection: string, sequence: number): boolean {
    let sync = this.connections.get(connection);
    if (sync === undefined) this.connections.set(connection, (sync = new ConnectionSync()));
    const verdict = sync.judge(sequence);
    if (verdict === 'gap') this.takeGap(connection);
    return verdict !== 'old';
  }

  /** 2: all books of the connection are asked for again; over a new one, if they were already. */
  private takeGap(connection: string): void {
    const { nowNs } = this.context.clock;
    const symbols = this.list.plan?.symbolsOf(connection) ?? [];
    const isUnderWay = symbols.some((symbol) => this.requests.isWanted(symbol));
    for (const book of this.books.all()) book.lost(connection, REASON.SEQUENCE_GAP, false);
    if (isUnderWay) {
      const reason = 'sequence_num leaps again before the last leap is put right';
      this.commands.add({ kind: 'reconnect', connection, reason });
    } else if (symbols.length > 0) {
      this.resubscribe(symbols, connection, 0);
    }
    for (const symbol of symbols) {
      if (!this.books.get(symbol)?.isLive) this.requests.asked(symbol, nowNs);
    }
  }

  /** A message that is not as it should be: what it was of a book is missing there. */
  private takeBroken(connection: string, fields: Fields, refusal: RefusalReason): void {
    this.refusals.add(refusal);
    const sequence = sequenceOf(fields);
    if (Number.isNaN(sequence) || !this.isNext(connection, sequence)) return;
    for (const book of this.books.all()) book.missed(connection);
  }

  private originOf(connection: string, sequence: number, time: unknown): Origin {
    const letter = this.list.plan?.lineOf(connection) ?? connection;
    const replaces = this.list.plan?.isJoining(connection) ?? false;
    return { connection, letter, replaces, sequence, time };
  }

  private takeLevels(connection: string, envelope: Envelope): void {
    const origin = this.originOf(connection, envelope.sequence, envelope.timestamp);
    for (const event of envelope.events) {
      const symbol = isFields(event) ? event['product_id'] : undefined;
      if (!isFields(event) || !isText(symbol)) {
        this.refusals.add('wrong-type');
        for (const book of this.books.all()) book.missed(connection);
        continue;
      }
      const book = this.books.open(symbol);
      const refusal = typeof book === 'string' ? book : this.takeEvent(book, event, origin);
      if (refusal) this.refusals.add(refusal);
    }
  }

  private takeEvent(book: SymbolBook, event: Fields, origin: Origin): RefusalReason | undefined {
    switch (event['type']) {
      case 'snapshot': {
        const refusal = book.applySnapshot(event['updates'], origin);
        if (!refusal) this.joined(origin.connection, book.symbol);
        return refusal;
      }
      case 'update':
        this.slowCount++;
        return book.applyUpdate(event['updates'], origin);
      default:
        book.missed(origin.connection);
        return 'wrong-type';
    }
  }

  /** Newest first as the venue writes them: told oldest first. A snapshot's are from before we came. */
  private takeTrades(envelope: Envelope): void {
    for (const event of envelope.events) {
      const list = isFields(event) ? event['trades'] : undefined;
      if (!isFields(event) || !Array.isArray(list) || list.length > this.limits.tradesPerEvent) {
        this.refusals.add('wrong-type');
        continue;
      }
      const trades: TradeMessage[] = [];
      for (const item of list as unknown[]) {
        const trade = readTrade(item);
        if (typeof trade === 'string') this.refusals.add(trade);
        else trades.push(trade);
      }
      trades.sort((a, b) => a.id - b.id);
      this.tellTrades(trades, event['type'] === 'snapshot');
    }
  }

  /** @param isPast of a snapshot: only what came after a trade that we know is news. */
  private tellTrades(trades: readonly TradeMessage[], isPast: boolean): void {
    const begun = new Set<SymbolBook>();
    for (const trade of trades) {
      const book = this.books.open(trade.symbol);
      if (typeof book === 'string') {
        this.refusals.add(book);
        continue;
      }
      if (isPast && book.trades.newest < 0) begun.add(book);
      if (begun.has(book)) {
        book.trades.expectAfter(trade.id);
        continue;
      }
      const refusal = book.applyTrade(trade);
      if (refusal) this.refusals.add(refusal);
    }
  }

  private takeError(fields: Fields): void {
    const { message } = fields;
    this.refusals.add('venue-error');
    this.commands.note(`the venue says: ${isText(message) ? message : ''}`.trim());
  }

  /** @param isWhole from REST; the status channel tells what can trade, not the step of a price. */
  private takeList(list: unknown, isWhole: boolean): void {
    const products = readProducts(list, this.limits.symbols);
    if (!products) return this.refusals.add('wrong-type');
    this.list.take(products, isWhole || !this.books.isListed);
  }

  private takeImageRequest(nowNs: number): VenueCommand | undefined {
    const request = this.requests.take(nowNs);
    if (request === undefined) return undefined;
    for (const connection of this.connections.keys()) {
      if (!this.list.plan?.symbolsOf(connection).includes(request.symbol)) continue;
      this.resubscribe([request.symbol], connection, request.notBeforeNs);
    }
    return this.commands.take();
  }

  private resubscribe(symbols: readonly string[], connection: string, notBeforeNs: number): void {
    for (const text of resubscribeTexts(symbols)) this.commands.say(connection, text, notBeforeNs);
  }

  private joined(connection: string, symbol: string): void {
    const replaced = this.list.plan?.joined(connection, symbol);
    if (replaced === undefined) return;
    this.forget(replaced);
    for (const book of this.books.all()) book.lost(replaced, REASON.DISCONNECTED, true);
    this.commands.add({ kind: 'disconnect', connection: replaced });
  }

  /** @returns whether the connection was known. */
  private forget(connection: string): boolean {
    this.gapCount += this.connections.get(connection)?.gapCount ?? 0;
    return this.connections.delete(connection);
  }

  private count(type: string): void {
    this.typeCounts[type] = (this.typeCounts[type] ?? 0) + 1;
  }
}
