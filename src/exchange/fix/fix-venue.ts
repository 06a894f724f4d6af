/**
 * The simulated counterparty above its sessions: who subscribed to what, images, changes, refusals, the
 * instrument list and their states. Owns the subscriptions; the books are the market's, the session
 * (numbers, heartbeats, resends) is the line's.
 */
import type { FieldTable } from '../../fix/codec/field-table.js';
import { MSG_TYPE, TAG } from '../../fix/tags.js';
import type { ExchangeMarket } from '../exchange-market.js';
import type { MarketChange, MarketTrade } from '../market-change.js';
import type { BookFaultKind } from './fix-faults.js';
import type { FixVenueOptions } from './fix-venue-options.js';
import { MarketDataSubscription } from './market-data-subscription.js';
import { allOf, readRequest, type MarketDataRequest } from './market-data-request.js';
import {
  field,
  REFUSAL,
  refusal,
  securityList,
  securityStatus,
  SESSION_STATUS,
  sessionStatus,
  STATUS,
  type SaidMessage,
} from './message-bodies.js';

/** A counterparty that is logged on. */
export interface FixSubscriber {
  say(message: SaidMessage): void;
}

/** Of a venue that pushes: how often it says the next image again. */
const REPEAT_MS = 500;
const NO_MORE = '2';
const WITH_CHANGES = '1';
const IMAGE_ONLY = '0';
const BID_AND_OFFER = ['0', '1'];
const TRADES = '2';
const UNSUPPORTED_MESSAGE_TYPE = '3';
const LIST_OF_ONE = '0';

export class FixVenue {
  /** Requests to be refused, whatever they ask for. */
  refusals = 0;
  /** Called when one was. */
  onRefused: (() => void) | undefined;
  private readonly subscriptions = new Map<FixSubscriber, MarketDataSubscription[]>();
  private readonly halted = new Set<number>();
  private isClosed = false;
  private repeated = 0;
  private repeatedMs = 0;
  private readonly faults: { kind: BookFaultKind; symbol: number; committed: () => void }[] = [];

  constructor(
    readonly market: ExchangeMarket,
    readonly options: FixVenueOptions,
    private readonly wallMs: () => number,
  ) {}

  loggedOn(subscriber: FixSubscriber): void {
    this.subscriptions.set(subscriber, []);
    if (!this.options.pushesUnasked) return;
    const { market, options } = this;
    const symbols = market.symbols.map((_, symbol) => symbol);
    const terms = {
      requestId: '',
      depth: options.depthLimit,
      hasBook: true,
      hasTrades: options.hasTrades,
      isFullRefresh: false,
    };
    this.begin(subscriber, new MarketDataSubscription(market, options, terms, symbols));
  }

  loggedOff(subscriber: FixSubscriber): void {
    this.subscriptions.delete(subscriber);
  }

  said(subscriber: FixSubscriber, message: FieldTable): void {
    const msgType = message.text(TAG.MsgType)!;
    const { hasSecurityList, hasStatus } = this.options;
    if (msgType === MSG_TYPE.MarketDataRequest) {
      this.request(subscriber, readRequest(message));
    } else if (msgType === MSG_TYPE.SecurityListRequest && hasSecurityList) {
      this.tellList(subscriber, message);
    } else if (msgType === MSG_TYPE.SecurityStatusRequest && hasStatus) {
      const id = message.text(324) ?? '';
      for (const name of allOf(message, TAG.Symbol)) this.tellStatus(subscriber, name, id);
    } else if (msgType === MSG_TYPE.TradingSessionStatusRequest && hasStatus) {
      this.tellSession(subscriber);
    } else {
      subscriber.say(unsupported(message, msgType));
    }
  }

  changed(changes: readonly MarketChange[]): void {
    for (const change of changes) {
      const trade = this.isTrading(change.symbol) ? tradeOf(change) : undefined;
      for (const subscriptions of this.subscriptions.values()) {
        for (const each of subscriptions) {
          each.changed(change.symbol, trade, change.kind !== 'trade');
        }
      }
    }
  }

