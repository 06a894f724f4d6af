/**
 * A FIX counterparty: its application messages to our events, sans-I/O. Owns the books by name, which venue messages
 * are under way, and what is asked of the counterparty; the rule is in sync-rule.ts, how a book's entries are keyed in
 * the files that end in -book.ts. Logon, sequence and resending are the session's: connected() is logged on.
 *
 * Proven: by the session, that no message was lost unseen (8); by RptSeq or update ids where the counterparty sends
 * them (4, 5); by ids, prices and levels that have to be there (7). Not proven: a value in a message whose CheckSum holds.
 */
import { FieldTable } from '../../../fix/codec/field-table.js';
import { scanMessage } from '../../../fix/codec/scan-message.js';
import { TAG } from '../../../fix/tags.js';
import { REASON, type StateReason } from '../../../market/state.js';
import { asLots, asTicks, type InstrumentId } from '../../../market/units.js';
import { CommandQueue } from '../parts/command-queue.js';
import { EventWriter } from '../parts/event-writer.js';
import { ImageRequests } from '../parts/image-requests.js';
import { HandleCounter } from '../parts/order-handles.js';
import { Refusals, type RefusalReason } from '../parts/refusals.js';
import { ResyncCounts } from '../parts/resync-counts.js';
import type {
  NormalizerDeps,
  VenueCommand,
  VenueNormalizer,
  VenueSummary,
} from '../venue-normalizer.js';
import type { BookContext } from './book-context.js';
import { BookTable } from './book-table.js';
import type { InstrumentBook } from './instrument-book.js';
import { ImageReconnect } from './image-reconnect.js';
import { readListed, sizesOf, type InstrumentSizes } from './instruments.js';
import { EntryValues } from './keyed-book.js';
import { FIX_LIMITS, type FixLimits } from './limits.js';
import { MarketDataReader } from './market-data-reader.js';
import { MessageStamp, sendingTimeOf } from './message-stamp.js';
import { InstrumentNames } from './names.js';
import type { FixProfile } from './profile.js';
import { Subscriptions } from './subscriptions.js';
import { ofSecurityStatus, ofSessionStatus, type TradingStatus } from './trading-status.js';

export const FIX_CONNECTION = 'fix';
export const FIX_ADDRESS = 'fix:';

/** A source that takes whatever comes. */
export const EVERYTHING = '*';

const code = (text: string): number => text.charCodeAt(0);
const SNAPSHOT = code('W');
const INCREMENTAL = code('X');
const REQUEST = code('V');
const REQUEST_REJECT = code('Y');
const SECURITY_LIST = code('y');
const SECURITY_DEFINITION = code('d');
const SECURITY_STATUS = code('f');
const SESSION_STATUS = code('h');
const BUSINESS_REJECT = code('j');
const SEQUENCE_RESET = code('4');

const BUSINESS_REJECT_REF_ID = 379;
const SUBSCRIPTION_TYPE = TAG.SubscriptionRequestType;
const NO_SESSION = '';

export interface FixNormalizerOptions {
  /** What its instruments are called. */
  readonly venue: string;
  readonly profile: FixProfile;
}

export class FixNormalizer implements VenueNormalizer {
  private readonly table = new FieldTable();
  private readonly context: BookContext;
  private readonly names: InstrumentNames;
  private readonly books: BookTable;
  private readonly reader: MarketDataReader;
  private readonly subscriptions: Subscriptions;
  private readonly requests: ImageRequests;
  private readonly reconnect: ImageReconnect;
  private readonly commands = new CommandQueue();
  private readonly refusals = new Refusals();
  private readonly typeCounts: Record<string, number> = {};
  private readonly listedSizes = new Map<string, InstrumentSizes>();
  /** The session that is logged on; empty: none is. */
  private session = NO_SESSION;
  /** Until then the list is waited for. */
  private listDueNs = Infinity;
  private requestRejects = 0;

