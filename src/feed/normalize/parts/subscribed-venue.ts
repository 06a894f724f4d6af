/**
 * What venues have in common whose images come with the subscription: the instrument lists first, then
 * the connections, a subscription for each symbol and another one whenever its book is lost, pings of
 * the venue's kind. Owns the books and all that waits for a timer; knows no message of any venue.
 */
import { SYMBOL_BYTES_LIMIT } from '../../../event/instrument-table.js';
import { REASON, type StateReason } from '../../../market/state.js';
import { asLots, asTicks, type InstrumentId } from '../../../market/units.js';
import { INSTRUMENT_REFUSED } from '../instrument-register.js';
import type { NormalizerDeps, VenueCommand } from '../venue-normalizer.js';
import { AdmittedSymbols } from './admitted-symbols.js';
import { AppPings } from './app-pings.js';
import { ByteNames } from './byte-names.js';
import { CommandQueue } from './command-queue.js';
import { ConnectionPlan } from './connection-plan.js';
import { EventWriter } from './event-writer.js';
import { ImageRequests, type ImageRequestLimits } from './image-requests.js';
import { FALLBACK_SCALES, scaleOfTexts, widened, type SymbolScales } from './instrument-scales.js';
import { LevelBatch } from './level-batch.js';
import type { HeldMessage } from './line-arbiter.js';
import { LineFigures } from './line-figures.js';
import { HandleCounter } from './order-handles.js';
import { Refusals, type RefusalReason } from './refusals.js';
import { ResyncCounts } from './resync-counts.js';
import type { SubscribedBook, SubscribedContext } from './subscribed-book.js';

export interface SubscribedLimits extends ImageRequestLimits {
  /** Levels in one message; policy: the message is refused. */
  readonly levelsPerMessage: number;
  /** Symbols of instrument lists and of subscriptions each; policy: later ones are unknown. */
  readonly symbols: number;
  readonly symbolsPerConnection: number;
  /** Trade ids remembered per symbol; policy: the oldest is forgotten. */
  readonly recentTradesPerSymbol: number;
  readonly pingEveryNs: number;
  /** A live book of which the venue says nothing for so long is lost; Infinity: silence is normal. */
  readonly bookSilenceNs: number;
  /** Requests on one connection in an hour, of the venue's limit; Infinity: none. */
  readonly requestsPerHour: number;
}

/** A symbol as the venue's instrument list has it. */
export interface Definition extends SymbolScales {
  readonly isTrading: boolean;
}

/** How the venue is spoken to. */
export interface Dialect {
  readonly venue: string;
  readonly pingText: string;
  /** WebSocket address of every connection. */
  readonly address: string;
  /** Requests that subscribe a connection to these symbols. */
  readonly subscribe: (symbols: readonly string[]) => string[];
  /** Requests that bring the symbol's image again. */
  readonly subscribeAgain: (symbol: string) => string[];
  /** The name of the instrument list that the symbol is in. */
  readonly listOf: (symbol: string) => string;
  /** REST address of a list. */
  readonly listUrl: (list: string) => string;
}

/** A book message of any venue, parsed as a whole. */
export interface ParsedBook {
  readonly isSnapshot: boolean;
  readonly bids: unknown;
  readonly asks: unknown;
}

/** No blanks, no control characters; what a symbol may otherwise be is the venue's affair. */
const SYMBOL = /^[^\s\p{Cc}]+$/u;
const HOUR_NS = 3600e9;
/** How long a hole waits for another line in a replay, where nobody says. */
const REPLAY_HOLD_NS = 500e6;

