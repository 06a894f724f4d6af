/**
 * Deribit, as its public documents describe it: JSON-RPC over one WebSocket, books whose first
 * notification is whole and whose changes name the change before, gathered over 100 ms, trades,
 * heartbeats with test requests, and the instrument list over REST. Owns the change ids; the books are
 * the market's.
 */
import { formatScaled } from '../../market/decimal.js';
import { wallNowMs } from '../../telemetry/clock.js';
import {
  PRICE_SCALE,
  QUANTITY_SCALE,
  type ExchangeMarket,
  type MarketLevel,
} from '../exchange-market.js';
import { LevelChanges } from '../level-changes.js';
import {
  ASK,
  BID,
  type MarketChange,
  type MarketSide,
  type MarketTrade,
} from '../market-change.js';
import type { HttpAnswer, VenueClient, VenueProtocol } from '../venue-protocol.js';

interface SymbolState {
  readonly name: string;
  readonly index: number;
  readonly changes: LevelChanges;
  /** Prices that the last notification left in the book. */
  readonly told: Record<MarketSide, Set<number>>;
  changeId: number;
  tradeSequence: number;
}

interface Request {
  readonly id: number;
  readonly method: string;
  readonly params?: { readonly channels?: readonly string[]; readonly instrument_name?: string };
}

const FIRST_CHANGE_ID = 33_195_894_000;
/** Change ids are the venue's own counter: one instrument's are not dense. */
const CHANGE_ID_STEP = 7;
/** After a reset the ids begin far below those that were told. */
const RESET_JUMP = 1_000_000;
const FULL_DEPTH = 10_000;
const RAW_REFUSED = { code: 13778, message: 'raw_subscriptions_not_available_for_unauthorized' };
const UNKNOWN_METHOD = { code: -32601, message: 'Method not found' };

export class DeribitProtocol implements VenueProtocol {
  readonly flushMs = 100;
  // No checksum is sent, and no book needs REST once the instruments are known.
  readonly undetectable = ['bad-checksum', 'http-429', 'http-500'] as const;
  readonly isolatesSymbols = true;
  private readonly symbols: readonly SymbolState[];
  private readonly channels = new Map<VenueClient, Set<string>>();
  private readonly wantsHeartbeat = new Set<VenueClient>();
  private readonly signedIn = new Set<VenueClient>();

  constructor(private readonly market: ExchangeMarket) {
    this.symbols = market.symbols.map((name, index) => ({
      name,
      index,
      changes: new LevelChanges(market, index),
      told: { bid: this.pricesOf(index, BID), ask: this.pricesOf(index, ASK) },
      changeId: FIRST_CHANGE_ID + index,
      tradeSequence: 0,
    }));
  }

  accepts(path: string): boolean {
    return path === '/ws/api/v2';
  }

  opened(client: VenueClient): void {
    this.channels.set(client, new Set());
  }

  closed(client: VenueClient): void {
    this.channels.delete(client);
    this.wantsHeartbeat.delete(client);
    this.signedIn.delete(client);
  }

  said(client: VenueClient, text: string): void {
    const request = JSON.parse(text) as Request;
    const channels = request.params?.channels ?? [];
    switch (request.method) {
      case 'public/subscribe':
        return this.subscribe(client, request.id, channels);
      case 'public/unsubscribe':
        for (const channel of channels) this.channels.get(client)?.delete(channel);
        return this.answer(client, request.id, channels);
      case 'public/set_heartbeat':
        this.wantsHeartbeat.add(client);
        return this.answer(client, request.id, 'ok');
      case 'public/test':
        return this.answer(client, request.id, { version: '1.2.26' });
      case 'public/auth':
        this.signedIn.add(client);
        return this.answer(client, request.id, { expires_in: 900, token_type: 'bearer' });
      case 'public/get_order_book':
        return this.tellTop(client, request);
      default:
        client.say(JSON.stringify({ jsonrpc: '2.0', id: request.id, error: UNKNOWN_METHOD }));
    }
  }

  http(path: string): HttpAnswer | undefined {
    if (path !== '/api/v2/public/get_instruments') return undefined;
    const result = this.market.symbols.map((name) => ({
      instrument_name: name,
      kind: 'future',
      tick_size: 0.01,
      tick_size_steps: [],
      min_trade_amount: 0.001,
      contract_size: 0.001,
      is_active: true,
      price_index: `${name.split('-')[0]!.toLowerCase()}_usd`,
    }));
    return { status: 200, body: JSON.stringify({ jsonrpc: '2.0', result, testnet: false }) };
  }

  changed(changes: readonly MarketChange[]): void {
    for (const change of changes) {
      const symbol = this.symbols[change.symbol]!;
      const trade = change.kind === 'trade' || change.kind === 'reduce' ? change.trade : undefined;
      if (trade !== undefined) this.tellTrade(symbol, trade);
      if (change.kind !== 'trade') symbol.changes.add(change);
    }
  }

  flush(): void {
    for (const symbol of this.symbols) this.flushSymbol(symbol);
  }

  reset(): void {
    for (const symbol of this.symbols) symbol.changeId -= RESET_JUMP;
  }

  withBadChecksum(): undefined {
    return undefined;
  }