  constructor(
    private readonly options: FixNormalizerOptions,
    private readonly deps: NormalizerDeps,
    private readonly limits: FixLimits = FIX_LIMITS,
  ) {
    const { profile } = options;
    const depth = deps.wants?.depth ?? Number(profile.depth);
    const writer = new EventWriter(deps.sink);
    this.requests = new ImageRequests(limits, deps.random);
    this.reconnect = new ImageReconnect(this.requests, FIX_CONNECTION, limits.reconnectNs);
    this.names = new InstrumentNames(profile);
    this.subscriptions = new Subscriptions(profile, this.names, depth, limits.symbolsPerRequest);
    this.context = {
      writer,
      stamp: new MessageStamp(writer),
      requests: this.requests,
      resyncs: new ResyncCounts(),
      limits,
      clock: { nowNs: 0 },
      counts: { withoutImage: 0 },
      tradeHandles: new HandleCounter(),
      keying: profile.keying,
      beginsEmpty: profile.start === 'empty' && !this.isAsked(),
      rules: {
        replacesKnown: profile.newOfKnown === 'replace',
        insertsUnknown: profile.changeOfUnknown === 'insert',
        ignoresUnknown: profile.deleteOfUnknown === 'ignore',
        zeroDeletesSide: profile.deleteOfZero === 'side',
        depth: profile.trimsDepth === 'yes' ? depth : 0,
      },
      sequencing: profile.updateIds === 'yes' ? 'update-ids' : (profile.rptSeq as 'none'),
      values: new EntryValues(),
      define: (symbol, sizes) => this.define(symbol, sizes),
    };
    this.books = new BookTable(this.context, this.names, limits.instruments, {
      admits: (symbol) => this.admits(symbol),
      sizesOf: (symbol) => this.listedSizes.get(symbol) ?? sizesOf(profile),
    });
    this.reader = new MarketDataReader(profile, this.context, this.books, {
      refused: (refusal) => this.refusals.add(refusal),
      symbolsOf: (requestId) => this.subscriptions.symbolsOf(requestId),
    });
  }

  start(): void {
    for (const symbol of this.wanted()) this.books.open(symbol);
    this.commands.add({ kind: 'connect', connection: FIX_CONNECTION, address: FIX_ADDRESS });
  }

  atTime(nowNs: number, receivedNs: number): void {
    this.context.clock.nowNs = nowNs;
    this.context.writer.header.receivedNs = receivedNs;
  }

  /** Logged on: nothing of the session before is subscribed to any more. */
  connected(connection: string): void {
    if (this.session !== NO_SESSION) this.disconnected(this.session);
    this.session = connection;
    if (this.options.profile.subscribe === 'none') this.reconnect.loggedOn(this.books.all());
    if (this.context.beginsEmpty) for (const book of this.books.all()) book.expectChanges();
    if (this.deps.wants === undefined) return;
    const symbols = this.wanted();
    this.say(this.subscriptions.status(symbols));
    const lists = this.subscriptions.list(symbols);
    this.say(lists);
    if (lists.length > 0 && !symbols.every((symbol) => this.names.isTold(symbol))) {
      this.listDueNs = this.context.clock.nowNs + this.limits.answerTimeoutNs;
    } else this.subscribe(symbols);
  }

  disconnected(connection: string): void {
    if (this.session !== connection) return;
    this.session = NO_SESSION;
    this.listDueNs = Infinity;
    this.subscriptions.disconnected();
    this.reader.forget();
    this.context.writer.begin(-1, undefined);
    for (const book of this.books.all()) book.disconnected();
  }

  /** Our own requests are known; those of a log are learned here. What begins with an empty book begins with them. */
  sent(_connection: string, text: string): void {
    if (this.deps.wants !== undefined && this.options.profile.start === 'image') return;
    const bytes = Buffer.from(text, 'latin1');
    if (scanMessage(this.table, bytes, 0, bytes.length)) this.learnRequest();
  }

  receivedBinary(_connection: string, bytes: Uint8Array): void {
    const refusal = this.take(bytes);
    if (refusal !== undefined) this.refusals.add(refusal);
  }

  received(connection: string, bytes: Uint8Array): void {
    this.receivedBinary(connection, bytes);
  }

  resync(id: InstrumentId, reason: StateReason): void {
    const book = this.books.byId(id);
    if (book === undefined) return;
    if (reason === REASON.CROSSED_BOOK && this.options.profile.crossed === 'allow') return;
    this.context.writer.begin(-1, undefined);
    if (reason === REASON.LANE_RESTARTED && book.tellAgain()) return;
    book.lose(reason);
  }

