/**
 * What a client asks for: market data and security status, each under its own id. Owns the requests that are
 * held; every request ends as an answer, as data, or as a refusal that says why. Gateway thread, cold.
 */
import { BodyWriter } from '../fix/codec/body-writer.js';
import type { FieldTable } from '../fix/codec/field-table.js';
import type { FixVersion } from '../fix/session/session-settings.js';
import { MSG_TYPE, TAG } from '../fix/tags.js';
import type { Instrument } from '../market/instrument.js';
import { STREAM_SLOT, streamSlot, type StreamSlot } from '../market/stream.js';
import { asInstrumentId } from '../market/units.js';
import type { ClientCounts } from './client-counts.js';
import type { ClientFeed } from './client-feed.js';
import { ClientBook, ClientStatus, ClientTrades } from './client-stream.js';
import type { DoorError, DoorStream, InstrumentDirectory } from './gateway-door.js';
import { readInstrumentName, type NamedInstrument } from './instrument-name.js';
import {
  readMarketDataRequest,
  REJECTION,
  type BookWish,
  type MarketDataRequest,
  type Mode,
  type Refusal,
} from './market-data-request.js';
import type { SharedStreams } from './shared-streams.js';
import { StatusSubscription } from './status-subscription.js';
import { BookSubscription, TradeSubscription, type HeldRequest } from './subscription.js';
import { SIDES, wordingOf, type Naming } from './wording.js';

export interface RequestParts {
  readonly version: FixVersion;
  readonly feed: ClientFeed;
  readonly shared: SharedStreams;
  readonly instruments: InstrumentDirectory;
  readonly counts: ClientCounts;
}

/** What the gateway's refusals are in 281. */
const REASONS: Readonly<Record<string, string>> = {
  'unknown-instrument': REJECTION.UNKNOWN_SYMBOL,
  'not-allowed': REJECTION.PERMISSION,
  'too-many-subscriptions': REJECTION.BANDWIDTH,
  'rate-limited': REJECTION.BANDWIDTH,
};

/** It stands in every message that tells of the request. */
const ID_BYTES_LIMIT = 256;

const tooLong = (field: string, id: string): Refusal | undefined =>
  id.length <= ID_BYTES_LIMIT
    ? undefined
    : { reason: undefined, text: `${field}: up to ${ID_BYTES_LIMIT} bytes, not ${id.length}` };

const refusalOf = ({ code, message }: DoorError): Refusal => ({
  reason: REASONS[code],
  text: message,
});

export class ClientRequests {
  private readonly marketData = new Map<string, HeldRequest>();
  private readonly statuses = new Map<string, HeldRequest>();

  constructor(private readonly parts: RequestParts) {}

  /** 35=V. */
  marketDataRequest(message: FieldTable): void {
    const id = message.text(TAG.MDReqID) ?? '';
    const request = readMarketDataRequest(message, id);
    const refusal =
      tooLong('MDReqID (262)', id) ?? ('text' in request ? request : this.carryOut(request));
    if (refusal === undefined) return;
    this.parts.counts.rejections++;
    const body = new BodyWriter().text(TAG.MDReqID, id).text(TAG.Text, shown(refusal.text));
    if (refusal.reason !== undefined) body.text(TAG.MDReqRejReason, refusal.reason);
    this.parts.feed.voice.send(MSG_TYPE.MarketDataRequestReject, body.finish(), true);
  }

  /** 35=e. */
  securityStatusRequest(message: FieldTable): void {
    const id = message.text(TAG.SecurityStatusReqID) ?? '';
    const type = message.text(TAG.SubscriptionRequestType);
    const begins = (): Refusal | undefined =>
      this.beginStatus(message, id, type === '0' ? 'snapshot' : 'incremental');
    const refusal =
      tooLong('SecurityStatusReqID (324)', id) ?? (type === '2' ? this.endStatus(id) : begins());
    if (refusal === undefined) return;
    this.parts.counts.rejections++;
    const { version, feed } = this.parts;
    // The message has no way to say no but the status itself.
    const body = new BodyWriter().text(TAG.SecurityStatusReqID, id);
    body
      .text(TAG.Symbol, message.text(TAG.Symbol) ?? '[N/A]')
      .integer(TAG.SecurityTradingStatus, 20);
    if (version !== 'FIX.4.2') body.text(TAG.Text, shown(refusal.text));
    feed.voice.send(MSG_TYPE.SecurityStatus, body.finish(), true);
  }

  /** Snapshots that are told are over. Outside of the gateway's send(). */
  endFinished(): void {
    for (const request of this.parts.feed.takeFinished()) {
      for (const held of [this.marketData, this.statuses])
        if (held.get(request.id) === request) held.delete(request.id);
      this.parts.feed.drop(request);
    }
  }

