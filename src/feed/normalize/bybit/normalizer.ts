/**
 * Bybit v5, spot or linear contracts: the messages of its public WebSocket and its instrument lists to
 * events, sans-I/O. One normalizer a product: both have topics of the same names. The sync rule is in
 * sync-rule.ts, what is shared with other venues in parts/subscribed-venue.ts.
 *
 * Proven: the deltas' continuity. Not proven: any level; there is no checksum.
 */
import type { StateReason } from '../../../market/state.js';
import type { InstrumentId } from '../../../market/units.js';
import { isFields, isText, parseBytes, parseJson, type Fields } from '../parts/json.js';
import type { RefusalReason } from '../parts/refusals.js';
import { SubscribedVenue, type Dialect } from '../parts/subscribed-venue.js';
import type {
  NormalizerDeps,
  VenueCommand,
  VenueNormalizer,
  VenueSummary,
} from '../venue-normalizer.js';
import { HOT, HotMessages } from './hot-messages.js';
import { readInstrumentAnswer } from './instruments.js';
import { BYBIT_LIMITS, type BybitLimits } from './limits.js';
import { readAnswer, readBook, readTopic, readTrades, type BookTopic } from './messages.js';
import { depthFor, Subscriptions } from './subscriptions.js';
import { BybitBook } from './symbol-book.js';

/** The venue's name of what is traded; part of its addresses. */
export type BybitCategory = 'linear' | 'spot';

type MessageType = 'orderbook' | 'publicTrade' | 'answer' | 'instrumentList' | 'other';

/** By HOT. */
const HOT_TYPES: readonly MessageType[] = ['orderbook', 'publicTrade'];

const INSTRUMENTS = '/v5/market/instruments-info';

export class BybitNormalizer implements VenueNormalizer {
  private readonly venue: SubscribedVenue<BybitBook>;
  private readonly subscriptions: Subscriptions;
  private readonly hot: HotMessages;
  private readonly typeCounts: Partial<Record<MessageType, number>> = {};
  /** By HOT, counted apart: no lookup by name for each message. */
  private readonly hotCounts = new Float64Array(HOT_TYPES.length);
  private slowCount = 0;
  private readonly wanted: readonly string[];
  /** Of the topic that is subscribed to; undefined in a replay. */
  private readonly depth: number | undefined;
  private nextStatusNs = Infinity;
  private nextStatusIndex = 0;

  constructor(
    venue: string,
    private readonly category: BybitCategory,
    deps: NormalizerDeps,
    private readonly limits: BybitLimits = BYBIT_LIMITS,
  ) {
    const { rest, webSocket } = deps.endpoints;
    this.wanted = deps.wants?.symbols ?? [];
    const foreign = this.wanted.find((symbol) => symbol.includes('/'));
    if (foreign !== undefined) throw new RangeError(wrongProduct(foreign, category));
    this.depth = deps.wants && depthFor(deps.wants.depth);
    this.subscriptions = new Subscriptions(
      depthFor(deps.wants?.depth),
      limits.topicsPerRequest,
      limits.openRequests,
    );
    const dialect: Dialect = {
      venue,
      pingText: JSON.stringify({ op: 'ping' }),
      address: `${webSocket}/v5/public/${category}`,
      subscribe: (symbols) => this.subscriptions.subscribe(symbols),
      subscribeAgain: (symbol) => this.subscriptions.subscribeAgain(symbol),
      listOf: () => category,
      listUrl: (list) => `${rest}${INSTRUMENTS}?category=${list}&limit=1000`,
    };
    this.venue = new SubscribedVenue(
      deps,
      limits,
      dialect,
      (symbol, id, scales, context) => new BybitBook(symbol, id, scales, context),
      (bytes, connection) => this.judge(connection, bytes, false),
    );
    this.hot = new HotMessages(this.venue.context.batch);
  }

  start(): void {
    this.venue.start();
  }

  atTime(nowNs: number, receivedNs: number): void {
    this.venue.atTime(nowNs, receivedNs);
  }

  connected(connection: string): void {
    this.venue.connected(connection);
  }

  disconnected(connection: string): void {
    this.venue.disconnected(connection);
  }