  checkTimers(): void {
    const { nowNs } = this.context.clock;
    this.requests.checkTimers(nowNs);
    this.reader.checkTimers(nowNs);
    if (nowNs < this.listDueNs || this.session === NO_SESSION) return;
    this.listDueNs = Infinity;
    const missing = this.wanted().filter((symbol) => !this.subscriptions.isRunning(symbol));
    if (missing.length === 0) return;
    this.note(`${missing.join(', ')}: not in the list; subscribed to under that name`);
    this.subscribe(missing);
  }

  takeCommand(): VenueCommand | undefined {
    const command = this.commands.take();
    if (command !== undefined) return command;
    if (this.session === NO_SESSION) return undefined;
    const { nowNs } = this.context.clock;
    const { subscribe, image } = this.options.profile;
    if (subscribe === 'none') return image === 'reconnect' ? this.reconnect.take(nowNs) : undefined;
    const request = this.requests.take(nowNs);
    if (request === undefined) return undefined;
    this.say(this.subscriptions.again(request.symbol), request.notBeforeNs);
    return this.commands.take();
  }

  // A FIX session has no REST, and does not age.
  answered(): void {}
  failed(): void {}
  rotate(): void {}
  finish(): void {}

  summary(): VenueSummary {
    const { resyncs, counts } = this.context;
    return {
      gaps: resyncs.counts['sequence-gap'] ?? 0,
      unverifiable: 0,
      unknownMessages: this.typeCounts['other'] ?? 0,
      refusedValues: this.refusals.of('value'),
      undeclaredInstruments: this.refusals.of('unknown-symbol'),
      refusals: { ...this.refusals.counts },
      messagesByType: { ...this.typeCounts },
      resyncs: { ...resyncs.counts },
      counts: { requestRejects: this.requestRejects, entriesWithoutImage: counts.withoutImage },
    };
  }

  private take(bytes: Uint8Array): RefusalReason | undefined {
    const { table } = this;
    const isWhole = scanMessage(table, bytes, 0, bytes.length);
    const typeAt = table.find(TAG.MsgType);
    if (typeAt < 0) {
      this.loseAll();
      return 'malformed-fix';
    }
    this.context.stamp.begin(table, table.integer(TAG.MsgSeqNum), sendingTimeOf(table));
    const type =
      table.ends[typeAt]! - table.starts[typeAt]! === 1 ? table.bytes[table.starts[typeAt]!]! : 0;
    return this.takeType(type, isWhole);
  }

  private takeType(type: number, isWhole: boolean): RefusalReason | undefined {
    const { table } = this;
    switch (type) {
      case INCREMENTAL:
        this.count('X');
        return this.reader.takeIncremental(table, isWhole);
      case SNAPSHOT:
        this.count('W');
        return this.reader.takeSnapshot(table, isWhole);
      case SEQUENCE_RESET:
        this.count('4');
        this.loseAll();
        return undefined;
      case REQUEST_REJECT:
        this.count('Y');
        return this.takeReject(table.text(TAG.MDReqID) ?? '', table.text(TAG.MDReqRejReason));
      case BUSINESS_REJECT:
        this.count('j');
        return this.takeReject(
          table.text(BUSINESS_REJECT_REF_ID) ?? '',
          table.text(TAG.BusinessRejectReason),
        );
      case SECURITY_LIST:
      case SECURITY_DEFINITION:
        this.count(type === SECURITY_LIST ? 'y' : 'd');
        return this.takeList();
      case SECURITY_STATUS:
        this.count('f');
        return this.takeStatus(ofSecurityStatus(table.integer(TAG.SecurityTradingStatus)));
      case SESSION_STATUS:
        this.count('h');
        return this.takeStatus(ofSessionStatus(table.integer(TAG.TradSesStatus)));
      default:
        this.count('other');
        return undefined;
    }
  }

