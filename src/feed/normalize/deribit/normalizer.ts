/**
 * Deribit: JSON-RPC notifications and answers to events, sans-I/O. Owns the instruments and what is
 * known of them; the sync rule itself is in sync-rule.ts.
 *
 * Proven: the changes' continuity (2), the presence of each level by the words new, change and delete,
 * and the top of book wherever the venue's answer has the change_id of a change. Not proven: amounts
 * below the top.
 */
import { REASON, type StateReason } from '../../../market/state.js';
import type { InstrumentId } from '../../../market/units.js';
import { ByteNames } from '../parts/byte-names.js';
import { CommandQueue } from '../parts/command-queue.js';
import type { ConnectionPlan } from '../parts/connection-plan.js';
import { EventWriter } from '../parts/event-writer.js';
import { parseExactJson } from '../parts/exact-json.js';
import { ImageRequests } from '../parts/image-requests.js';
import { InstrumentBooks } from '../parts/instrument-books.js';
import { FALLBACK_SCALES } from '../parts/instrument-scales.js';
import { parseJson, textOf } from '../parts/json.js';
import { LevelBatch } from '../parts/level-batch.js';
import type { HeldMessage } from '../parts/line-arbiter.js';
import { LineFigures } from '../parts/line-figures.js';
import { Refusals, type RefusalReason } from '../parts/refusals.js';
import { ResyncCounts } from '../parts/resync-counts.js';
import type {
  NormalizerDeps,
  VenueCommand,
  VenueNormalizer,
  VenueSummary,
} from '../venue-normalizer.js';
import { HotMessages } from './hot-messages.js';
import { readInstruments, type DeribitInstrument } from './instruments.js';
import { DERIBIT_LIMITS, type DeribitLimits } from './limits.js';
import * as read from './messages.js';
import { Session } from './session.js';
import { channelKind, channelSymbol, Subscriptions } from './subscriptions.js';
import { SymbolBook, type SymbolContext } from './symbol-book.js';

const INSTRUMENTS_PATH = '/api/v2/public/get_instruments';

/** Instrument states, by the venue's names, in which nobody can trade; others mean trading. */
const HALTS: Readonly<Record<string, StateReason>> = {
  locked: REASON.VENUE_HALT,
  halted: REASON.VENUE_HALT,
  inactive: REASON.VENUE_HALT,
  settlement: REASON.VENUE_HALT,
  closed: REASON.SESSION_END,
  settled: REASON.SESSION_END,
  delivered: REASON.SESSION_END,
  terminated: REASON.SESSION_END,
};

type Count = 'book' | 'trades' | 'state' | 'answer' | 'heartbeat' | 'instruments' | 'other';

export class DeribitNormalizer implements VenueNormalizer {
  private readonly context: SymbolContext;
  private readonly books: InstrumentBooks<DeribitInstrument, SymbolBook>;
  private readonly requests: ImageRequests;
  private readonly session: Session;
  private readonly hot: HotMessages;
  private readonly names = new ByteNames<SymbolBook>();
  private slowCount = 0;
  private readonly commands = new CommandQueue();
  private readonly subscriptions: Subscriptions;
  private readonly refusals = new Refusals();
  private readonly typeCounts: Partial<Record<Count, number>> = {};
  private definitionsNotBeforeNs = Infinity;
  private auditNextNs = 0;
  private auditTurn = 0;

  constructor(
    venue: string,
    private readonly deps: NormalizerDeps,
    private readonly limits: DeribitLimits = DERIBIT_LIMITS,
  ) {
    this.requests = new ImageRequests(limits, deps.random);
    this.subscriptions = new Subscriptions(limits.symbols);
    this.context = {
      writer: new EventWriter(deps.sink),
      batch: new LevelBatch(limits.levelsPerMessage),
      actions: [],
      requests: this.requests,
      resyncs: new ResyncCounts(),
      limits,
      lineFigures: new LineFigures(
        (connection) => this.session.plan?.lineOf(connection) ?? connection,
        deps.wants?.lineHoldNs ?? 0,
      ),
      clock: { nowNs: 0, receivedNs: 0 },
      counts: { actionFailures: 0 },
      note: (text) => this.commands.add({ kind: 'note', text }),
    };
    this.books = new InstrumentBooks({
      venue,
      register: deps.register,
      depthLimit: 0,
      fallback: { ...FALLBACK_SCALES, priceIndex: '' },
      admits: (symbol) => this.subscriptions.admits(symbol),
      make: (symbol, id, scales) => {
        const book = new SymbolBook(symbol, id, scales, this.context);
        this.names.add(symbol, book);
        return book;
      },
    });
    this.hot = new HotMessages(this.names, this.context.batch, this.context.actions);
    this.session = new Session({
      deps,
      limits,
      clock: this.context.clock,
      commands: this.commands,
      images: this.requests,
      carries: (symbol) => this.books.get(symbol) !== undefined,
    });
  }

