/**
 * OKX: the messages of its public WebSocket and its instrument lists to events, sans-I/O. The sync rule
 * is in sync-rule.ts, what it shares with other venues in parts/subscribed-venue.ts.
 *
 * Proven: the updates' continuity, and the top of book wherever bbo-tbt has the sequence of a book
 * message. Not proven: levels behind the best while the venue sends no checksum.
 */
import type { StateReason } from '../../../market/state.js';
import type { InstrumentId } from '../../../market/units.js';
import { parseBytes, parseJson, isFields, isText, textOf, type Fields } from '../parts/json.js';
import type { RefusalReason } from '../parts/refusals.js';
import { SubscribedVenue, type Dialect } from '../parts/subscribed-venue.js';
import type {
  NormalizerDeps,
  VenueCommand,
  VenueNormalizer,
  VenueSummary,
} from '../venue-normalizer.js';
import { HOT, HotMessages } from './hot-messages.js';
import { instrumentTypeOf, readInstrumentAnswer, readInstruments } from './instruments.js';
import { OKX_LIMITS, type OkxLimits } from './limits.js';
import {
  areTextsPlain,
  CHANNEL_NAMES,
  readBook,
  readPush,
  readTop,
  readTrade,
  type BookMessage,
  type MessageType,
  type Push,
} from './messages.js';
import { resubscribeRequests, subscribeRequests, symbolsOfRequest } from './subscriptions.js';
import { OkxBook } from './symbol-book.js';

const INSTRUMENTS = '/api/v5/public/instruments';
/** Of the books channel. */
const BOOK_LEVELS = 400;
/** Of a notice: the connection is about to be closed for an upgrade. */
const CLOSING_SOON = '64008';

/** By HOT. */
const HOT_TYPES: readonly MessageType[] = ['books', 'bbo-tbt', 'trades'];
const isHot = (type: MessageType): boolean => HOT_TYPES.includes(type);

export class OkxNormalizer implements VenueNormalizer {
  private readonly venue: SubscribedVenue<OkxBook>;
  private readonly hot: HotMessages;
  private readonly typeCounts: Partial<Record<MessageType | 'instrumentList', number>> = {};
  /** By HOT, counted apart: no lookup by name for each message. */
  private readonly hotCounts = new Float64Array(HOT_TYPES.length);
  private slowCount = 0;

  constructor(deps: NormalizerDeps, limits: OkxLimits = OKX_LIMITS) {
    const { rest, webSocket } = deps.endpoints;
    const depth = deps.wants?.depth ?? 0;
    if (depth > BOOK_LEVELS) {
      throw new RangeError(`depth ${depth}: OKX tells ${BOOK_LEVELS} levels a side; leave it out`);
    }
    const dialect: Dialect = {
      venue: 'okx',
      pingText: 'ping',
      address: `${webSocket}/ws/v5/public`,
      subscribe: (symbols) => subscribeRequests(symbols, limits.channelsPerRequest),
      subscribeAgain: resubscribeRequests,
      listOf: instrumentTypeOf,
      listUrl: (type) => `${rest}${INSTRUMENTS}?instType=${type}`,
    };
    this.venue = new SubscribedVenue(
      deps,
      limits,
      dialect,
      (symbol, id, scales, context) => new OkxBook(symbol, id, scales, context),
      (bytes, connection) => this.judge(connection, bytes, false),
    );
    this.hot = new HotMessages(this.venue.booksByBytes, this.venue.context.batch);
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
    for (const symbol of symbolsOfRequest(parseJson(text))) this.venue.admitted.add(symbol);
  }

  received(connection: string, bytes: Uint8Array): void {
    if (!this.venue.isRetired(connection)) this.judge(connection, bytes, true);
  }

  receivedBinary(): void {
    this.refuse('binary');
  }

  answered(url: string, body: Uint8Array): void {
    const type = listIn(url);
    if (type === undefined) return this.count('other');
    this.count('instrumentList');
    const entries = readInstrumentAnswer(parseBytes(body));
    if (typeof entries === 'string') this.venue.listFailed(type, entries);
    else this.venue.takeList(type, readInstruments(entries));
  }

  failed(url: string, why: string): void {
    this.venue.listFailed(listIn(url) ?? '', why);
  }

  resync(id: InstrumentId, reason: StateReason): void {
    this.venue.resync(id, reason);
  }

  rotate(connection: string): void {
    this.venue.rotate(connection);
  }

  checkTimers(): void {
    this.venue.checkTimers();
  }

  takeCommand(): VenueCommand | undefined {
    return this.venue.takeCommand();
  }

  finish(): void {
    this.venue.finish();
    for (const book of this.venue.books.values()) book.tops.drop();
  }

