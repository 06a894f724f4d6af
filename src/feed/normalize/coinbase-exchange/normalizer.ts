/**
 * Coinbase Exchange: `level2` and `level2_batch` as levels, `full` as orders, sans-I/O. Owns the
 * connections, the products and what is known of them; the rules of the channels are in
 * level2-sync-rule.ts and full-sync-rule.ts.
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
import { isFields, isText, parseBytes, parseJson, textOf, type Fields } from '../parts/json.js';
import { LevelBatch } from '../parts/level-batch.js';
import { LineFigures } from '../parts/line-figures.js';
import { ProductList } from '../parts/product-list.js';
import { HandleCounter } from '../parts/order-handles.js';
import { Refusals, type RefusalReason } from '../parts/refusals.js';
import { ResyncCounts } from '../parts/resync-counts.js';
import { InstrumentBooks } from '../parts/instrument-books.js';
import { FALLBACK_SCALES, type SymbolScales } from '../parts/instrument-scales.js';
import { totalsOf, type BookContext, type ExchangeBook } from './exchange-book.js';
import { FullBook } from './full-book.js';
import { readProducts } from './instruments.js';
import { HotMessages } from './hot-messages.js';
import { Level2Book } from './level2-book.js';
import { EXCHANGE_LIMITS, type ExchangeLimits } from './limits.js';
import { typeOf, type MessageType } from './messages.js';
import {
  resubscribeTexts,
  subscribeText,
  Subscriptions,
  type BookChannel,
} from './subscriptions.js';

export const LEVEL2_VENUE = 'coinbase-exchange';
export const FULL_VENUE = 'coinbase-l3';

const BOOK_URL = /\/products\/([^/?%]+)\/book\?(?:.*&)?level=3\b/;
const LIST_URL = /\/products(?:\?.*)?$/;

export interface ExchangeOptions {
  /** The channel that a live feed subscribes to; in a replay, what the capture subscribed to. */
  readonly channel: BookChannel;
  readonly limits?: ExchangeLimits;
}

export class ExchangeNormalizer implements VenueNormalizer {
  private readonly limits: ExchangeLimits;
  private readonly channel: BookChannel;
  private readonly commands = new CommandQueue();
  private readonly context: BookContext;
  private readonly books: InstrumentBooks<SymbolScales, ExchangeBook>;
  private readonly list: ProductList<ExchangeBook>;
  private readonly hot: HotMessages;
  /** Updates that were not read from their bytes. */
  private slowCount = 0;
  private readonly connections = new Set<string>();
  private readonly typeCounts: Record<string, number> = {};

