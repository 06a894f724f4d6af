/**
 * Binance's markets (spot, Binance US, USD-M and COIN-M futures): stream messages and REST answers to
 * events, sans-I/O. Owns the symbols and what is known of them; the sync rules are in sync-rule.ts, what
 * differs between the markets in market.ts. Hot messages are read from their bytes.
 *
 * Proven: the diffs' continuity, and the top of book wherever a bookTicker has the update id of a
 * depth message. Not proven: levels beyond the snapshot's depth, unknown until they change.
 */
import type { StateReason } from '../../../market/state.js';
import type { InstrumentId } from '../../../market/units.js';
import type {
  NormalizerDeps,
  VenueCommand,
  VenueNormalizer,
  VenueSummary,
} from '../venue-normalizer.js';
import { ByteNames } from '../parts/byte-names.js';
import { CommandQueue } from '../parts/command-queue.js';
import { EventWriter } from '../parts/event-writer.js';
import { ImageRequests } from '../parts/image-requests.js';
import { InstrumentBooks } from '../parts/instrument-books.js';
import { FALLBACK_SCALES, type SymbolScales } from '../parts/instrument-scales.js';
import { parseBytes, parseJson, type Fields } from '../parts/json.js';
import { LevelBatch } from '../parts/level-batch.js';
import { LineFigures } from '../parts/line-figures.js';
import { Refusals, type RefusalReason } from '../parts/refusals.js';
import { ResyncCounts } from '../parts/resync-counts.js';
import { Connections } from './connections.js';
import { HOT, HotMessages } from './hot-messages.js';
import { readExchangeInfo } from './instruments.js';
import { BINANCE_LIMITS, type BinanceLimits } from './limits.js';
import { snapshotSizeOf, type BinanceMarket, type SnapshotSize } from './market.js';
import { readSnapshotId, typeOf, unwrap, type HotType, type MessageType } from './messages.js';
import { normalizeSlowly } from './slow-messages.js';
import { Subscriptions } from './subscriptions.js';
import { SymbolBook, type Replay, type ReplayHeld, type SymbolContext } from './symbol-book.js';

/** How long a hole waits for another line in a replay, where nobody says. */
const REPLAY_HOLD_NS = 500e6;

const HOT_TYPES: readonly HotType[] = ['depthUpdate', 'trade', 'aggTrade', 'bookTicker'];

type Counted = MessageType | 'snapshot' | 'exchangeInfo';

export class BinanceNormalizer implements VenueNormalizer {
  private readonly context: SymbolContext;
  private readonly requests: ImageRequests;
  private readonly restBase: string;
  private readonly commands = new CommandQueue();
  private readonly connections: Connections;
  private readonly wanted: readonly string[] | undefined;
  private readonly snapshot: SnapshotSize;
  private readonly subscriptions: Subscriptions;
  private readonly books: InstrumentBooks<SymbolScales, SymbolBook>;
  private readonly hot: HotMessages;
  private readonly names = new Set<string>();
  private readonly refusals = new Refusals();
  private readonly typeCounts: Partial<Record<Counted, number>> = {};
  /** By HOT, counted apart: no lookup by name for each message. */
  private readonly hotCounts = new Float64Array(HOT_TYPES.length);
  private slowCount = 0;
  private isDraining = false;
  private definitionsWanted = false;
  private definitionsRetryNs = Infinity;
  /** When the last list came. */
  private listedNs = -Infinity;
  private readonly replay: Replay = (bytes, connection) => this.judge(bytes, connection, false);
  /** With its own receive stamp: the wait for another line is part of its latency. */
  private readonly replayHeld: ReplayHeld = ({ bytes, connection, receivedNs }) => {
    const { clock } = this.context;
    const { nowNs, receivedNs: currentNs } = clock;
    this.atTime(nowNs, receivedNs);
    this.judge(bytes, connection, false);
    this.atTime(nowNs, currentNs);
  };

  constructor(
    private readonly market: BinanceMarket,
    deps: NormalizerDeps,
    private readonly limits: BinanceLimits = BINANCE_LIMITS,
  ) {
    this.restBase = deps.endpoints.rest + market.restPath;
    this.wanted = deps.wants?.symbols;
    this.snapshot = snapshotSizeOf(market, deps.wants?.depth);
    this.requests = new ImageRequests(limits, deps.random);
    this.connections = new Connections(market, deps.wants, deps.endpoints, limits, this.commands);
    const batch = new LevelBatch(limits.levelsPerMessage);
    this.context = {
      writer: new EventWriter(deps.sink),
      batch,
      requests: this.requests,
      resyncs: new ResyncCounts(),
      limits,
      budget: { bytes: 0 },
      clock: { nowNs: 0, receivedNs: 0 },
      rule: market.rule,
      lines: new LineFigures(
        (connection) => this.connections.lineOf(connection),
        deps.wants?.lineHoldNs ?? REPLAY_HOLD_NS,
      ),
      misfit: () => this.wantNewerList(),
    };
    this.subscriptions = new Subscriptions(limits.symbols);
    const byBytes = new ByteNames<SymbolBook>();
    this.books = new InstrumentBooks<SymbolScales, SymbolBook>({
      venue: market.venue,
      register: deps.register,
      depthLimit: 0,
      fallback: FALLBACK_SCALES,
      admits: (symbol) => this.subscriptions.admits(symbol),
      make: (symbol, id, scales) => {
        const book = new SymbolBook(symbol, id, scales, this.context);
        byBytes.add(symbol, book);
        return book;
      },
    });
    this.hot = new HotMessages(market.rule, byBytes, batch);
  }