  /** The instrument list first: what is opened before it has assumed scales. */
  start(): void {
    this.definitionsNotBeforeNs = this.context.clock.nowNs;
  }

  atTime(nowNs: number, receivedNs: number): void {
    this.context.clock.nowNs = nowNs;
    this.stamp(receivedNs);
  }

  connected(connection: string): void {
    if (this.session.isOpen(connection)) this.disconnected(connection);
    this.session.connected(connection);
  }

  disconnected(connection: string): void {
    this.session.closed(connection);
    for (const book of this.books.all()) book.disconnected(connection);
  }

  sent(_connection: string, text: string): void {
    this.subscriptions.addRequest(parseJson(text));
  }

  received(connection: string, bytes: Uint8Array): void {
    if (this.hot.read(bytes)) {
      this.count('book');
      const book = this.hot.book!;
      book.applyLoaded(connection, this.hot, bytes);
      this.applied(connection, book);
      return;
    }
    const message = read.unwrap(parseExactJson(textOf(bytes)));
    const refusal = typeof message === 'string' ? message : this.take(connection, message, bytes);
    if (refusal) this.refusals.add(refusal);
  }

  receivedBinary(): void {
    this.refusals.add('binary');
  }

  answered(url: string, body: Uint8Array): void {
    if (!url.includes(INSTRUMENTS_PATH)) return this.count('other');
    this.count('instruments');
    const list = readInstruments(parseExactJson(textOf(body)), this.limits.symbols);
    if (list === undefined) {
      this.refusals.add('http-error');
      this.definitionsNotBeforeNs = this.context.clock.nowNs + this.limits.retryNsFirst;
      return;
    }
    const isFirst = !this.books.isListed;
    this.books.learn(list);
    if (isFirst && this.session.plan) this.openConnections(this.session.plan);
  }

  failed(_url: string, why: string): void {
    this.refusals.add('http-error');
    this.context.note(`instrument list: ${why}; asked again`);
    this.definitionsNotBeforeNs = this.context.clock.nowNs + this.limits.retryNsFirst;
  }

  resync(id: InstrumentId, reason: StateReason): void {
    this.books.byId(id)?.resync(reason);
  }

  rotate(connection: string): void {
    const command = this.session.plan?.rotate(connection);
    if (command) this.commands.add(command);
  }

  checkTimers(): void {
    const { nowNs } = this.context.clock;
    this.requests.checkTimers(nowNs);
    for (const book of this.books.all()) {
      book.lines.release(nowNs, this.receiveHeld);
      book.checkBehind();
    }
    if (this.limits.auditNs > 0 && nowNs >= this.auditNextNs) {
      this.auditNextNs = nowNs + this.limits.auditNs;
      this.audit();
    }
  }

  takeCommand(): VenueCommand | undefined {
    const { nowNs } = this.context.clock;
    if (this.definitionsNotBeforeNs < Infinity) {
      const notBeforeNs = this.definitionsNotBeforeNs;
      this.definitionsNotBeforeNs = Infinity;
      const url = `${this.deps.endpoints.rest}${INSTRUMENTS_PATH}?currency=any&expired=false`;
      return { kind: 'fetch', url, weight: 1, notBeforeNs };
    }
    const command = this.commands.take();
    if (command !== undefined) return command;
    const request = this.requests.take(nowNs);
    if (request === undefined) return undefined;
    this.session.subscribeAgain(request.symbol, request.notBeforeNs);
    return this.commands.take();
  }

  finish(): void {
    for (const book of this.books.all()) {
      book.lines.release(Infinity, this.receiveHeld);
      book.tops.drop();
    }
  }

  summary(): VenueSummary {
    const lines = this.context.lineFigures.summary();
    let gaps = 0;
    let unverifiable = 0;
    for (const book of this.books.all()) {
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
      slowPathMessages: this.slowCount,
      ...(lines && { lines }),
    };
  }

  /** Changes whose action did not fit the book. */
  get actionFailures(): number {
    return this.context.counts.actionFailures;
  }

  private count(type: Count): void {
    this.typeCounts[type] = (this.typeCounts[type] ?? 0) + 1;
  }

  private take(
    connection: string,
    message: read.Message,
    bytes: Uint8Array,
  ): RefusalReason | undefined {
    switch (message.kind) {
      case 'notification':
        return this.takeNotification(connection, message.channel, message.data, bytes);
      case 'heartbeat':
        this.count('heartbeat');
        if (message.isTestRequest) this.session.testRequested(connection);
        return undefined;
      case 'result':
        this.count('answer');
        return this.takeTop(this.session.answered(message), message.result);
      case 'error':
        this.count('answer');
        this.session.refused(message);
        return undefined;
      case 'other':
        this.count('other');
        return undefined;
    }
  }

