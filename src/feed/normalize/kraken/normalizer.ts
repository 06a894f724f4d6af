/**
 * Kraken spot, `book` or `level3`: messages to events, sans-I/O. Owns the connections, the symbols and what is
 * known of them; the rule of a book is in sync-rule.ts, its lines are in lined-book.ts.
 *
 * Proven: the ten best levels, by the venue's checksum after every message; for level3 also the order of their
 * queues. Not proven: levels below them, where a lost or altered change is seen when it reaches the ten best.
 */
import type { StateReason } from '../../../market/state.js';
import { REASON } from '../../../market/state.js';
import type { InstrumentId } from '../../../market/units.js';
import { ByteNames } from '../parts/byte-names.js';
import { CommandQueue } from '../parts/command-queue.js';
import { ConnectionPlan } from '../parts/connection-plan.js';
import { EventWriter } from '../parts/event-writer.js';
import { parseExactJson } from '../parts/exact-json.js';
import { parseJson, textOf } from '../parts/json.js';
import { LevelBatch } from '../parts/level-batch.js';
import { HandleCounter } from '../parts/order-handles.js';
import { Refusals, type RefusalReason } from '../parts/refusals.js';
import { ResyncCounts } from '../parts/resync-counts.js';
import { StandbyTable } from '../parts/standby-counts.js';
import type {
  NormalizerDeps,
  VenueCommand,
  VenueNormalizer,
  VenueSummary,
} from '../venue-normalizer.js';
import { readPairs, type KrakenDefinition } from './instruments.js';
import { HotMessages } from './hot-messages.js';
import { LevelBook } from './level-book.js';
import { depthFor, KRAKEN_LIMITS, type KrakenChannel, type KrakenLimits } from './limits.js';
import type { BookContext } from './lined-book.js';
import { readMessage, type BookEntry, type KrakenMessage, type TradeEntry } from './messages.js';
import { readMessageV1 } from './messages-v1.js';
import { OrderBatch } from './order-batch.js';
import { OrderBook } from './order-book.js';
import { Subscriptions } from './subscriptions.js';
import { SymbolTable, type BookMaker, type SymbolBook } from './symbol-table.js';

/** The connection for what is public where the books are not: instruments and trades. */
const REFERENCE = 'R1';
/** Symbols that a message names, whatever is wrong with it otherwise. */
const NAMED_SYMBOLS = /"symbol"\s*:\s*"([^"\\]+)"/g;
const IS_V2 = /\/v2(?:$|[/?])/;

export interface KrakenOptions {
  /** Our name of the venue. */
  readonly venue: string;
  readonly channel: KrakenChannel;
  /** Stands for the user's token in what is said; the transport puts the token itself there. */
  readonly token: string;
  /** `wss://host` of what is public. */
  readonly publicAddress: (webSocket: string) => string;
}

export class KrakenNormalizer implements VenueNormalizer {
  private readonly context: BookContext;
  private readonly subscriptions: Subscriptions;
  private readonly commands = new CommandQueue();
  private readonly plan: ConnectionPlan | undefined;
  private readonly wanted: ReadonlySet<string> | undefined;
  private readonly symbols: SymbolTable;
  private readonly byBytes = new ByteNames<LevelBook>();
  /** undefined for level3. */
  private readonly hot: HotMessages | undefined;
  private hotCount = 0;
  private slowPathCount = 0;
  private readonly refusals = new Refusals();
  private readonly typeCounts: Record<string, number> = {};
  /** Open connections: whether they speak v1, and when we last said something to keep them. */
  private readonly connections = new Map<string, { isV1: boolean; pingedNs: number }>();
  private readonly unsubscribed = new Set<string>();
  /** The connection over which the instrument list comes. */
  private listConnection = '';

  constructor(
    private readonly options: KrakenOptions,
    private readonly deps: NormalizerDeps,
    private readonly limits: KrakenLimits = KRAKEN_LIMITS,
  ) {
    const { wants, endpoints, register, sink, random } = deps;
    const clock = { nowNs: 0 };
    this.wanted = wants && new Set(wants.symbols);
    const { venue, channel, token } = options;
    const depth = depthFor(channel, wants?.depth ?? limits.depth);
    this.subscriptions = new Subscriptions({ channel, depth, token, limits, random, clock });
    this.plan =
      wants &&
      new ConnectionPlan({
        symbols: wants.symbols,
        symbolsPerConnection: limits.symbolsPerConnection,
        lines: wants.lines,
        address: () => `${endpoints.webSocket}/v2`,
      });
    this.context = {
      writer: new EventWriter(sink),
      subscriptions: this.subscriptions,
      resyncs: new ResyncCounts(),
      standbys: new StandbyTable(),
      limits,
      clock,
      newestWins: wants === undefined,
      keepsCopies: (wants?.lines ?? 1) > 1,
      lineOf: (connection) => this.plan?.lineOf(connection) ?? connection,
      replacedBy: (connection) => this.plan?.replacedBy(connection),
      joined: (connection, symbol) => this.joined(connection, symbol),
      note: (text) => this.commands.add({ kind: 'note', text }),
    };
    const levels = new LevelBatch(limits.rowsPerMessage);
    this.symbols = new SymbolTable({
      venue,
      channel,
      depth,
      wanted: this.wanted,
      register,
      subscriptions: this.subscriptions,
      limits,
      makeBook: bookMaker(this.context, channel, levels),
      opened: (book) => {
        if (book instanceof LevelBook) this.byBytes.add(book.symbol, book);
      },
    });
    this.hot = channel === 'book' ? new HotMessages(this.byBytes, levels) : undefined;
  }

