/**
 * Binance spot (and Binance US, which speaks the same): stream messages and REST answers to events,
 * sans-I/O. Owns the symbols and what is known of them; the sync rule itself is in depth-sync.ts.
 *
 * Proven: the diffs' continuity, and the top of book wherever a bookTicker has the update id of a
 * depth message. Not proven: levels beyond the snapshot's depth, unknown until they change (7).
 */
import { SYMBOL_BYTES_LIMIT } from '../../../event/instrument-table.js';
import { asLots, asTicks } from '../../../market/units.js';
import { INSTRUMENT_REFUSED, type InstrumentRegister } from '../instrument-register.js';
import type {
  NormalizerDeps,
  VenueCommand,
  VenueNormalizer,
  VenueSummary,
} from '../venue-normalizer.js';
import { EventWriter } from './event-writer.js';
import { FALLBACK_SCALES, readExchangeInfo, type SymbolScales } from './exchange-info.js';
import { LevelBatch } from './level-batch.js';
import { BINANCE_LIMITS, type BinanceLimits } from './limits.js';
import {
  parseJson,
  readDiff,
  readSnapshotId,
  readTop,
  readTrade,
  typeOf,
  unwrap,
  type Fields,
  type MessageType,
} from './messages.js';
import { Refusals, type RefusalReason } from './refusals.js';
import { SnapshotRequests } from './snapshot-requests.js';
import { Subscriptions } from './subscriptions.js';
import { SymbolBook, type SymbolContext } from './symbol-book.js';

export interface BinanceVenue {
  /** Our name of the venue. */
  readonly venue: string;
  readonly restBase: string;
}

/** No blanks, no control characters; what a symbol may otherwise be is the venue's affair. */
const SYMBOL = /^[^\s\p{Cc}]+$/u;

export class BinanceNormalizer implements VenueNormalizer {
  private readonly register: InstrumentRegister;
  private readonly context: SymbolContext;
  private readonly requests: SnapshotRequests;
  private readonly subscriptions: Subscriptions;
  private readonly books = new Map<string, SymbolBook>();
  private readonly connections = new Set<string>();
  private readonly refusals = new Refusals();
  private readonly typeCounts: Partial<Record<MessageType | 'snapshot' | 'exchangeInfo', number>> =
    {};
  private definitions: Map<string, SymbolScales> | undefined;
  private definitionsWanted = false;
  private connection = '';

  constructor(
    private readonly venue: BinanceVenue,
    deps: NormalizerDeps,
    private readonly limits: BinanceLimits = BINANCE_LIMITS,
  ) {
    this.register = deps.register;
    this.requests = new SnapshotRequests(venue.restBase, limits, deps.random);
    this.subscriptions = new Subscriptions(limits.symbols);
    this.context = {
      writer: new EventWriter(deps.sink),
      batch: new LevelBatch(limits.levelsPerMessage),
      requests: this.requests,
      limits,
      budget: { characters: 0 },
      clock: { nowNs: 0 },
    };
  }

  atTime(nowNs: number, receivedNs: number): void {
    this.context.clock.nowNs = nowNs;
    this.context.writer.header.receivedNs = receivedNs;
  }

  connected(connection: string, address: string): void {
    if (this.connections.has(connection)) this.disconnected(connection);
    this.connections.add(connection);
    this.subscriptions.addAddress(address);
    if (!this.definitions) this.definitionsWanted = true;
  }

  disconnected(connection: string): void {
    for (const book of this.books.values()) {
      if (book.connection === connection) book.disconnected();
    }
  }

  sent(_connection: string, text: string): void {
    this.subscriptions.addRequest(parseJson(text));
  }

  received(connection: string, text: string): void {
    this.connection = connection;
    this.dispatch(text, true);
  }

  receivedBinary(): void {
    this.refusals.add('binary');
  }

  answered(url: string, text: string): void {
    const [path, query] = url.split('?', 2);
    if (path!.endsWith('/exchangeInfo')) {
      this.count('exchangeInfo');
      this.takeDefinitions(parseJson(text));
    } else if (path!.endsWith('/depth')) {
      this.count('snapshot');
      this.takeSnapshot(new URLSearchParams(query ?? '').get('symbol') ?? '', parseJson(text));
    } else {
      this.count('other');
    }
  }

  checkTimers(): void {
    this.requests.checkTimers(this.context.clock.nowNs);
  }

  takeCommand(): VenueCommand | undefined {
    const nowNs = this.context.clock.nowNs;
    if (this.definitionsWanted) {
      this.definitionsWanted = false;
      return {
        kind: 'fetch',
        url: `${this.venue.restBase}/api/v3/exchangeInfo`,
        notBeforeNs: nowNs,
      };
    }
    return this.requests.take(nowNs);
  }

  finish(): void {
    for (const book of this.books.values()) book.tops.drop();
  }

