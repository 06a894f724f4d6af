/**
 * Binance spot, as its public documents describe it: combined streams with SUBSCRIBE, depth diffs with
 * U and u every 100 ms, bookTicker at every change of the touch, trades, exchangeInfo and depth
 * snapshots over REST. Owns the update ids; the books are the market's.
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
import { ASK, BID, type MarketChange, type MarketTrade } from '../market-change.js';
import type { HttpAnswer, VenueClient, VenueProtocol } from '../venue-protocol.js';

interface SymbolState {
  readonly name: string;
  readonly changes: LevelChanges;
  /** The last update id. */
  updateId: number;
  /** The one after the last diff. */
  nextFirstId: number;
  /** The touch as it was told last. */
  top: string;
}

/** Update ids begin well inside what a venue of some age has. */
const FIRST_UPDATE_ID = 40_000_000_000;
/** After a reset of the sequences the ids are somewhere else. */
const RESET_JUMP = 1_000_000;
const SNAPSHOT_LEVELS_DEFAULT = 100;
const SNAPSHOT_LEVELS_MAX = 5000;

export class BinanceSpotProtocol implements VenueProtocol {
  readonly flushMs = 100;
  // The venue sends no checksum.
  readonly undetectable = ['bad-checksum'] as const;
  readonly isolatesSymbols = true;
  private readonly symbols: readonly SymbolState[];
  /** Streams that a client has subscribed to. */
  private readonly streams = new Map<VenueClient, Set<string>>();

  constructor(private readonly market: ExchangeMarket) {
    this.symbols = market.symbols.map((name, index) => ({
      name,
      changes: new LevelChanges(market, index),
      updateId: FIRST_UPDATE_ID,
      nextFirstId: FIRST_UPDATE_ID + 1,
      top: '',
    }));
  }

  accepts(path: string): boolean {
    return path === '/stream' || path.startsWith('/stream?');
  }

  opened(client: VenueClient): void {
    const listed = /[?&]streams=([^&]*)/.exec(client.path)?.[1];
    this.streams.set(client, new Set(listed?.split('/')));
  }

  closed(client: VenueClient): void {
    this.streams.delete(client);
  }

  said(client: VenueClient, text: string): void {
    const request = JSON.parse(text) as { method: string; params: string[]; id: number };
    const streams = this.streams.get(client);
    for (const stream of request.params) {
      if (request.method === 'SUBSCRIBE') streams?.add(stream);
      else streams?.delete(stream);
    }
    client.say(JSON.stringify({ result: null, id: request.id }));
  }

  http(path: string, query: URLSearchParams): HttpAnswer | undefined {
    if (path === '/api/v3/exchangeInfo') return { status: 200, body: this.exchangeInfo() };
    if (path !== '/api/v3/depth') return undefined;
    const index = this.market.indexOf(query.get('symbol') ?? '');
    if (index === undefined) return { status: 400, body: '{"code":-1121,"msg":"Invalid symbol."}' };
    const limit = Number(query.get('limit') ?? SNAPSHOT_LEVELS_DEFAULT);
    const depth = Math.min(limit, SNAPSHOT_LEVELS_MAX);
    const body = JSON.stringify({
      lastUpdateId: this.symbols[index]!.updateId,
      bids: this.market.levels(index, BID, depth).map(row),
      asks: this.market.levels(index, ASK, depth).map(row),
    });
    return { status: 200, body };
  }

  changed(changes: readonly MarketChange[]): void {
    for (const change of changes) {
      const symbol = this.symbols[change.symbol]!;
      if (change.kind === 'trade') this.tellTrade(symbol, change.trade);
      if (change.kind === 'reduce' && change.trade) this.tellTrade(symbol, change.trade);
      if (change.kind === 'trade') continue;
      symbol.updateId++;
      symbol.changes.add(change);
    }
    // A replaced order is two changes of the book: the touch is told once both are done.
    const last = changes.at(-1);
    if (last !== undefined && last.kind !== 'trade') this.tellTop(last.symbol);
  }

  flush(): void {
    for (const symbol of this.symbols) {
      if (symbol.changes.isEmpty) continue;
      const diff = symbol.changes.take();
      this.tell(symbol, 'depth@100ms', {
        e: 'depthUpdate',
        E: wallNowMs(),
        s: symbol.name,
        U: symbol.nextFirstId,
        u: symbol.updateId,
        b: diff.bids.map(row),
        a: diff.asks.map(row),
      });
      symbol.nextFirstId = symbol.updateId + 1;
    }
  }

  reset(): void {
    for (const symbol of this.symbols) {
      symbol.updateId += RESET_JUMP;
      symbol.nextFirstId = symbol.updateId + 1;
    }
  }

  withBadChecksum(): undefined {
    return undefined;
  }

  heartbeat(): void {
    // The venue pings on the level of WebSocket only.
  }

  private tellTrade(symbol: SymbolState, trade: MarketTrade): void {
    this.tell(symbol, 'trade', {
      e: 'trade',
      E: wallNowMs(),
      s: symbol.name,
      t: trade.id,
      p: formatScaled(trade.price, PRICE_SCALE),
      q: formatScaled(trade.quantity, QUANTITY_SCALE),
      T: wallNowMs(),
      m: trade.aggressor === ASK,
    });
  }

  private tellTop(index: number): void {
    const symbol = this.symbols[index]!;
    const bid = this.market.levels(index, BID, 1)[0];
    const ask = this.market.levels(index, ASK, 1)[0];
    if (bid === undefined || ask === undefined) return;
    const [b, B] = row(bid);
    const [a, A] = row(ask);
    const top = `${b} ${B} ${a} ${A}`;
    if (top === symbol.top) return;
    symbol.top = top;
    this.tell(symbol, 'bookTicker', { u: symbol.updateId, s: symbol.name, b, B, a, A });
  }

  private tell(symbol: SymbolState, channel: string, data: object): void {
    const stream = `${symbol.name.toLowerCase()}@${channel}`;
    let text: string | undefined;
    for (const [client, streams] of this.streams) {
      if (!streams.has(stream)) continue;
      text ??= JSON.stringify({ stream, data });
      if (channel.startsWith('depth')) client.sendBook(symbol.name, text);
      else client.say(text);
    }
  }

  private exchangeInfo(): string {
    const symbols = this.market.symbols.map((symbol) => ({
      symbol,
      status: 'TRADING',
      filters: [
        { filterType: 'PRICE_FILTER', tickSize: '0.01000000' },
        { filterType: 'LOT_SIZE', stepSize: '0.00100000' },
      ],
    }));
    return JSON.stringify({ timezone: 'UTC', serverTime: wallNowMs(), symbols });
  }
}

const row = (level: MarketLevel): [price: string, quantity: string] => [
  formatScaled(level.price, PRICE_SCALE),
  formatScaled(level.quantity, QUANTITY_SCALE),
];