  sent(_connection: string, text: string): void {
    for (const symbol of this.subscriptions.said(parseJson(text))) this.venue.admitted.add(symbol);
  }

  received(connection: string, bytes: Uint8Array): void {
    if (!this.venue.isRetired(connection)) this.judge(connection, bytes, true);
  }

  receivedBinary(): void {
    this.refuse('binary');
  }

  answered(url: string, body: Uint8Array): void {
    const list = this.listIn(url);
    if (list === undefined) return;
    this.count('instrumentList');
    const answer = readInstrumentAnswer(parseBytes(body));
    if (typeof answer === 'string') return this.venue.listFailed(list, answer);
    const { definitions, nextCursor } = answer;
    if (list.includes('symbol=')) {
      this.takeStatus(list, definitions.size > 0);
      this.venue.takePage(list, definitions);
    } else if (nextCursor !== '') {
      const next = `${this.category}&cursor=${encodeURIComponent(nextCursor)}`;
      this.venue.takePage(list, definitions, next);
    } else {
      this.venue.takePage(list, definitions);
      this.venue.takeList(this.category, definitions);
      this.nextStatusNs = this.venue.context.clock.nowNs + this.statusGapNs();
    }
  }

  failed(url: string, why: string): void {
    const list = this.listIn(url);
    if (list !== undefined) this.venue.listFailed(list, why);
  }

  resync(id: InstrumentId, reason: StateReason): void {
    this.venue.resync(id, reason);
  }

  rotate(connection: string): void {
    this.venue.rotate(connection);
  }

  checkTimers(): void {
    this.venue.checkTimers();
    const { nowNs } = this.venue.context.clock;
    if (nowNs < this.nextStatusNs || this.wanted.length === 0) return;
    this.nextStatusNs = nowNs + this.statusGapNs();
    const symbol = this.wanted[this.nextStatusIndex++ % this.wanted.length]!;
    this.venue.wantList(`${this.category}&symbol=${encodeURIComponent(symbol)}`);
  }

  takeCommand(): VenueCommand | undefined {
    return this.venue.takeCommand();
  }

  finish(): void {
    this.venue.finish();
  }

  summary(): VenueSummary {
    const { books, refusals, context } = this.venue;
    const lines = context.lineFigures.summary();
    let gaps = 0;
    for (const book of books.values()) gaps += book.gapCount;
    return {
      gaps,
      unverifiable: 0,
      unknownMessages: this.typeCounts.other ?? 0,
      refusedValues: refusals.of('value'),
      undeclaredInstruments: refusals.of('unknown-symbol'),
      refusals: { ...refusals.counts },
      messagesByType: this.messagesByType(),
      slowPathMessages: this.slowCount,
      resyncs: { ...context.resyncs.counts },
      ...(lines && { lines }),
    };
  }

  /** The symbol's book, for tests and status pages. */
  bookOf(symbol: string): BybitBook | undefined {
    return this.venue.books.get(symbol);
  }

  /** @param isFresh false for a message that was counted when it was held. */
  private judge(connection: string, bytes: Uint8Array, isFresh: boolean): void {
    const { hot } = this;
    const type = hot.read(bytes);
    if (type === HOT.NOT_MINE) return this.judgeSlowly(connection, bytes, isFresh);
    if (isFresh) this.hotCounts[type]!++;
    const { book } = hot;
    if (type === HOT.TRADES) return book.takeTrades(hot.trades, hot.bytes);
    book.takeBook(hot, connection, bytes);
    this.venue.settled(book, connection);
  }

  private judgeSlowly(connection: string, bytes: Uint8Array, isFresh: boolean): void {
    const message = parseBytes(bytes);
    if (message === undefined) return this.refuse('malformed-json');
    if (!isFields(message)) return this.refuse('wrong-type');
    const refusal = isText(message['topic'])
      ? this.takePush(connection, message['topic'], message, bytes, isFresh)
      : this.takeAnswer(connection, message);
    if (refusal !== undefined) this.refuse(refusal);
  }