  summary(): VenueSummary {
    let gaps = 0;
    let unverifiable = 0;
    for (const book of this.books.values()) {
      gaps += book.sync.gapCount;
      unverifiable += book.tops.unverifiableCount;
    }
    return {
      gaps,
      unverifiable,
      unknownMessages: this.typeCounts.other ?? 0,
      refusedValues: this.refusals.of('value'),
      undeclaredInstruments: this.refusals.of('unknown-symbol'),
      refusals: { ...this.refusals.counts },
      messagesByType: { ...this.typeCounts },
    };
  }

  /** The symbol's book, for tests and status pages. */
  bookOf(symbol: string): SymbolBook | undefined {
    return this.books.get(symbol);
  }

  private count(type: MessageType | 'snapshot' | 'exchangeInfo'): void {
    this.typeCounts[type] = (this.typeCounts[type] ?? 0) + 1;
  }

  /** @param fresh false for a message that was counted when it was buffered. */
  private dispatch(text: string, fresh: boolean): void {
    const message = unwrap(parseJson(text));
    if (typeof message === 'string') return this.refusals.add(message);
    const type = typeOf(message);
    if (fresh) this.count(type);
    const refusal = this.normalize(type, message.fields, text);
    if (refusal) this.refusals.add(refusal);
  }

  private normalize(type: MessageType, fields: Fields, text: string): RefusalReason | undefined {
    switch (type) {
      case 'depthUpdate': {
        const diff = readDiff(fields);
        if (typeof diff === 'string') return diff;
        const book = this.open(diff.symbol);
        if (typeof book === 'string') return book;
        book.connection = this.connection;
        return book.applyDiff(diff, text);
      }
      case 'bookTicker': {
        const top = readTop(fields);
        if (typeof top === 'string') return top;
        const book = this.open(top.symbol);
        return typeof book === 'string' ? book : book.applyTop(top);
      }
      case 'trade':
      case 'aggTrade': {
        const trade = readTrade(type, fields);
        if (typeof trade === 'string') return trade;
        const book = this.open(trade.symbol);
        return typeof book === 'string' ? book : book.applyTrade(type, trade);
      }
      case 'other':
        return undefined;
    }
  }

  private takeSnapshot(symbol: string, answer: unknown): void {
    const lastUpdateId = readSnapshotId(answer);
    const book = this.open(symbol);
    if (typeof book === 'string') return this.refusals.add(book);
    const refusal =
      typeof lastUpdateId === 'string'
        ? lastUpdateId
        : book.applySnapshot(lastUpdateId, answer as Fields, (text) => this.dispatch(text, false));
    if (!refusal) return;
    this.refusals.add(refusal);
    // Stay STALE, emit nothing, ask again later.
    if (!book.quarantined && this.requests.isWanted(symbol)) {
      this.requests.retry(symbol, this.context.clock.nowNs);
    }
  }

  private takeDefinitions(answer: unknown): void {
    const definitions = readExchangeInfo(answer, this.limits.symbols);
    if (!definitions) return this.refusals.add('http-error');
    this.definitions = definitions;
    this.definitionsWanted = false;
    for (const book of this.books.values()) {
      const scales = definitions.get(book.symbol);
      // Scales only ever widen: what fits a wider scale fits it exactly, and no epoch is spent on it.
      if (!scales || !needsWider(scales, book.scales)) continue;
      const wider = {
        ...scales,
        priceScale: Math.max(scales.priceScale, book.scales.priceScale),
        quantityScale: Math.max(scales.quantityScale, book.scales.quantityScale),
        tickSize: scales.priceScale >= book.scales.priceScale ? scales.tickSize : 0,
        lotSize: scales.quantityScale >= book.scales.quantityScale ? scales.lotSize : 0,
      };
      this.define(book.symbol, wider);
      book.redefined(wider);
    }
  }

  /** The symbol's book; made when the symbol is seen for the first time. */
  private open(symbol: string): SymbolBook | RefusalReason {
    const known = this.books.get(symbol);
    if (known) return known;
    if (!SYMBOL.test(symbol) || Buffer.byteLength(symbol) > SYMBOL_BYTES_LIMIT)
      return 'unknown-symbol';
    const scales = this.definitions ? this.definitions.get(symbol) : FALLBACK_SCALES;
    if (!scales || !this.subscriptions.admits(symbol)) return 'unknown-symbol';
    const id = this.define(symbol, scales);
    if (id === INSTRUMENT_REFUSED) return 'instrument-limit';
    const book = new SymbolBook(symbol, id, scales, this.context);
    this.books.set(symbol, book);
    return book;
  }

  private define(symbol: string, scales: SymbolScales): ReturnType<InstrumentRegister['register']> {
    return this.register.register({
      venue: this.venue.venue,
      symbol,
      priceScale: scales.priceScale,
      quantityScale: scales.quantityScale,
      tickSize: asTicks(scales.tickSize),
      lotSize: asLots(scales.lotSize),
      depthLimit: 0,
    });
  }
}

const needsWider = (scales: SymbolScales, known: SymbolScales): boolean =>
  scales.priceScale > known.priceScale || scales.quantityScale > known.quantityScale;