  /** The public connection first: it has the scales, without which no book can be read. */
  start(): void {
    if (!this.hasReference) return this.commands.add(...this.plan!.open());
    const { endpoints } = this.deps;
    const address = `${this.options.publicAddress(endpoints.webSocket)}/v2`;
    this.commands.add({ kind: 'connect', connection: REFERENCE, address }, ...this.plan!.open());
  }

  atTime(nowNs: number, receivedNs: number): void {
    this.context.clock.nowNs = nowNs;
    this.context.writer.header.receivedNs = receivedNs;
  }

  connected(connection: string, address: string): void {
    if (this.connections.has(connection)) this.disconnected(connection);
    const { nowNs } = this.context.clock;
    this.connections.set(connection, { isV1: isV1Address(address), pingedNs: nowNs });
    if (this.plan === undefined) return;
    if (this.listConnection === '') this.followList(connection);
    if (!this.symbols.isListed) this.unsubscribed.add(connection);
    else this.subscribe(connection);
  }

  disconnected(connection: string): void {
    this.connections.delete(connection);
    this.unsubscribed.delete(connection);
    if (this.listConnection === connection) {
      this.listConnection = '';
      for (const other of this.connections.keys()) this.followList(other);
    }
    this.subscriptions.closed(connection, [...this.symbols.books.keys()]);
    for (const book of this.symbols.books.values()) book.disconnected(connection);
  }

  sent(_connection: string, text: string): void {
    if (this.plan === undefined) this.subscriptions.noteSent(parseJson(text));
  }

  received(connection: string, bytes: Uint8Array): void {
    const isV1 = this.connections.get(connection)?.isV1 ?? false;
    const { hot } = this;
    if (hot !== undefined && !isV1) {
      if (hot.read(bytes)) {
        this.hotCount++;
        return hot.book!.updateLoaded(connection, hot.checksum, hot.time);
      }
      if (hot.isUpdate) this.slowPathCount++;
    }
    const text = textOf(bytes);
    const parsed = parseExactJson(text);
    const message = isV1 ? readMessageV1(parsed) : readMessage(parsed);
    if (typeof message === 'string') return this.refuse(connection, message, text);
    this.take(connection, message);
  }

  receivedBinary(): void {
    this.refusals.add('binary');
  }

  answered(): void {
    this.count('other');
  }

  failed(): void {
    this.refusals.add('http-error');
  }

  resync(id: InstrumentId, reason: StateReason): void {
    for (const book of this.symbols.books.values()) if (book.id === id) book.resync(reason);
  }

  rotate(connection: string): void {
    const command = this.plan?.rotate(connection);
    if (command) this.commands.add(command);
  }

  checkTimers(): void {
    const { nowNs } = this.context.clock;
    this.subscriptions.checkTimers();
    for (const [connection, state] of this.connections) {
      if (nowNs - state.pingedNs < this.limits.pingNs || this.plan === undefined) continue;
      state.pingedNs = nowNs;
      this.say(connection, this.subscriptions.pingText());
    }
  }

  takeCommand(): VenueCommand | undefined {
    const command = this.commands.take();
    if (command !== undefined) return command;
    this.commands.add(...this.subscriptions.take());
    return this.commands.take();
  }

  finish(): void {
    // Nothing is held back.
  }

  summary(): VenueSummary {
    let gaps = 0;
    for (const book of this.symbols.books.values()) gaps += book.gapCount;
    return {
      gaps,
      unverifiable: 0,
      unknownMessages: this.typeCounts['other'] ?? 0,
      refusedValues: this.refusals.of('value'),
      undeclaredInstruments: this.refusals.of('unknown-symbol'),
      refusals: { ...this.refusals.counts },
      messagesByType: {
        ...this.typeCounts,
        ...(this.hotCount > 0 && {
          'book-update': (this.typeCounts['book-update'] ?? 0) + this.hotCount,
        }),
      },
      slowPathMessages: this.slowPathCount,
      resyncs: { ...this.context.resyncs.counts },
      ...(this.context.keepsCopies && { lines: this.context.standbys.summary() }),
    };
  }

  /** The symbol's book, for tests and status pages. */
  bookOf(symbol: string): SymbolBook | undefined {
    return this.symbols.books.get(symbol);
  }

  /** What is public comes over a connection of its own. */
  private get hasReference(): boolean {
    return this.options.channel === 'level3';
  }