  /** The instrument list first: what is opened before it has assumed scales. */
  start(): void {
    this.definitionsWanted = true;
  }

  atTime(nowNs: number, receivedNs: number): void {
    this.context.clock.nowNs = nowNs;
    this.context.clock.receivedNs = receivedNs;
    this.context.writer.header.receivedNs = receivedNs;
  }

  connected(connection: string, address: string): void {
    if (this.names.has(connection)) this.disconnected(connection);
    this.names.add(connection);
    this.subscriptions.addAddress(address);
    if (!this.books.isListed) this.definitionsWanted = true;
    this.connections.connected(connection);
  }

  disconnected(connection: string): void {
    this.names.delete(connection);
    this.connections.disconnected(connection);
    for (const book of this.books.all()) book.disconnected(connection, this.replayHeld);
  }

  sent(_connection: string, text: string): void {
    this.subscriptions.addRequest(parseJson(text));
  }

  received(connection: string, bytes: Uint8Array): void {
    if (!this.connections.isRetired(connection)) this.judge(bytes, connection, true);
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
      this.takeSnapshot(symbolIn(query), limitIn(query), parseBytes(body));
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
    this.books.byId(id)?.resync(reason);
  }

  rotate(connection: string): void {
    this.connections.rotate(connection);
  }

  checkTimers(): void {
    const { nowNs } = this.context.clock;
    this.requests.checkTimers(nowNs);
    for (const book of this.books.all()) book.releaseHeld(nowNs, this.replayHeld);
    this.connections.joinQuiet(
      nowNs,
      (symbol) => this.books.get(symbol)?.newestNs ?? -Infinity,
      (connection, symbol) => this.joined(connection, symbol),
    );
    if (nowNs < this.definitionsRetryNs) return;
    this.definitionsRetryNs = Infinity;
    this.definitionsWanted = true;
  }

  takeCommand(): VenueCommand | undefined {
    const { nowNs } = this.context.clock;
    if (this.definitionsWanted) {
      this.definitionsWanted = false;
      const url = `${this.restBase}/exchangeInfo`;
      return { kind: 'fetch', url, weight: this.market.listWeight, notBeforeNs: nowNs };
    }
    return this.commands.take() ?? this.takeFetch(nowNs);
  }

  finish(): void {
    for (const book of this.books.all()) {
      book.releaseHeld(Infinity, this.replayHeld);
      book.tops.drop();
    }
  }

  summary(): VenueSummary {
    let gaps = 0;
    let unverifiable = 0;
    for (const book of this.books.all()) {
      gaps += book.sync.gapCount;
      unverifiable += book.tops.unverifiableCount;
    }
    const lines = this.context.lines.summary();
    return {
      gaps,
      unverifiable,
      unknownMessages: this.typeCounts.other ?? 0,
      refusedValues: this.refusals.of('value'),
      undeclaredInstruments: this.refusals.of('unknown-symbol'),
      refusals: { ...this.refusals.counts },
      messagesByType: this.messagesByType(),
      resyncs: { ...this.context.resyncs.counts },
      slowPathMessages: this.slowCount,
      ...(lines && { lines }),
    };
  }

  /** The symbol's book, for tests and status pages. */
  bookOf(symbol: string): SymbolBook | undefined {
    return this.books.get(symbol);
  }

  private messagesByType(): Record<string, number> {
    const counts: Record<string, number> = { ...this.typeCounts };
    HOT_TYPES.forEach((type, hot) => {
      const sum = (counts[type] ?? 0) + this.hotCounts[hot]!;
      if (sum > 0) counts[type] = sum;
    });
    return counts;
  }

  private takeFetch(nowNs: number): VenueCommand | undefined {
    const request = this.requests.take(nowNs);
    if (request === undefined) return undefined;
    const { levels, weight } = this.snapshot;
    return {
      kind: 'fetch',
      url: `${this.restBase}/depth?symbol=${encodeURIComponent(request.symbol)}&limit=${levels}`,
      weight,
      notBeforeNs: request.notBeforeNs,
    };
  }

  /** A replacement carries the symbol: the connection that it replaces may be done with. */
  private joined(connection: string, symbol: string): void {
    this.books.get(symbol)?.lines.passed(connection);
    const replaced = this.connections.joined(connection, symbol);
    if (replaced !== undefined) this.disconnected(replaced);
  }

  private count(type: Counted): void {
    this.typeCounts[type] = (this.typeCounts[type] ?? 0) + 1;
  }

