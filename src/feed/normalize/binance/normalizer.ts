/**
 * Binance spot (and Binance US, which speaks the same): stream messages and REST answers to events,
 * sans-I/O. Owns the symbols and what is known of them; the sync rule itself is in sync-rule.ts.
 *
 * Proven: the diffs' continuity, and the top of book wherever a bookTicker has the update id of a
 * depth message. Not proven: levels beyond the snapshot's depth, unknown until they change (7).
 */
import { SYMBOL_BYTES_LIMIT } from '../../../event/instrument-table.js';
import type { StateReason } from '../../../market/state.js';
import { asLots, asTicks, type InstrumentId } from '../../../market/units.js';
import { INSTRUMENT_REFUSED, type InstrumentRegister } from '../instrument-register.js';
import type {
  NormalizerDeps,
  VenueCommand,
  VenueNormalizer,
  VenueSummary,
} from '../venue-normalizer.js';
import { CommandQueue } from '../shared/command-queue.js';
import { ConnectionPlan } from '../shared/connection-plan.js';
import { EventWriter } from '../shared/event-writer.js';
import { ImageRequests } from '../shared/image-requests.js';
import { FALLBACK_SCALES, type SymbolScales } from '../shared/instrument-scales.js';
import { parseBytes, parseJson, textOf, type Fields } from '../shared/json.js';
import { LevelBatch } from '../shared/level-batch.js';
import { Refusals, type RefusalReason } from '../shared/refusals.js';
import { ResyncCounts } from '../shared/resync-counts.js';
import { readExchangeInfo } from './instruments.js';
import { BINANCE_LIMITS, type BinanceLimits } from './limits.js';
import {
  readDiff,
  readSnapshotId,
  readTop,
  readTrade,
  typeOf,
  unwrap,
  type MessageType,
} from './messages.js';
import { Subscriptions } from './subscriptions.js';
import { SymbolBook, type SymbolContext } from './symbol-book.js';

/** What GET /depth costs of the budget, by the levels asked for. */
const snapshotWeight = (levels: number): number =>
  levels <= 100 ? 5 : levels <= 500 ? 25 : levels <= 1000 ? 50 : 250;

/** No blanks, no control characters; what a symbol may otherwise be is the venue's affair. */
const SYMBOL = /^[^\s\p{Cc}]+$/u;

export class BinanceNormalizer implements VenueNormalizer {
  private readonly register: InstrumentRegister;
  private readonly context: SymbolContext;
  private readonly requests: ImageRequests;
  private readonly restBase: string;
  private readonly commands = new CommandQueue();
  private readonly plan: ConnectionPlan | undefined;
  private readonly wanted: readonly string[] | undefined;
  private readonly wantedDepth: number | undefined;
  private readonly subscriptions: Subscriptions;
  private readonly books = new Map<string, SymbolBook>();
  private readonly connections = new Set<string>();
  private readonly refusals = new Refusals();
  private readonly typeCounts: Partial<Record<MessageType | 'snapshot' | 'exchangeInfo', number>> =
    {};
  private definitions: Map<string, SymbolScales> | undefined;
  private definitionsWanted = false;
  private definitionsRetryNs = Infinity;
  private connection = '';
  private requestId = 0;

  constructor(
    private readonly venue: string,
    deps: NormalizerDeps,
    private readonly limits: BinanceLimits = BINANCE_LIMITS,
  ) {
    this.register = deps.register;
    this.restBase = deps.endpoints.rest;
    this.wanted = deps.wants?.symbols;
    this.wantedDepth = deps.wants?.depth;
    this.requests = new ImageRequests(limits, deps.random);
    this.plan =
      deps.wants &&
      new ConnectionPlan({
        symbols: deps.wants.symbols,
        symbolsPerConnection: limits.symbolsPerConnection,
        lines: deps.wants.lines,
        address: () => `${deps.endpoints.webSocket}/stream`,
      });
    this.subscriptions = new Subscriptions(limits.symbols);
    this.context = {
      writer: new EventWriter(deps.sink),
      batch: new LevelBatch(limits.levelsPerMessage),
      requests: this.requests,
      resyncs: new ResyncCounts(),
      limits,
      budget: { characters: 0 },
      clock: { nowNs: 0 },
    };
  }

  /** The instrument list first: what is opened before it has assumed scales. */
  start(): void {
    this.definitionsWanted = true;
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
    const streams = (this.plan?.symbolsOf(connection) ?? []).flatMap(streamsOf);
    for (let from = 0; from < streams.length; from += this.limits.streamsPerRequest) {
      const params = streams.slice(from, from + this.limits.streamsPerRequest);
      const text = JSON.stringify({ method: 'SUBSCRIBE', params, id: ++this.requestId });
      this.commands.add({ kind: 'send', connection, text, notBeforeNs: 0 });
    }
  }