  heartbeat(): void {
    for (const client of this.wantsHeartbeat) {
      for (const type of ['heartbeat', 'test_request']) {
        client.say(JSON.stringify({ jsonrpc: '2.0', method: 'heartbeat', params: { type } }));
      }
    }
  }

  private subscribe(client: VenueClient, id: number, channels: readonly string[]): void {
    // One channel that is refused refuses them all.
    if (channels.some((each) => each.endsWith('.raw')) && !this.signedIn.has(client)) {
      client.say(JSON.stringify({ jsonrpc: '2.0', id, error: RAW_REFUSED }));
      return;
    }
    this.answer(client, id, channels);
    const subscribed = this.channels.get(client)!;
    for (const channel of channels) {
      const isNew = !subscribed.has(channel);
      const symbol = this.symbols.find((each) => bookChannel(each, channel));
      if (symbol !== undefined && isNew) {
        // The others have everything up to the change id of the whole book.
        this.flushSymbol(symbol);
        client.sendImage(symbol.name, this.imageText(symbol, channel));
      }
      subscribed.add(channel);
    }
  }

  private imageText(symbol: SymbolState, channel: string): string {
    const rows = (side: MarketSide): unknown[] =>
      this.market.levels(symbol.index, side, FULL_DEPTH).map((level) => rowOf('new', level));
    return notification(channel, {
      type: 'snapshot',
      timestamp: wallNowMs(),
      instrument_name: symbol.name,
      change_id: symbol.changeId,
      bids: rows(BID),
      asks: rows(ASK),
    });
  }

  private flushSymbol(symbol: SymbolState): void {
    if (symbol.changes.isEmpty) return;
    const diff = symbol.changes.take();
    const bids = this.actions(symbol, BID, diff.bids);
    const asks = this.actions(symbol, ASK, diff.asks);
    if (bids.length + asks.length === 0) return;
    const previousId = symbol.changeId;
    symbol.changeId += CHANGE_ID_STEP;
    for (const [client, channels] of this.channels) {
      const channel = [...channels].find((each) => bookChannel(symbol, each));
      if (channel === undefined) continue;
      const text = notification(channel, {
        type: 'change',
        timestamp: wallNowMs(),
        prev_change_id: previousId,
        instrument_name: symbol.name,
        change_id: symbol.changeId,
        bids,
        asks,
      });
      client.sendBook(symbol.name, text);
    }
  }

  /** What became of each level since it was told last; nothing for one that came and went. */
  private actions(
    symbol: SymbolState,
    side: MarketSide,
    levels: readonly MarketLevel[],
  ): unknown[] {
    const told = symbol.told[side];
    return levels.flatMap((level) => {
      const wasThere = told.has(level.price);
      if (level.quantity === 0) return told.delete(level.price) ? [rowOf('delete', level)] : [];
      told.add(level.price);
      return [rowOf(wasThere ? 'change' : 'new', level)];
    });
  }

  private tellTop(client: VenueClient, { id, params }: Request): void {
    const symbol = this.symbols.find((each) => each.name === params?.instrument_name);
    if (symbol === undefined) return;
    this.flushSymbol(symbol);
    const best = (side: MarketSide): unknown[] =>
      this.market.levels(symbol.index, side, 1).map((level) => rowOf('', level).slice(1));
    this.answer(client, id, {
      timestamp: wallNowMs(),
      state: 'open',
      instrument_name: symbol.name,
      change_id: symbol.changeId,
      bids: best(BID),
      asks: best(ASK),
    });
  }

  private tellTrade(symbol: SymbolState, trade: MarketTrade): void {
    const channel = `trades.${symbol.name}.100ms`;
    const data = {
      trade_seq: ++symbol.tradeSequence,
      trade_id: String(trade.id),
      timestamp: wallNowMs(),
      price: numberOf(trade.price, PRICE_SCALE),
      amount: numberOf(trade.quantity, QUANTITY_SCALE),
      instrument_name: symbol.name,
      direction: trade.aggressor === BID ? 'buy' : 'sell',
    };
    for (const [client, channels] of this.channels) {
      if (channels.has(channel)) client.say(notification(channel, [data]));
    }
  }

  private answer(client: VenueClient, id: number, result: unknown): void {
    const usOut = wallNowMs() * 1000;
    client.say(JSON.stringify({ jsonrpc: '2.0', id, result, usIn: usOut, usOut, usDiff: 0 }));
  }

  private pricesOf(index: number, side: MarketSide): Set<number> {
    return new Set(this.market.levels(index, side, FULL_DEPTH).map(({ price }) => price));
  }
}

const bookChannel = (symbol: SymbolState, channel: string): boolean =>
  channel === `book.${symbol.name}.100ms` || channel === `book.${symbol.name}.raw`;

/** The venue writes numbers bare; of these few digits a double holds every one. */
const numberOf = (value: number, scale: number): number => Number(formatScaled(value, scale));

const rowOf = (action: string, { price, quantity }: MarketLevel): unknown[] => [
  action,
  numberOf(price, PRICE_SCALE),
  numberOf(quantity, QUANTITY_SCALE),
];

const notification = (channel: string, data: unknown): string =>
  JSON.stringify({ jsonrpc: '2.0', method: 'subscription', params: { channel, data } });