export class SubscribedVenue<B extends SubscribedBook> {
  readonly books = new Map<string, B>();
  readonly booksByBytes = new ByteNames<B>();
  readonly refusals = new Refusals();
  readonly commands = new CommandQueue();
  readonly admitted: AdmittedSymbols;
  readonly context: SubscribedContext;
  private readonly wanted: readonly string[];
  private readonly requests: ImageRequests;
  /** By list: which are to be fetched. */
  private readonly lists: ImageRequests;
  private readonly missingLists = new Set<string>();
  private readonly knownLists = new Set<string>();
  private readonly definitions = new Map<string, Definition>();
  private readonly pings: AppPings;
  /** Made of the symbols that the venue lists. */
  private plan: ConnectionPlan | undefined;
  /** Open connections, with the requests made on each since when. */
  private readonly open = new Map<string, { count: number; sinceNs: number }>();
  /** Connections that have been open before. */
  private readonly opened = new Set<string>();
  /** Replaced and let go: what still comes from them is nobody's. */
  private readonly retired = new Set<string>();
  private isDraining = false;
  /** With its own receive stamp: the wait for another line is part of its latency. */
  private readonly judgeHeld = ({ bytes, connection, receivedNs, heldNs }: HeldMessage): void => {
    const { nowNs, receivedNs: currentNs } = this.context.clock;
    this.atTime(nowNs, receivedNs);
    this.context.clock.arrivedNs = heldNs;
    this.judge(bytes, connection);
    this.atTime(nowNs, currentNs);
  };

  constructor(
    private readonly deps: NormalizerDeps,
    private readonly limits: SubscribedLimits,
    private readonly dialect: Dialect,
    private readonly makeBook: (
      symbol: string,
      id: InstrumentId,
      scales: SymbolScales,
      context: SubscribedContext,
    ) => B,
    /** Judges a message again that was held for another line. */
    private readonly judge: (bytes: Uint8Array, connection: string) => void,
  ) {
    this.requests = new ImageRequests(limits, deps.random);
    this.lists = new ImageRequests(limits, deps.random);
    this.admitted = new AdmittedSymbols(limits.symbols);
    this.pings = new AppPings(dialect.pingText, limits.pingEveryNs);
    this.wanted = deps.wants?.symbols ?? [];
    for (const symbol of this.wanted) this.admitted.add(symbol);
    this.context = {
      writer: new EventWriter(deps.sink),
      batch: new LevelBatch(limits.levelsPerMessage),
      requests: this.requests,
      resyncs: new ResyncCounts(),
      clock: { nowNs: 0, receivedNs: 0, arrivedNs: 0 },
      lineFigures: new LineFigures(
        (connection) => this.plan?.lineOf(connection) ?? connection,
        deps.wants?.lineHoldNs ?? REPLAY_HOLD_NS,
      ),
      tradeHandles: new HandleCounter(),
      recentTradesPerSymbol: limits.recentTradesPerSymbol,
    };
  }

  /** The instrument lists first: what is opened before them has assumed scales. */
  start(): void {
    for (const symbol of this.wanted) this.missingLists.add(this.dialect.listOf(symbol));
    for (const list of this.missingLists) this.wantList(list);
  }

  atTime(nowNs: number, receivedNs: number): void {
    this.context.clock.nowNs = nowNs;
    this.context.clock.receivedNs = receivedNs;
    this.context.clock.arrivedNs = nowNs;
    this.context.writer.header.receivedNs = receivedNs;
  }

  connected(connection: string): void {
    const { nowNs } = this.context.clock;
    if (this.open.has(connection)) this.disconnected(connection);
    const budget = { count: 0, sinceNs: nowNs };
    this.open.set(connection, budget);
    this.pings.connected(connection, nowNs);
    const symbols = this.plan?.symbolsOf(connection) ?? [];
    // What was halted or changed its sizes while the connection was lost was told to nobody.
    if (this.opened.has(connection))
      for (const each of symbols) this.wantList(this.dialect.listOf(each));
    this.opened.add(connection);
    for (const text of this.dialect.subscribe(symbols)) {
      budget.count++;
      this.commands.add({ kind: 'send', connection, text, notBeforeNs: 0 });
    }
    for (const symbol of symbols) {
      const book = this.books.get(symbol)!;
      if (book.isLive) continue;
      book.connection = connection;
      this.requests.asked(symbol, nowNs);
    }
  }

  disconnected(connection: string): void {
    this.open.delete(connection);
    this.pings.disconnected(connection);
    for (const book of this.books.values()) {
      book.lineLost(connection, this.otherLine(book));
      book.lines.release(Infinity, this.judgeHeld);
    }
  }