  disconnected(connection: string): void {
    for (const book of this.books.values()) {
      if (book.connection === connection) book.disconnected();
    }
  }

  sent(_connection: string, text: string): void {
    this.subscriptions.addRequest(parseJson(text));
  }

  received(connection: string, bytes: Uint8Array): void {
    this.connection = connection;
    this.dispatch(textOf(bytes), true);
  }

  receivedBinary(): void {
    this.refusals.add('binary');
  }

  answered(url: string, body: Uint8Array): void {
    const [path, query] = url.split('?', 2);
    if (path!.endsWith('/exchangeInfo')) {
      this.count('exchangeInfo');
      this.takeDefinitions(parseBytes(body));
    } else if (path!.endsWith('/depth')) {
      this.count('snapshot');
      this.takeSnapshot(symbolIn(query), parseBytes(body));
    } else {
      this.count('other');
    }
  }

  failed(url: string, why: string): void {
    const [path, query] = url.split('?', 2);
    const { nowNs } = this.context.clock;
    this.refusals.add('http-error');
    if (path!.endsWith('/exchangeInfo')) {
      this.commands.add({ kind: 'note', text: `instrument list: ${why}; asked again` });
      this.definitionsRetryNs = nowNs + this.limits.retryNsFirst;
    } else if (this.requests.isWanted(symbolIn(query))) {
      this.requests.retry(symbolIn(query), nowNs);
    }
  }

  resync(id: InstrumentId, reason: StateReason): void {
    for (const book of this.books.values()) if (book.id === id) book.resync(reason);
  }

  rotate(connection: string): void {
    const command = this.plan?.rotate(connection);
    if (command) this.commands.add(command);
  }

  checkTimers(): void {
    const { nowNs } = this.context.clock;
    this.requests.checkTimers(nowNs);
    if (nowNs < this.definitionsRetryNs) return;
    this.definitionsRetryNs = Infinity;
    this.definitionsWanted = true;
  }

  takeCommand(): VenueCommand | undefined {
    const nowNs = this.context.clock.nowNs;
    if (this.definitionsWanted) {
      this.definitionsWanted = false;
      return {
        kind: 'fetch',
        url: `${this.restBase}/api/v3/exchangeInfo`,
        weight: 20,
        notBeforeNs: nowNs,
      };
    }
    return this.commands.take() ?? this.takeFetch(nowNs);
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
      resyncs: { ...this.context.resyncs.counts },
    };
  }

  /** The symbol's book, for tests and status pages. */
  bookOf(symbol: string): SymbolBook | undefined {
    return this.books.get(symbol);
  }

  private takeFetch(nowNs: number): VenueCommand | undefined {
    const request = this.requests.take(nowNs);
    if (request === undefined) return undefined;
    const levels = this.wantedDepth ?? this.limits.snapshotLevels;
    return {
      kind: 'fetch',
      url: `${this.restBase}/api/v3/depth?symbol=${encodeURIComponent(request.symbol)}&limit=${levels}`,
      weight: snapshotWeight(levels),
      notBeforeNs: request.notBeforeNs,
    };
  }

  /** A replacement carries the symbol: the connection that it replaces may be done with. */
  private joined(connection: string, symbol: string): void {
    const replaced = this.plan?.joined(connection, symbol);
    if (replaced === undefined) return;
    this.connections.delete(replaced);
    this.commands.add({ kind: 'disconnect', connection: replaced });
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
        const refusal = book.applyDiff(diff, text);
        if (!refusal && book.sync.phase === 'live') this.joined(this.connection, diff.symbol);
        return refusal;
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
    const isFirst = this.definitions === undefined;
    this.definitions = definitions;
    this.definitionsWanted = false;
    if (isFirst && this.plan) this.openConnections(definitions);
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

  private openConnections(definitions: ReadonlyMap<string, SymbolScales>): void {
    for (const symbol of this.wanted!) {
      if (definitions.has(symbol)) this.open(symbol);
      else this.commands.add({ kind: 'note', text: `${symbol} is not in the venue's list` });
    }
    this.commands.add(...this.plan!.open());
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
      venue: this.venue,
      symbol,
      priceScale: scales.priceScale,
      quantityScale: scales.quantityScale,
      tickSize: asTicks(scales.tickSize),
      lotSize: asLots(scales.lotSize),
      depthLimit: 0,
    });
  }
}

const symbolIn = (query: string | undefined): string =>
  new URLSearchParams(query ?? '').get('symbol') ?? '';

const streamsOf = (symbol: string): string[] => {
  const name = symbol.toLowerCase();
  return [`${name}@depth@100ms`, `${name}@bookTicker`, `${name}@trade`];
};

const needsWider = (scales: SymbolScales, known: SymbolScales): boolean =>
  scales.priceScale > known.priceScale || scales.quantityScale > known.quantityScale;