  /** Tell everybody what gathered. */
  flush(): void {
    this.commitFaults();
    const wallMs = this.wallMs();
    if (this.options.pushesUnasked) this.repeatImage(wallMs);
    for (const [subscriber, subscriptions] of this.subscriptions) {
      for (const each of subscriptions) {
        for (const message of each.take(wallMs)) subscriber.say(message);
      }
    }
  }

  /** @param symbol that the fault is done to, as soon as there is something to do it to. */
  injectBook(kind: BookFaultKind, symbol: number, committed: () => void): void {
    this.faults.push({ kind, symbol, committed });
  }

  halt(symbol: number): void {
    this.halted.add(symbol);
    this.tellStatusToAll(symbol);
  }

  resume(symbol: number): void {
    this.halted.delete(symbol);
    this.tellStatusToAll(symbol);
  }

  closeMarket(isClosed: boolean): void {
    this.isClosed = isClosed;
    for (const subscriber of this.subscriptions.keys()) this.tellSession(subscriber);
  }

  /** The market itself goes on; what is halted has no trades, whatever becomes of its orders. */
  private isTrading(symbol: number): boolean {
    return !this.isClosed && !this.halted.has(symbol);
  }

  /** Nobody may ask, so everybody is told again, one instrument after the other. */
  private repeatImage(wallMs: number): void {
    if (wallMs - this.repeatedMs < REPEAT_MS) return;
    this.repeatedMs = wallMs;
    const symbol = this.repeated++ % this.market.symbols.length;
    for (const [subscriber, subscriptions] of this.subscriptions) {
      for (const each of subscriptions) {
        for (const message of each.takeWith('unasked-image', symbol, wallMs)!) {
          subscriber.say(message);
        }
      }
    }
  }

  private commitFaults(): void {
    const wallMs = this.wallMs();
    for (const fault of this.faults.splice(0)) {
      let hasHit = false;
      for (const [subscriber, subscriptions] of this.subscriptions) {
        for (const each of subscriptions) {
          if (!each.has(fault.symbol) || !each.terms.hasBook) continue;
          const messages = each.takeWith(fault.kind, fault.symbol, wallMs);
          if (messages === undefined) continue;
          hasHit = true;
          for (const message of messages) subscriber.say(message);
        }
      }
      if (hasHit) fault.committed();
      else this.faults.push(fault);
    }
  }

  private request(subscriber: FixSubscriber, request: MarketDataRequest): void {
    const { id, type, symbols, entryTypes } = request;
    const subscriptions = this.subscriptions.get(subscriber)!;
    const known = subscriptions.findIndex(({ terms }) => terms.requestId === id);
    if (type === NO_MORE) {
      if (known >= 0) subscriptions.splice(known, 1);
      return;
    }
    if (this.options.pushesUnasked) {
      this.tellPushed(subscriber, symbols);
      return;
    }
    const refused = this.refusalOf(request, known >= 0);
    if (refused !== undefined) {
      subscriber.say(refused);
      return;
    }
    const { market, options } = this;
    const { depthLimit } = options;
    const depth = depthLimit > 0 && (request.depth === 0 || request.depth > depthLimit);
    const terms = {
      requestId: id,
      depth: depth ? depthLimit : request.depth,
      hasBook: BID_AND_OFFER.some((each) => entryTypes.includes(each)),
      hasTrades: options.hasTrades && entryTypes.includes(TRADES),
      isFullRefresh: request.isFullRefresh,
    };
    const indexes = symbols.map((symbol) => market.indexOf(symbol)!);
    const subscription = new MarketDataSubscription(market, options, terms, indexes);
    if (type === WITH_CHANGES) this.begin(subscriber, subscription);
    else this.tellImages(subscriber, subscription);
  }