  /** The counterparty refuses a request: told, and asked again, later each time. */
  private takeReject(requestId: string, reason = 'none'): RefusalReason {
    const text = this.table.text(TAG.Text);
    const symbols = this.subscriptions.refused(requestId);
    this.requestRejects++;
    const about = symbols.length === 0 ? `request ${requestId}` : symbols.join(', ');
    this.note(`${about}: refused, reason ${reason}${text === undefined ? '' : `, ${text}`}`);
    for (const symbol of symbols) this.requests.retry(symbol, this.context.clock.nowNs);
    return 'venue-error';
  }

  private takeList(): RefusalReason | undefined {
    const listed = readListed(this.table);
    if (listed.length === 0) return 'wrong-type';
    const wanted = this.wanted();
    for (const each of listed.slice(0, this.limits.instruments)) {
      const name = this.names.learn(each, wanted);
      const sizes = sizesOf(this.options.profile, each);
      this.listedSizes.set(name, sizes);
      this.books.get(name)?.learn(sizes);
    }
    if (this.session === NO_SESSION) return undefined;
    const found = wanted.filter(
      (symbol) => this.names.isTold(symbol) && !this.subscriptions.isRunning(symbol),
    );
    if (this.listDueNs < Infinity && found.length > 0) this.subscribe(found);
    return undefined;
  }

  /** Of one instrument where it is named, else of all. */
  private takeStatus(status: TradingStatus): undefined {
    if (status === undefined) return undefined;
    const named = this.books.named(this.table, this.options.profile);
    const halt = status === 'open' ? undefined : status;
    if (named === 'all') for (const book of this.books.all()) book.halted(halt);
    else named?.halted(halt);
    return undefined;
  }

  private learnRequest(): void {
    const { table } = this;
    const id = table.text(TAG.MDReqID);
    const typeAt = table.find(TAG.MsgType);
    if (id === undefined || typeAt < 0 || !table.isCharacter(typeAt, REQUEST)) return;
    const tag = this.options.profile.instrument === 'security-id' ? TAG.SecurityID : TAG.Symbol;
    const symbols: string[] = [];
    for (let at = table.find(tag); at >= 0; at = table.find(tag, at + 1)) {
      symbols.push(this.names.nameOf(table.textAt(at)));
    }
    if (this.deps.wants === undefined) this.subscriptions.seen(id, symbols);
    if (this.options.profile.start !== 'empty' || table.text(SUBSCRIPTION_TYPE) !== '1') return;
    for (const symbol of symbols) this.books.get(symbol)?.expectChanges();
  }

  private subscribe(symbols: readonly string[]): void {
    if (this.options.profile.subscribe === 'none') return;
    this.say(this.subscriptions.subscribe(symbols));
    for (const symbol of symbols) this.requests.expect(symbol, this.context.clock.nowNs);
  }

  /** 8. */
  private loseAll(): void {
    for (const book of this.books.all()) book.lose(REASON.SEQUENCE_GAP, false);
  }

  /** What the source names; where it takes everything, nothing is asked for by name. */
  private wanted(): readonly string[] {
    return (this.deps.wants?.symbols ?? []).filter((symbol) => symbol !== EVERYTHING);
  }

  /** Whether instruments are asked for by name. */
  private isAsked(): boolean {
    const { wants } = this.deps;
    if (wants === undefined || this.options.profile.subscribe === 'none') return false;
    return !wants.symbols.includes(EVERYTHING);
  }

  private admits(symbol: string): boolean {
    const { wants } = this.deps;
    return (
      wants === undefined || wants.symbols.includes(EVERYTHING) || wants.symbols.includes(symbol)
    );
  }

  private define(symbol: string, sizes: InstrumentSizes): InstrumentId {
    return this.deps.register.register({
      venue: this.options.venue,
      symbol,
      priceScale: sizes.priceScale,
      quantityScale: sizes.quantityScale,
      tickSize: asTicks(sizes.tickSize),
      lotSize: asLots(sizes.lotSize),
      depthLimit: 0,
    });
  }

  private say(texts: readonly string[], notBeforeNs = 0): void {
    for (const text of texts) this.commands.say(FIX_CONNECTION, text, notBeforeNs);
  }

  private note(text: string): void {
    this.commands.note(text);
  }

  private count(type: string): void {
    this.typeCounts[type] = (this.typeCounts[type] ?? 0) + 1;
  }
}

export type { InstrumentBook };