  private take(connection: string, message: KrakenMessage): void {
    switch (message.kind) {
      case 'book':
      case 'level3':
        this.count(`${message.kind}-${message.isSnapshot ? 'snapshot' : 'update'}`);
        if (message.kind !== this.options.channel) return this.count('other');
        for (const entry of message.entries) this.takeEntry(connection, message, entry);
        return;
      case 'trade':
        this.count('trade');
        for (const trade of message.trades) this.takeTrade(trade);
        return;
      case 'instrument':
        this.count('instrument');
        return this.takeDefinitions(readPairs(message.pairs, this.limits.symbols));
      case 'status':
        this.count('status');
        return this.symbols.setSystem(message.system);
      case 'answer': {
        this.count('answer');
        const note = this.subscriptions.answered(connection, message);
        if (note !== undefined && this.plan !== undefined) this.context.note(note);
        return;
      }
      default:
        return this.count(message.kind);
    }
  }

  private takeEntry(
    connection: string,
    message: KrakenMessage & { kind: KrakenChannel },
    entry: BookEntry,
  ): void {
    const { isSnapshot, depth } = message;
    const book = isSnapshot
      ? this.symbols.forImage(entry, depth)
      : this.symbols.forUpdate(entry.symbol);
    if (book === undefined) return;
    if (typeof book === 'string') return this.refusals.add(book);
    const refusal = isSnapshot ? book.image(connection, entry) : book.update(connection, entry);
    if (refusal !== undefined) this.refusals.add(refusal);
  }

  private takeTrade(trade: TradeEntry): void {
    const book = this.symbols.forTrade(trade.symbol);
    const refusal = typeof book === 'string' ? book : book.trade(trade);
    if (refusal !== undefined) this.refusals.add(refusal);
  }

  /** The message could not be read; the books that it names have lost a change, or may have. */
  private refuse(connection: string, refusal: RefusalReason, text: string): void {
    this.refusals.add(refusal);
    const symbols = new Set([...text.matchAll(NAMED_SYMBOLS)].map((match) => match[1]!));
    for (const symbol of symbols) {
      const book = this.bookOf(symbol);
      if (book?.isReady(connection)) book.fail(connection, REASON.SEQUENCE_GAP);
    }
  }

  private takeDefinitions(definitions: ReadonlyMap<string, KrakenDefinition>): void {
    const isFirst = !this.symbols.isListed;
    this.symbols.define(definitions);
    if (!isFirst || this.plan === undefined) return;
    for (const symbol of this.symbols.openWanted())
      this.context.note(`${symbol} is not in the venue's list`);
    for (const connection of this.unsubscribed) this.subscribe(connection);
    this.unsubscribed.clear();
  }

  /** The instrument list, and what changes of it, come over one connection: the public one, or the first. */
  private followList(connection: string): void {
    if (this.listConnection !== '' || this.plan === undefined) return;
    if (this.hasReference && connection !== REFERENCE) return;
    this.listConnection = connection;
    this.say(connection, this.subscriptions.plainText('instrument', []));
  }

  private subscribe(connection: string): void {
    if (connection === REFERENCE)
      return this.subscribeTrades(connection, [...this.symbols.books.keys()]);
    const listed: string[] = [];
    for (const symbol of this.plan!.symbolsOf(connection)) {
      if (this.symbols.books.has(symbol)) listed.push(symbol);
      else this.joined(connection, symbol);
    }
    this.commands.add(...this.subscriptions.subscribe(connection, listed));
    if (!this.hasReference) this.subscribeTrades(connection, listed);
  }

  private subscribeTrades(connection: string, symbols: readonly string[]): void {
    const { symbolsPerRequest } = this.limits;
    for (let from = 0; from < symbols.length; from += symbolsPerRequest) {
      const batch = symbols.slice(from, from + symbolsPerRequest);
      this.say(connection, this.subscriptions.plainText('trade', batch));
    }
  }

  private say(connection: string, text: string): void {
    this.commands.add({ kind: 'send', connection, text, notBeforeNs: 0 });
  }

  private joined(connection: string, symbol: string): void {
    const replaced = this.plan?.joined(connection, symbol);
    if (replaced === undefined) return;
    this.disconnected(replaced);
    this.commands.add({ kind: 'disconnect', connection: replaced });
  }

  private count(type: string): void {
    this.typeCounts[type] = (this.typeCounts[type] ?? 0) + 1;
  }
}

/** v1 has no path; of an address that says nothing the newer one is assumed. */
const isV1Address = (address: string): boolean => address !== '' && !IS_V2.test(address);

function bookMaker(context: BookContext, channel: KrakenChannel, levels: LevelBatch): BookMaker {
  const orders = new OrderBatch(context.limits.rowsPerMessage);
  const handles = new HandleCounter();
  return (symbol, id, scales, isHalted, depth) =>
    channel === 'book'
      ? new LevelBook(symbol, id, scales, isHalted, context, depth, levels)
      : new OrderBook(symbol, id, scales, isHalted, context, depth, orders, handles);
}