  private refusalOf(request: MarketDataRequest, isKnown: boolean): SaidMessage | undefined {
    const { id, type, depth, symbols, entryTypes } = request;
    if (this.refusals > 0) {
      this.refusals--;
      this.onRefused?.();
      return refusal(id, REFUSAL.UNSUPPORTED_SUBSCRIPTION, 'not now');
    }
    if (isKnown) return refusal(id, REFUSAL.DUPLICATE_REQUEST, `MDReqID ${id} is in use`);
    if (type !== WITH_CHANGES && type !== IMAGE_ONLY)
      return refusal(id, REFUSAL.UNSUPPORTED_SUBSCRIPTION, `type ${type} is not supported`);
    if (!(depth >= 0)) return refusal(id, REFUSAL.UNSUPPORTED_DEPTH, 'depth is not supported');
    const unknown = symbols.find((symbol) => this.market.indexOf(symbol) === undefined);
    if (unknown !== undefined)
      return refusal(id, REFUSAL.UNKNOWN_SYMBOL, `Unknown symbol ${unknown}`);
    const other = entryTypes.find((each) => ![...BID_AND_OFFER, TRADES].includes(each));
    if (other !== undefined)
      return refusal(id, REFUSAL.UNSUPPORTED_ENTRY_TYPE, `entry type ${other} is not supported`);
    return undefined;
  }

  private begin(subscriber: FixSubscriber, subscription: MarketDataSubscription): void {
    // What everybody else is to be told first, so that this one's changes begin behind its image.
    this.tellImages(subscriber, subscription);
    this.subscriptions.get(subscriber)!.push(subscription);
    if (!this.options.hasStatus) return;
    for (const symbol of subscription.symbols) {
      if (this.halted.has(symbol)) this.tellStatus(subscriber, this.market.symbols[symbol]!, '');
    }
    if (this.isClosed) this.tellSession(subscriber);
  }

  private tellImages(subscriber: FixSubscriber, subscription: MarketDataSubscription): void {
    const wallMs = this.wallMs();
    for (const symbol of subscription.symbols) subscriber.say(subscription.image(symbol, wallMs));
  }

  /** Who pushes has told everything already: an image is all that there is to ask for. */
  private tellPushed(subscriber: FixSubscriber, names: readonly string[]): void {
    const wallMs = this.wallMs();
    for (const subscription of this.subscriptions.get(subscriber)!) {
      for (const symbol of subscription.symbols) {
        if (!names.includes(this.market.symbols[symbol]!)) continue;
        subscriber.say(subscription.image(symbol, wallMs));
      }
    }
  }

  private tellList(subscriber: FixSubscriber, message: FieldTable): void {
    const { symbols } = this.market;
    const isOfOne = message.text(559) === LIST_OF_ONE;
    const name = message.text(TAG.Symbol);
    const listed = isOfOne ? symbols.filter((symbol) => symbol === name) : symbols;
    subscriber.say(securityList(this.options, message.text(TAG.SecurityReqID) ?? '', listed));
  }

  private tellStatus(subscriber: FixSubscriber, name: string, requestId: string): void {
    const symbol = this.market.indexOf(name);
    const isHalted = symbol === undefined || this.halted.has(symbol);
    subscriber.say(securityStatus(name, isHalted ? STATUS.HALTED : STATUS.TRADING, requestId));
  }

  private tellStatusToAll(symbol: number): void {
    for (const subscriber of this.subscriptions.keys()) {
      this.tellStatus(subscriber, this.market.symbols[symbol]!, '');
    }
  }

  private tellSession(subscriber: FixSubscriber): void {
    subscriber.say(sessionStatus(this.isClosed ? SESSION_STATUS.CLOSED : SESSION_STATUS.OPEN));
  }
}

const tradeOf = (change: MarketChange): MarketTrade | undefined =>
  change.kind === 'trade' || change.kind === 'reduce' ? change.trade : undefined;

/** 35=j for what this counterparty does not do. */
const unsupported = (message: FieldTable, msgType: string): SaidMessage => ({
  msgType: MSG_TYPE.BusinessMessageReject,
  body:
    field(TAG.RefSeqNum, message.text(TAG.MsgSeqNum) ?? '') +
    field(TAG.Text, `35=${msgType} is not supported`) +
    field(TAG.RefMsgType, msgType) +
    field(TAG.BusinessRejectReason, UNSUPPORTED_MESSAGE_TYPE),
});