  /** What still comes of a connection that was replaced. */
  isRetired(connection: string): boolean {
    return this.retired.size > 0 && this.retired.has(connection);
  }

  /** The list is there; what it lacks is unknown, what it changes is told. */
  takeList(list: string, definitions: ReadonlyMap<string, Definition>): void {
    this.lists.satisfied(list);
    this.knownLists.add(list);
    for (const [symbol, definition] of definitions) this.takeDefinition(symbol, definition);
    if (!this.missingLists.delete(list) || this.missingLists.size > 0) return;
    this.openConnections();
  }

  /** A part of a list; `next` is the name of the part after it. */
  takePage(page: string, definitions: ReadonlyMap<string, Definition>, next?: string): void {
    this.lists.satisfied(page);
    for (const [symbol, definition] of definitions) this.takeDefinition(symbol, definition);
    if (next !== undefined) this.wantList(next);
  }

  wantList(list: string): void {
    this.lists.want(list, this.context.clock.nowNs);
  }

  takeDefinition(symbol: string, definition: Definition): void {
    if (this.definitions.size >= this.limits.symbols && !this.definitions.has(symbol)) return;
    this.definitions.set(symbol, definition);
    const book = this.books.get(symbol);
    if (book === undefined) return;
    const wider = widened(book.scales, definition);
    if (wider !== undefined) {
      this.define(symbol, wider);
      book.redefined(wider);
    }
    book.setHalted(!definition.isTrading);
  }

  /** The list did not come, or is an error. */
  listFailed(list: string, why: string): void {
    this.refusals.add('http-error');
    if (!this.lists.isWanted(list)) return;
    this.commands.add({ kind: 'note', text: `instrument list ${list}: ${why}; asked again` });
    this.lists.retry(list, this.context.clock.nowNs);
  }

  resync(id: InstrumentId, reason: StateReason): void {
    for (const book of this.books.values()) if (book.id === id) book.lose(reason);
  }

  rotate(connection: string): void {
    const command = this.plan?.rotate(connection);
    if (command) this.commands.add(command);
  }

  /** A message of the book has come: what waited for it, and whether a replacement has joined. */
  settled(book: B, connection: string): void {
    this.drain(book);
    if (!book.isLive || !book.lines.isJoined(connection, book.sequence)) return;
    const replaced = this.plan?.joined(connection, book.symbol);
    if (replaced === undefined) return;
    this.retired.add(replaced);
    this.disconnected(replaced);
    this.commands.add({ kind: 'disconnect', connection: replaced });
  }

  checkTimers(): void {
    const { nowNs } = this.context.clock;
    this.requests.checkTimers(nowNs);
    this.lists.checkTimers(nowNs);
    this.pings.checkTimers(nowNs, this.commands);
    for (const book of this.books.values()) {
      const isSilent = nowNs - book.heardNs > this.limits.bookSilenceNs;
      if (isSilent && book.isLive && !book.halted) book.lose(REASON.SILENT);
      book.lines.release(nowNs, this.judgeHeld);
    }
  }

  /** Nothing more will come. */
  finish(): void {
    for (const book of this.books.values()) book.lines.release(Infinity, this.judgeHeld);
  }

  takeCommand(): VenueCommand | undefined {
    const list = this.lists.take(this.context.clock.nowNs);
    if (list !== undefined) {
      const { symbol: name, notBeforeNs } = list;
      return { kind: 'fetch', url: this.dialect.listUrl(name), weight: 1, notBeforeNs };
    }
    return this.commands.take() ?? this.takeResubscription();
  }

  /** The symbol's book; made when the symbol is seen for the first time. */
  bookOf(symbol: string): B | RefusalReason {
    const known = this.books.get(symbol);
    if (known !== undefined) return known;
    if (!SYMBOL.test(symbol) || Buffer.byteLength(symbol) > SYMBOL_BYTES_LIMIT)
      return 'unknown-symbol';
    const definition = this.definitions.get(symbol);
    const isListed = definition !== undefined || !this.knownLists.has(this.dialect.listOf(symbol));
    if (!isListed || !this.admitted.admits(symbol)) return 'unknown-symbol';
    const scales = definition ?? FALLBACK_SCALES;
    const id = this.define(symbol, scales);
    if (id === INSTRUMENT_REFUSED) return 'instrument-limit';
    const book = this.makeBook(symbol, id, scales, this.context);
    this.books.set(symbol, book);
    this.booksByBytes.add(symbol, book);
    if (definition !== undefined) book.setHalted(!definition.isTrading);
    return book;
  }