  private takePush(
    connection: string,
    name: string,
    message: Fields,
    bytes: Uint8Array,
    isFresh: boolean,
  ): RefusalReason | undefined {
    const topic = readTopic(name);
    if (isFresh) this.count(topic?.kind ?? 'other');
    if (topic === undefined) return undefined;
    const isKnown = this.venue.books.has(topic.symbol);
    const book = this.venue.bookOf(topic.symbol);
    if (typeof book === 'string') return book;
    this.hot.add(name, book, topic.kind === 'orderbook' ? topic.depth : 0);
    if (isFresh && isKnown) this.slowCount++;
    if (topic.kind === 'orderbook') return this.takeBook(connection, book, topic, message, bytes);
    const trades = readTrades(message['data'], topic.symbol);
    if (typeof trades === 'string') return trades;
    let refusal: RefusalReason | undefined;
    for (const trade of trades) {
      const each = book.trade(trade);
      refusal ??= each;
    }
    return refusal;
  }

  private takeBook(
    connection: string,
    book: BybitBook,
    { depth, symbol }: BookTopic,
    fields: Fields,
    bytes: Uint8Array,
  ): RefusalReason | undefined {
    const isImage = fields['type'] === 'snapshot';
    if (!book.follows(depth, isImage, this.depth)) return undefined;
    const message = readBook(fields, symbol);
    const refusal = typeof message === 'string' ? message : this.venue.load(book, message);
    if (refusal !== undefined) book.refused(refusal, isImage);
    else if (typeof message !== 'string') {
      book.takeBook(message, connection, bytes);
      this.venue.settled(book, connection);
    }
    return refusal;
  }

  /** A symbol that the venue does not list any more trades no more. */
  private takeStatus(list: string, isListed: boolean): void {
    const symbol = new URLSearchParams(list).get('symbol');
    const book = isListed || symbol === null ? undefined : this.venue.books.get(symbol);
    book?.setHalted(true);
  }

  private takeAnswer(connection: string, message: Fields): RefusalReason | undefined {
    const answer = readAnswer(message);
    if (answer === undefined) return 'wrong-type';
    this.count('answer');
    const { commands } = this.venue;
    if (answer.isSuccess) {
      this.subscriptions.accepted(answer.requestId);
      return undefined;
    }
    commands.add({ kind: 'note', text: `${connection}: ${answer.text}` });
    for (const text of this.subscriptions.refused(answer.requestId)) {
      commands.add({ kind: 'send', connection, text, notBeforeNs: 0 });
    }
    return 'venue-error';
  }

  private statusGapNs(): number {
    const { statusEveryNs, statusGapNs } = this.limits;
    return Math.max(statusGapNs, statusEveryNs / Math.max(1, this.wanted.length));
  }

  /** The list that an instruments-info address asks for; undefined for any other address or product. */
  private listIn(url: string): string | undefined {
    const [path, query] = url.split('?', 2);
    const asked = new URLSearchParams(query ?? '');
    if (!path!.endsWith(INSTRUMENTS) || asked.get('category') !== this.category) return undefined;
    const symbol = asked.get('symbol');
    const cursor = asked.get('cursor');
    if (symbol !== null) return `${this.category}&symbol=${encodeURIComponent(symbol)}`;
    if (cursor !== null && cursor !== '')
      return `${this.category}&cursor=${encodeURIComponent(cursor)}`;
    return this.category;
  }

  private messagesByType(): Record<string, number> {
    const counts: Record<string, number> = { ...this.typeCounts };
    HOT_TYPES.forEach((type, hot) => {
      const sum = (counts[type] ?? 0) + this.hotCounts[hot]!;
      if (sum > 0) counts[type] = sum;
    });
    return counts;
  }

  private refuse(reason: RefusalReason): void {
    this.venue.refusals.add(reason);
  }

  private count(type: MessageType): void {
    this.typeCounts[type] = (this.typeCounts[type] ?? 0) + 1;
  }
}

/** What our notation has left as it was: it names something of the other product. */
const wrongProduct = (symbol: string, category: BybitCategory): string =>
  category === 'linear'
    ? `symbol ${symbol}: bybit-linear has contracts; write ${symbol}-PERP, or bybit-spot:${symbol}`
    : `symbol ${symbol}: bybit-spot has no contracts; write bybit-linear:${symbol}`;