  private takeNotification(
    connection: string,
    channel: string,
    data: unknown,
    bytes: Uint8Array,
  ): RefusalReason | undefined {
    switch (channelKind(channel)) {
      case 'book':
        this.count('book');
        return this.takeBook(connection, channel, data, bytes);
      case 'trades':
        this.count('trades');
        return this.takeTrades(data);
      case 'platform_state': {
        this.count('state');
        const state = read.readPlatformState(data);
        if (typeof state === 'string') return state;
        const reason = state.isLocked ? REASON.VENUE_HALT : undefined;
        for (const book of this.books.all()) {
          if (state.index === '' || state.index === book.scales.priceIndex) book.halted(reason);
        }
        return undefined;
      }
      case 'instrument': {
        this.count('state');
        const state = read.readInstrumentState(data);
        if (typeof state === 'string') return state;
        this.books.get(state.symbol)?.halted(HALTS[state.state]);
        return undefined;
      }
      default:
        this.count('other');
        return undefined;
    }
  }

  private takeBook(
    connection: string,
    channel: string,
    data: unknown,
    bytes: Uint8Array,
  ): RefusalReason | undefined {
    const message = read.readBook(data);
    if (typeof message === 'string') return message;
    // One instrument's channel tells of that instrument alone.
    if (message.symbol !== channelSymbol(channel)) return 'unknown-symbol';
    const book = this.books.open(message.symbol);
    if (typeof book === 'string') return book;
    const refusal = book.applyBook(connection, message, bytes);
    if (!message.isImage) this.slowCount++;
    if (!refusal) this.applied(connection, book);
    return refusal;
  }

  /** A message of the book was judged: others may have waited for it. */
  private applied(connection: string, book: SymbolBook): void {
    const { lines, sync, symbol } = book;
    if (sync.isAligned(connection)) this.joined(connection, symbol);
    for (let held = lines.next(sync.changeId); held; held = lines.next(sync.changeId)) {
      this.receiveHeld(held);
    }
  }

  /** A message that waited for another connection: judged now, with the stamp of its arrival. */
  private readonly receiveHeld = ({ connection, bytes, receivedNs }: HeldMessage): void => {
    const now = this.context.clock.receivedNs;
    this.stamp(receivedNs);
    this.received(connection, bytes);
    this.stamp(now);
  };

  private stamp(receivedNs: number): void {
    this.context.clock.receivedNs = receivedNs;
    this.context.writer.header.receivedNs = receivedNs;
  }

  private takeTrades(data: unknown): RefusalReason | undefined {
    if (!Array.isArray(data)) return 'wrong-type';
    if (data.length > this.limits.tradesPerMessage) return 'too-many-levels';
    const trades = (data as unknown[]).map(read.readTrade);
    for (const trade of trades) if (typeof trade === 'string') return trade;
    for (const trade of trades as read.TradeMessage[]) {
      const book = this.books.open(trade.symbol);
      const refusal = typeof book === 'string' ? book : book.applyTrade(trade);
      if (refusal) return refusal;
    }
    return undefined;
  }

  /** @param symbol whose top of book was asked for; undefined: the answer was about something else. */
  private takeTop(symbol: string | undefined, result: unknown): RefusalReason | undefined {
    if (symbol === undefined) return undefined;
    const answer = read.readOrderBook(result);
    if (typeof answer === 'string') return answer;
    const book = answer.symbol === symbol ? this.books.get(symbol) : undefined;
    return book === undefined ? 'unknown-symbol' : book.applyTop(answer);
  }

  private openConnections(plan: ConnectionPlan): void {
    for (const symbol of this.deps.wants!.symbols) {
      if (this.books.isKnown(symbol)) this.books.open(symbol);
      else this.context.note(`${symbol} is not in the venue's list`);
    }
    this.commands.add(...plan.open());
  }

  /** The next live book in turn is held against the venue's top of book. */
  private audit(): void {
    const books = [...this.books.all()].filter((book) => book.sync.isLive);
    const book = books[this.auditTurn++ % books.length];
    if (book !== undefined) this.session.askForTop(book.symbol);
  }

  /** A replacement carries the instrument: the connection that it replaces may be done with. */
  private joined(connection: string, symbol: string): void {
    const replaced = this.session.plan?.joined(connection, symbol);
    if (replaced === undefined) return;
    this.session.closed(replaced);
    for (const book of this.books.all()) book.sync.forget(replaced);
    this.commands.add({ kind: 'disconnect', connection: replaced });
  }
}