  /** The session is over, and so is all that was asked in it. */
  clear(): void {
    this.marketData.clear();
    this.statuses.clear();
    this.parts.feed.clear();
  }

  get count(): number {
    return this.marketData.size + this.statuses.size;
  }

  private carryOut(
    request: MarketDataRequest | { readonly id: string; readonly mode: 'unsubscribe' },
  ): Refusal | undefined {
    const held = this.marketData.get(request.id);
    if (request.mode === 'unsubscribe') {
      if (held === undefined)
        return { reason: undefined, text: `MDReqID (262) ${request.id} is not subscribed` };
      this.marketData.delete(request.id);
      this.parts.feed.drop(held);
      return undefined;
    }
    if (held !== undefined) {
      const text = `MDReqID (262) ${request.id} is in use: end it with 263=2, or take another`;
      return { reason: REJECTION.DUPLICATE_ID, text };
    }
    return this.subscribe(request);
  }

  private subscribe(request: MarketDataRequest): Refusal | undefined {
    const { book, wantsTrades, mode, id } = request;
    const slots: StreamSlot[] = [];
    if (book !== undefined) slots.push(book.slot);
    if (wantsTrades && mode !== 'snapshot') slots.push(STREAM_SLOT.TRADES);
    const begun: HeldRequest = { id, mode, imagesDue: 0 };
    return this.open(begun, slots, request.instruments, this.marketData, (stream, naming) => {
      if (streamSlot(stream.stream) === STREAM_SLOT.TRADES) this.addTrades(begun, stream, naming);
      else this.addBook(begun, stream, naming, book!);
    });
  }

  /** At the gateway; what is held is made before the first frame comes. */
  private open(
    request: HeldRequest,
    slots: readonly StreamSlot[],
    instruments: readonly NamedInstrument[],
    held: Map<string, HeldRequest>,
    add: (stream: DoorStream, naming: Naming) => void,
  ): Refusal | undefined {
    const { feed } = this.parts;
    const namings = new Map(instruments.map(({ pattern, naming }) => [pattern.text, naming]));
    const patterns = instruments.map(({ pattern }) => pattern);
    const error = feed.door!.subscribe(slots, patterns, (streams) => {
      held.set(request.id, request);
      for (const stream of streams) add(stream, namings.get(`${stream.venue}:${stream.symbol}`)!);
      feed.began(request);
    });
    if (error !== undefined) return refusalOf(error);
    // What another request of this client has already, the gateway does not serve again.
    feed.settleAlone();
    this.endFinished();
    return undefined;
  }

  private addBook(request: HeldRequest, named: DoorStream, naming: Naming, wish: BookWish): void {
    const { feed, shared, version } = this.parts;
    const { stream } = named;
    const held = (feed.find(stream) ??
      new ClientBook(stream, shared.takeBook(stream))) as ClientBook;
    const view = held.book.view(wish.depth);
    held.add(new BookSubscription(request, view, wordingOf(version, naming, wish.sides)));
    feed.hold(held);
  }

  private addTrades(request: HeldRequest, named: DoorStream, naming: Naming): void {
    const { feed, shared, version } = this.parts;
    const { stream } = named;
    const held = (feed.find(stream) ??
      new ClientTrades(stream, shared.takeTape(stream))) as ClientTrades;
    const wording = wordingOf(version, naming, SIDES.BOTH);
    held.add(new TradeSubscription(request, wording, held.tape));
    feed.hold(held);
  }

  private beginStatus(message: FieldTable, id: string, mode: Mode): Refusal | undefined {
    if (this.statuses.has(id))
      return { reason: undefined, text: `SecurityStatusReqID (324) ${id} is in use` };
    const named = readInstrumentName(message, 0, message.count);
    if (typeof named === 'string') return { reason: undefined, text: named };
    const { feed, instruments, version } = this.parts;
    const request: HeldRequest = { id, mode, imagesDue: 0 };
    return this.open(request, [STREAM_SLOT.STATUS], [named], this.statuses, (stream, naming) => {
      const held = (feed.find(stream.stream) ?? new ClientStatus(stream.stream)) as ClientStatus;
      const instrument = instruments.read(asInstrumentId(stream.instrument)) as Instrument;
      held.add(new StatusSubscription(request, instrument, naming, version));
      feed.hold(held);
    });
  }

  private endStatus(id: string): Refusal | undefined {
    const held = this.statuses.get(id);
    if (held === undefined)
      return { reason: undefined, text: `SecurityStatusReqID (324) ${id} is not subscribed` };
    this.statuses.delete(id);
    this.parts.feed.drop(held);
    return undefined;
  }
}

/** A text that a field can hold. */
const shown = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?');