  summary(): VenueSummary {
    const { books, refusals, context } = this.venue;
    const lines = context.lineFigures.summary();
    let gaps = 0;
    let unverifiable = 0;
    for (const book of books.values()) {
      gaps += book.gapCount;
      unverifiable += book.tops.unverifiableCount;
    }
    return {
      gaps,
      unverifiable,
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
  bookOf(symbol: string): OkxBook | undefined {
    return this.venue.books.get(symbol);
  }

  /** @param isFresh false for a message that was counted when it was held. */
  private judge(connection: string, bytes: Uint8Array, isFresh: boolean): void {
    const { hot } = this;
    const type = hot.read(bytes);
    if (type === HOT.NOT_MINE) return this.judgeSlowly(connection, bytes, isFresh);
    if (isFresh) this.hotCounts[type]!++;
    const book = hot.book!;
    if (type === HOT.BOOK) {
      book.takeBook(hot, connection, bytes);
      this.venue.settled(book, connection);
    } else if (type === HOT.TOP) {
      book.takeLoadedTop(hot.seqId);
    } else {
      book.takeTrades(hot.trades, hot.bytes);
    }
  }

  private judgeSlowly(connection: string, bytes: Uint8Array, isFresh: boolean): void {
    const text = textOf(bytes);
    if (text === 'pong') return this.count('pong');
    const parsed = parseJson(text);
    if (parsed === undefined) return this.refuse('malformed-json');
    if (!isFields(parsed)) return this.refuse('wrong-type');
    if ('event' in parsed) return this.takeEvent(connection, parsed);
    const push = readPush(parsed);
    if (typeof push === 'string') return this.refuse(push);
    if (isFresh) this.count(push.type);
    if (isFresh && isHot(push.type) && this.venue.books.has(push.symbol)) this.slowCount++;
    for (const fields of push.data) {
      const refusal = this.normalize(connection, push, fields, bytes);
      if (refusal !== undefined) this.refuse(refusal);
    }
  }

  private normalize(
    connection: string,
    push: Push,
    fields: Fields,
    bytes: Uint8Array,
  ): RefusalReason | undefined {
    const { type, symbol } = push;
    if (type === 'other') return undefined;
    if (type === 'instruments') return this.takeStatus(fields);
    const book = this.venue.bookOf(symbol);
    if (typeof book === 'string') return book;
    switch (type) {
      case 'books':
        return this.takeBook(connection, book, push, fields, bytes);
      case 'bbo-tbt': {
        const top = readTop(fields);
        return typeof top === 'string' ? top : book.takeTop(top);
      }
      case 'trades': {
        const trade = readTrade(fields);
        return typeof trade === 'string' ? trade : book.trade(trade);
      }
      default:
        return undefined;
    }
  }

  private takeBook(
    connection: string,
    book: OkxBook,
    { action, channel }: Push,
    fields: Fields,
    bytes: Uint8Array,
  ): RefusalReason | undefined {
    const place = CHANNEL_NAMES.indexOf(channel);
    if (book.channelPlace < 0) book.channelPlace = place;
    if (book.channelPlace !== place) return undefined;
    const message = readBook(action, fields);
    const refusal = typeof message === 'string' ? message : this.venue.load(book, message, true);
    if (refusal !== undefined) book.refused(refusal, action === 'snapshot');
    else if (typeof message !== 'string') {
      book.takeBook(message, connection, bytes);
      if (message.checksum !== 0) takeChecksum(book, message);
      this.venue.settled(book, connection);
    }
    return refusal;
  }

  private takeStatus(fields: Fields): RefusalReason | undefined {
    for (const [symbol, definition] of readInstruments([fields])) {
      // The channel tells of every instrument of a type: only ours are of interest.
      if (this.venue.books.has(symbol)) this.venue.takeDefinition(symbol, definition);
    }
    return undefined;
  }

  private takeEvent(connection: string, { event, code, msg }: Fields): void {
    this.count('event');
    if (event === 'notice' && code === CLOSING_SOON) return this.rotate(connection);
    if (event !== 'error' && event !== 'channel-conn-count-error') return;
    this.refuse('venue-error');
    const text = `${connection}: ${event} ${isText(code) ? code : ''} ${isText(msg) ? msg : ''}`;
    this.venue.commands.add({ kind: 'note', text: text.trim() });
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

  private count(type: MessageType | 'instrumentList'): void {
    this.typeCounts[type] = (this.typeCounts[type] ?? 0) + 1;
  }
}

/** The instType of a request for an instrument list; undefined for any other. */
function listIn(url: string): string | undefined {
  const [path, query] = url.split('?', 2);
  if (!path!.endsWith(INSTRUMENTS)) return undefined;
  return new URLSearchParams(query ?? '').get('instType') ?? '';
}

/** 0 is none: the venue has given it up. Only where the message is what the book has come to. */
function takeChecksum(
  book: OkxBook,
  { seqId, checksum, isSnapshot, bids, asks }: BookMessage,
): void {
  if (book.sequence !== seqId) return;
  const arePlain = areTextsPlain(bids as unknown[]) && areTextsPlain(asks as unknown[]);
  book.takeChecksum(checksum, arePlain, isSnapshot);
}