  constructor(
    private readonly deps: NormalizerDeps,
    options: ExchangeOptions,
  ) {
    const limits = options.limits ?? EXCHANGE_LIMITS;
    this.limits = limits;
    this.channel = options.channel;
    this.context = {
      writer: new EventWriter(deps.sink),
      batch: new LevelBatch(limits.levelsPerMessage),
      requests: new ImageRequests(limits, deps.random),
      resyncs: new ResyncCounts(),
      refusals: new Refusals(),
      subscriptions: new Subscriptions(limits.symbols),
      handles: new HandleCounter(),
      limits,
      budget: { characters: 0 },
      figures: new LineFigures(
        (connection) => this.list.plan?.lineOf(connection) ?? connection,
        deps.wants?.lineHoldNs ?? 0,
      ),
      clock: { nowNs: 0, receivedNs: 0 },
    };
    this.hot = new HotMessages(this.context.batch);
    this.books = new InstrumentBooks<SymbolScales, ExchangeBook>({
      register: deps.register,
      venue: (symbol) => (this.isFull(symbol) ? FULL_VENUE : LEVEL2_VENUE),
      depthLimit: 0,
      fallback: FALLBACK_SCALES,
      admits: (symbol) => this.context.subscriptions.admits(symbol),
      make: (symbol, id, scales) => {
        const book = this.isFull(symbol)
          ? new FullBook(symbol, id, scales, this.context)
          : new Level2Book(symbol, id, scales, this.context);
        if (book instanceof Level2Book) this.hot.add(book);
        book.setHalted(this.list.isHalted(symbol));
        return book;
      },
    });
    this.list = new ProductList({
      deps,
      books: this.books,
      commands: this.commands,
      request: {
        url: `${deps.endpoints.rest}/products`,
        weight: 1,
        retryNs: limits.retryNsFirst,
        everyNs: deps.wants ? limits.listEveryNs : Infinity,
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
    this.context.clock.receivedNs = receivedNs;
    this.context.writer.header.receivedNs = receivedNs;
  }

  /** The venue closes a connection that has not subscribed within 5 s. */
  connected(connection: string): void {
    if (this.connections.has(connection)) this.disconnected(connection);
    this.connections.add(connection);
    const symbols = this.list.plan?.symbolsOf(connection) ?? [];
    const { productsPerRequest } = this.limits;
    for (let from = 0; from < symbols.length; from += productsPerRequest) {
      const part = symbols.slice(from, from + productsPerRequest);
      this.commands.say(connection, subscribeText(this.channel, part), 0);
    }
    for (const symbol of symbols) this.expectImage(connection, symbol);
  }

  disconnected(connection: string): void {
    this.connections.delete(connection);
    for (const book of this.books.all()) {
      book.lineLost(connection, this.connectionOf(book.symbol) !== undefined);
    }
  }

  sent(_connection: string, text: string): void {
    this.context.subscriptions.addRequest(parseJson(text));
  }

  received(connection: string, bytes: Uint8Array): void {
    const book = this.hot.read(bytes);
    if (book !== undefined) {
      this.count('l2update');
      if (this.hears(book, connection, 'l2update')) {
        this.settle(book, connection, book.takeLoaded(this.hot.time));
      }
      return;
    }
    const text = textOf(bytes);
    const fields = parseJson(text);
    if (!isFields(fields)) {
      return this.missed(connection, fields === undefined ? 'malformed-json' : 'wrong-type');
    }
    const type = typeOf(fields);
    this.count(type);
    if (type === 'l2update') this.slowCount++;
    switch (type) {
      case 'subscriptions':
        return;
      case 'error':
        return this.takeError(fields);
      case 'status':
        return this.takeList(fields['products']);
      default:
        return this.takeMessage(connection, type, fields, text);
    }
  }

  receivedBinary(connection: string): void {
    this.missed(connection, 'binary');
  }

  answered(url: string, body: Uint8Array): void {
    const symbol = symbolIn(url);
    if (symbol !== undefined) {
      this.count('book');
      this.takeImage(symbol, parseBytes(body));
    } else if (LIST_URL.test(url)) {
      this.count('products');
      this.list.answered(this.context.clock.nowNs);
      this.takeList(parseBytes(body));
    } else {
      this.count('other');
    }
  }

  failed(url: string, why: string): void {
    const { requests, clock, refusals } = this.context;
    refusals.add('http-error');
    const symbol = symbolIn(url);
    if (symbol === undefined) {
      this.list.failed(why, clock.nowNs);
    } else if (requests.isWanted(symbol)) {
      requests.retry(symbol, clock.nowNs);
    }
  }

  resync(id: InstrumentId, reason: StateReason): void {
    this.books.byId(id)?.resync(reason);
  }

  rotate(connection: string): void {
    this.list.rotate(connection);
  }

  checkTimers(): void {
    const { requests, clock, limits } = this.context;
    requests.checkTimers(clock.nowNs);
    this.list.checkTimers(clock.nowNs);
    if (!this.list.plan) return;
    for (const book of this.books.all()) {
      book.checkTimers();
      if (book.isLive && clock.nowNs - book.heardNs > limits.silenceNs) book.resync(REASON.SILENT);
    }
  }

  takeCommand(): VenueCommand | undefined {
    const { nowNs } = this.context.clock;
    return this.list.takeRequest(nowNs) ?? this.commands.take() ?? this.takeImageRequest(nowNs);
  }

  finish(): void {
    // Nothing is held.
  }

  summary(): VenueSummary {
    const { refusals, resyncs, figures } = this.context;
    const totals = totalsOf(this.books.all());
    const lines = figures.summary();
    return {
      ...(lines && { lines }),
      ...totals,
      slowPathMessages: this.slowCount,
      unknownMessages: this.typeCounts['other'] ?? 0,
      refusedValues: refusals.of('value'),
      undeclaredInstruments: refusals.of('unknown-symbol'),
      refusals: { ...refusals.counts },
      messagesByType: { ...this.typeCounts },
      resyncs: { ...resyncs.counts },
    };
  }

  /** In a replay a product may be of either venue: as it was subscribed to. */
  private isFull(symbol: string): boolean {
    const { subscriptions } = this.context;
    if (this.deps.wants) return this.channel === 'full';
    const hasLevels =
      subscriptions.has(symbol, 'level2') || subscriptions.has(symbol, 'level2_batch');
    return subscriptions.has(symbol, 'full') && !hasLevels;
  }

  /** Levels come with the subscription; orders are fetched once messages are queued for them. */
  private expectImage(connection: string, symbol: string): void {
    const { requests, clock } = this.context;
    const owner = this.books.get(symbol)?.connection ?? '';
    const isOwned = owner !== '' && owner !== connection && this.connections.has(owner);
    if (this.channel !== 'full' && !isOwned) requests.asked(symbol, clock.nowNs);
  }

  private takeMessage(connection: string, type: MessageType, fields: Fields, text: string): void {
    const symbol = fields['product_id'];
    if (!isText(symbol)) {
      if (type !== 'other') this.missed(connection, 'wrong-type');
      return;
    }
    const book = this.books.open(symbol);
    if (typeof book === 'string') return this.context.refusals.add(book);
    if (!this.hears(book, connection, type)) return;
    this.settle(book, connection, book.take(type, fields, text));
  }

  private settle(book: ExchangeBook, connection: string, refusal: RefusalReason | undefined): void {
    book.heardNs = this.context.clock.nowNs;
    if (refusal) this.context.refusals.add(refusal);
    else if (book.isJoined(connection)) this.joined(connection, book.symbol);
  }

  /**
   * Levels come from one connection at a time; another takes over with its snapshot, when it is to
   * replace that one or that one is lost. Orders are in sequence, whatever line brings them.
   */
  private hears(book: ExchangeBook, connection: string, type: MessageType): boolean {
    if (book.connection === connection) return true;
    const isHeld = book.connection !== '' && this.connections.has(book.connection);
    const mayTake = !isHeld || (this.list.plan?.isJoining(connection) ?? false);
    if (!(book instanceof FullBook) && !(mayTake && (!isHeld || type === 'snapshot'))) return false;
    book.connection = connection;
    return true;
  }

  /** What could not be read may have been of any product of the connection. */
  private missed(connection: string, refusal: RefusalReason): void {
    this.context.refusals.add(refusal);
    for (const book of this.books.all()) if (book.connection === connection) book.missed();
  }

  private takeError(fields: Fields): void {
    const say = (value: unknown): string => (isText(value) ? value : '');
    this.context.refusals.add('venue-error');
    this.commands.note(`the venue says: ${say(fields['message'])} ${say(fields['reason'])}`.trim());
  }

  private takeImage(symbol: string, answer: unknown): void {
    const { refusals, requests, clock } = this.context;
    const book = this.books.open(symbol);
    if (typeof book === 'string') return refusals.add(book);
    if (!(book instanceof FullBook)) return;
    const refusal = book.takeImage(answer);
    if (!refusal) return;
    refusals.add(refusal);
    // Stay STALE, emit nothing, ask again later.
    if (requests.isWanted(symbol)) requests.retry(symbol, clock.nowNs);
  }

  private takeList(list: unknown): void {
    const products = readProducts(list, this.limits.symbols);
    if (!products) return this.context.refusals.add('wrong-type');
    this.list.take(products, true);
  }

  private takeImageRequest(nowNs: number): VenueCommand | undefined {
    const request = this.context.requests.take(nowNs);
    if (request === undefined) return undefined;
    const { symbol, notBeforeNs } = request;
    if (this.books.get(symbol) instanceof FullBook) {
      const url = `${this.deps.endpoints.rest}/products/${symbol}/book?level=3`;
      return { kind: 'fetch', url, weight: 1, notBeforeNs };
    }
    const connection = this.connectionOf(symbol);
    if (connection === undefined) return undefined;
    for (const text of resubscribeTexts(this.channel, symbol)) {
      this.commands.say(connection, text, notBeforeNs);
    }
    return this.commands.take();
  }

  /** The connection that carries the symbol: its book's, else any that was planned for it. */
  private connectionOf(symbol: string): string | undefined {
    const owner = this.books.get(symbol)?.connection;
    if (owner !== undefined && this.connections.has(owner)) return owner;
    for (const connection of this.connections) {
      if (this.list.plan?.symbolsOf(connection).includes(symbol)) return connection;
    }
    return undefined;
  }

  private joined(connection: string, symbol: string): void {
    const replaced = this.list.plan?.joined(connection, symbol);
    if (replaced === undefined) return;
    this.disconnected(replaced);
    this.commands.add({ kind: 'disconnect', connection: replaced });
  }

  private count(type: string): void {
    this.typeCounts[type] = (this.typeCounts[type] ?? 0) + 1;
  }
}

/** The product whose level 3 book an address asks for. */
const symbolIn = (url: string): string | undefined => BOOK_URL.exec(url)?.[1];