  /** @param fresh false for a message that was counted when it was buffered or held. */
  private judge(bytes: Uint8Array, connection: string, fresh: boolean): void {
    const { hot } = this;
    const type = hot.read(bytes);
    if (type === HOT.NOT_MINE) return this.judgeSlowly(bytes, connection, fresh);
    if (fresh) this.hotCounts[type]!++;
    const book = hot.book!;
    if (type === HOT.DEPTH) {
      book.applyDiff(hot.ids, bytes, connection);
      this.moved(book, connection);
    } else if (book.quarantined) {
      this.refusals.add('quarantined');
      if (type === HOT.TOP) book.tops.unverifiableCount++;
    } else if (type === HOT.TOP) {
      const { updateId, bidPrice, bidQuantity, askPrice, askQuantity } = hot;
      book.applyTop({ updateId, bidPrice, bidQuantity, askPrice, askQuantity });
    } else {
      const isAggregate = type === HOT.AGG_TRADE;
      const { tradeId, price, quantity, isBuyerMaker, tradeTime } = hot;
      book.applyTrade(isAggregate, tradeId, price, quantity, isBuyerMaker, tradeTime);
    }
  }

  /** A diff has come to the book: what waited for it, and whether a replacement has joined. */
  private moved(book: SymbolBook, connection: string): void {
    this.drain(book);
    if (!this.connections.isReplacing || book.sync.phase !== 'live') return;
    if (book.lines.isJoined(connection, book.sync.bookId)) this.joined(connection, book.symbol);
  }

  /** The messages held for another line that the book reaches now. */
  private drain(book: SymbolBook): void {
    // Each of them moves the book in turn, but not into another loop.
    if (this.isDraining) return;
    this.isDraining = true;
    for (let held = book.nextHeld(); held !== undefined; held = book.nextHeld()) {
      this.replayHeld(held);
    }
    this.isDraining = false;
  }

  private judgeSlowly(bytes: Uint8Array, connection: string, fresh: boolean): void {
    const message = unwrap(parseBytes(bytes));
    if (typeof message === 'string') return this.refusals.add(message);
    const type = typeOf(message);
    if (fresh) this.count(type);
    if (type === 'other') return this.takeAnswer(message.fields, connection);
    const { s } = message.fields;
    if (typeof s !== 'string') return this.refusals.add('wrong-type');
    if (fresh && this.books.get(s) !== undefined) this.slowCount++;
    const open = (): SymbolBook | RefusalReason => this.books.open(s);
    const result = normalizeSlowly(type, message.fields, this.market.rule, open, bytes, connection);
    if (typeof result === 'string') this.refusals.add(result);
    else if (type === 'depthUpdate') this.moved(result, connection);
  }

  /** `{"result":null,"id":7}`: the books that a connection carries from now on. */
  private takeAnswer({ result, id }: Fields, connection: string): void {
    if (result !== null || typeof id !== 'number') return;
    const symbols = this.connections.subscribed(connection, id, this.context.clock.nowNs);
    for (const symbol of symbols) this.books.get(symbol)?.lines.passed(connection);
  }

  private takeSnapshot(symbol: string, levelsAskedFor: number, answer: unknown): void {
    const lastUpdateId = readSnapshotId(answer);
    const book = this.books.open(symbol);
    if (typeof book === 'string') return this.refusals.add(book);
    let refusal: RefusalReason | undefined;
    if (typeof lastUpdateId === 'string') refusal = lastUpdateId;
    else {
      const { bids, asks } = answer as Fields;
      refusal = book.load(bids, asks);
      if (!refusal) {
        book.applySnapshot(lastUpdateId, levelsAskedFor, this.replay);
        this.drain(book);
      }
    }
    if (!refusal) return;
    this.refusals.add(refusal);
    // Stay STALE, emit nothing, ask again later.
    if (this.requests.isWanted(symbol)) {
      this.requests.retry(symbol, this.context.clock.nowNs);
    }
  }

  private takeDefinitions(answer: unknown): void {
    const definitions = readExchangeInfo(answer, this.limits.symbols);
    if (!definitions) return this.refusals.add('http-error');
    const isFirst = !this.books.isListed;
    this.definitionsWanted = false;
    this.listedNs = this.context.clock.nowNs;
    this.books.learn(definitions);
    if (isFirst && this.wanted) this.openConnections(this.wanted);
  }

  /** The list is asked for again, but not for every message that does not fit. */
  private wantNewerList(): void {
    const nextNs = Math.max(this.context.clock.nowNs, this.listedNs + this.limits.listNsMin);
    this.definitionsRetryNs = Math.min(this.definitionsRetryNs, nextNs);
  }

  private openConnections(wanted: readonly string[]): void {
    for (const symbol of wanted) {
      if (this.books.isKnown(symbol)) this.books.open(symbol);
      else this.commands.add({ kind: 'note', text: `${symbol} is not in the venue's list` });
    }
    this.connections.open();
  }
}

/** Where the address names none, the venue takes fewer than any book has: assume the least. */
const limitIn = (query: string | undefined): number =>
  Number(new URLSearchParams(query ?? '').get('limit') ?? 100);

const symbolIn = (query: string | undefined): string =>
  new URLSearchParams(query ?? '').get('symbol') ?? '';