  /** The levels of a parsed message into the batch. @returns why it cannot be used. */
  load(book: B, message: ParsedBook, asksFirst = false): RefusalReason | undefined {
    const { bids, asks, isSnapshot } = message;
    const refusal = book.load(bids, asks, asksFirst);
    const isAssumed = !this.definitions.has(book.symbol);
    if (refusal !== 'value' || !isSnapshot || !isAssumed) return refusal;
    // No list has told the scales, and those that were assumed do not fit.
    const rows = [bids, asks].flat() as readonly (readonly unknown[])[];
    const priceScale = scaleOfTexts(rows.map((row) => row[0]));
    const quantityScale = scaleOfTexts(rows.map((row) => row[1]));
    if (priceScale === undefined || quantityScale === undefined) return refusal;
    const scales = { ...FALLBACK_SCALES, priceScale, quantityScale };
    this.define(book.symbol, scales);
    book.redefined(scales);
    return book.load(bids, asks, asksFirst);
  }

  private openConnections(): void {
    const symbols = this.wanted.filter((each) => typeof this.bookOf(each) !== 'string');
    for (const symbol of this.wanted) {
      if (symbols.includes(symbol)) continue;
      this.commands.add({ kind: 'note', text: `${symbol} is not in the venue's list` });
    }
    this.plan = new ConnectionPlan({
      symbols,
      symbolsPerConnection: this.limits.symbolsPerConnection,
      lines: this.deps.wants!.lines,
      address: () => this.dialect.address,
    });
    this.commands.add(...this.plan.open());
  }

  /** Another connection that carries the book. */
  private otherLine(book: B): string | undefined {
    for (const connection of this.open.keys()) {
      if (book.lines.isCarriedBy(connection)) return connection;
    }
    return undefined;
  }

  /** The messages held for another line that the book reaches now. */
  private drain(book: B): void {
    // Each of them moves the book in turn, but not into another loop.
    if (this.isDraining) return;
    this.isDraining = true;
    for (let held = book.nextHeld(); held !== undefined; held = book.nextHeld()) {
      this.judgeHeld(held);
    }
    this.isDraining = false;
  }

  private takeResubscription(): VenueCommand | undefined {
    const request = this.requests.take(this.context.clock.nowNs);
    if (request === undefined) return undefined;
    const connection = this.books.get(request.symbol)!.connection;
    const budget = this.open.get(connection);
    // Lost meanwhile: its next connection subscribes to everything.
    if (budget === undefined) return this.takeCommand();
    const texts = this.dialect.subscribeAgain(request.symbol);
    if (!this.spend(budget, texts.length)) {
      return { kind: 'reconnect', connection, reason: 'its requests of this hour are used up' };
    }
    for (const text of texts) {
      this.commands.add({ kind: 'send', connection, text, notBeforeNs: request.notBeforeNs });
    }
    return this.commands.take();
  }

  private spend(budget: { count: number; sinceNs: number }, count: number): boolean {
    const { nowNs } = this.context.clock;
    if (nowNs - budget.sinceNs > HOUR_NS) {
      budget.count = 0;
      budget.sinceNs = nowNs;
    }
    budget.count += count;
    return budget.count <= this.limits.requestsPerHour;
  }

  private define(symbol: string, scales: SymbolScales): InstrumentId {
    return this.deps.register.register({
      venue: this.dialect.venue,
      symbol,
      priceScale: scales.priceScale,
      quantityScale: scales.quantityScale,
      tickSize: asTicks(scales.tickSize),
      lotSize: asLots(scales.lotSize),
      depthLimit: 0,
    });
  }
}
